"""Sentences in the reader's language: catalogues read from their .po files, and messages with numbers, dates and names put in."""

import gettext
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from importlib.resources import files
from io import BytesIO
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import Translations

from lms.core.text import Message, pick

INNER = {"«": "„", "»": "“"}


@cache
def translations(language: str) -> gettext.NullTranslations:
    """The catalogue of `language`. English sentences stand in the code, so that English needs none.

    The .po file is the only source: it is compiled in memory, once a process.
    """
    source = files("lms") / "locale" / language / "LC_MESSAGES" / "messages.po"
    if not source.is_file():
        return Translations()
    compiled = BytesIO()
    with source.open("rb") as stream:
        write_mo(compiled, read_po(stream, locale=language))
    compiled.seek(0)
    return Translations(compiled)


def say(value: object, language: str, zone: str = "UTC") -> str:  # noqa: PLR0911 - one return a type
    """Write a message, a text of the content, a number, a day or a moment for a reader of `language` in `zone`.

    A moment is written to the minute in the reader's zone; a day as `12 December 2026` or `12 декабря 2026`.
    """
    match value:
        case Message():
            catalogue = translations(language)
            if value.plural is not None and value.n is not None:
                sentence = catalogue.ngettext(value.msgid, value.plural, value.n)
            else:
                sentence = catalogue.gettext(value.msgid)
            params = {name: say(param, language, zone) for name, param in value.params.items()}
            return quoted(sentence % {"n": value.n, **params}) if params or value.n is not None else sentence.replace("%%", "%")
        case dict():
            return pick(value, language)
        case datetime():
            return say_moment(value, language, zone)
        case date():
            return say_day(value, language)
        case Decimal():
            return format_decimal(value.normalize() if value else 0, locale=language)
        case list() | tuple():
            return ", ".join(say(one, language, zone) for one in value)
        case _:
            return str(value)


def quoted(sentence: str) -> str:
    """Quotation marks within «quotation marks» become „these“: a name that has its own may stand in a sentence that quotes it."""
    if "«" not in sentence.partition("«")[2]:
        return sentence
    depth, written = 0, []
    for sign in sentence:
        depth -= sign == "»"
        written.append(INNER.get(sign, sign) if depth > 0 else sign)
        depth += sign == "«"
    return "".join(written)


def say_day(day: date, language: str) -> str:
    """`12 December 2026` or `12 декабря 2026` (without the «г.» that Babel adds)."""
    return format_date(day, "d MMMM y", locale=language)


def say_short_day(day: date, language: str) -> str:
    """`12 Dec 2026` or `12 дек. 2026`."""
    return format_date(day, "d MMM y", locale=language)


def say_moment(moment: datetime, language: str, zone: str) -> str:
    """`12 December 2026, 14:02` in the reader's zone."""
    return format_datetime(moment, "d MMMM y, HH:mm", tzinfo=ZoneInfo(zone), locale=language)
