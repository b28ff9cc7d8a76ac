"""What answers earn together: the grade of an attempt, by objective, and what to repeat."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from lms.core.ids import Slug
from lms.quizzes.rules.quiz import Quiz


@dataclass(frozen=True, slots=True)
class Mark:
    """What one answer earns: `earned` of `out_of` equal parts of a question that is worth `points`; 0 points are not scored."""

    earned: int
    out_of: int
    points: int = 1

    @property
    def full(self) -> bool:
        """Whether nothing is missing."""
        return self.earned == self.out_of or not self.points

    @property
    def value(self) -> Fraction:
        """The points that were earned, exactly."""
        return Fraction(self.earned * self.points, self.out_of)


@dataclass(frozen=True, slots=True)
class Grade:
    """The result of an attempt; `earned` and `out_of` in points, exactly."""

    earned: Fraction
    out_of: int
    percent: int
    passed: bool


@dataclass(frozen=True, slots=True)
class ObjectiveResult:
    """What an attempt earned on one objective, in points, exactly."""

    objective: Slug
    earned: Fraction
    out_of: int


def grade(marks: Iterable[Mark], pass_percent: int) -> Grade:
    """Grade a finished attempt. The percent (0 to 100) is rounded down, never up to a pass; an empty paper earns 0."""
    given = list(marks)
    earned, out_of = sum((mark.value for mark in given), Fraction()), sum(mark.points for mark in given)
    percent = int(100 * earned // out_of) if out_of else 0
    return Grade(earned, out_of, percent, percent >= pass_percent)


def objective_results(quiz: Quiz, marks: Mapping[Slug, Mark]) -> tuple[ObjectiveResult, ...]:
    """What the marks (by question) earned on each objective, in the order in which the quiz names them; without unscored questions."""
    totals: dict[Slug, tuple[Fraction, int]] = {}
    for question in quiz.questions:
        if question.objective is not None and question.id in marks and marks[question.id].points:
            earned, out_of = totals.get(question.objective, (Fraction(), 0))
            mark = marks[question.id]
            totals[question.objective] = (earned + mark.value, out_of + mark.points)
    return tuple(ObjectiveResult(objective, earned, out_of) for objective, (earned, out_of) in totals.items())


def lessons_to_repeat(quiz: Quiz, marks: Mapping[Slug, Mark]) -> tuple[str, ...]:
    """The source lessons (`course/lesson`) of questions that did not earn all, each once, in the order of the quiz."""
    missed = (question for question in quiz.questions if question.id in marks and not marks[question.id].full)
    return tuple(dict.fromkeys(question.lesson for question in missed if question.lesson is not None))
