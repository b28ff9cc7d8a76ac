"""Questions with one right option: radio buttons."""

from collections.abc import Iterator, Sequence

from lms.quizzes.questions.kind import Choice, Complaint, Kind, one_right
from lms.quizzes.rules import QuestionType


class Single(Kind):
    """One right option. Marked 1 for the right option, otherwise 0."""

    type = QuestionType.SINGLE

    def complaints(self, options: Sequence[Choice]) -> Iterator[Complaint]:
        """Exactly one option is right."""
        yield from one_right(options)
