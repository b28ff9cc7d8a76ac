"""Reads numbers as people write them in English and in Russian, exactly."""

import re
import unicodedata
from decimal import Decimal

NUMBER = re.compile(r"([+-]?)([0-9]{1,3}(?: [0-9]{3})+|[0-9]+)?(?:([.,])([0-9]*))?(?:[eE]([+-]?[0-9]{1,4}))?")
GOES_ON = re.compile(r" ?[0-9.,/:^*\N{FRACTION SLASH}-]")
DASHES = str.maketrans({"\N{MINUS SIGN}": "-", "\N{EN DASH}": "-", "\N{HYPHEN}": "-", "\N{NON-BREAKING HYPHEN}": "-"})
MOST_DIGITS = 30
FARTHEST = 30
"""No number here has more digits, nor a larger or smaller power of ten: exact fractions of such numbers are quick."""


class NoNumber(ValueError):
    """It is not written like a number."""


class TooFar(ValueError):
    """It has too many digits, or is too large or too small."""


def plain(text: str) -> str:
    """The text in one form: NFKC, every space a plain one and single, none around it, every dash a hyphen."""
    return " ".join(unicodedata.normalize("NFKC", text.translate(DASHES)).translate(DASHES).split())


def read_decimal(text: str) -> tuple[Decimal, str]:
    """A number at the beginning of the text, and what stands behind it without spaces around it.

    `1.5` and `1,5` are the same; `13 350` has its thousands apart, with spaces of any width. A second point or comma is no number.

    Raises:
        NoNumber: the text does not begin with one, or goes on so that nobody knows where it ends; `NaN` and `inf` are none.
        TooFar: it has more than 30 digits or lies beyond 10 to the power of 30.
    """
    written = plain(text)
    found = NUMBER.match(written)
    if found is None or not (found[2] or found[4]):
        raise NoNumber
    rest = written[found.end() :]
    if GOES_ON.match(rest):
        raise NoNumber
    whole, fraction, power = (found[2] or "").replace(" ", ""), found[4] or "", int(found[5] or 0)
    digits = (whole + fraction).lstrip("0")
    if len(whole + fraction) > MOST_DIGITS or abs(power) > FARTHEST or len(digits) + abs(power) > MOST_DIGITS:
        raise TooFar
    # The constructor is exact; arithmetic of decimals would round to 28 digits.
    return Decimal(f"{found[1]}{whole or 0}.{fraction}E{power}"), rest.strip()


def written_in(number: Decimal, language: str) -> str:
    """The number as it is written in a language: `1.5`, in Russian `1,5`; thousands apart from five digits on."""
    sign, whole, fraction = ("-" if number < 0 else ""), *f"{abs(number):f}".partition(".")[::2]
    apart = f"{int(whole):,}".replace(",", "\N{NO-BREAK SPACE}") if len(whole) > 4 else whole
    fraction = fraction.rstrip("0")
    return f"{sign}{apart}{',' if language == 'ru' else '.'}{fraction}" if fraction else f"{sign}{apart}"
