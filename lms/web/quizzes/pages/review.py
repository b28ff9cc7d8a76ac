"""The review of a finished attempt: every question with its key and explanations, once the rule allows it."""

from dataclasses import dataclass

from lms.core.ids import Slug
from lms.core.text import Texts
from lms.publishing.library import quiz_of
from lms.quizzes.queries import Sheet, SheetSlot
from lms.quizzes.rules import Option, Question


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewedOption:
    """One option: what the person chose, and what was right."""

    id: Slug
    text: Texts
    chosen: bool
    state: str
    why: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewedQuestion:
    """One question with its key."""

    number: int
    field: str
    template: str
    stem: Texts
    body: Texts
    options: tuple[ReviewedOption, ...]
    explanation: Texts
    answered: bool
    full: bool


def review_page(sheet: Sheet) -> tuple[ReviewedQuestion, ...]:
    """The questions as they stood on the paper. Only for a sheet whose review is open."""
    quiz = quiz_of(sheet.revision)
    pairs = ((slot, quiz.question(slot.question)) for slot in sheet.slots)
    return tuple(_question(slot, question) for slot, question in pairs if question is not None)


def _question(slot: SheetSlot, question: Question) -> ReviewedQuestion:
    options = {str(option.id): option for option in question.options}
    chosen = frozenset(slot.answer or ())
    return ReviewedQuestion(
        number=slot.position,
        field=f"q{slot.position}",
        template=f"quizzes/questions/{question.type.value}.html",
        stem=question.stem,
        body=question.body,
        options=tuple(_option(options[one], one in chosen) for one in slot.option_order),
        explanation=question.explanation,
        answered=bool(slot.answer),
        full=slot.mark is not None and slot.mark.full,
    )


def _option(option: Option, chosen: bool) -> ReviewedOption:
    state = "ok" if option.right else "bad" if chosen else ""
    return ReviewedOption(id=option.id, text=option.text, chosen=chosen, state=state, why=option.explanation)
