"""Reading figures from a spreadsheet's text file: the rows that are right, and a sentence with its place for each thing that is wrong."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date

from lms.core.text import Message, msg, nmsg
from lms.partners.figures.rows import COLUMNS, OPTIONAL, Reading, Row, Wrong, read_row, unseen
from lms.partners.figures.rules import Vocabulary

MOST_ROWS = 10_000
FORMULA = re.compile(r"[=@]|[+-](?![0-9.,\s]*$)[^0-9\s]")
"""How a cell begins that a spreadsheet would run."""


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
        faults += found
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
    given = dict(zip(header, cells, strict=True))
    if faults := [fault for column, cell in given.items() for fault in _cell_faults(line, column, cell)]:
        return None, faults
    return read_row(line, given, vocabulary, today)


def _cell_faults(line: int, column: str, cell: str) -> Iterator[Wrong]:
    """A cell that a spreadsheet would run, or that is no plain text in one line."""
    if FORMULA.match(cell) and column != "partner":
        yield Wrong(line, column, msg("The cell holds a formula."), msg("Save the file with values instead of formulas."))
    else:
        yield from unseen(line, column, cell)
