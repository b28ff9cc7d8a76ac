"""The kind `held_for`: the requirement in it has held for so many months without a break."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, Literal, TypeVar

from pydantic import Field

from lms.core.content.schema import Schema
from lms.core.content.yaml import Path, Value
from lms.core.text import Message, msg, nmsg
from lms.requirements.days import add_months, after_months, months_passed
from lms.requirements.reading import Reader
from lms.requirements.result import Result, Unit, same
from lms.requirements.scene import Rule, Scene, first_false_on
from lms.requirements.words import Words

R = TypeVar("R", bound=Rule)


class _Keys(Schema):
    months: int = Field(ge=1, le=120)
    that: Any


@dataclass(frozen=True, slots=True)
class HeldFor(Generic[R]):
    """`that` holds on the day, and held on every day since the same day `months` months before. Only time fulfils it, and it says so."""

    months: int
    that: R
    kind: Literal["held_for"] = "held_for"

    @classmethod
    def read(cls, value: Value, path: Path, reader: Reader[R]) -> "HeldFor[R] | None":
        """`{months: 3, that: {...}}`."""
        keys = reader.typed(_Keys, value, path)
        that = reader.requirement(keys.that, (*path, "that")) if keys else None
        return cls(keys.months, that) if keys and that is not None else None

    def evaluate(self, scene: Scene) -> Result:
        """`have` are the months that it has held so far; the child, the answer of the day, only explains it."""
        inner, met = self.that.evaluate(scene), self.holds(scene)
        since = self._since(scene) if inner.met and not met else None
        have = self.months if met else months_passed(since, scene.as_of) if since else 0
        return Result(
            self.kind, met, have, self.months, self._message(inner, since, scene.words, met=met),
            subject=same(self.that), children=(inner,), first_false_on=first_false_on(self, scene), unit=Unit.MONTHS,
        )  # fmt: skip

    def asks(self, words: Words) -> Message:
        """What it asks for, without how long it has held."""
        return nmsg(
            "For %(n)s month without a break: %(requirement)s", "For %(n)s months without a break: %(requirement)s",
            self.months, requirement=self.that.asks(words),
        )  # fmt: skip

    def holds(self, scene: Scene) -> bool:
        """Looks at the first day and at each turn after it."""
        first = add_months(scene.as_of, -self.months)
        days = {first, scene.as_of, *(day for day in self.that.turns(scene) if first < day <= scene.as_of)}
        return all(self.that.holds(scene.on(day)) for day in sorted(days, reverse=True))

    def turns(self, scene: Scene) -> set[date]:
        """The turns of what is in it, and the days on which the months since them have passed."""
        turns = self.that.turns(scene)
        return turns | {after_months(day, self.months) for day in turns}

    def _since(self, scene: Scene) -> date | None:
        """The first day of the stretch in which it holds today; asked only when it has not always held."""
        since = None
        for day in sorted((day for day in self.that.turns(scene) if day <= scene.as_of), reverse=True):
            if not self.that.holds(scene.on(day)):
                break
            since = day
        return since

    def _message(self, inner: Result, since: date | None, words: Words, *, met: bool) -> Message:
        asked = self.that.asks(words)
        if met:
            return nmsg(
                "This has held for %(n)s month: %(requirement)s.", "This has held for %(n)s months: %(requirement)s.",
                self.months, requirement=asked,
            )  # fmt: skip
        if since is None:
            return nmsg(
                "%(missing)s Once that is there, it has to stay so for %(n)s month.",
                "%(missing)s Once that is there, it has to stay so for %(n)s months.",
                self.months, missing=inner.message,
            )  # fmt: skip
        return msg(
            "This has held since %(day)s and only has to stay so until %(until)s: %(requirement)s.",
            day=since, until=after_months(since, self.months), requirement=asked,
        )  # fmt: skip
