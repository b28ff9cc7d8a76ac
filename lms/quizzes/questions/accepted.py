"""What questions share whose answer is written: several accepted answers, each with a credit and feedback of its own."""

from collections.abc import Iterator, Sequence

from lms.core.errors import Invalid
from lms.core.text import msg
from lms.quizzes.questions.kind import Complaint
from lms.quizzes.questions.wording import read_one_wording
from lms.quizzes.rules import Mark, Option, Question

LONGEST = 200
"""No answer has more characters."""
OTHER = "*"
"""The class, in statistics, of answers that are not accepted."""
FULL = 100


def one_text(values: Sequence[str]) -> str:
    """The one line of the field, without spaces around it; empty when nothing was written.

    Raises:
        Invalid: several values, a longer one than fits, or one that is no text.
    """
    text = read_one_wording(values)
    if len(text) > LONGEST or "\n" in text:
        raise Invalid(msg("The answer is one line of at most %(longest)s characters. Shorten it.", longest=LONGEST))
    return text


def credited(question: Question, met: Option | None) -> Mark:
    """What the best accepted answer that was met earns; in hundredths where any of them earns less than all."""
    if all(option.credit == FULL for option in question.options):
        return Mark(int(met is not None), 1, question.points)
    return Mark(met.credit if met else 0, FULL, question.points)


def credits_in_order(question: Question) -> Iterator[Complaint]:
    """The complaint unless some answer earns everything."""
    if not any(option.credit == FULL for option in question.options):
        yield Complaint(
            "NOTHING_EARNS_ALL", msg("No accepted answer earns the whole question."), msg("Take credit= out of the best one.")
        )  # fmt: skip
