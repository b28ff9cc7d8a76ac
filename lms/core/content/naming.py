"""Names that are ids: what may be one, and letters that only look as if."""

import re
import unicodedata

from lms.core.content.faults import Faults, Position
from lms.core.text import Message, msg

ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
CYRILLIC = "\u0430\u0432\u0435\u0451\u0456\u0458\u043a\u043c\u043d\u043e\u0440\u0441\u0501\u0455\u0442\u0443\u0445\u04bb\u051b\u051d"
GREEK = "\u03b1\u03b5\u03b9\u03ba\u03bd\u03bf\u03c1\u03c4\u03c5\u03c7\u03f2\u0131"
LATIN = dict(zip(CYRILLIC + GREEK, "abeeijkmhopcdstyxhqw" + "aeikvoptuxci", strict=True))
"""Letters of other scripts with the Latin ones that they look like."""


def is_id(text: str) -> bool:
    """Whether `text` may be an id: lower case Latin letters, digits and single hyphens."""
    return ID.fullmatch(text) is not None


def looks_like(text: str) -> str | None:
    """The id that a reader takes `text` for, although other letters or signs stand in it; `None` when there is no such id."""
    if text.isascii():
        return None
    plain = unicodedata.normalize("NFKC", text).lower()
    seen = "".join(LATIN.get(letter, "-" if unicodedata.category(letter) == "Pd" else letter) for letter in plain)
    return seen if is_id(seen) else None


def note_wrong_id(faults: Faults, path: str, at: Position, given: str, told: tuple[str, Message, Message]) -> None:
    """Note an id that is none. `told` is the code, sentence and repair for those that do not deceive the eye."""
    if looks_like(given):
        note_look_alike(faults, path, at, given)
    else:
        faults.add(path, at, *told)


def note_look_alike(faults: Faults, path: str, at: Position, given: str) -> None:
    """Note an id in which a letter only looks Latin."""
    letter = next(letter for letter in given if not letter.isascii())
    faults.add(
        path, at, "ID_LOOK_ALIKE",
        msg("In “%(id)s” the sign “%(letter)s” (%(code)s) only looks Latin.", id=given, letter=letter, code=f"U+{ord(letter):04X}"),
        msg("Type it anew in Latin letters: %(plain)s.", plain=looks_like(given) or ""),
    )  # fmt: skip
