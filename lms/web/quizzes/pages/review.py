"""The review of an attempt: every question with as much as the review rule allows: own answers, right or wrong, explanation, key."""

from dataclasses import dataclass

from flask_babel import gettext as _

from lms.core.ids import PublicId, Slug
from lms.core.text import Texts
from lms.quizzes.queries import SheetSlot
from lms.quizzes.questions import kind_of
from lms.quizzes.questions import mark as mark_of
from lms.quizzes.questions.kind import LearnerQuestion, Part
from lms.quizzes.rules import Mark, Option, Question, What
from lms.quizzes.waiting import comments_of
from lms.web.context import language
from lms.web.presentation import points
from lms.web.quizzes.pages.viewing import Viewing, attempt_name, open_until, score_words


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewedOption:
    """One option: what the person chose; `state` and `why` are empty where they are not to be shown."""

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
    """One question. `asked` is what was asked, `said` the answer in words and `key` the right one; what is not to be shown is empty.

    Of what is marked by hand the `key` are the criteria: they explain the mark. `mark` is one of full, part, none, unanswered, owed;
    empty where it is not to be shown. `comments` are a marker's own words.
    """

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
    mark: str
    earned: str
    comments: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPage:
    """The page of a review; `going_on`: the attempt is not finished yet; `until` is empty unless the review closes by itself."""

    attempt: PublicId
    quiz: Slug
    title: Texts
    number: str
    score: str
    keys: bool
    going_on: bool
    until: str
    questions: tuple[ReviewedQuestion, ...]


def review_page(view: Viewing) -> ReviewPage:
    """The questions as they stood on the paper, those that were answered while the attempt goes on. Only where `view.paper`."""
    sheet, comments = view.sheet, comments_of(view.sheet.id) if What.OWN_ANSWERS in view.what else {}
    slots = (slot for slot in sheet.slots if slot.answer or not sheet.state.is_open)
    asked = ((slot, view.quiz.question(slot.question)) for slot in slots)
    return ReviewPage(
        attempt=sheet.public_id, quiz=sheet.quiz, title=view.quiz.title, number=attempt_name(view),
        score=score_words(view.quiz, sheet)["you"] if What.SCORE in view.what else "", keys=What.KEY in view.what,
        going_on=sheet.state.is_open, until=open_until(view),
        questions=tuple(_question(slot, one, view.what, comments.get(slot.position, ())) for slot, one in asked if one is not None),
    )  # fmt: skip


def _question(slot: SheetSlot, question: Question, what: frozenset[What], comments: tuple[str, ...]) -> ReviewedQuestion:
    options, kind = {str(option.id): option for option in question.options}, kind_of(question)
    answer = (slot.answer or ()) if What.OWN_ANSWERS in what else ()
    mark = slot.mark or _so_far(slot, question)
    return ReviewedQuestion(
        number=slot.position,
        asked=kind.view(question, language(), slot.option_order),
        parts=tuple(_part(part, what, answered=bool(slot.answer)) for part in kind.parts(question, answer)),
        said=kind.told(question, answer),
        key=kind.key(question) if What.KEY in what or (kind.by_hand and What.EXPLANATION in what) else (),
        field=f"q{slot.position}",
        template=f"quizzes/questions/{question.type.value}.html",
        stem=question.stem,
        body=question.body,
        options=tuple(_option(options[one], one in answer, what) for one in slot.option_order if one in options),
        explanation=question.explanation if What.EXPLANATION in what else {},
        answered=bool(slot.answer),
        mark=_mark(slot, mark) if What.RIGHT_OR_WRONG in what else "",
        earned=_earned(mark) if What.RIGHT_OR_WRONG in what and mark is not None else "",
        comments=comments,
    )


def reviewed_part(part: Part, what: frozenset[What] = frozenset(What)) -> ReviewedPart:
    """A part with the sign of how it was marked."""
    return ReviewedPart(
        text=part.text,
        said=part.said if What.OWN_ANSWERS in what else {},
        key=part.key if What.KEY in what else {},
        state=("ok" if part.right else "warn" if part.partly else "bad") if What.RIGHT_OR_WRONG in what else "",
        why=part.why if What.EXPLANATION in what else {},
    )


def _part(part: Part, what: frozenset[What], *, answered: bool) -> ReviewedPart:
    """A part; that there was no answer is said at the question, and makes none of its parts wrong."""
    return reviewed_part(part, what if answered else what - {What.RIGHT_OR_WRONG})


def _option(option: Option, chosen: bool, what: frozenset[What]) -> ReviewedOption:
    """An option. Which one is right is the key; that a chosen one is not right is told with right or wrong, too."""
    state = ""
    if option.right and (What.KEY in what or (chosen and What.RIGHT_OR_WRONG in what)):
        state = "ok"
    elif chosen and not option.right and What.RIGHT_OR_WRONG in what:
        state = "bad"
    return ReviewedOption(
        id=option.id, text=option.text, chosen=chosen, state=state, why=option.explanation if What.EXPLANATION in what else {}
    )  # fmt: skip


def _so_far(slot: SheetSlot, question: Question) -> Mark | None:
    """What an answer would earn that has no mark yet; `None` where a marker has to say."""
    return None if kind_of(question).by_hand else mark_of(question, slot.answer)


def _mark(slot: SheetSlot, mark: Mark | None) -> str:
    if mark is None:
        return "owed"
    if not mark.points:
        return ""
    if mark.full:
        return "full"
    return "unanswered" if not slot.answer else "part" if mark.earned else "none"


def _earned(mark: Mark) -> str:
    """`1 of 3`, of a question that is worth more than a point or was marked in parts."""
    if mark.points <= 1 and mark.out_of == 1:
        return ""
    return _("%(earned)s of %(points)s", earned=points(mark.value), points=mark.points) if mark.points else ""
