"""Sums over weighted pairs, exact in whole numbers until the last division."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums over pairs (x, y) of whole numbers, each of which occurred several times."""

    n: int
    x: int
    y: int
    xx: int
    yy: int
    xy: int

    @classmethod
    def of(cls, pairs: Iterable[tuple[int, int, int]]) -> "Sums":
        """The sums over (x, y, how often)."""
        n = x = y = xx = yy = xy = 0
        for one, other, times in pairs:
            n, x, y = n + times, x + times * one, y + times * other
            xx, yy, xy = xx + times * one * one, yy + times * other * other, xy + times * one * other
        return cls(n, x, y, xx, yy, xy)

    @property
    def spread(self) -> float:
        """The sum of squares of x about its mean."""
        return (self.n * self.xx - self.x * self.x) / self.n if self.n else 0.0

    @property
    def variance(self) -> float:
        """V(x), with n - 1; 0 of fewer than two."""
        return _over(self.n * self.xx - self.x * self.x, self.n)

    @property
    def covariance(self) -> float:
        """C(x, y), with n - 1; 0 of fewer than two."""
        return _over(self.n * self.xy - self.x * self.y, self.n)

    @property
    def correlation(self) -> float | None:
        """C(x, y) / sqrt(V(x) V(y)); `None` where one of them never varies."""
        spread = (self.n * self.xx - self.x * self.x) * (self.n * self.yy - self.y * self.y)
        return (self.n * self.xy - self.x * self.y) / math.sqrt(spread) if spread else None


def largest_covariance(some: Mapping[int, int], others: Mapping[int, int]) -> float:
    """The covariance if the largest of the one had met the largest of the other, and so on; both as value: how often, equally many."""
    left, right = sorted(some.items()), sorted(others.items())
    pairs, at, used_left, used_right = [], 0, 0, 0
    for value, times in left:
        used_left = 0
        while used_left < times:
            other, there = right[at]
            step = min(times - used_left, there - used_right)
            pairs.append((value, other, step))
            used_left, used_right = used_left + step, used_right + step
            if used_right == there:
                at, used_right = at + 1, 0
    return Sums.of(pairs).covariance


def _over(spread: int, n: int) -> float:
    return spread / (n * (n - 1)) if n > 1 else 0.0
