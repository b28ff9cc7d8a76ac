"""Reading figures from the JSON that another program sends: the same rows and the same faults as from a file, by the figure's number."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NoReturn

from lms.core.errors import Invalid
from lms.core.text import Message, msg
from lms.partners.figures.rows import COLUMNS, OPTIONAL, Reading, Row, Wrong, read_row, reason_faults, unseen
from lms.partners.figures.rules import Vocabulary

MOST_FIGURES = 1_000
"""So many figures come at once."""
FIELDS = (*COLUMNS, *OPTIONAL)
BODY = ("figures", "reason")
LONGEST_NUMBER = 40
"""A number that is longer, or has more digits than this, is none of ours; it is not even counted out."""


class Number(str):
    """A number as it is written in JSON: never made a float, which would change it."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Sent:
    """A body as it came: an object of JSON."""

    body: dict[str, Any]

    @property
    def figures(self) -> tuple[object, ...]:
        """The figures, whatever they are."""
        found = self.body.get("figures")
        return tuple(found) if isinstance(found, list) else ()

    @property
    def reason(self) -> str:
        """The reason of corrections that name none."""
        found = self.body.get("reason")
        return found.strip() if isinstance(found, str) and not isinstance(found, Number) else ""


def parse(data: bytes) -> Sent:
    """Read a body as JSON.

    Raises:
        Invalid: it is none, or no object.
    """
    try:
        text = data.decode("utf-8-sig")
        body = json.loads(text, parse_float=Number, parse_int=Number, parse_constant=_refuse_constant, object_pairs_hook=_object)
    except UnicodeDecodeError as error:
        raise Invalid(msg("The body is not UTF-8.")) from error
    except json.JSONDecodeError as error:
        what = msg("The body is not JSON: reading stopped at line %(line)s, column %(column)s.", line=error.lineno, column=error.colno)
        raise Invalid(what) from error
    except RecursionError as error:
        raise Invalid(msg("The body holds lists in lists without end.")) from error
    if not isinstance(body, dict):
        raise Invalid(msg("The body is one JSON object: {“figures”: […]}."))
    return Sent(body)


def read_sent(sent: Sent, vocabulary: Vocabulary, today: date) -> Reading:
    """Read the figures of a body; the line of a row or a fault is the number of the figure, counted from 1, and 0 for the body itself."""
    rows, faults = list[Row](), [*_body_faults(sent)]
    for number, one in enumerate(sent.figures, start=1):
        if odd := [*_shape_faults(number, one)]:
            faults += odd
        elif isinstance(one, dict):
            row, found = read_row(number, {name: _text(value) for name, value in one.items()}, vocabulary, today)
            rows += [row] if row is not None else []
            faults += found
    return Reading(tuple(rows), tuple(faults))


def _body_faults(sent: Sent) -> Iterator[Wrong]:
    whole = msg("The body holds “figures”, a list, and “reason”, a text, where figures are corrected.")
    for name in sent.body:
        if name not in BODY:
            yield Wrong(0, name, msg("There is no such field."), whole)
    if not isinstance(sent.body.get("figures"), list):
        yield Wrong(0, "figures", msg("The list of figures is missing."), whole)
    if not _is_text(sent.body.get("reason")):
        yield Wrong(0, "reason", msg("This is no text."), msg("Write it in quotation marks."))
    yield from unseen(0, "reason", sent.reason)
    yield from reason_faults(0, sent.reason)


def _shape_faults(number: int, one: object) -> Iterator[Wrong]:
    if not isinstance(one, dict):
        yield Wrong(number, "", msg("A figure is a JSON object."), _fields())
        return
    for name, value in one.items():
        if name not in FIELDS:
            yield Wrong(number, name, msg("There is no such field."), _fields())
        elif not (_is_text(value) or (name == "value" and isinstance(value, Number))):
            what = msg("This is neither a number nor a text.") if name == "value" else msg("This is no text.")
            yield Wrong(number, name, what, msg("Write it in quotation marks."))


def _fields() -> Message:
    return msg("A figure has the fields %(columns)s; these may follow: %(more)s.", columns=", ".join(COLUMNS), more=", ".join(OPTIONAL))


def _is_text(value: object) -> bool:
    return value is None or (isinstance(value, str) and not isinstance(value, Number))


def _text(value: object) -> str:
    """What a field holds, as a cell of a file would: `1.5e3` is 1500."""
    if isinstance(value, Number) and "e" in value.lower() and len(value) <= LONGEST_NUMBER:
        number = Decimal(value)
        return f"{number:f}" if abs(number.adjusted()) <= LONGEST_NUMBER else str(value)
    return str(value).strip() if value is not None else ""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise Invalid(msg("The body names “%(name)s” twice in one object.", name=name))
        found[name] = value
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise Invalid(msg("“%(name)s” is no number of JSON.", name=name))
