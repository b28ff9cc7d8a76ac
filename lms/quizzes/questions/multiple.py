"""Questions with any number of right options: check boxes."""

from collections.abc import Iterator

from lms.core.text import msg
from lms.quizzes.questions.kind import Complaint, Kind, no_right
from lms.quizzes.rules import Question, QuestionType


class Multiple(Kind):
    """At least one right and one wrong option. Everything is earned when exactly the right options are ticked, otherwise nothing."""

    type = QuestionType.MULTIPLE
    several = True

    def complaints(self, question: Question) -> Iterator[Complaint]:
        """At least one option is right and one is wrong."""
        right = sum(option.right for option in question.options)
        if not right:
            yield no_right()
        elif right == len(question.options):
            yield Complaint(
                "ALL_RIGHT", msg("All options are marked right: ticking everything would earn the mark."), msg("Add a wrong option.")
            )  # fmt: skip
