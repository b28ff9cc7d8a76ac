"""Reading figures from a spreadsheet's text file: the rows that are right, and a sentence with its place for each thing that is wrong."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from lms.core.ids import Slug
from lms.core.text import Message, msg, nmsg
from lms.partners.figures.rules import EARLIEST, REASON_LENGTH, REFERENCE_LENGTH, VALUE, Figure, Vocabulary, has_unseen

COLUMNS = ("partner", "metric", "date", "reference", "value")
OPTIONAL = ("from", "product", "reason")
MOST_ROWS = 10_000
DATE_FORMATS = ("%Y-%m-%d", "%d.%m.%Y")
FORMULA = re.compile(r"[=@]|[+-](?![0-9.,\s]*$)[^0-9\s]")
"""How a cell begins that a spreadsheet would run."""
AS_DATE = msg("Write it like 2026-03-31.")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a file; `partner` is a public id or a name."""

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


def read_csv(data: bytes, vocabulary: Vocabulary, today: date) -> Reading:
    """Read rows from UTF-8 text with commas, semicolons or tabs between the columns."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return _unread(Wrong(line, "", msg("The text is not UTF-8."), msg("Save the file as “CSV UTF-8”.")))
    records, broken = _records(text)
    if broken is not None or not records:
        return _unread(broken or Wrong(1, "", msg("The file is empty."), _header_wanted()))
    (first, header), *body = records
    if faults := [*_header_faults(first, header)] or [*_body_faults(first, body)]:
        return _unread(*faults)
    rows, faults = list[Row](), list[Wrong]()
    for line, cells in body:
        row, found = _row(line, cells, header, vocabulary, today)
        rows += [row] if row is not None else []
        faults += [replace(fault, line=line) for fault in found]
    return Reading(tuple(rows), tuple(faults))


def _unread(*faults: Wrong) -> Reading:
    return Reading(faults=faults, whole=False)


def _header_wanted() -> Message:
    return msg(
        "The first line holds the columns %(columns)s; these may follow: %(more)s.", columns=", ".join(COLUMNS), more=", ".join(OPTIONAL)
    )


def _records(text: str) -> tuple[list[tuple[int, list[str]]], Wrong | None]:
    """The lines that are not empty, each with its number, the first in lower case; and the fault where reading stopped."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    records: list[tuple[int, list[str]]] = []
    start = 1
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                records.append((start, stripped if records else [cell.lower() for cell in stripped]))
            start = reader.line_num + 1
    except csv.Error:
        what = msg("A quotation mark is opened and not closed, or stands inside a cell.")
        return records, Wrong(start, "", what, msg("Close it at the end of the cell, and write two where one is meant."))
    return records, None


def _delimiter(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(",;\t", key=first.count)


def _header_faults(line: int, header: list[str]) -> Iterator[Wrong]:
    for column in COLUMNS:
        if column not in header:
            yield Wrong(line, column, msg("The column is missing."), _header_wanted())
    for column in dict.fromkeys(header):
        if column not in (*COLUMNS, *OPTIONAL):
            yield Wrong(line, column, msg("There is no such column."), _header_wanted())
        elif header.count(column) > 1:
            yield Wrong(line, column, msg("The column stands there twice."), msg("Take one of the two out."))


def _body_faults(first: int, body: list[tuple[int, list[str]]]) -> Iterator[Wrong]:
    if not body:
        yield Wrong(first, "", msg("There are no lines below the columns."), msg("Write one line for each figure."))
    if len(body) > MOST_ROWS:
        what = nmsg("The file has more than %(n)s row.", "The file has more than %(n)s rows.", MOST_ROWS)
        yield Wrong(body[MOST_ROWS][0], "", what, msg("Split it; each part can be entered by itself."))


def _row(line: int, cells: list[str], header: list[str], vocabulary: Vocabulary, today: date) -> tuple[Row | None, list[Wrong]]:
    if len(cells) != len(header):
        what = msg("There are %(have)s columns instead of %(need)s.", have=len(cells), need=len(header))
        return None, [Wrong(line, "", what, msg("Put a value that holds a comma into quotation marks."))]
    given = dict.fromkeys((*COLUMNS, *OPTIONAL), "") | dict(zip(header, cells, strict=True))
    if faults := list(_unfit(given)):
        return None, faults
    faults = [*_name_faults(given, vocabulary), *_day_faults(given, today), *_word_faults(given)]
    on, number = _day(given["date"]), _number(given["value"])
    if faults or on is None or number is None:
        return None, faults
    first, product = _day(given["from"]), Slug(given["product"]) or None
    covers = first if first != on else None
    return Row(line, given["partner"], Figure(Slug(given["metric"]), on, given["reference"], number, covers, product, given["reason"])), []


def _unfit(given: dict[str, str]) -> Iterator[Wrong]:
    """Cells that are no plain text in one line."""
    for column, cell in given.items():
        if FORMULA.match(cell) and column != "partner":
            yield Wrong(0, column, msg("The cell holds a formula."), msg("Save the file with values instead of formulas."))
        elif has_unseen(cell):
            yield Wrong(0, column, msg("The cell holds a line break or another sign that cannot be seen."), msg("Write it in one line."))


def _name_faults(given: dict[str, str], vocabulary: Vocabulary) -> Iterator[Wrong]:
    if not given["partner"]:
        yield Wrong(0, "partner", msg("The company is missing."), msg("Write its name or its id."))
    if given["metric"] not in vocabulary.metrics:
        what = msg("There is no metric “%(given)s”.", given=given["metric"])
        yield Wrong(0, "metric", what, _one_of(vocabulary.metrics))
    if given["product"] and given["product"] not in vocabulary.products:
        what = msg("There is no product “%(given)s”.", given=given["product"])
        yield Wrong(0, "product", what, _one_of(vocabulary.products))


def _one_of(words: tuple[Slug, ...]) -> Message:
    return msg("Write one of: %(allowed)s.", allowed=", ".join(sorted(words)))


def _day_faults(given: dict[str, str], today: date) -> Iterator[Wrong]:
    on, first = _day(given["date"]), _day(given["from"])
    if on is None:
        yield Wrong(0, "date", msg("“%(given)s” is not a date.", given=given["date"]), AS_DATE)
    elif not EARLIEST <= on <= today:
        what = msg("%(day)s is not a day from %(earliest)s to today.", day=on, earliest=EARLIEST)
        yield Wrong(0, "date", what, msg("Enter a figure once its day has come."))
    if given["from"] and first is None:
        yield Wrong(0, "from", msg("“%(given)s” is not a date.", given=given["from"]), AS_DATE)
    elif first is not None and (first < EARLIEST or (on is not None and first > on)):
        what = msg("The period begins on %(day)s, outside the days that it can cover.", day=first)
        yield Wrong(0, "from", what, msg("Write the first day of the period, not after the day in the column “date”."))


def _word_faults(given: dict[str, str]) -> Iterator[Wrong]:
    if not given["reference"] or len(given["reference"]) > REFERENCE_LENGTH:
        what = msg("The reference is missing or longer than %(most)s characters.", most=REFERENCE_LENGTH)
        yield Wrong(0, "reference", what, msg("Write the number of the project or of the customer."))
    if _number(given["value"]) is None:
        what = msg("“%(given)s” is not a number.", given=given["value"])
        yield Wrong(0, "value", what, msg("Write it like 1.5 or 1,5, with at most 4 digits behind the comma."))
    if len(given["reason"]) > REASON_LENGTH:
        what = msg("The reason is longer than %(most)s characters.", most=REASON_LENGTH)
        yield Wrong(0, "reason", what, msg("Shorten it."))


def _day(text: str) -> date | None:
    for form in DATE_FORMATS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def _number(text: str) -> Decimal | None:
    return Decimal(text.replace(",", ".")) if VALUE.fullmatch(text) else None
