"""The kind `any`: one of the requirements in it holds."""

from dataclasses import dataclass
from datetime import date
from typing import Generic, Literal, TypeVar

from lms.core.content.yaml import Path, Value
from lms.core.text import Message, msg, nmsg
from lms.requirements.reading import Reader
from lms.requirements.result import Result, Unit
from lms.requirements.scene import Rule, Scene, first_false_on
from lms.requirements.words import Words

R = TypeVar("R", bound=Rule)


@dataclass(frozen=True, slots=True)
class AnyOf(Generic[R]):
    """At least one of `requirements` holds; there is at least one."""

    requirements: tuple[R, ...]
    kind: Literal["any"] = "any"

    @classmethod
    def read(cls, value: Value, path: Path, reader: Reader[R]) -> "AnyOf[R] | None":
        """A list of requirements; an empty one could never hold and is a fault."""
        read = reader.requirements(value, path)
        if read == ():
            message = msg("Nothing stands in this list, so that it could never hold.")
            reader.fault(path, "REQUIREMENT_EMPTY", message, msg("Add a requirement, or take the list out."))
            return None
        return None if read is None else cls(read)

    def evaluate(self, scene: Scene) -> Result:
        """Met when one child is; it ends on the day on which none is left."""
        children = tuple(one.evaluate(scene) for one in self.requirements)
        have = sum(child.met for child in children)
        message = nmsg(
            "%(have)s of %(n)s way holds; one is enough.", "%(have)s of %(n)s ways hold; one is enough.", len(children), have=have,
        )  # fmt: skip
        ends_on = first_false_on(self, scene)
        return Result(self.kind, have > 0, have, 1, message, children=children, first_false_on=ends_on, unit=Unit.REQUIREMENTS)

    def asks(self, words: Words) -> Message:  # noqa: ARG002 (the protocol of all kinds)
        """What it asks for; each of its requirements says the rest."""
        return msg("One of these ways")

    def holds(self, scene: Scene) -> bool:
        """Whether one holds."""
        return any(one.holds(scene) for one in self.requirements)

    def turns(self, scene: Scene) -> set[date]:
        """The turns of all of them."""
        return {day for one in self.requirements for day in one.turns(scene)}
