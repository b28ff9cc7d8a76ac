"""Typing of documents: a pydantic model reads what the YAML says, and its complaints become located faults."""

from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from lms.core.content.faults import Faults
from lms.core.content.yaml import Document
from lms.core.text import Message, msg


class Schema(BaseModel):
    """The base of all schemas of content: unknown keys are faults, values are frozen."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


def _as_list(value: object) -> object:
    return [] if value == "" else value


TextList = Annotated[list[str], BeforeValidator(_as_list)]
"""A list of texts; an empty value reads as an empty list."""

S = TypeVar("S", bound=BaseModel)

A_NUMBER, A_WHOLE_NUMBER, A_DAY = msg("a number is expected"), msg("a whole number is expected"), msg("a day is written 2026-03-31")
TRUE_OR_FALSE, A_LIST, KEYS = msg("true or false is expected"), msg("a list is expected"), msg("keys with values are expected")
A_TEXT = msg("a text is expected")
PROBLEMS: dict[str, Message] = {
    "int_parsing": A_WHOLE_NUMBER, "int_type": A_WHOLE_NUMBER, "int_from_float": A_WHOLE_NUMBER,
    "decimal_parsing": A_NUMBER, "decimal_type": A_NUMBER,
    "date_parsing": A_DAY, "date_type": A_DAY, "date_from_datetime_parsing": A_DAY, "date_from_datetime_inexact": A_DAY,
    "bool_parsing": TRUE_OR_FALSE, "bool_type": TRUE_OR_FALSE,
    "list_type": A_LIST, "tuple_type": A_LIST, "dict_type": KEYS, "model_type": KEYS, "model_attributes_type": KEYS,
    "string_type": A_TEXT,
    "greater_than_equal": msg("at least %(ge)s is expected"), "less_than_equal": msg("at most %(le)s is expected"),
    "greater_than": msg("more than %(gt)s is expected"), "less_than": msg("less than %(lt)s is expected"),
    "too_short": msg("too few entries: at least %(min_length)s"), "too_long": msg("too many entries: at most %(max_length)s"),
    "string_too_short": msg("too few characters: at least %(min_length)s"),
    "string_too_long": msg("too many characters: at most %(max_length)s"),
    "string_pattern_mismatch": msg("it is written otherwise"),
}  # fmt: skip
"""What pydantic complains of, in our words. An error of our own, a ValueError, carries one of our sentences already."""


def read_as(schema: type[S], document: Document, faults: Faults) -> S | None:
    """Type a document by `schema`; every complaint becomes a fault at its own place, and then the answer is `None`."""
    try:
        return schema.model_validate(document.value)
    except ValidationError as complaint:
        for error in complaint.errors(include_url=False):
            path = tuple(error["loc"])
            place = document.key(path) if error["type"] == "extra_forbidden" else document.place(path)
            key = str(error["loc"][-1]) if error["loc"] else ""
            code, message, repair = _told(error["type"], key, dict(error.get("ctx", {})), error["msg"], error["input"])
            faults.add(document.path, place, code, message, repair)
        return None


def _told(kind: str, key: str, context: dict[str, object], said: str, given: object) -> tuple[str, Message, Message]:
    written = given if isinstance(given, str) else ""
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
            return (
                "VALUE_WRONG",
                msg("The value of “%(key)s” cannot be read: %(problem)s.", key=key, problem=_problem(kind, context, said)),
                msg("Write it as the manual of the folder shows."),
            )


def _problem(kind: str, context: dict[str, object], said: str) -> Message | str:
    if kind == "value_error":
        return msg(str(context.get("error", said)))
    known = PROBLEMS.get(kind)
    return Message(known.msgid, {name: str(value) for name, value in context.items()}) if known else said
