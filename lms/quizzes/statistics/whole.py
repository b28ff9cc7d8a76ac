"""The statistics of a quiz as a whole: where the totals lie, and how far they can be relied on."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lms.quizzes.statistics.sums import Sums
from lms.quizzes.statistics.tally import UNIT, Cell


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizStatistics:
    """The figures of a quiz over `n` attempts; `mean`, `median`, `deviation` and `standard_error` in percent of a paper's points."""

    n: int
    mean: float
    median: float
    deviation: float
    skewness: float | None
    """k3 / k2^(3/2); `None` of fewer than three attempts, or where all totals are equal."""
    kurtosis: float | None
    """k4 / k2^2, 0 for a normal distribution; `None` of fewer than four attempts, or where all totals are equal."""
    consistency: float | None
    """CIC, Cronbach's alpha in percent; `None` with one question or where all totals are equal."""
    error_ratio: float | None
    """ER: how much of the deviation is chance, in percent."""
    standard_error: float | None
    """SE: within which a person's total is uncertain."""


def whole(totals: Mapping[int, int], strata: Sequence[Mapping[Cell, int]], paper_points: float) -> QuizStatistics:
    """The statistics of a quiz; `strata` are its questions in groups that stand for each other, one question each where nothing is drawn.

    With S attempts, total T, m2, m3, m4 its central moments: k2 = S m2 / (S-1), k3 = S^2 m3 / ((S-1)(S-2)),
    k4 = S^2 ((S+1) m4 - 3 (S-1) m2^2) / ((S-1)(S-2)(S-3)). CIC = P / (P-1) * (1 - sum of V(x) over places / V(T)), ER = sqrt(1 - CIC),
    SE = ER * SD. Places of a drawn paper have no question of their own: each place of a stratum counts with the mean square of all
    marks earned in it about their mean, times S / (S-1), and P is the mean number of places.
    """
    n = sum(totals.values())
    points = {total / UNIT: times for total, times in totals.items()}
    mean = sum(total * times for total, times in points.items()) / n if n else 0.0
    second, third, fourth = (
        (sum(times * (total - mean) ** power for total, times in points.items()) / n if n else 0.0) for power in (2, 3, 4)
    )
    variance = second * n / (n - 1) if n > 1 else 0.0
    consistency = _consistency(strata, n, variance)
    ratio = None if consistency is None else 100 * math.sqrt(max(0.0, 1 - consistency / 100))
    scale = 100 / paper_points if paper_points else 0.0
    deviation = math.sqrt(variance) * scale
    return QuizStatistics(
        n=n,
        mean=mean * scale,
        median=_median(points, n) * scale,
        deviation=deviation,
        skewness=n * n * third / ((n - 1) * (n - 2)) / variance**1.5 if n > 2 and variance else None,
        kurtosis=(
            n * n * ((n + 1) * fourth - 3 * (n - 1) * second * second) / ((n - 1) * (n - 2) * (n - 3)) / variance**2
            if n > 3 and variance
            else None
        ),
        consistency=consistency,
        error_ratio=ratio,
        standard_error=None if ratio is None else ratio * deviation / 100,
    )


def _consistency(strata: Sequence[Mapping[Cell, int]], n: int, variance: float) -> float | None:
    places = within = 0.0
    for cells in strata:
        sums = Sums.of((earned, 0, times) for (_, earned, _), times in cells.items())
        if n:
            places += sums.n / n
            within += sums.spread / n / UNIT**2
    if places <= 1 or not variance:
        return None
    return 100 * places / (places - 1) * (1 - within * n / (n - 1) / variance)


def _median(points: Mapping[float, int], n: int) -> float:
    """The middle total, or the mean of the two in the middle."""
    middle = [(n - 1) // 2, n // 2]
    found, passed = [], 0
    for total, times in sorted(points.items()):
        found += [total for place in middle if passed <= place < passed + times]
        passed += times
    return sum(found) / 2 if found else 0.0


def joined(cells: Sequence[Mapping[Cell, int]]) -> Counter[Cell]:
    """Several questions as one stratum."""
    return sum((Counter(one) for one in cells), Counter[Cell]())
