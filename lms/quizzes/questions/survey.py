"""Questions about the learner, not about the matter: choices or free text, never scored."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from lms.core.text import Texts, msg
from lms.quizzes.questions.choosing import SETTING, chooses_several, only_one, strange_choose
from lms.quizzes.questions.kind import Complaint, Kind
from lms.quizzes.questions.wording import read_one_wording, shown
from lms.quizzes.rules import Answer, Mark, Question, QuestionType

WRITTEN = "written"


class Survey(Kind):
    """Worth no points: it stands in no grade and no statistics. With options it is chosen, without any it is written."""

    type = QuestionType.SURVEY
    settings = frozenset({SETTING})
    shuffled = False
    several = True
    fewest = 0
    scored = False

    def complaints(self, question: Question) -> Iterator[Complaint]:
        """Nothing is right, and there is something to choose between."""
        yield from strange_choose(question)
        for position, option in enumerate(question.options):
            if option.right:
                yield Complaint("SURVEY_KEY", msg("No answer to a survey is right."), msg("Write [ ] instead of [x]."), position)
        if len(question.options) == 1:
            yield Complaint(
                "SURVEY_ONE_OPTION", msg("There is nothing to choose between."),
                msg("Add an option, or take it out: then the answer is text."),
            )  # fmt: skip

    def mark(self, question: Question, answer: Answer) -> Mark:  # noqa: ARG002 - whatever was said
        """Nothing of nothing."""
        return Mark(earned=0, out_of=1, points=0)

    def read(self, question: Question, values: Sequence[str]) -> Answer:
        """Read the choice, or the text.

        Raises:
            Invalid: a value is no option, there are too many, or the text is too long.
        """
        if question.options:
            return only_one(question, super().read(question, values))
        written = read_one_wording(values)
        return (written,) if written else ()

    def hints(self, question: Question, language: str) -> Mapping[str, str]:  # noqa: ARG002 - the same in every language
        """Whether several may be chosen."""
        return {"several": "yes"} if chooses_several(question) else {}

    def guesses(self, question: Question) -> Mapping[Fraction, Fraction]:  # noqa: ARG002 - whatever is asked
        """There is nothing to earn."""
        return {Fraction(0): Fraction(1)}

    def responses(self, question: Question, answer: Answer) -> tuple[str, ...]:
        """The options, or that something was written."""
        return answer if question.options or not answer else (WRITTEN,)

    def told(self, question: Question, answer: Answer) -> tuple[Texts, ...]:
        """The options that were chosen, or the text as it was written."""
        return super().told(question, answer) if question.options else tuple(shown(one) for one in answer)
