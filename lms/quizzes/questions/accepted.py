"""What questions share whose answer is written: several accepted answers, each with a credit and feedback of its own."""

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from random import Random

from lms.core.errors import Invalid
from lms.core.text import Texts, msg
from lms.quizzes.questions.kind import Complaint, Kind, LearnerQuestion, Part, Sign
from lms.quizzes.questions.wording import read_one_wording, shown
from lms.quizzes.rules import Answer, Mark, Option, Question

LONGEST = 200
"""No answer has more characters."""
OTHER = "*"
"""The class, in statistics, of answers that are not accepted."""
FULL = 100


class Written(Kind):
    """Of the accepted answers that an answer meets the one with the most credit counts, of equals the first."""

    sign = Sign.EQUALS
    entry_settings = frozenset({"credit"})
    fewest = 1

    @abstractmethod
    def takes(self, question: Question, option: Option, said: str) -> bool:
        """Whether the accepted answer is met by what was written."""

    def met(self, question: Question, answer: Answer) -> Option | None:
        """The accepted answer that counts; `None` when none is met."""
        taking = [option for option in question.options if answer and self.takes(question, option, answer[0])]
        return max(taking, key=lambda option: option.credit, default=None)

    def mark(self, question: Question, answer: Answer) -> Mark:
        """What the accepted answer that counts earns: in hundredths where any of them earns less than all."""
        met = self.met(question, answer)
        if all(option.credit == FULL for option in question.options):
            return Mark(int(met is not None), 1, question.points)
        return Mark(met.credit if met else 0, FULL, question.points)

    def order(self, question: Question, rng: Random, *, shuffle: bool) -> tuple[str, ...]:  # noqa: ARG002 - there is nothing to show
        """Nothing: what is accepted is all key, its ids too."""
        return ()

    def view(self, question: Question, language: str, order: Sequence[str]) -> LearnerQuestion:  # noqa: ARG002 - the same
        """The question without its entries."""
        return replace(super().view(question, language, ()), options=())

    def guesses(self, question: Question) -> Mapping[Fraction, Fraction]:  # noqa: ARG002 - no text is guessed blindly
        """Nothing is guessed."""
        return {Fraction(0): Fraction(1)}

    def responses(self, question: Question, answer: Answer) -> tuple[str, ...]:
        """The accepted answer that counts, or the class of all others."""
        if not answer:
            return ()
        met = self.met(question, answer)
        return (met.id if met else OTHER,)

    def told(self, question: Question, answer: Answer) -> tuple[Texts, ...]:  # noqa: ARG002 - as it was written
        """What was written."""
        return tuple(shown(one) for one in answer)

    def parts(self, question: Question, answer: Answer) -> tuple[Part, ...]:
        """The one part: what was written, and the feedback of the accepted answer that counts."""
        met, said, keys = self.met(question, answer), self.told(question, answer), self.key(question)
        return (
            Part(
                text={}, said=said[0] if said else {}, key=keys[0] if keys else {}, right=met is not None and met.credit == FULL,
                why=met.explanation if met else {}, partly=met is not None and met.credit < FULL,
            ),
        )  # fmt: skip


def one_text(values: Sequence[str]) -> str:
    """The one line of the field, without spaces around it; empty when nothing was written.

    Raises:
        Invalid: several values, a longer one than fits, or one that is no text.
    """
    text = read_one_wording(values)
    if len(text) > LONGEST or "\n" in text:
        raise Invalid(msg("The answer is one line of at most %(longest)s characters. Shorten it.", longest=LONGEST))
    return text


def something_earns_all(question: Question) -> Iterator[Complaint]:
    """The complaint unless some answer earns everything."""
    if not any(option.credit == FULL for option in question.options):
        yield Complaint(
            "NOTHING_EARNS_ALL", msg("No accepted answer earns the whole question."), msg("Take credit= out of the best one.")
        )  # fmt: skip
