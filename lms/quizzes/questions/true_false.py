"""Statements that are true or false: two radio buttons in a fixed order."""

from collections.abc import Iterator

from lms.core.text import msg
from lms.quizzes.questions.kind import Complaint, Kind, one_right
from lms.quizzes.rules import Question, QuestionType

IDS = ["true", "false"]


class TrueFalse(Kind):
    """Two options with the ids `true` and `false`, in this order, never shuffled. Marked like `single`."""

    type = QuestionType.TRUE_FALSE
    shuffled = False

    def complaints(self, question: Question) -> Iterator[Complaint]:
        """The ids and their order are fixed; one option is right."""
        if [option.id for option in question.options] != IDS:
            yield Complaint(
                "TRUE_FALSE_OPTIONS",
                msg("A true_false question has the two options {#true} and {#false}, in this order."),
                msg("Write these two options, or write type=single."),
            )
        yield from one_right(question)
