"""One figure as it is written down, in a file or by another program: what its fields hold, and a sentence for each thing that is wrong."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from lms.core.ids import Slug
from lms.core.text import Message, msg
from lms.partners.figures.rules import EARLIEST, REASON_LENGTH, REFERENCE_LENGTH, VALUE, Figure, Vocabulary, has_unseen, off_scale

COLUMNS = ("partner", "metric", "date", "reference", "value")
OPTIONAL = ("from", "product", "reason")
DATE_FORMATS = ("%Y-%m-%d", "%d.%m.%Y")
AS_DATE = msg("Write it like 2026-03-31.")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a file, or one figure of a body by its number; `partner` is a public id or a name."""

    line: int
    partner: str
    figure: Figure


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing that is wrong: on which line, in which column (empty: the line or the file as a whole), what, and what to do."""

    line: int
    column: str
    what: Message
    repair: Message


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds: its rows without faults, and the faults. `whole`: the file could be read as a table, line by line."""

    rows: tuple[Row, ...] = ()
    faults: tuple[Wrong, ...] = ()
    whole: bool = True


def read_row(line: int, written: Mapping[str, str], vocabulary: Vocabulary, today: date) -> tuple[Row | None, list[Wrong]]:
    """Read a figure from the texts of its fields, without space around them; what is not `written` is empty. All faults at once."""
    given = dict.fromkeys((*COLUMNS, *OPTIONAL), "") | dict(written)
    if faults := [fault for column, text in given.items() for fault in unseen(line, column, text)]:
        return None, faults
    faults = [
        *_name_faults(line, given, vocabulary),
        *_day_faults(line, given, today),
        *_word_faults(line, given),
        *_value_faults(line, given, vocabulary),
    ]
    on, number = _day(given["date"]), _number(given["value"])
    if faults or on is None or number is None:
        return None, faults
    first, product = _day(given["from"]), Slug(given["product"]) or None
    covers = first if first != on else None
    return Row(line, given["partner"], Figure(Slug(given["metric"]), on, given["reference"], number, covers, product, given["reason"])), []


def unseen(line: int, column: str, text: str) -> Iterator[Wrong]:
    """The fault of a text that is not plain and in one line."""
    if has_unseen(text):
        yield Wrong(line, column, msg("It holds a line break or another sign that cannot be seen."), msg("Write it in one line."))


def reason_faults(line: int, reason: str) -> Iterator[Wrong]:
    """The fault of a reason that is too long."""
    if len(reason) > REASON_LENGTH:
        what = msg("The reason is longer than %(most)s characters.", most=REASON_LENGTH)
        yield Wrong(line, "reason", what, msg("Shorten it."))


def _name_faults(line: int, given: Mapping[str, str], vocabulary: Vocabulary) -> Iterator[Wrong]:
    if not given["partner"]:
        yield Wrong(line, "partner", msg("The company is missing."), msg("Write its name or its id."))
    if given["metric"] not in vocabulary.metrics:
        what = msg("There is no metric “%(given)s”.", given=given["metric"])
        yield Wrong(line, "metric", what, _one_of(vocabulary.metrics))
    if given["product"] and given["product"] not in vocabulary.products:
        what = msg("There is no product “%(given)s”.", given=given["product"])
        yield Wrong(line, "product", what, _one_of(vocabulary.products))


def _one_of(words: tuple[Slug, ...]) -> Message:
    return msg("Write one of: %(allowed)s.", allowed=", ".join(sorted(words)))


def _day_faults(line: int, given: Mapping[str, str], today: date) -> Iterator[Wrong]:
    on, first = _day(given["date"]), _day(given["from"])
    if on is None:
        yield Wrong(line, "date", msg("“%(given)s” is not a date.", given=given["date"]), AS_DATE)
    elif not EARLIEST <= on <= today:
        what = msg("%(day)s is not a day from %(earliest)s to today.", day=on, earliest=EARLIEST)
        yield Wrong(line, "date", what, msg("Enter a figure once its day has come."))
    if given["from"] and first is None:
        yield Wrong(line, "from", msg("“%(given)s” is not a date.", given=given["from"]), AS_DATE)
    elif first is not None and (first < EARLIEST or (on is not None and first > on)):
        what = msg("The period begins on %(day)s, outside the days that it can cover.", day=first)
        yield Wrong(line, "from", what, msg("Write the first day of the period, not after the day in “date”."))


def _word_faults(line: int, given: Mapping[str, str]) -> Iterator[Wrong]:
    if not given["reference"] or len(given["reference"]) > REFERENCE_LENGTH:
        what = msg("The reference is missing or longer than %(most)s characters.", most=REFERENCE_LENGTH)
        yield Wrong(line, "reference", what, msg("Write the number of the project or of the customer."))
    yield from reason_faults(line, given["reason"])


def _value_faults(line: int, given: Mapping[str, str], vocabulary: Vocabulary) -> Iterator[Wrong]:
    number = _number(given["value"])
    if number is None:
        what = msg("“%(given)s” is not a number.", given=given["value"])
        yield Wrong(line, "value", what, msg("Write it like 1.5 or 1,5, with at most 4 digits behind the comma."))
    elif fault := off_scale(given["metric"], number, vocabulary):
        yield Wrong(line, "value", fault, msg("Look at the decimal point and at the sign."))


def _day(text: str) -> date | None:
    for form in DATE_FORMATS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def _number(text: str) -> Decimal | None:
    return Decimal(text.replace(",", ".")) if VALUE.fullmatch(text) else None
