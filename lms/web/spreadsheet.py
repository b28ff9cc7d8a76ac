"""CSV files for spreadsheets: streamed, in UTF-8 with its mark, and no cell of them is ever run as a formula."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from urllib.parse import quote

from flask import Response, stream_with_context

from lms.web.context import language

MARK = "\ufeff"
"""By this mark spreadsheets know the encoding."""
FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\t", "\r", "\n")
"""How a cell begins that a spreadsheet would run; the wide ones where people write Chinese or Japanese."""
FORMULA_WITHIN = re.compile('(?<=[,;\t\r\n])([" \xa0]*)(?=[-=+@\uff1d\uff0b\uff0d\uff20])')
"""Where one would begin if the file were opened with another separator than ours, as where another language's spreadsheet opens it."""
DELIMITERS = {"ru": ";"}
"""Spreadsheets in Russian read a semicolon between columns, because the comma stands in numbers there."""

Cell = str | int | date | datetime | Decimal | None


class _Line:
    """What the writer writes to: it keeps nothing."""

    def write(self, text: str) -> str:
        """Hand the line on."""
        return text


def csv_response(name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Response:
    """A file to download with these rows; they are made while it goes out."""
    response = Response(stream_with_context(_lines(header, rows)), mimetype="text/csv")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response.headers["Cache-Control"] = "no-store"
    return response


def safe(cell: Cell) -> str | int | Decimal:
    """A cell as it is written: days as ISO, numbers as they are, and a quote before text that a spreadsheet would run.

    Whichever separator it takes: the text goes on to be split then, and a part of it would stand in a cell of its own.
    """
    match cell:
        case None:
            return ""
        case int() | Decimal():
            return cell
        case datetime():
            return cell.isoformat(timespec="seconds")
        case date():
            return cell.isoformat()
    text = FORMULA_WITHIN.sub(r"\1'", cell)
    return f"'{text}" if text.startswith(FORMULA) else text


def _lines(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    writer = csv.writer(_Line(), delimiter=DELIMITERS.get(language(), ","), lineterminator="\r\n")
    yield MARK + str(writer.writerow([safe(one) for one in header]))
    for row in rows:
        yield str(writer.writerow([safe(one) for one in row]))
