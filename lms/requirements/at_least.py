"""The kind `at_least`: so many of the requirements in it hold."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, Literal, TypeVar

from pydantic import PositiveInt

from lms.core.content.schema import Schema
from lms.core.content.yaml import Path, Value
from lms.core.text import Message, msg, nmsg
from lms.requirements.reading import Reader
from lms.requirements.result import Result, Unit
from lms.requirements.scene import Rule, Scene, first_false_on
from lms.requirements.words import Words

R = TypeVar("R", bound=Rule)


class _Keys(Schema):
    n: PositiveInt
    of: list[Any]


@dataclass(frozen=True, slots=True)
class AtLeast(Generic[R]):
    """At least `n` of `requirements` hold; there are so many."""

    n: int
    requirements: tuple[R, ...]
    kind: Literal["at_least"] = "at_least"

    @classmethod
    def read(cls, value: Value, path: Path, reader: Reader[R]) -> "AtLeast[R] | None":
        """`{n: 2, of: [...]}`; more than there are could never hold and is a fault."""
        keys = reader.typed(_Keys, value, path)
        read = reader.requirements(keys.of, (*path, "of")) if keys else None
        if keys is None or read is None:
            return None
        if keys.n > len(read):
            message = msg("%(count)s of %(of)s can never hold.", count=keys.n, of=len(read))
            reader.fault((*path, "n"), "REQUIREMENT_EMPTY", message, msg("Write at most as many as stand in the list."))
            return None
        return cls(keys.n, read)

    def evaluate(self, scene: Scene) -> Result:
        """Met when enough children are; it ends on the day on which too few are left."""
        children = tuple(one.evaluate(scene) for one in self.requirements)
        have = sum(child.met for child in children)
        message = nmsg(
            "%(have)s of %(of)s hold; %(n)s is needed.", "%(have)s of %(of)s hold; %(n)s are needed.", self.n, have=have, of=len(children),
        )  # fmt: skip
        ends_on = first_false_on(self, scene)
        return Result(self.kind, have >= self.n, have, self.n, message, children=children, first_false_on=ends_on, unit=Unit.REQUIREMENTS)

    def asks(self, words: Words) -> Message:  # noqa: ARG002 (the protocol of all kinds)
        """What it asks for; each of its requirements says the rest."""
        return nmsg("At least %(n)s of these", "At least %(n)s of these", self.n)

    def holds(self, scene: Scene) -> bool:
        """Whether enough hold."""
        return sum(one.holds(scene) for one in self.requirements) >= self.n

    def turns(self, scene: Scene) -> set[date]:
        """The turns of all of them."""
        return {day for one in self.requirements for day in one.turns(scene)}
