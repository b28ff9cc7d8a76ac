"""What every kind of question can do."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from lms.core.errors import Invalid
from lms.core.ids import Slug
from lms.core.text import Message, msg
from lms.quizzes.rules import Answer, Mark, Question, QuestionType


@dataclass(frozen=True, slots=True)
class Choice:
    """An option as it was written, without its texts: all that a kind looks at when a file is read."""

    id: Slug
    right: bool


@dataclass(frozen=True, slots=True)
class Complaint:
    """What a kind finds wrong with the options of a question; `option` counts from 0, `None` is the question itself."""

    code: str
    message: Message
    repair: Message
    option: int | None = None


class Kind(ABC):
    """One way to ask and to answer."""

    type: ClassVar[QuestionType]
    shuffled: ClassVar[bool] = True
    """Whether options may stand in a random order."""
    several: ClassVar[bool] = False
    """Whether an answer may hold more than one option."""

    @abstractmethod
    def complaints(self, options: Sequence[Choice]) -> Iterator[Complaint]:
        """What is wrong with the options of a question of this kind, as it was written."""

    def mark(self, question: Question, answer: Answer) -> Mark:
        """What the answer earns: 1 when exactly the right options are chosen, otherwise 0."""
        return Mark(earned=int(frozenset(answer) == question.right), out_of=1)

    def read(self, question: Question, values: Sequence[str]) -> Answer:
        """Read an answer from the values of a form; none is an empty answer.

        Raises:
            Invalid: a value is no option of the question, or there are more than this kind allows.
        """
        chosen = set(values)
        if foreign := chosen - {option.id for option in question.options}:
            raise Invalid(msg("“%(option)s” is not an option of this question. Load the page again.", option=min(foreign)[:80]))
        if len(chosen) > 1 and not self.several:
            raise Invalid(msg("Choose one option; %(count)s arrived.", count=len(chosen)))
        return tuple(option.id for option in question.options if option.id in chosen)


def one_right(options: Sequence[Choice]) -> Iterator[Complaint]:
    """The complaint unless exactly one option is right."""
    right = [position for position, option in enumerate(options) if option.right]
    if not right:
        yield no_right()
    for position in right[1:]:
        yield Complaint(
            "SEVERAL_RIGHT", msg("A second option is marked right."), msg("Leave one [x], or write type=multiple."), position
        )  # fmt: skip


def no_right() -> Complaint:
    """The complaint that nothing is marked right."""
    return Complaint("NO_RIGHT_OPTION", msg("No option is marked right."), msg("Write [x] instead of [ ] before the right option."))
