"""The statistics of one question: how hard it is, how well it tells people apart, and what each option drew."""

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from lms.core.ids import Slug
from lms.quizzes.questions import KINDS, kind_of
from lms.quizzes.rules import Question
from lms.quizzes.statistics.flags import Flag, flags_of_item, flags_of_response
from lms.quizzes.statistics.sums import Sums, largest_covariance
from lms.quizzes.statistics.tally import UNIT, Cell

ENOUGH = 20
"""Of fewer attempts nothing is said: a figure of so few would mislead, and could be one person's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseStatistics:
    """One class of answers: who chose it. `response` is an id or a pair of ids of the file; empty: anything else that was written."""

    response: str
    right: bool
    n: int
    share: float
    """Percent of the attempts that met the question."""
    biserial: float | None
    """The point-biserial correlation (-1 to 1) of choosing it with the score on the other questions; `None`: all or nobody chose it."""
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemStatistics:
    """The figures of one question over `n` attempts, all in percent. They mislead where `enough` is false; then there are no flags."""

    question: Slug
    n: int
    facility: float
    """F: the mean mark, of all that can be earned."""
    deviation: float
    """SD: the standard deviation of the mark, of all that can be earned."""
    discrimination: float | None
    """R: the correlation of the mark with the score on the other questions; `None` where one of them never varies."""
    efficiency: float | None
    """DE: that covariance, of the largest one these marks and scores could have had."""
    intended_weight: float
    """IQW: its points, of those of a whole paper (the mean paper, where papers differ)."""
    effective_weight: float | None
    """EQW: its part in the spread of the totals; `None` where the covariance with the total is negative."""
    guess: float
    """The mean mark of a blind guess."""
    unanswered: float
    responses: tuple[ResponseStatistics, ...]
    flags: tuple[Flag, ...] = ()

    @property
    def enough(self) -> bool:
        """Whether there are enough attempts to say something."""
        return self.n >= ENOUGH


def root_of_covariance(cells: Mapping[Cell, int]) -> float | None:
    """sqrt(C(x, T)), what effective weights are made of, in `UNIT`; `None` where the covariance is negative."""
    covariance = Sums.of((earned, total, times) for (_, earned, total), times in cells.items()).covariance
    return math.sqrt(covariance) if covariance >= 0 else None


def item(question: Question, cells: Mapping[Cell, int], paper_points: float, roots: float) -> ItemStatistics:
    """The statistics of a question that is worth points.

    With x the mark, T the total, X = T - x the score on the other questions: F = mean(x) / points, SD = sqrt(V(x)) / points,
    R = C(x, X) / sqrt(V(x) V(X)), DE = C(x, X) / Cmax, IQW = points / points of the paper, EQW = sqrt(C(x, T)) / sum of that root over the
    questions of a paper (`roots`: each root by the share of papers that held the question), all times 100.
    """
    sums = Sums.of((earned, total - earned, times) for (_, earned, total), times in cells.items())
    marks, rests = _spread(cells)
    most, scale = largest_covariance(marks, rests), question.points * UNIT
    root, correlation = root_of_covariance(cells), sums.correlation
    figures = ItemStatistics(
        question=question.id,
        n=sums.n,
        facility=100 * sums.x / (sums.n * scale) if sums.n else 0.0,
        deviation=100 * math.sqrt(sums.variance) / scale,
        discrimination=None if correlation is None else 100 * correlation,
        efficiency=100 * sums.covariance / most if most else None,
        intended_weight=100 * question.points / paper_points if paper_points else 0.0,
        effective_weight=None if root is None else 100 * root / roots if roots else 0.0,
        guess=100 * float(guessed(question)),
        unanswered=100 * sum(times for (classes, _, _), times in cells.items() if not classes) / sums.n if sums.n else 0.0,
        responses=_responses(question, cells, sums),
    )
    return _flagged(question, figures) if figures.enough else figures


def guessed(question: Question) -> Fraction:
    """The share of a question that a blind guess earns on average."""
    if question.type not in KINDS:
        return Fraction(0)
    return sum((share * likely for share, likely in kind_of(question).guesses(question).items()), Fraction(0))


def _spread(cells: Mapping[Cell, int]) -> tuple[Counter[int], Counter[int]]:
    marks: Counter[int] = Counter()
    rests: Counter[int] = Counter()
    for (_, earned, total), times in cells.items():
        marks[earned] += times
        rests[total - earned] += times
    return marks, rests


def _responses(question: Question, cells: Mapping[Cell, int], sums: Sums) -> tuple[ResponseStatistics, ...]:
    """Every option in the order of the file, chosen or not, then what else was counted, the most frequent first."""
    own = [str(option.id) for option in question.options] if is_chosen(question) else []
    times_of: Counter[str] = Counter()
    rest_of: Counter[str] = Counter()
    for (classes, earned, total), times in cells.items():
        for response in classes:
            times_of[response] += times
            rest_of[response] += times * (total - earned)
    others = [response for response, _ in times_of.most_common() if response not in own]
    return tuple(
        ResponseStatistics(
            response=response, right=response in question.right, n=times_of[response],
            share=100 * times_of[response] / sums.n if sums.n else 0.0,
            biserial=Sums(sums.n, times_of[response], sums.y, times_of[response], sums.yy, rest_of[response]).correlation,
        )
        for response in [*own, *others]
    )  # fmt: skip


def is_chosen(question: Question) -> bool:
    """Whether the question is answered by choosing among options that are right or wrong."""
    return bool(question.right) and not question.choices and len(question.right) < len(question.options)


def _flagged(question: Question, figures: ItemStatistics) -> ItemStatistics:
    chosen = is_chosen(question)
    responses = tuple(
        replace(one, flags=flags_of_response(one.share, one.biserial, figures.n, one.right) if chosen and one.response else ())
        for one in figures.responses
    )  # fmt: skip
    own = flags_of_item(figures.facility, figures.discrimination, figures.guess)
    swapped = chosen and _better_than_key(responses)
    flags = {*own, *(flag for one in responses for flag in one.flags), *([Flag.CHECK_KEY] if swapped else [])}
    return replace(figures, responses=responses, flags=tuple(flag for flag in Flag if flag in flags))


def _better_than_key(responses: tuple[ResponseStatistics, ...]) -> bool:
    """Whether those who do well elsewhere prefer a wrong option that more people chose: then it is perhaps the right one."""
    right = [one for one in responses if one.right]
    return any(
        wrong.n > key.n and (wrong.biserial or 0) > (key.biserial or 0) and len(right) == 1
        for wrong in responses if not wrong.right
        for key in right
    )  # fmt: skip
