"""Typing of documents: a pydantic model reads what the YAML says, and its complaints become located faults."""

import re
from datetime import date
from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from lms.core.content.faults import Faults
from lms.core.content.yaml import Document, Path
from lms.core.text import Message, msg


class Schema(BaseModel):
    """The base of all schemas of content: unknown keys are faults, values are frozen."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


def _as_list(value: object) -> object:
    return [] if value == "" else value


TextList = Annotated[list[str], BeforeValidator(_as_list)]
"""A list of texts; an empty value reads as an empty list."""

WRITTEN_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _as_day(value: object) -> object:
    """Only what is written as a day is one: not the seconds since 1970, and no day of a week."""
    if isinstance(value, str) and not WRITTEN_DAY.fullmatch(value):
        raise ValueError(A_DAY.msgid)
    return value


Day = Annotated[date, BeforeValidator(_as_day)]
"""A day, written 2026-03-31."""

S = TypeVar("S", bound=BaseModel)

A_NUMBER, A_WHOLE_NUMBER, A_DAY = msg("a number is expected"), msg("a whole number is expected"), msg("a day is written 2026-03-31")
TRUE_OR_FALSE, A_LIST, KEYS = msg("true or false is expected"), msg("a list is expected"), msg("keys with values are expected")
A_TEXT, OTHERWISE = msg("a text is expected"), msg("it is written otherwise")
PROBLEMS: dict[str, Message] = {
    "int_parsing": A_WHOLE_NUMBER, "int_type": A_WHOLE_NUMBER, "int_from_float": A_WHOLE_NUMBER,
    "decimal_parsing": A_NUMBER, "decimal_type": A_NUMBER, "finite_number": A_NUMBER,
    "decimal_max_digits": msg("at most %(max_digits)s digits are expected"),
    "decimal_whole_digits": msg("at most %(whole_digits)s digits before the point are expected"),
    "decimal_max_places": msg("at most %(decimal_places)s digits behind the point are expected"),
    "date_parsing": A_DAY, "date_type": A_DAY, "date_from_datetime_parsing": A_DAY, "date_from_datetime_inexact": A_DAY,
    "bool_parsing": TRUE_OR_FALSE, "bool_type": TRUE_OR_FALSE,
    "list_type": A_LIST, "tuple_type": A_LIST, "dict_type": KEYS, "model_type": KEYS, "model_attributes_type": KEYS,
    "string_type": A_TEXT,
    "greater_than_equal": msg("at least %(ge)s is expected"), "less_than_equal": msg("at most %(le)s is expected"),
    "greater_than": msg("more than %(gt)s is expected"), "less_than": msg("less than %(lt)s is expected"),
    "too_short": msg("too few entries: at least %(min_length)s"), "too_long": msg("too many entries: at most %(max_length)s"),
    "string_too_short": msg("too few characters: at least %(min_length)s"),
    "string_too_long": msg("too many characters: at most %(max_length)s"),
    "string_pattern_mismatch": OTHERWISE,
}  # fmt: skip
"""What pydantic complains of, in our words. An error of our own, a ValueError, carries one of our sentences already."""


def read_as(schema: type[S], document: Document, faults: Faults, under: Path = ()) -> S | None:
    """Type a document, or a part that stands `under` a path; each complaint becomes a fault at its place, and then the answer is `None`."""
    try:
        return schema.model_validate(document.value)
    except ValidationError as complaint:
        for error in complaint.errors(include_url=False):
            path = tuple(error["loc"])
            place = document.key(path) if error["type"] == "extra_forbidden" else document.place(path)
            code, message, repair = _told(error["type"], (*under, *path), dict(error.get("ctx", {})), error["input"])
            faults.add(document.path, place, code, message, repair)
        return None


def _told(kind: str, path: Path, context: dict[str, object], given: object) -> tuple[str, Message, Message]:
    written, key = given if isinstance(given, str) else "", next((step for step in reversed(path) if isinstance(step, str)), "")
    match kind:
        case "missing":
            return "KEY_MISSING", msg("The key “%(key)s” is missing.", key=key), msg("Add a line “%(key)s: ...”.", key=key)
        case "extra_forbidden":
            return (
                "KEY_UNKNOWN",
                msg("“%(key)s” is not a key that is read here.", key=key),
                msg("Take it out, or check its spelling in the manual of the folder."),
            )
        case "literal_error" | "enum":
            return (
                "VALUE_NOT_ALLOWED",
                msg("“%(given)s” is not allowed for “%(key)s”.", given=written, key=key),
                msg("Write one of: %(allowed)s.", allowed=str(context.get("expected", "")).replace("'", "").replace(" or ", ", ")),
            )
        case _:
            return "VALUE_WRONG", _unread(path, key, _problem(kind, context)), msg("Write it as the manual of the folder shows.")


def _unread(path: Path, key: str, problem: Message) -> Message:
    if path and isinstance(path[-1], int):
        return msg("Entry %(number)s of “%(key)s” cannot be read: %(problem)s.", number=path[-1] + 1, key=key, problem=problem)
    return msg("The value of “%(key)s” cannot be read: %(problem)s.", key=key, problem=problem)


def _problem(kind: str, context: dict[str, object]) -> Message:
    """What is wrong, in our words: a complaint that has none of its own says only that it is written otherwise."""
    if kind == "value_error":
        return msg(str(context["error"]))
    known = PROBLEMS.get(kind, OTHERWISE)
    return Message(known.msgid, {name: str(value) for name, value in context.items()})
