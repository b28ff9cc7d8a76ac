"""Questions with one right option: radio buttons."""

from collections.abc import Iterator

from lms.quizzes.questions.kind import Complaint, Kind, one_right
from lms.quizzes.rules import Question, QuestionType


class Single(Kind):
    """One right option. It earns everything, any other nothing."""

    type = QuestionType.SINGLE

    def complaints(self, question: Question) -> Iterator[Complaint]:
        """Exactly one option is right."""
        yield from one_right(question)
