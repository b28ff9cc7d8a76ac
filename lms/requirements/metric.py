"""The kind `metric`: a figure of the partner, counted, added up, averaged or compared over a window."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from pydantic import Field, NonNegativeInt

from lms.core.content.schema import Schema
from lms.core.content.yaml import Path, Value
from lms.core.ids import Slug
from lms.core.text import Message, Texts, msg, nmsg
from lms.requirements.figure import WHOLE, Figure, Gauge, read_figure, shown
from lms.requirements.reading import Reader
from lms.requirements.result import Result, Unit
from lms.requirements.scene import Scene, first_false_on
from lms.requirements.window import Window
from lms.requirements.words import Measure, Words

UNITS = {Measure.COUNT: Unit.VALUES, Measure.DISTINCT: Unit.THINGS, Measure.RATIO: Unit.PERCENT}


class _Keys(Schema):
    name: str
    min: Decimal = Field(gt=0, max_digits=14, decimal_places=4)
    window: str = "lifetime"
    min_sample: NonNegativeInt = 0
    each: Decimal | None = Field(default=None, gt=0, max_digits=14, decimal_places=4)


@dataclass(frozen=True, slots=True)
class Metric:
    """The figure is at least `min`, from at least `min_sample` values; with `each`, only values of at least so much are looked at.

    The window is that of `months`, as it was written first, or `window`; a ratio is `part` over `whole`.
    """

    name: Slug
    measure: Measure
    min: Decimal
    months: int | None = None
    min_sample: int = 0
    kind: Literal["metric"] = "metric"
    window: Window | None = None
    each: Decimal | None = None
    part: Gauge | None = None
    whole: Gauge | None = None

    @classmethod
    def read(cls, value: Value, path: Path, reader: Reader[object]) -> "Metric | None":
        """`{name, min, window: trailing 12 months, min_sample: 5, each: 1500}`."""
        keys = reader.typed(_Keys, value, path)
        figure = read_figure((keys.name, keys.window, keys.each), path, reader) if keys else None
        if keys is None or figure is None:
            return None
        if figure.measure is Measure.RATIO and keys.min > WHOLE:
            message = msg("A percent is at most 100.")
            reader.fault((*path, "min"), "VALUE_WRONG", message, msg("Write a percent from 1 to 100."))
            return None
        months = figure.window.length if figure.window.span == "months" else None
        other = figure.window if figure.window.span not in {"months", "lifetime"} else None
        return cls(
            figure.name, figure.measure, keys.min, months, keys.min_sample,
            window=other, each=figure.each, part=figure.part, whole=figure.whole,
        )  # fmt: skip

    def evaluate(self, scene: Scene) -> Result:
        """The figure, rounded down and never up to a pass; what cannot be judged is said first."""
        figure, words = self.figure(), scene.words
        name, count = figure.label(words), figure.sample(scene)
        if not figure.window.known(scene.partner.since):
            message = msg("%(metric)s: it is not known when the partnership began.", metric=name)
            return self._unjudged(message, 0, 1)
        if count < self.min_sample:
            return self._too_few(name, count)
        worth = figure.worth(scene)
        if worth is None and self.measure is Measure.RATIO:
            return self._unjudged(msg("%(metric)s: there is nothing to compare with yet.", metric=name), 0, shown(self.min))
        have, need = shown(worth or Fraction(0)), shown(self.min)
        told = msg("%(metric)s: %(have)s of %(need)s.", metric=name, have=have, need=need)
        if self.measure is Measure.RATIO:
            told = msg("%(metric)s: %(have)s%% of the %(need)s%% that are needed.", metric=name, have=have, need=need)
        return Result(
            self.kind, self.holds(scene), have, need,
            told,
            subject=str(figure),
            first_false_on=first_false_on(self, scene),
            unit=UNITS.get(self.measure, Unit.AMOUNT),
        )  # fmt: skip

    def asks(self, words: Words) -> Message:
        """What it asks for, without the figure that is there."""
        figure = self.figure()
        given = {"metric": figure.label(words), "min": self._least(), "sample": self.min_sample, "window": figure.window.said()}
        if figure.window.span == "lifetime" and not self.min_sample:
            return msg("%(metric)s: at least %(min)s", metric=given["metric"], min=given["min"])
        if not self.min_sample:
            return msg("%(metric)s: at least %(min)s %(window)s", metric=given["metric"], min=given["min"], window=given["window"])
        if self.months is not None:
            return nmsg(
                "%(metric)s: at least %(min)s over the last %(n)s month, from %(sample)s values or more",
                "%(metric)s: at least %(min)s over the last %(n)s months, from %(sample)s values or more",
                self.months, metric=given["metric"], min=given["min"], sample=given["sample"],
            )  # fmt: skip
        return nmsg(
            "%(metric)s: at least %(min)s %(window)s, from %(n)s value or more",
            "%(metric)s: at least %(min)s %(window)s, from %(n)s values or more",
            self.min_sample, metric=given["metric"], min=given["min"], window=given["window"],
        )  # fmt: skip

    def holds(self, scene: Scene) -> bool:
        """Compares the exact figure."""
        figure = self.figure()
        worth = figure.worth(scene)
        enough = not self.min_sample or figure.sample(scene) >= self.min_sample
        return worth is not None and enough and worth >= Fraction(self.min)

    def turns(self, scene: Scene) -> set[date]:
        """The days on which values come in, and on which they leave a window that moves."""
        return self.figure().turns(scene)

    def figure(self) -> Figure:
        """What is compared with `min`."""
        window = self.window or (Window("months", self.months) if self.months is not None else Window())
        return Figure(self.name, self.measure, window, self.each, self.part, self.whole)

    def _least(self) -> Decimal | int | Message:
        return msg("%(percent)s%%", percent=shown(self.min)) if self.measure is Measure.RATIO else shown(self.min)

    def _too_few(self, label: Texts | Message, count: int) -> Result:
        message = nmsg(
            "%(metric)s: %(have)s of the %(n)s value that it takes to judge.",
            "%(metric)s: %(have)s of the %(n)s values that it takes to judge.",
            self.min_sample, metric=label, have=count,
        )  # fmt: skip
        return self._unjudged(message, count, self.min_sample)

    def _unjudged(self, message: Message, have: int, need: int | Decimal) -> Result:
        return Result(self.kind, met=False, have=have, need=need, message=message, unit=Unit.VALUES)
