"""What an answer of GIFT accepts, in our notation: a number, a range, a text, a text with a wildcard."""

import re
from decimal import Decimal

from lms.core.text import msg
from lms.publishing.imports.asked import Unreadable
from lms.publishing.imports.gift.blocks import Part, back
from lms.publishing.imports.wording import Note

NUMBER = re.compile(r"[-+]?\d{1,30}(?:[.,]\d{0,30})?(?:[eE][-+]?\d{1,2})?|[-+]?[.,]\d{1,30}")
STAR = re.compile(r"(\\?)\*")


def accepted_number(part: Part) -> str:
    """`40`, `40 ± 2` or `1..5`.

    Raises:
        Unreadable: it is no number.
    """
    text = back(part.text)
    low, dots, high = text.partition("..")
    if dots:
        first, last = _number(low, part), _number(high, part)
        if first > last:
            raise Unreadable(msg("The range ends before it begins."), part.at)
        return f"{first:f}..{last:f}"
    value, colon, tolerance = text.partition(":")
    wide = _number(tolerance, part) if colon else Decimal()
    if wide < 0:
        raise Unreadable(msg("A tolerance is not negative."), part.at)
    return f"{_number(value, part):f} ± {wide:f}" if wide else f"{_number(value, part):f}"


def accepted_text(part: Part, note: Note) -> str:
    r"""The text as it is, or `/a pattern/` where a star stood for anything; `\*` is a star.

    Raises:
        Unreadable: nothing is accepted.
    """
    text = " ".join(back(part.text).split())
    if not text:
        raise Unreadable(msg("An answer has no text."), part.at)
    plain = text.replace("\\*", "*")
    if any(not found[1] for found in STAR.finditer(text)):
        note(msg("A star in an accepted answer stands for anything; it comes in as a pattern."))
        return pattern_of(text)
    return f"/{_still(plain)}/" if plain.startswith("/") and plain.endswith("/") else plain


def pattern_of(text: str) -> str:
    """The pattern that means a text in which stars stand for anything."""
    pieces, at = [], 0
    for found in STAR.finditer(text):
        pieces += [_still(text[at : found.start()]), "\\*" if found[1] else ".*"]
        at = found.end()
    return f"/{''.join([*pieces, _still(text[at:])])}/"


def _still(text: str) -> str:
    return re.sub(r"([\\.^$*+?{}\[\]|()/])", r"\\\1", text)


def _number(text: str, part: Part) -> Decimal:
    written = text.strip()
    if not NUMBER.fullmatch(written):
        raise Unreadable(msg("“%(text)s” is not a number.", text=written[:60]), part.at)
    value = Decimal(written.replace(",", "."))
    return value.normalize() if value else Decimal()
