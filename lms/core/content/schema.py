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


def read_as(schema: type[S], document: Document, faults: Faults) -> S | None:
    """Type a document by `schema`; every complaint becomes a fault at its own place, and then the answer is `None`."""
    try:
        return schema.model_validate(document.value)
    except ValidationError as complaint:
        for error in complaint.errors(include_url=False):
            place = document.place(tuple(error["loc"]))
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
                msg("Write one of: %(allowed)s.", allowed=str(context.get("expected", "")).replace("'", "")),
            )
        case _:
            return (
                "VALUE_WRONG",
                msg("The value of “%(key)s” cannot be read: %(problem)s.", key=key, problem=said),
                msg("Write it as the manual of the folder shows."),
            )
