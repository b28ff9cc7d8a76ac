"""Reading requirements from located YAML: shapes, known words, and a fault at the exact place of whatever is wrong."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from pydantic import BaseModel

from lms.core.content.faults import Faults
from lms.core.content.schema import read_as
from lms.core.content.yaml import Document, Path, Value
from lms.core.ids import Slug
from lms.core.text import Message, msg
from lms.requirements.ambiguity import unclear
from lms.requirements.words import Words

S = TypeVar("S", bound=BaseModel)
R_co = TypeVar("R_co", covariant=True)

UNKNOWN = {
    "CERTIFICATION_UNKNOWN": msg("There is no certification “%(given)s” to name here."),
    "COURSE_UNKNOWN": msg("There is no course “%(given)s” to name here."),
    "TIER_UNKNOWN": msg("There is no tier “%(given)s” to name here."),
    "METRIC_UNKNOWN": msg("There is no metric “%(given)s” to name here."),
    "EVIDENCE_UNKNOWN": msg("There is no evidence “%(given)s” to name here."),
    "TYPE_UNKNOWN": msg("There is no partner type “%(given)s”."),
    "ROLE_UNKNOWN": msg("There is no role “%(given)s” to name here."),
    "PRODUCT_UNKNOWN": msg("There is no product “%(given)s” to name here."),
}


class Kind(Protocol[R_co]):
    """A kind of requirement as the reader sees it."""

    @classmethod
    def read(cls, value: Value, path: Path, reader: "Reader[Any]") -> R_co | None:
        """Read what stands under the kind's key at `path`; located faults and `None` when it cannot be read."""


def one_of(choices: Sequence[str], code: str) -> Message:
    """How an unknown word is mended: with one that is known, where there is any."""
    if choices:
        return msg("Write one of: %(allowed)s.", allowed=", ".join(choices))
    if code == "TIER_UNKNOWN":
        return msg("Take it out: there is no tier below this one.")
    return msg("Define one first, or take this out: there is none yet.")


@dataclass(frozen=True, slots=True)
class Reader(Generic[R_co]):
    """Reads requirements of one document; `kinds` are all kinds there are."""

    document: Document
    faults: Faults
    words: Words
    kinds: "Mapping[str, type[Kind[R_co]]]"

    def requirement(self, value: Value, path: Path) -> R_co | None:
        """Read one requirement: a single key that names the kind."""
        doubt = unclear(value, self.kinds)
        if doubt:
            at = self.document.key((*path, *doubt.path))
            self.faults.add(self.document.path, at, "AND_OR_AMBIGUOUS", doubt.message, doubt.repair)
            return None
        if not isinstance(value, dict) or len(value) != 1:
            self.fault(
                path, "REQUIREMENT_SHAPE",
                msg("A requirement is written as one kind with its value."), msg("Write it like “person_holds: sf”, each by itself."),
            )  # fmt: skip
            return None
        ((name, inner),) = value.items()
        if name not in self.kinds or name in self.words.without:
            allowed = ", ".join(sorted(set(self.kinds) - self.words.without))
            message = msg("“%(given)s” is not a kind of requirement that may stand here.", given=name)
            at = self.document.key((*path, name))
            self.faults.add(self.document.path, at, "REQUIREMENT_UNKNOWN", message, msg("Write one of: %(allowed)s.", allowed=allowed))
            return None
        return self.kinds[name].read(inner, (*path, name), self)

    def requirements(self, value: Value, path: Path) -> tuple[R_co, ...] | None:
        """Read a list of requirements; `None` when any of them cannot be read."""
        if not isinstance(value, list):
            self.fault(path, "REQUIREMENT_SHAPE", msg("A list of requirements is expected here."), msg("Begin each with a hyphen."))
            return None
        read = [self.requirement(one, (*path, place)) for place, one in enumerate(value)]
        complete = tuple(one for one in read if one is not None)
        return complete if len(complete) == len(read) else None

    def typed(self, schema: type[S], value: Value, path: Path) -> S | None:
        """Type what stands at `path` by a schema."""
        return read_as(schema, self.document.part(value, path), self.faults, path)

    def known(self, code: str, given: Value, allowed: Iterable[str], path: Path) -> Slug | None:
        """The id when it is one of `allowed`; else a fault with this code."""
        choices = list(dict.fromkeys(allowed))
        if isinstance(given, str) and given in choices:
            return Slug(given)
        shown = given if isinstance(given, str) else ""
        self.fault(path, code, Message(UNKNOWN[code].msgid, {"given": shown}), one_of(choices, code))
        return None

    def all_known(self, code: str, given: Value, allowed: Iterable[str], path: Path) -> tuple[Slug, ...] | None:
        """A list of ids, not empty, all of them among `allowed`; else faults, one for each that is not."""
        choices = list(allowed)
        if not isinstance(given, list) or not given:
            self.fault(path, "VALUE_WRONG", msg("A list with at least one name is expected here."), msg("Write it like “[one, two]”."))
            return None
        read = [self.known(code, one, choices, (*path, place)) for place, one in enumerate(given)]
        complete = tuple(one for one in read if one is not None)
        return complete if len(complete) == len(read) else None

    def fault(self, path: Path, code: str, message: Message, repair: Message) -> None:
        """Note a fault at a place of the document."""
        self.faults.add(self.document.path, self.document.place(path), code, message, repair)
