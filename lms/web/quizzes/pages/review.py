"""The review of a finished attempt: every question with its key and explanations, once the rule allows it."""

from dataclasses import dataclass

from lms.core.ids import Slug
from lms.core.text import Texts
from lms.publishing.library import quiz_of
from lms.quizzes.queries import Sheet, SheetSlot
from lms.quizzes.questions import kind_of
from lms.quizzes.questions.kind import LearnerQuestion, Part
from lms.quizzes.rules import Option, Question
from lms.web.context import language


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewedOption:
    """One option: what the person chose, and what was right."""

    id: Slug
    text: Texts
    chosen: bool
    state: str
    why: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewedPart:
    """One part of a question that is marked part by part; `key` is empty where it is not to be shown, `state` is ok, bad or empty."""

    text: Texts
    said: Texts
    key: Texts
    state: str
    why: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewedQuestion:
    """One question with its key. `asked` is what was asked, `said` the answer in words and `key` the right one."""

    number: int
    asked: LearnerQuestion
    parts: tuple[ReviewedPart, ...]
    said: tuple[Texts, ...]
    key: tuple[Texts, ...]
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
    options, kind = {str(option.id): option for option in question.options}, kind_of(question)
    answer = slot.answer or ()
    return ReviewedQuestion(
        number=slot.position,
        asked=kind.view(question, language(), slot.option_order),
        parts=tuple(reviewed_part(part) for part in kind.parts(question, answer)),
        said=kind.told(question, answer),
        key=kind.key(question),
        field=f"q{slot.position}",
        template=f"quizzes/questions/{question.type.value}.html",
        stem=question.stem,
        body=question.body,
        options=tuple(_option(options[one], one in answer) for one in slot.option_order if one in options),
        explanation=question.explanation,
        answered=bool(answer),
        full=slot.mark is not None and slot.mark.full,
    )


def reviewed_part(part: Part) -> ReviewedPart:
    """A part with the sign of how it was marked."""
    return ReviewedPart(text=part.text, said=part.said, key=part.key, state="ok" if part.right else "bad", why=part.why)


def _option(option: Option, chosen: bool) -> ReviewedOption:
    state = "ok" if option.right else "bad" if chosen else ""
    return ReviewedOption(id=option.id, text=option.text, chosen=chosen, state=state, why=option.explanation)
