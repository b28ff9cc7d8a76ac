"""Figures of partners as values, and reading them from a spreadsheet's text file with a sentence for every line that is wrong."""

import csv
import io
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from lms.core.ids import Slug
from lms.core.text import Message, msg, nmsg

COLUMNS = ("partner", "metric", "date", "reference", "value")
MOST_ROWS = 10_000
REFERENCE_LENGTH = 80
VALUE = re.compile(r"[+-]?[0-9]{1,14}([.,][0-9]{1,4})?")
DATE_FORMATS = ("%Y-%m-%d", "%d.%m.%Y")
EARLIEST = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. `reference` tells two figures of one day apart: the project's or the customer's number, for example."""

    metric: Slug
    on: date
    reference: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a file; `partner` is a public id or a name."""

    line: int
    partner: str
    figure: Figure


def read_csv(data: bytes, metrics: Collection[Slug], today: date) -> tuple[tuple[Row, ...], tuple[Message, ...]]:
    """Read rows from UTF-8 text with commas, semicolons or tabs between the columns. Where there are faults, no row counts."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return (), (msg("line %(line)s: the text is not UTF-8; save the file as “CSV UTF-8”", line=line),)
    records, broken = _records(text)
    if not records:
        return (), broken or (msg("line 1: the file is empty; it begins with the columns %(columns)s", columns=", ".join(COLUMNS)),)
    (_, header), *body = records
    if faults := _header_faults(header):
        return (), faults
    if len(body) > MOST_ROWS:
        return (), (nmsg("the file has more than %(n)s row; split it", "the file has more than %(n)s rows; split it", MOST_ROWS),)
    places = [header.index(column) for column in COLUMNS]
    read = [_row(line, cells, places, metrics, today) for line, cells in body]
    faults = tuple(fault for _, found in read for fault in found) + broken
    return tuple(row for row, _ in read if row is not None), faults


def fault_of(figure: Figure, metrics: Collection[Slug], today: date) -> Message | None:
    """What is wrong with a figure that was entered by hand; `None` when nothing is."""
    if figure.metric not in metrics:
        return msg("There is no metric “%(given)s”. Choose one of: %(allowed)s.", given=figure.metric, allowed=", ".join(sorted(metrics)))
    if not EARLIEST <= figure.on <= today:
        return msg("A figure belongs to a day from %(earliest)s to today.", earliest=EARLIEST)
    if not figure.reference.strip() or len(figure.reference) > REFERENCE_LENGTH:
        return msg("A reference has 1 to %(most)s characters, such as the number of the project.", most=REFERENCE_LENGTH)
    if not VALUE.fullmatch(f"{figure.value:f}"):
        return msg("A value is a number with at most 14 digits before the decimal point and 4 after it.")
    return None


def _records(text: str) -> tuple[list[tuple[int, list[str]]], tuple[Message, ...]]:
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
        return records, (msg("line %(line)s: a quotation mark is opened and not closed, or stands inside a cell", line=start),)
    return records, ()


def _delimiter(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(",;\t", key=first.count)


def _header_faults(header: list[str]) -> tuple[Message, ...]:
    def found() -> Iterator[Message]:
        for column in COLUMNS:
            if header.count(column) == 0:
                yield msg("line 1: the column “%(column)s” is missing", column=column)
            if header.count(column) > 1:
                yield msg("line 1: the column “%(column)s” stands there twice", column=column)
        for column in header:
            if column not in COLUMNS:
                allowed = ", ".join(COLUMNS)
                yield msg("line 1: the column “%(column)s” is not known; the columns are %(allowed)s", column=column, allowed=allowed)

    return tuple(found())


def _row(line: int, cells: list[str], places: list[int], metrics: Collection[Slug], today: date) -> tuple[Row | None, tuple[Message, ...]]:
    if len(cells) != len(COLUMNS):
        wrong = msg(
            "line %(line)s: there are %(have)s columns instead of %(need)s; put a value that holds a comma into quotation marks",
            line=line, have=len(cells), need=len(COLUMNS),
        )  # fmt: skip
        return None, (wrong,)
    partner, metric, day, reference, value = (cells[place] for place in places)
    on, number = _day(day), _number(value)
    faults = [*_named_faults(line, partner, metric, metrics), *_day_faults(line, day, on, today)]
    if not reference or len(reference) > REFERENCE_LENGTH:
        faults.append(msg("line %(line)s: the reference needs 1 to %(most)s characters", line=line, most=REFERENCE_LENGTH))
    if number is None:
        faults.append(msg("line %(line)s: “%(given)s” is not a number; write it like 1.5 or 1,5", line=line, given=value))
    if faults or on is None or number is None:
        return None, tuple(faults)
    return Row(line, partner, Figure(Slug(metric), on, reference, number)), ()


def _named_faults(line: int, partner: str, metric: str, metrics: Collection[Slug]) -> Iterator[Message]:
    if not partner:
        yield msg("line %(line)s: the partner is missing", line=line)
    if metric not in metrics:
        allowed = ", ".join(sorted(metrics))
        yield msg("line %(line)s: there is no metric “%(given)s”; write one of: %(allowed)s", line=line, given=metric, allowed=allowed)


def _day_faults(line: int, given: str, on: date | None, today: date) -> Iterator[Message]:
    if on is None:
        yield msg("line %(line)s: “%(given)s” is not a date; write it like 2026-03-31", line=line, given=given)
    elif not EARLIEST <= on <= today:
        yield msg("line %(line)s: %(day)s is not a day from %(earliest)s to today", line=line, day=on, earliest=EARLIEST)


def _day(text: str) -> date | None:
    for form in DATE_FORMATS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def _number(text: str) -> Decimal | None:
    return Decimal(text.replace(",", ".")) if VALUE.fullmatch(text) else None
