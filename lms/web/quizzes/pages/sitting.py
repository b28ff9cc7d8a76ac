"""An attempt that goes on: its questions, the navigator, the time, and the list of what has no answer yet."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.certificates.rules import Certification
from lms.core.ids import PublicId
from lms.core.text import Message, Texts, msg, nmsg
from lms.publishing.library import Library, quiz_of
from lms.quizzes import questions
from lms.quizzes.papers import LearnerQuestion, learner_view
from lms.quizzes.queries import Sheet, SheetSlot
from lms.quizzes.questions.essay import with_files_of
from lms.quizzes.rules import (
    RESULT,
    Answer,
    ExpiryPolicy,
    Moment,
    Question,
    QuestionType,
    Quiz,
    QuizKind,
    is_over,
    rules_of,
    swept_at,
)
from lms.quizzes.service import Submission
from lms.web.context import language, zone
from lms.web.presentation import spoken

FILES = re.compile(r"files-([1-9][0-9]{0,3})")
"""What the button sends that leads to the files of a question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotLink:
    """One number of the navigator. Without a way back it leads nowhere: `gate` says whether it is left behind, `closed`, or `later`."""

    number: int
    href: str
    answered: bool
    flagged: bool
    current: bool
    gate: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How much is answered and flagged, in words; `plain` and `flagged` have places for the numbers of a script."""

    now: str
    plain: str
    flagged: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """What the line on top and the side of every page of an attempt show. `hand_in_until` is set when only handing in is left."""

    attempt: PublicId
    title: Texts
    kind_label: str
    slots: tuple[SlotLink, ...]
    answered: int
    progress: Progress
    seconds_left: int | None
    time_left: str
    hand_in_until: str
    at_the_end: str
    saved_at: str
    facts: tuple[tuple[str, str], ...]
    href: str
    leave_href: str
    break_href: str
    review_href: str
    back: bool

    @property
    def total(self) -> int:
        """How many questions the paper has."""
        return len(self.slots)

    @property
    def unanswered(self) -> tuple[SlotLink, ...]:
        """The questions without an answer."""
        return tuple(slot for slot in self.slots if not slot.answered)

    @property
    def flagged(self) -> tuple[SlotLink, ...]:
        """The questions to which the person wanted to come back."""
        return tuple(slot for slot in self.slots if slot.flagged)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question of the paper, as a browser may see it, with what was saved for it. `prefix` stands before its fields where it is not
    the only one of its form. `refused` says why what was sent could not be read; then that stands in the fields."""

    number: int
    question: LearnerQuestion
    template: str
    chosen: Answer
    seq: int
    prefix: str
    flagged: bool
    save_url: str
    flag_url: str
    first: bool
    last: bool
    refused: str = ""


def sitting(library: Library, attempt: Sheet, place: str, now: datetime, number: int | None = None) -> Sitting:
    """The frame of an open attempt, which is the person's `place` (“2 of 3”); `number` is the question that is shown, if one is."""
    quiz, certification = quiz_of(attempt.revision), library.certifications.of_exam(attempt.quiz)
    left = None if attempt.deadline_at is None else max(0, int((attempt.deadline_at - now).total_seconds()))
    until = hand_in_until(attempt, now)
    return Sitting(
        attempt=attempt.public_id,
        title=certification.title if certification else quiz.title,
        kind_label=_kind_label(quiz, certification),
        slots=tuple(_link(quiz, attempt, slot, number) for slot in attempt.slots),
        answered=sum(bool(slot.answer) for slot in attempt.slots),
        progress=_progress(attempt),
        seconds_left=left,
        time_left=clock_text(left or 0),
        hand_in_until=time_of(until) if until else "",
        at_the_end="" if left is None else spoken(at_the_end(quiz)),
        saved_at=_last_saved(attempt.slots),
        facts=_facts(quiz, attempt, place),
        href=url_for("quizzes.attempt", attempt=attempt.public_id),
        leave_href=url_for("quizzes.start_page", quiz=attempt.quiz),
        break_href=url_for("accommodations.pause_page", attempt=attempt.public_id) if attempt.timing.break_allowance else "",
        review_href=url_for("quizzes.review", attempt=attempt.public_id) if _reviewed(library.quizzes.quizzes.get(quiz.id, quiz)) else "",
        back=quiz.back,
    )


def asked(attempt: Sheet, number: int, *, alone: bool = True) -> Asked:
    """One question of the paper, in the order and with the options that the server has stored; `alone` in its form, or among others."""
    slot = attempt.slots[number - 1]
    question = _question(attempt, slot)
    prefix = "" if alone else f"{number}."
    return Asked(
        number=number,
        question=replace(learner_view(question, language(), slot.option_order), field=f"{prefix}answer"),
        template=f"quizzes/questions/{question.type.value}.html",
        chosen=slot.answer or (),
        seq=slot.seq,
        prefix=prefix,
        flagged=slot.flagged,
        save_url=url_for("quizzes.answer", attempt=attempt.public_id, position=number),
        flag_url=url_for("quizzes.flag", attempt=attempt.public_id, position=number),
        first=number == 1 or not quiz_of(attempt.revision).back,
        last=number == len(attempt.slots),
    )


def others(attempt: Sheet, number: int) -> Iterator[Asked]:
    """The questions that a script may turn to without asking the server; none where only the reached one may be seen."""
    if quiz_of(attempt.revision).back:
        yield from (asked(attempt, slot.position) for slot in attempt.slots if slot.position != number)


def paper(attempt: Sheet) -> Iterator[Asked]:
    """All questions, for one page."""
    return (asked(attempt, slot.position, alone=False) for slot in attempt.slots)


def on_one_page(attempt: Sheet) -> bool:
    """Whether all questions stand on one page. Without a way back they never do."""
    quiz = quiz_of(attempt.revision)
    return quiz.all_on_one_page and quiz.back


def shown_number(attempt: Sheet, wanted: int | None) -> int | None:
    """The question to show: the wanted one, else the first without an answer, else the first.

    Without a way back only the one that is reached; `None` when all are left behind.
    """
    total = len(attempt.slots)
    if not quiz_of(attempt.revision).back:
        return attempt.reached if attempt.reached <= total else None
    if wanted is not None and 1 <= wanted <= total:
        return wanted
    return next((slot.position for slot in attempt.slots if not slot.answer), 1)


def step(attempt: Sheet, position: int, go: str) -> str:
    """The address after an answer: `back`, `next`, `finish`, `break`, `files-3`, or the same question again for anything else."""
    if go == "break":
        return url_for("accommodations.pause_page", attempt=attempt.public_id)
    if files := FILES.fullmatch(go):
        return url_for("files.page", attempt=attempt.public_id, position=int(files[1]))
    number = {"back": position - 1, "next": position + 1}.get(go, position)
    if go == "finish" or number > len(attempt.slots):
        return url_for("quizzes.attempt", attempt=attempt.public_id, finish=1)
    return question_href(attempt, max(1, number))


def question_href(attempt: Sheet, number: int) -> str:
    """Where a question stands."""
    if not quiz_of(attempt.revision).back:
        return url_for("quizzes.attempt", attempt=attempt.public_id)
    if on_one_page(attempt):
        return url_for("quizzes.attempt", attempt=attempt.public_id, _anchor=f"question-{number}")
    return url_for("quizzes.attempt", attempt=attempt.public_id, q=number)


def hand_in_until(attempt: Sheet, now: datetime) -> datetime | None:
    """Until when an attempt can still be handed in whose time for answers is over; `None` when it is not over, or there is no such time."""
    quiz = quiz_of(attempt.revision)
    until = swept_at(quiz, attempt.deadline_at)
    over = is_over(attempt.deadline_at, now) and quiz.expiry is ExpiryPolicy.GRACE
    return until if over and until is not None and now < until else None


def saved_otherwise(attempt: Sheet, sent: Submission) -> bool:
    """Whether something else than what was sent stands saved there.

    Raises:
        Invalid: what was sent is no answer to this question.
    """
    slot = next(slot for slot in attempt.slots if slot.position == sent.position)
    question = _question(attempt, slot)
    said = questions.kind_of(question).read(question, sent.values)
    return (slot.answer or ()) != (with_files_of(question, said, slot.answer or ()) if question.type is QuestionType.ESSAY else said)


def at_the_end(quiz: Quiz) -> Message:
    """What becomes of an attempt with a time limit that nobody has handed in."""
    match quiz.expiry:
        case ExpiryPolicy.SUBMIT:
            return msg("You need not hurry: when the time is over, everything that is saved is marked by itself.")
        case ExpiryPolicy.GRACE:
            minutes = max(1, quiz.grace_seconds // 60)
            return nmsg(
                "When the time is over, answers stand as they are saved, and you have %(n)s minute to hand in. Otherwise nothing counts.",
                "When the time is over, answers stand as they are saved, and you have %(n)s minutes to hand in. Otherwise nothing counts.",
                minutes,
            )
        case ExpiryPolicy.ZERO:
            return msg("Hand in before the time is over: otherwise nothing counts.")


def time_of(moment: datetime) -> str:
    """`14:02:31` in the person's zone."""
    return moment.astimezone(ZoneInfo(zone())).strftime("%H:%M:%S")


def clock_text(seconds: int) -> str:
    """`42:17`, or `1:02:17` from an hour on."""
    minutes, rest = divmod(seconds, 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}" if minutes >= 60 else f"{minutes:02}:{rest:02}"


def _question(attempt: Sheet, slot: SheetSlot) -> Question:
    question = quiz_of(attempt.revision).question(slot.question)
    if question is None:
        raise LookupError(f"Attempt {attempt.public_id} has a question that its revision does not know: {slot.question}.")
    return question


def _link(quiz: Quiz, attempt: Sheet, slot: SheetSlot, number: int | None) -> SlotLink:
    here = attempt.reached
    gate = "" if quiz.back or slot.position == here else "closed" if slot.position < here else "later"
    return SlotLink(
        number=slot.position, href=question_href(attempt, slot.position), answered=bool(slot.answer), flagged=slot.flagged,
        current=slot.position == number, gate=gate,
    )  # fmt: skip


def _progress(attempt: Sheet) -> Progress:
    total, answered = len(attempt.slots), sum(bool(slot.answer) for slot in attempt.slots)
    flagged = sum(slot.flagged for slot in attempt.slots)

    def said(count: int | str, marked: int | str) -> str:
        return _("%(count)s of %(total)s answered, %(flagged)s flagged", count=count, total=total, flagged=marked)

    def plain(count: int | str) -> str:
        return _("%(count)s of %(total)s answered", count=count, total=total)

    now = said(answered, flagged) if flagged else plain(answered)
    return Progress(now=now, plain=plain("{count}"), flagged=said("{count}", "{flagged}"))


def _last_saved(slots: tuple[SheetSlot, ...]) -> str:
    moments = [slot.saved_at for slot in slots if slot.saved_at is not None]
    return time_of(max(moments)) if moments else ""


def _kind_label(quiz: Quiz, certification: Certification | None) -> str:
    if quiz.kind is QuizKind.PRACTICE:
        return _("Practice")
    return _("Exam %(code)s", code=certification.code) if certification else _("Exam")


def _facts(quiz: Quiz, attempt: Sheet, place: str) -> tuple[tuple[str, str], ...]:
    return (
        (_("Pass mark"), _("%(percent)s%%", percent=quiz.pass_percent)),
        (_("Attempt"), place),
        *([(_("Given back for an outage"), _given_back(attempt.timing.credit))] if attempt.timing.credit else []),
        (_("If offline"), _("answers stay on this device and are sent later")),
    )


def _given_back(seconds: int) -> str:
    if seconds < 60:
        return str(ngettext("%(num)s second", "%(num)s seconds", seconds))
    return str(ngettext("%(num)s minute", "%(num)s minutes", seconds // 60))


def _reviewed(quiz: Quiz) -> bool:
    """Whether more of the paper than its questions is shown while it is sat: in practice that says so."""
    return quiz.kind is QuizKind.PRACTICE and bool(rules_of(quiz.review).at(Moment.DURING) - frozenset(RESULT))
