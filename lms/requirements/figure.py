"""One exact figure of a partner, made of the values of a metric in a window: counted, added up, averaged or compared."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction
from math import floor

from lms.core.content.yaml import Path
from lms.core.ids import Slug
from lms.core.text import Message, Texts, msg
from lms.requirements.facts import Value
from lms.requirements.reading import Reader
from lms.requirements.scene import Scene
from lms.requirements.window import Window
from lms.requirements.words import Measure, Words

LIFETIME = Window()
SHOWN = Decimal("0.01")
WHOLE = 100


@dataclass(frozen=True, slots=True)
class Gauge:
    """A metric and how its values become a figure."""

    name: Slug
    measure: Measure


@dataclass(frozen=True, slots=True)
class Figure:
    """The values of a metric that a window sees, as one number. Of `each`, only values of at least so much are looked at.

    A ratio is `part` over `whole`, both in the same window, in per cent, rounded down and never outside of 0 to 100.
    """

    name: Slug
    measure: Measure
    window: Window = LIFETIME
    each: Decimal | None = None
    part: Gauge | None = None
    whole: Gauge | None = None

    def worth(self, scene: Scene, product: Slug | None = None) -> Fraction | None:
        """The exact figure, of one product or of everything; `None` where there is none: nothing to average, nothing to compare with."""
        if not self.window.known(scene.partner.since):
            return None
        if self.measure is not Measure.RATIO:
            return _worth(self.measure, self._values(self.name, scene, product))
        if self.part is None or self.whole is None:
            return None
        part = _worth(self.part.measure, self._values(self.part.name, scene, product))
        whole = _worth(self.whole.measure, self._values(self.whole.name, scene, product))
        if part is None or not whole or whole < 0:
            return None
        return Fraction(min(WHOLE, max(0, floor(WHOLE * part / whole))))

    def sample(self, scene: Scene, product: Slug | None = None) -> int:
        """How many values it is made of; of a ratio, those of the whole."""
        return len(self._values(self.whole.name if self.whole else self.name, scene, product))

    def turns(self, scene: Scene) -> set[date]:
        """The days on which values come in, and on which they leave the window."""
        names = {self.name, *(one.name for one in (self.part, self.whole) if one)}
        days = {value.on for value in scene.partner.values if value.metric in names}
        ends = (self.window.leaves(day, scene.partner.since) for day in days)
        return days | {end for end in ends if end is not None}

    def label(self, words: Words) -> Texts | Message:
        """How people call it."""
        word = words.metrics.get(self.name)
        name: Texts = word.label if word else {"en": self.name}
        return name if self.each is None else msg("%(metric)s of %(each)s or more", metric=name, each=shown(self.each))

    def __str__(self) -> str:
        """Two figures with the same text are the same figure."""
        return f"{self.name} {self.window}" if self.each is None else f"{self.name} {self.window} {self.each.normalize():f}"

    def _values(self, name: Slug, scene: Scene, product: Slug | None) -> list[Value]:
        day, since = scene.as_of, scene.partner.since
        return [
            value for value in scene.partner.values
            if value.metric == name and value.on <= day
            and (product is None or value.product == product)
            and (self.each is None or value.value >= self.each)
            and self.window.sees(value.on, day, since)
        ]  # fmt: skip


def read_figure(given: tuple[str, str, Decimal | None], path: Path, reader: Reader[object]) -> Figure | None:
    """A figure from the name of its metric, its window and its smallest value, which stand under `name`, `window` and `each`."""
    name, window, each = reader.known("METRIC_UNKNOWN", given[0], reader.words.metrics, (*path, "name")), given[1], given[2]
    seen = Window.read(window, (*path, "window"), reader)
    if name is None or seen is None:
        return None
    word = reader.words.metrics[name]
    if word.measure is not Measure.RATIO:
        return Figure(name, word.measure, seen, each)
    if each is not None:
        message = msg("“%(metric)s” is a ratio, which has no single values.", metric=name)
        reader.fault((*path, "each"), "VALUE_WRONG", message, msg("Take “each” out."))
        return None
    part, whole = (_gauge(one, path, reader) for one in (word.part, word.whole))
    return Figure(name, word.measure, seen, None, part, whole) if part and whole else None


def shown(figure: Decimal | Fraction) -> Decimal | int:
    """A figure as people read it: rounded down to hundredths, never up to a pass."""
    down = Decimal(floor(figure * 100)).scaleb(-2).quantize(SHOWN, ROUND_FLOOR)
    return int(down) if down == down.to_integral_value() else Decimal(f"{down:f}".rstrip("0"))


def _gauge(name: Slug | None, path: Path, reader: Reader[object]) -> Gauge | None:
    word = reader.words.metrics.get(name) if name else None
    if name is None or word is None or word.measure in (Measure.RATIO, Measure.MEAN):
        message = msg("The ratio has no part and whole that are counted or added up.")
        reader.fault((*path, "name"), "METRIC_UNKNOWN", message, msg("Name two metrics as “part” and “whole” where it is defined."))
        return None
    return Gauge(name, word.measure)


def _worth(measure: Measure, values: Iterable[Value]) -> Fraction | None:
    found = list(values)
    match measure:
        case Measure.COUNT:
            return Fraction(len(found))
        case Measure.DISTINCT:
            # What says nothing of what it is of is of something of its own.
            named = {value.reference for value in found if value.reference}
            return Fraction(len(named) + sum(not value.reference for value in found))
    total = sum((Fraction(value.value) for value in found), Fraction(0))
    if measure is Measure.MEAN:
        return total / len(found) if found else None
    return total
