"""Reading attempts, always for one person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import selectinload

from lms.access import Actor, Permission, Reach, reaches
from lms.core.db import db
from lms.core.errors import NotFound
from lms.core.ids import AttemptId, PersonId, PublicId, RevisionHash, Slug
from lms.quizzes.models import Attempt, AttemptEvent, AttemptSlot
from lms.quizzes.replay import LogKind
from lms.quizzes.replaying import Record
from lms.quizzes.rules import AttemptState, Ending, Grade, Mark, PastAttempt, RepairAction, Timing, grade


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetSlot:
    """One question of a paper with its answer; `answer` is `None` before the first save, `mark` until the attempt is graded."""

    position: int
    question: Slug
    option_order: tuple[str, ...]
    seq: int
    answer: tuple[str, ...] | None
    saved_at: datetime | None
    flagged: bool
    mark: Mark | None


Attempts = Sequence[Attempt]
"""Attempts as they are kept, for whoever hands them on."""


@dataclass(frozen=True, slots=True)
class Told:
    """An attempt as the rules look at it, with its number in its cycle."""

    cycle: int
    number: int
    attempt: PastAttempt


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """An attempt with its paper, as values for pages. `percent` is 0 until it is graded."""

    id: AttemptId
    public_id: PublicId
    quiz: Slug
    revision: RevisionHash
    certification: Slug | None
    cycle: int
    number: int
    state: AttemptState
    ending: Ending | None
    language: str
    started_at: datetime
    deadline_at: datetime | None
    finished_at: datetime | None
    percent: int
    passed: bool
    reached: int
    timing: Timing
    slots: tuple[SheetSlot, ...]

    @property
    def grade(self) -> Grade:
        """The points that were earned, exactly; the stored `percent` and `passed` are what counts."""
        return grade(self.marks.values(), 100)

    @property
    def marks(self) -> dict[Slug, Mark]:
        """The marks by question, in the order of the paper; empty while it is open."""
        return {slot.question: slot.mark for slot in self.slots if slot.mark is not None}


def sheet_of(person: PersonId, public_id: PublicId) -> Sheet:
    """The person's attempt with its paper, as values.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    return sheet_from(attempt_of(person, public_id))


def sheet_from(row: Attempt) -> Sheet:
    """An attempt as values. Needs `slots`."""
    return Sheet(
        id=row.id, public_id=row.public_id, quiz=row.quiz, revision=row.revision, certification=row.certification, cycle=row.cycle,
        number=row.number, state=row.state, ending=row.ending, language=row.language, started_at=row.started_at,
        deadline_at=row.deadline_at, finished_at=row.finished_at, percent=row.percent or 0, passed=bool(row.passed), reached=row.reached,
        timing=timing_of(row), slots=tuple(_sheet_slot(slot) for slot in row.slots),
    )  # fmt: skip


def attempt_of(person: PersonId, public_id: PublicId) -> Attempt:
    """The person's attempt with its paper (`slots` are loaded).

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    chosen = select(Attempt).where(Attempt.public_id == public_id, Attempt.person_id == person)
    attempt = db.session.scalar(chosen.options(selectinload(Attempt.slots)).execution_options(populate_existing=True))
    if attempt is None:
        raise NotFound
    return attempt


def timing_of(attempt: Attempt) -> Timing:
    """What the deadline of an attempt depends on."""
    return Timing(
        started_at=attempt.started_at, limit=attempt.limit_seconds, closes_at=attempt.closes_at, factor=attempt.time_percent,
        credit=attempt.credit_seconds, break_allowance=attempt.break_seconds, break_used=attempt.break_used_seconds,
        paused_at=attempt.paused_at,
    )  # fmt: skip


def attempt_for(actor: Actor, public_id: PublicId) -> Attempt:
    """Somebody else's attempt with its paper, for who may read the answers of all; never one's own, whose keys it would tell.

    Raises:
        NotFound: there is none, it is the actor's own, or the actor may not.
    """
    if Reach.ALL not in reaches(actor, Permission.READ_ANSWERS):
        raise NotFound
    chosen = select(Attempt).where(Attempt.public_id == public_id, Attempt.person_id != actor.person)
    attempt = db.session.scalar(chosen.options(selectinload(Attempt.slots)).execution_options(populate_existing=True))
    if attempt is None:
        raise NotFound
    return attempt


def open_attempt_of(person: PersonId, quiz: Slug) -> Attempt | None:
    """The attempt of this quiz that the person has not finished, without its paper."""
    return db.session.scalar(select(Attempt).where(Attempt.person_id == person, Attempt.quiz == quiz, Attempt.finished_at.is_(None)))


def sat_now(quiz: Slug) -> bool:
    """Whether anybody sits in this quiz now: a fact about the quiz, which tells of nobody."""
    return bool(db.session.scalar(select(exists().where(Attempt.quiz == quiz, Attempt.finished_at.is_(None)))))


def attempts_of(person: PersonId, quiz: Slug, cycle: int | None = None) -> Sequence[Attempt]:
    """The person's attempts of one quiz, in one cycle or in all, oldest first, without their papers."""
    chosen = select(Attempt).where(Attempt.person_id == person, Attempt.quiz == quiz)
    if cycle is not None:
        chosen = chosen.where(Attempt.cycle == cycle)
    return db.session.scalars(chosen.order_by(Attempt.id)).all()


def history_of(person: PersonId) -> Sequence[Attempt]:
    """All attempts of the person, newest first, without their papers."""
    return db.session.scalars(select(Attempt).where(Attempt.person_id == person).order_by(Attempt.id.desc())).all()


def seen_by(person: PersonId, quiz: Slug) -> dict[Slug, int]:
    """How often each question of the quiz stood on a paper of this person."""
    chosen = (
        select(AttemptSlot.question, func.count())
        .join(Attempt, Attempt.id == AttemptSlot.attempt_id)
        .where(Attempt.person_id == person, Attempt.quiz == quiz)
        .group_by(AttemptSlot.question)
    )
    return dict(iter(db.session.execute(chosen)))


def past(attempts: Sequence[Attempt]) -> tuple[PastAttempt, ...]:
    """The attempts as `rules` looks at them."""
    return tuple(
        PastAttempt(
            public_id=attempt.public_id,
            state=attempt.state,
            started_at=attempt.started_at,
            deadline_at=attempt.deadline_at,
            finished_at=attempt.finished_at,
            passed=bool(attempt.passed),
            percent=attempt.percent or 0,
            review_seen_at=attempt.review_seen_at,
        )
        for attempt in attempts
    )


def marks_of(attempt: Attempt) -> dict[Slug, Mark]:
    """The marks of a finished attempt by question, in the order of its paper; empty while it is open. Needs `slots`."""
    return {
        slot.question: Mark(slot.earned, slot.out_of, slot.points)
        for slot in attempt.slots
        if slot.earned is not None and slot.out_of is not None
    }  # fmt: skip


def told_of(person: PersonId, quiz: Slug) -> tuple[Told, ...]:
    """The person's attempts of one quiz in all cycles, oldest first, as values; one statement."""
    rows = attempts_of(person, quiz)
    return tuple(Told(row.cycle, row.number, one) for row, one in zip(rows, past(rows), strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Disputed:
    """An attempt as values for its history, with what its log is compared with."""

    person: PersonId
    sheet: Sheet
    record: Record


def disputed(row: Attempt) -> Disputed:
    """The same of a row. Needs `slots`."""
    return Disputed(person=row.person_id, sheet=sheet_from(row), record=record_of(row))


def void_reason(attempt: AttemptId) -> str:
    """Why an attempt was voided; empty where it was not. One statement."""
    return db.session.scalar(select(Attempt.void_reason).where(Attempt.id == attempt)) or ""


def repairs_in(attempt: AttemptId) -> dict[Slug, RepairAction]:
    """The questions of an attempt that were repaired, each with what was done last; one statement."""
    chosen = select(AttemptEvent.data).where(AttemptEvent.attempt_id == attempt, AttemptEvent.kind == LogKind.REPAIRED)
    done = db.session.scalars(chosen.order_by(AttemptEvent.number))
    return {Slug(data["question"]): RepairAction(data["action"]) for data in done}


def record_of(attempt: Attempt) -> Record:
    """What stands beside the log of an attempt, to be compared with it. Needs `slots`."""
    return Record(
        attempt=attempt.public_id, state=attempt.state,
        answers={slot.position: tuple(slot.answer) for slot in attempt.slots if slot.answer is not None},
        marks=marks_of(attempt), percent=attempt.percent, passed=attempt.passed,
    )  # fmt: skip


def _sheet_slot(row: AttemptSlot) -> SheetSlot:
    return SheetSlot(
        position=row.position, question=row.question, option_order=tuple(row.option_order), seq=row.seq,
        answer=None if row.answer is None else tuple(row.answer), saved_at=row.saved_at,
        flagged=row.flagged,
        mark=None if row.earned is None or row.out_of is None else Mark(row.earned, row.out_of, row.points),
    )  # fmt: skip
