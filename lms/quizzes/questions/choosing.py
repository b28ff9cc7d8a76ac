"""The setting `choose`: whether one option may be chosen, or several."""

from collections.abc import Iterator

from lms.core.errors import Invalid
from lms.core.text import msg
from lms.quizzes.questions.kind import Complaint
from lms.quizzes.rules import Answer, Question

SETTING = "choose"
SEVERAL = "several"


def chooses_several(question: Question) -> bool:
    """Whether more than one option may be chosen."""
    return question.settings.get(SETTING) == SEVERAL


def strange_choose(question: Question) -> Iterator[Complaint]:
    """The complaint that the setting cannot be read."""
    if question.settings.get(SETTING, SEVERAL) not in (SEVERAL, "one"):
        yield Complaint(
            "CHOOSE_UNKNOWN", msg("One option can be chosen, or several."), msg("Write choose=several, or take it out for one."),
            setting=SETTING,
        )  # fmt: skip


def only_one(question: Question, chosen: Answer) -> Answer:
    """The same answer, where the question lets choose as many.

    Raises:
        Invalid: several options were chosen where one is asked.
    """
    if len(chosen) > 1 and not chooses_several(question):
        raise Invalid(msg("Choose one option; %(count)s arrived.", count=len(chosen)))
    return chosen
