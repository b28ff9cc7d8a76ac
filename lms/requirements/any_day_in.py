"""The kind `any_day_in`: the requirement in it holds, or held, on one day at least of a window."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Generic, Literal, TypeVar

from lms.core.content.schema import Schema
from lms.core.content.yaml import Path, Value
from lms.core.text import Message, msg
from lms.requirements.reading import Reader
from lms.requirements.result import Result, Unit, unmet
from lms.requirements.scene import Rule, Scene, first_false_on
from lms.requirements.window import Window
from lms.requirements.words import Words

R = TypeVar("R", bound=Rule)
UNDATED = frozenset({"type_is", "product_is", "role_is", "course_done", "agreement", "tier_at_least"})
"""What facts know of today only: it is taken to have been so on every day."""


class _Keys(Schema):
    window: str
    that: Any


@dataclass(frozen=True, slots=True)
class AnyDayIn(Generic[R]):
    """`that` holds on the day itself or held on another day of the window."""

    window: Window
    that: R
    kind: Literal["any_day_in"] = "any_day_in"

    @classmethod
    def read(cls, value: Value, path: Path, reader: Reader[R]) -> "AnyDayIn[R] | None":
        """`{window: month and 5 before, that: {...}}`; the window has a beginning."""
        keys = reader.typed(_Keys, value, path)
        window = Window.read(keys.window, (*path, "window"), reader) if keys else None
        that = reader.requirement(keys.that, (*path, "that")) if keys else None
        return cls(window, that) if window and that is not None else None

    def evaluate(self, scene: Scene) -> Result:
        """Met when one child is: the first is the answer of the last day that qualifies, or else of today.

        While none does, what was true of earlier days and lacks only what has no day follows: who fulfils that opens it too.
        """
        on = self._on(scene)
        asked, since = self.that.asks(scene.words), self.window.starts(scene.as_of, scene.partner.since)
        if on is not None:
            message = msg("It held on %(day)s: %(requirement)s.", day=on, requirement=asked)
        elif since is not None:
            message = msg("On no day since %(day)s did it hold: %(requirement)s.", day=since, requirement=asked)
        else:
            message = msg("On no day did it hold: %(requirement)s.", requirement=asked)
        children = [self.that.evaluate(_looked_back(scene, on or scene.as_of))]
        if on is None and _lacks_undated(children[0]):
            children += self._nearly(scene)
        return Result(
            self.kind, on is not None, int(on is not None), 1, message,
            children=tuple(children), first_false_on=first_false_on(self, scene), unit=Unit.DAYS,
        )  # fmt: skip

    def asks(self, words: Words) -> Message:
        """What it asks for, without whether it held."""
        return msg("On one day at least %(window)s: %(requirement)s", window=self.window.said(), requirement=self.that.asks(words))

    def holds(self, scene: Scene) -> bool:
        """Whether one day qualifies."""
        return self._on(scene) is not None

    def turns(self, scene: Scene) -> set[date]:
        """The turns of what is in it, and the days on which the last days before them leave the window."""
        turns = self.that.turns(scene)
        ends = (self.window.leaves(day - timedelta(days=1), scene.partner.since) for day in turns)
        return turns | {day for day in ends if day is not None}

    def _on(self, scene: Scene) -> date | None:
        return next((day for day in self._days(scene) if self.that.holds(scene.on(day))), None)

    def _days(self, scene: Scene) -> Iterator[date]:
        """Today, and the last day of every stretch of the window on which the answer stays the same, the last first."""
        today, since = scene.as_of, scene.partner.since
        if not self.window.known(since):
            return
        yield today
        for turn in sorted((day for day in self.that.turns(scene) if day <= today), reverse=True):
            if not self.window.sees(turn - timedelta(days=1), today, since):
                return
            yield turn - timedelta(days=1)

    def _nearly(self, scene: Scene) -> Iterator[Result]:
        for day in self._days(scene):
            answer = self.that.evaluate(_looked_back(scene, day))
            if day < scene.as_of and all(leaf.kind in UNDATED for leaf in unmet(answer)):
                yield answer


def _looked_back(scene: Scene, day: date) -> Scene:
    """Nobody asks until when something held that is past."""
    return scene if day == scene.as_of else replace(scene.on(day), looks_ahead=False)


def _lacks_undated(result: Result) -> bool:
    return (not result.met and result.kind in UNDATED) or any(_lacks_undated(child) for child in result.children)
