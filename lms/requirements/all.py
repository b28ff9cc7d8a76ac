"""The kind `all`: every requirement in it holds."""

from dataclasses import dataclass
from datetime import date
from typing import Generic, Literal, TypeVar

from lms.core.content.yaml import Path, Value
from lms.core.text import Message, msg, nmsg
from lms.requirements.reading import Reader
from lms.requirements.result import Result, Unit
from lms.requirements.scene import Rule, Scene
from lms.requirements.words import Words

R = TypeVar("R", bound=Rule)


@dataclass(frozen=True, slots=True)
class All(Generic[R]):
    """Every one of `requirements` holds; with none in it, it holds for everybody."""

    requirements: tuple[R, ...]
    kind: Literal["all"] = "all"

    @classmethod
    def read(cls, value: Value, path: Path, reader: Reader[R]) -> "All[R] | None":
        """A list of requirements."""
        read = reader.requirements(value, path)
        return None if read is None else cls(read)

    def evaluate(self, scene: Scene) -> Result:
        """Met when all children are; it ends when the first of them ends."""
        children = tuple(one.evaluate(scene) for one in self.requirements)
        have, need = sum(child.met for child in children), len(children)
        met = have == need
        ends = [child.first_false_on for child in children if child.first_false_on] if met else []
        message = nmsg(
            "%(have)s of %(n)s requirement holds.", "%(have)s of %(n)s requirements hold.", need, have=have,
        )  # fmt: skip
        ends_on = min(ends, default=None)
        return Result(self.kind, met, have, need, message, children=children, first_false_on=ends_on, unit=Unit.REQUIREMENTS)

    def asks(self, words: Words) -> Message:  # noqa: ARG002 (the protocol of all kinds)
        """What it asks for; each of its requirements says the rest."""
        return msg("All of these")

    def holds(self, scene: Scene) -> bool:
        """Whether all hold."""
        return all(one.holds(scene) for one in self.requirements)

    def turns(self, scene: Scene) -> set[date]:
        """The turns of all of them."""
        return {day for one in self.requirements for day in one.turns(scene)}
