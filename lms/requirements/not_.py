"""The kind `not`: the requirement in it does not hold."""

from dataclasses import dataclass
from datetime import date
from typing import Generic, Literal, TypeVar

from lms.core.content.yaml import Path, Value
from lms.core.text import Message, msg
from lms.requirements.reading import Reader
from lms.requirements.result import Result, Unit
from lms.requirements.scene import Rule, Scene, first_false_on
from lms.requirements.words import Words

R = TypeVar("R", bound=Rule)


@dataclass(frozen=True, slots=True)
class Not(Generic[R]):
    """`requirement` does not hold. Nothing new fulfils it: something must go, which its message says."""

    requirement: R
    kind: Literal["not"] = "not"

    @classmethod
    def read(cls, value: Value, path: Path, reader: Reader[R]) -> "Not[R] | None":
        """One requirement."""
        read = reader.requirement(value, path)
        return None if read is None else cls(read)

    def evaluate(self, scene: Scene) -> Result:
        """Met when the child is not; the child only explains it."""
        inner = self.requirement.evaluate(scene)
        asked = self.requirement.asks(scene.words)
        message = (
            msg("“%(requirement)s” must not hold, but it does.", requirement=asked) if inner.met
            else msg("“%(requirement)s” must not hold, and it does not.", requirement=asked)
        )  # fmt: skip
        return Result(
            self.kind, not inner.met, int(not inner.met), 1, message,
            children=(inner,), first_false_on=first_false_on(self, scene), unit=Unit.REQUIREMENTS,
        )  # fmt: skip

    def asks(self, words: Words) -> Message:
        """What must not be."""
        return msg("Not: %(requirement)s", requirement=self.requirement.asks(words))

    def holds(self, scene: Scene) -> bool:
        """Whether it does not hold."""
        return not self.requirement.holds(scene)

    def turns(self, scene: Scene) -> set[date]:
        """The same as its own."""
        return self.requirement.turns(scene)
