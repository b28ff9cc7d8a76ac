"""The kind `metric`: a figure of the partner, counted, added up or averaged over a window."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from typing import Literal

from pydantic import Field, NonNegativeInt

from lms.core.content.schema import Schema
from lms.core.content.yaml import Path, Value
from lms.core.ids import Slug
from lms.core.text import Message, Texts, msg, nmsg
from lms.requirements.days import add_months
from lms.requirements.reading import Reader
from lms.requirements.result import Result
from lms.requirements.scene import Scene, first_false_on
from lms.requirements.words import Measure, MetricWord, Words

WINDOW = re.compile(r"trailing ([1-9]\d{0,2}) months?")
SHOWN = Decimal("0.01")


class _Keys(Schema):
    name: str
    min: Decimal = Field(gt=0, max_digits=14, decimal_places=4)
    window: str = "lifetime"
    min_sample: NonNegativeInt = 0


@dataclass(frozen=True, slots=True)
class Metric:
    """The figure is at least `min`, from at least `min_sample` values.

    A value of day V counts from V up to but not on the day `months` months later (in a short month, its last day); `None`: always.
    """

    name: Slug
    measure: Measure
    min: Decimal
    months: int | None = None
    min_sample: int = 0
    kind: Literal["metric"] = "metric"

    @classmethod
    def read(cls, value: Value, path: Path, reader: Reader[object]) -> "Metric | None":
        """`{name, min, window: trailing 12 months, min_sample: 5}`."""
        keys = reader.typed(_Keys, value, path)
        if keys is None:
            return None
        name = reader.known("METRIC_UNKNOWN", keys.name, reader.words.metrics, (*path, "name"))
        window = WINDOW.fullmatch(keys.window)
        if window is None and keys.window != "lifetime":
            message = msg("“%(given)s” is not a window.", given=keys.window)
            reader.fault((*path, "window"), "WINDOW_UNKNOWN", message, msg("Write “trailing 12 months” or “lifetime”."))
            return None
        if name is None:
            return None
        return cls(name, reader.words.metrics[name].measure, keys.min, int(window[1]) if window else None, keys.min_sample)

    def evaluate(self, scene: Scene) -> Result:
        """The figure, rounded down to hundredths and never up to a pass; too few values are said first."""
        word = scene.words.metrics.get(self.name) or MetricWord({"en": self.name}, self.measure)
        values = self._values(scene)
        if len(values) < self.min_sample:
            return self._too_few(word.label, len(values))
        have, need = _shown(self._figure(values)), _shown(self.min)
        return Result(
            self.kind, self.holds(scene), have, need,
            msg("%(metric)s: %(have)s of %(need)s.", metric=word.label, have=have, need=need),
            subject=f"{self.name} {self.months or 'lifetime'}",
            first_false_on=first_false_on(self, scene),
        )  # fmt: skip

    def asks(self, words: Words) -> Message:
        """What it asks for, without the figure that is there."""
        name = (words.metrics.get(self.name) or MetricWord({"en": self.name}, self.measure)).label
        given = {"metric": name, "min": _shown(self.min), "sample": self.min_sample}
        if self.months is None:
            return msg("%(metric)s: at least %(min)s", **given)
        if self.min_sample:
            return nmsg(
                "%(metric)s: at least %(min)s over the last %(n)s month, from %(sample)s values or more",
                "%(metric)s: at least %(min)s over the last %(n)s months, from %(sample)s values or more",
                self.months, **given,
            )  # fmt: skip
        return nmsg(
            "%(metric)s: at least %(min)s in the last %(n)s month", "%(metric)s: at least %(min)s in the last %(n)s months",
            self.months, **given,
        )  # fmt: skip

    def holds(self, scene: Scene) -> bool:
        """Compares the exact figure."""
        values = self._values(scene)
        return len(values) >= self.min_sample and self._reaches(values)

    def turns(self, scene: Scene) -> set[date]:
        """The days on which values come in, and on which they leave a window that moves."""
        days = {value.on for value in scene.partner.values if value.metric == self.name}
        return days if self.months is None else days | {add_months(day, self.months) for day in days}

    def _values(self, scene: Scene) -> list[Decimal]:
        day = scene.as_of
        mine = (value for value in scene.partner.values if value.metric == self.name and value.on <= day)
        return [value.value for value in mine if self.months is None or day < add_months(value.on, self.months)]

    def _reaches(self, values: list[Decimal]) -> bool:
        if self.measure is Measure.MEAN:
            return bool(values) and sum(values) >= self.min * len(values)
        return self._figure(values) >= self.min

    def _figure(self, values: list[Decimal]) -> Decimal:
        if self.measure is Measure.COUNT:
            return Decimal(len(values))
        total = sum(values, Decimal(0))
        return total / len(values) if self.measure is Measure.MEAN and values else total

    def _too_few(self, label: Texts, count: int) -> Result:
        message = nmsg(
            "%(metric)s: %(have)s of the %(n)s value that it takes to judge.",
            "%(metric)s: %(have)s of the %(n)s values that it takes to judge.",
            self.min_sample, metric=label, have=count,
        )  # fmt: skip
        return Result(self.kind, met=False, have=count, need=self.min_sample, message=message)


def _shown(figure: Decimal) -> Decimal | int:
    down = figure.quantize(SHOWN, ROUND_FLOOR)
    return int(down) if down == down.to_integral_value() else Decimal(f"{down:f}".rstrip("0"))
