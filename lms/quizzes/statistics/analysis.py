"""The statistics of a quiz and of all its questions, from what was counted."""

from dataclasses import dataclass

from lms.core.ids import Slug
from lms.quizzes.rules import Question, Quiz
from lms.quizzes.statistics.items import ENOUGH, ItemStatistics, item, root_of_covariance
from lms.quizzes.statistics.tally import Tally
from lms.quizzes.statistics.whole import QuizStatistics, joined, whole


@dataclass(frozen=True, slots=True)
class Analysis:
    """What attempts at one revision of a quiz tell: of the quiz, and of each question that is worth points, in the order of the file."""

    quiz: QuizStatistics
    items: tuple[ItemStatistics, ...]

    @property
    def enough(self) -> bool:
        """Whether there are enough attempts to say something about the quiz."""
        return self.quiz.n >= ENOUGH


def analyse(quiz: Quiz, tally: Tally) -> Analysis:
    """The statistics of what was counted. Questions without points (surveys, voided ones) are not among them."""
    cells = tally.counted()
    asked = [question for question in quiz.questions if question.id in cells]
    attempts = tally.totals.total()
    share = {question.id: cells[question.id].total() / attempts if attempts else 0.0 for question in asked}
    paper_points = sum(share[question.id] * question.points for question in asked)
    roots = sum(share[question.id] * (root_of_covariance(cells[question.id]) or 0.0) for question in asked)
    strata: dict[object, list[Slug]] = {}
    for question in asked:
        strata.setdefault(_stratum(quiz, question), []).append(question.id)
    return Analysis(
        whole(tally.totals, [joined([cells[one] for one in group]) for group in strata.values()], paper_points),
        tuple(item(question, cells[question.id], paper_points, roots) for question in asked),
    )


def _stratum(quiz: Quiz, question: Question) -> object:
    """What stands for what on a paper: without quotas each question for itself, else those that fill the same quota."""
    if not quiz.draw:
        return question.id
    by_level = any(quota.objective == question.objective and quota.difficulty is not None for quota in quiz.draw)
    return question.objective, question.difficulty if by_level else None
