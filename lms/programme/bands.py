"""Ranges that the rule file states, such as 4 to 20 projects: where two of them overlap and where one is missing."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from lms.core.ids import Slug
from lms.core.text import Texts


@dataclass(frozen=True, slots=True)
class Band:
    """One range, both ends in it as people write them; without `start` from the lowest, without `end` without end.

    `tier` is the tier that begins with it; `gives` is what it brings, in prose.
    """

    start: Decimal | None
    end: Decimal | None
    tier: Slug | None = None
    gives: Texts = field(default_factory=dict)

    def holds(self, number: Decimal) -> bool:
        """Whether a number stands in it."""
        return (self.start is None or number >= self.start) and (self.end is None or number <= self.end)


@dataclass(frozen=True, slots=True)
class Bands:
    """Ranges of a metric, or of months; `step` is the smallest step that its numbers take."""

    id: Slug
    label: Texts
    of: Slug
    step: Decimal
    ranges: tuple[Band, ...]

    def of_number(self, number: Decimal) -> Band | None:
        """The range in which a number stands."""
        return next((one for one in self.ranges if one.holds(number)), None)


@dataclass(frozen=True, slots=True)
class Clash:
    """Numbers of two ranges, or of none: from `first` to `last`; `None` is without end. `at` is the later of the ranges, from 0."""

    at: int
    first: Decimal | None
    last: Decimal | None


def overlaps(bands: Bands) -> Iterator[Clash]:
    """The numbers that stand in a range and in one before it."""
    for at, upper in enumerate(bands.ranges):
        for lower in bands.ranges[:at]:
            first, last = _higher(lower.start, upper.start), _lower(lower.end, upper.end)
            if first is None or last is None or first <= last:
                yield Clash(at, first, last)


def gaps(bands: Bands) -> Iterator[Clash]:
    """The numbers between the ends of two ranges that stand in no range."""
    order = sorted(range(len(bands.ranges)), key=lambda at: _first(bands.ranges[at].start))
    reached = bands.ranges[order[0]].end
    for at in order[1:]:
        one = bands.ranges[at]
        if reached is None:
            return
        if one.start is not None and one.start > reached + bands.step:
            yield Clash(at, reached + bands.step, one.start - bands.step)
        reached = None if one.end is None else max(reached, one.end)


def _first(start: Decimal | None) -> tuple[bool, Decimal]:
    return (start is not None, start or Decimal(0))


def _higher(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return one if other is None else other if one is None else max(one, other)


def _lower(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return one if other is None else other if one is None else min(one, other)
