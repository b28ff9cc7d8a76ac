"""Questions with any number of right options: check boxes."""

from collections.abc import Iterator, Sequence

from lms.core.text import msg
from lms.quizzes.questions.kind import Choice, Complaint, Kind, no_right
from lms.quizzes.rules import QuestionType


class Multiple(Kind):
    """At least one right and one wrong option. Marked 1 when exactly the right options are ticked, otherwise 0."""

    type = QuestionType.MULTIPLE
    several = True

    def complaints(self, options: Sequence[Choice]) -> Iterator[Complaint]:
        """At least one option is right and one is wrong."""
        right = sum(option.right for option in options)
        if not right:
            yield no_right()
        elif right == len(options):
            yield Complaint(
                "ALL_RIGHT", msg("All options are marked right: ticking everything would earn the mark."), msg("Add a wrong option.")
            )  # fmt: skip
