"""An attempt that goes on: one question, the navigator, the time, and the list of what has no answer yet."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import gettext as _

from lms.certificates.rules import Certification
from lms.core.ids import PublicId
from lms.core.text import Texts
from lms.publishing.library import Library, quiz_of
from lms.quizzes.papers import LearnerQuestion, learner_view
from lms.quizzes.queries import Sheet, SheetSlot
from lms.quizzes.rules import Quiz, QuizKind
from lms.web.context import language, zone


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotLink:
    """One number of the navigator."""

    number: int
    href: str
    answered: bool
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """What the line on top and the side of every page of an attempt show."""

    attempt: PublicId
    title: Texts
    kind_label: str
    slots: tuple[SlotLink, ...]
    answered: int
    seconds_left: int | None
    time_left: str
    saved_at: str
    facts: tuple[tuple[str, str], ...]
    finish_href: str
    leave_href: str

    @property
    def total(self) -> int:
        """How many questions the paper has."""
        return len(self.slots)

    @property
    def unanswered(self) -> tuple[SlotLink, ...]:
        """The questions without an answer."""
        return tuple(slot for slot in self.slots if not slot.answered)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question of the paper, as a browser may see it, with what was saved for it."""

    number: int
    question: LearnerQuestion
    template: str
    chosen: frozenset[str]
    seq: int
    save_url: str
    last: bool


def sitting(library: Library, attempt: Sheet, now: datetime, number: int | None = None) -> Sitting:
    """The frame of an open attempt; `number` is the question that is shown, if one is."""
    quiz, certification = quiz_of(attempt.revision), library.certifications.of_exam(attempt.quiz)
    left = None if attempt.deadline_at is None else max(0, int((attempt.deadline_at - now).total_seconds()))
    slots = tuple(
        SlotLink(
            number=slot.position, href=_question_href(attempt, slot.position), answered=bool(slot.answer), current=slot.position == number
        )
        for slot in attempt.slots
    )
    return Sitting(
        attempt=attempt.public_id,
        title=certification.title if certification else quiz.title,
        kind_label=_kind_label(quiz, certification),
        slots=slots,
        answered=sum(slot.answered for slot in slots),
        seconds_left=left,
        time_left=clock_text(left or 0),
        saved_at=_last_saved(attempt.slots),
        facts=_facts(quiz, attempt),
        finish_href=url_for("quizzes.attempt", attempt=attempt.public_id, finish=1),
        leave_href=url_for("quizzes.start_page", quiz=attempt.quiz),
    )


def asked(attempt: Sheet, number: int) -> Asked:
    """One question of the paper, in the order and with the options that the server has stored."""
    slot = attempt.slots[number - 1]
    quiz = quiz_of(attempt.revision)
    question = quiz.question(slot.question)
    if question is None:
        raise LookupError(f"Attempt {attempt.public_id} has a question that its revision does not know: {slot.question}.")
    return Asked(
        number=number,
        question=learner_view(question, language(), slot.option_order),
        template=f"quizzes/questions/{question.type.value}.html",
        chosen=frozenset(slot.answer or ()),
        seq=slot.seq,
        save_url=url_for("quizzes.answer", attempt=attempt.public_id, position=number),
        last=number == len(attempt.slots),
    )


def shown_number(attempt: Sheet, wanted: int | None) -> int:
    """The question to show: the wanted one, else the first without an answer, else the first."""
    if wanted is not None and 1 <= wanted <= len(attempt.slots):
        return wanted
    return next((slot.position for slot in attempt.slots if not slot.answer), 1)


def step(attempt: PublicId, position: int, go: str, total: int) -> str:
    """The address after an answer: back, on, or to the end."""
    number = position - 1 if go == "back" else position + 1
    if go == "finish" or number > total:
        return url_for("quizzes.attempt", attempt=attempt, finish=1)
    return url_for("quizzes.attempt", attempt=attempt, q=max(1, number))


def saved_otherwise(attempt: Sheet, position: int, values: tuple[str, ...]) -> bool:
    """Whether something else than `values` stands saved at this position."""
    slot = next(slot for slot in attempt.slots if slot.position == position)
    return set(slot.answer or ()) != set(values)


def time_of(moment: datetime) -> str:
    """`14:02:31` in the person's zone."""
    return moment.astimezone(ZoneInfo(zone())).strftime("%H:%M:%S")


def clock_text(seconds: int) -> str:
    """`42:17`, or `1:02:17` from an hour on."""
    minutes, rest = divmod(seconds, 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}" if minutes >= 60 else f"{minutes:02}:{rest:02}"


def _question_href(attempt: Sheet, number: int) -> str:
    return url_for("quizzes.attempt", attempt=attempt.public_id, q=number)


def _last_saved(slots: tuple[SheetSlot, ...]) -> str:
    moments = [slot.saved_at for slot in slots if slot.saved_at is not None]
    return time_of(max(moments)) if moments else ""


def _kind_label(quiz: Quiz, certification: Certification | None) -> str:
    if quiz.kind is QuizKind.PRACTICE:
        return _("Practice")
    return _("Exam %(code)s", code=certification.code) if certification else _("Exam")


def _facts(quiz: Quiz, attempt: Sheet) -> tuple[tuple[str, str], ...]:
    number = (
        str(attempt.number) if quiz.attempts is None
        else _("%(number)s of %(limit)s", number=attempt.number, limit=quiz.attempts)
    )  # fmt: skip
    return (
        (_("Pass mark"), _("%(percent)s%%", percent=quiz.pass_percent)),
        (_("Attempt"), number),
        (_("If offline"), _("answers stay on this device and are sent later")),
    )
