"""What waits for a marker: the queue, one attempt as its marker sees it, and what was marked."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, select
from sqlalchemy.orm import aliased

from lms.accounts.models import Person
from lms.core.db import db
from lms.core.errors import NotFound
from lms.core.ids import AttemptId, PersonId, PublicId, RevisionHash, Slug
from lms.core.text import Texts
from lms.quizzes.models import AnswerMark, Attempt, AttemptSlot, MarkingClaim
from lms.quizzes.rules import AttemptState
from lms.quizzes.rules.marking import FIRST, SECOND

OWED = (
    select(func.count())
    .where(AttemptSlot.attempt_id == Attempt.id, AttemptSlot.earned.is_(None), AttemptSlot.answer.is_not(None))
    .correlate(Attempt)
    .scalar_subquery()
)
MARKED_FIRST = (
    select(func.count()).where(AnswerMark.attempt_id == Attempt.id, AnswerMark.round == FIRST).correlate(Attempt).scalar_subquery()
)
ROUND: ColumnElement[int] = case((MARKED_FIRST < OWED, FIRST), else_=SECOND)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One attempt of the queue. `taken` is whether somebody is marking it now, `mine` whether it is who asks."""

    attempt: PublicId
    quiz: Slug
    revision: RevisionHash
    name: Texts
    since: datetime
    owed: int
    round: int
    taken: bool
    mine: bool


@dataclass(frozen=True, slots=True)
class Count:
    """How many attempts of one quiz wait for this marker, since when, and how many only for somebody else."""

    quiz: Slug
    waiting: int
    others: int
    since: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer that is marked by hand, with what this marker gave it in this round, if they did."""

    position: int
    question: Slug
    answer: tuple[str, ...]
    given: dict[str, Any] | None
    comment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """An attempt that somebody has taken to mark: its answers that wait, and nothing else of it."""

    id: AttemptId
    attempt: PublicId
    quiz: Slug
    revision: RevisionHash
    language: str
    name: Texts
    since: datetime
    until: datetime
    round: int
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkRow:
    """One mark that was given by hand, with who gave it; from round 3 on it is a change with its reason."""

    position: int
    round: int
    earned: int
    out_of: int
    given: dict[str, Any]
    comment: str
    reason: str
    marker: Texts
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedAttempt:
    """An attempt that was marked by hand. `answers` are its slots with a mark of a marker: position, question and answer."""

    attempt: PublicId
    id: AttemptId
    quiz: Slug
    revision: RevisionHash
    name: Texts
    finished_at: datetime
    percent: int
    passed: bool
    answers: tuple[tuple[int, Slug, tuple[str, ...]], ...] = ()
    marks: tuple[MarkRow, ...] = ()


def queue(marker: PersonId, now: datetime, quiz: Slug | None = None, *, limit: int = 25, offset: int = 0) -> tuple[Waiting, ...]:
    """What waits for this marker, the oldest first; one statement."""
    chosen = (
        select(
            Attempt.public_id, Attempt.quiz, Attempt.revision, Attempt.finished_at, Person.name, Person.name_ru, OWED.label("owed"),
            ROUND.label("round"), MarkingClaim.marker_id,
        )
        .join(Person, Person.id == Attempt.person_id)
        .outerjoin(MarkingClaim, and_(MarkingClaim.attempt_id == Attempt.id, MarkingClaim.until > now))
        .where(_waits(marker), ~_marked_first_by(marker))
        .order_by(Attempt.finished_at, Attempt.id).limit(limit).offset(offset)
    )  # fmt: skip
    if quiz is not None:
        chosen = chosen.where(Attempt.quiz == quiz)
    return tuple(
        Waiting(
            attempt=row.public_id, quiz=row.quiz, revision=row.revision, name=_name(row), since=row.finished_at, owed=row.owed,
            round=row.round, taken=row.marker_id is not None, mine=row.marker_id == marker,
        )
        for row in db.session.execute(chosen)
    )  # fmt: skip


def counts(marker: PersonId) -> tuple[Count, ...]:
    """How many attempts of each quiz wait; one statement."""
    not_theirs = _marked_first_by(marker)
    chosen = (
        select(
            Attempt.quiz, func.sum(case((not_theirs, 0), else_=1)), func.sum(case((not_theirs, 1), else_=0)),
            func.min(case((not_theirs, None), else_=Attempt.finished_at), type_=Attempt.finished_at.type),
        )
        .where(_waits(marker)).group_by(Attempt.quiz).order_by(Attempt.quiz)
    )  # fmt: skip
    return tuple(Count(quiz, int(waiting), int(others), since) for quiz, waiting, others, since in db.session.execute(chosen))


def script_of(marker: PersonId, attempt: PublicId, now: datetime) -> Script | None:
    """An attempt that this marker has taken, for as long as they have it; `None` otherwise. Two statements."""
    chosen = (
        select(
            Attempt.id, Attempt.quiz, Attempt.revision, Attempt.language, Attempt.finished_at, Person.name, Person.name_ru,
            MarkingClaim.until, ROUND.label("round"),
        )
        .join(Person, Person.id == Attempt.person_id)
        .join(MarkingClaim, and_(MarkingClaim.attempt_id == Attempt.id, MarkingClaim.marker_id == marker, MarkingClaim.until > now))
        .where(Attempt.public_id == attempt, _waits(marker))
    )  # fmt: skip
    row = db.session.execute(chosen).one_or_none()
    if row is None:
        return None
    return Script(
        id=row.id, attempt=attempt, quiz=row.quiz, revision=row.revision, language=row.language, name=_name(row), since=row.finished_at,
        until=row.until, round=row.round, answers=_answers(row.id, marker, row.round),
    )  # fmt: skip


def marked_lately(reader: PersonId, limit: int = 10) -> tuple[MarkedAttempt, ...]:
    """Graded attempts of others that were marked by hand, the newest mark first; one statement."""
    newest = select(AnswerMark.attempt_id, func.max(AnswerMark.id).label("last")).group_by(AnswerMark.attempt_id).subquery()
    chosen = (
        _graded(reader).join(newest, newest.c.attempt_id == Attempt.id).order_by(newest.c.last.desc()).limit(limit)
    )  # fmt: skip
    return tuple(_marked(row) for row in db.session.execute(chosen))


def marked_of(reader: PersonId, attempt: PublicId) -> MarkedAttempt:
    """A graded attempt of somebody else with every mark that was given by hand; three statements.

    Raises:
        NotFound: there is none, or it is the reader's own.
    """
    row = db.session.execute(_graded(reader).where(Attempt.public_id == attempt)).one_or_none()
    marks = () if row is None else _marks(row.id)
    if row is None or not marks:
        raise NotFound
    by_hand = {one.position for one in marks}
    chosen = select(AttemptSlot.position, AttemptSlot.question, AttemptSlot.answer).where(AttemptSlot.attempt_id == row.id)
    answers = db.session.execute(chosen.where(AttemptSlot.position.in_(by_hand)).order_by(AttemptSlot.position))
    return replace(_marked(row), marks=marks, answers=tuple((place, question, tuple(said or ())) for place, question, said in answers))


def waiting_among(people: Collection[PersonId]) -> int:
    """How many attempts of these people wait for a marker; one statement."""
    chosen = select(func.count()).select_from(Attempt).where(Attempt.state == AttemptState.WAITING, Attempt.person_id.in_(people))
    return db.session.scalar(chosen) or 0


def comments_of(attempt: AttemptId) -> dict[int, tuple[str, ...]]:
    """What markers wrote to the learner, by position: of both rounds, or of the newest change alone. Only for an attempt with a grade."""
    chosen = (
        select(AnswerMark.position, AnswerMark.round, AnswerMark.comment)
        .join(Attempt, Attempt.id == AnswerMark.attempt_id)
        .where(AnswerMark.attempt_id == attempt, Attempt.state.in_((AttemptState.GRADED, AttemptState.VOIDED)))
        .order_by(AnswerMark.position, AnswerMark.round)
    )
    found: dict[int, tuple[str, ...]] = {}
    for position, number, comment in db.session.execute(chosen):
        before = () if number > SECOND else found.get(position, ())
        found[position] = (*before, comment) if comment else before
    return {position: said for position, said in found.items() if said}


def _waits(marker: PersonId) -> ColumnElement[bool]:
    return and_(Attempt.state == AttemptState.WAITING, Attempt.person_id != marker, OWED > 0)


def _marked_first_by(marker: PersonId) -> ColumnElement[bool]:
    """It is the second round, and this marker has marked in the first."""
    first = exists().where(AnswerMark.attempt_id == Attempt.id, AnswerMark.round == FIRST, AnswerMark.marker_id == marker)
    return and_(MARKED_FIRST >= OWED, first.correlate(Attempt))


def _answers(attempt: AttemptId, marker: PersonId, number: int) -> tuple[Answer, ...]:
    mark = aliased(AnswerMark)
    own = and_(mark.attempt_id == AttemptSlot.attempt_id, mark.position == AttemptSlot.position, mark.round == number)
    chosen = (
        select(AttemptSlot.position, AttemptSlot.question, AttemptSlot.answer, mark.given, mark.comment, mark.marker_id)
        .outerjoin(mark, own)
        .where(AttemptSlot.attempt_id == attempt, AttemptSlot.earned.is_(None), AttemptSlot.answer.is_not(None))
        .order_by(AttemptSlot.position)
    )
    return tuple(
        Answer(
            position=row.position, question=row.question, answer=tuple(row.answer), given=row.given,
            comment=(row.comment or "") if row.marker_id == marker else "",
        )
        for row in db.session.execute(chosen)
    )  # fmt: skip


def _graded(reader: PersonId) -> Any:
    columns = (Attempt.id, Attempt.public_id, Attempt.quiz, Attempt.revision, Attempt.finished_at, Attempt.percent, Attempt.passed)
    chosen = select(*columns, Person.name, Person.name_ru).join(Person, Person.id == Attempt.person_id)
    return chosen.where(Attempt.state == AttemptState.GRADED, Attempt.person_id != reader)


def _marked(row: Any) -> MarkedAttempt:
    return MarkedAttempt(
        attempt=row.public_id, id=row.id, quiz=row.quiz, revision=row.revision, name=_name(row), finished_at=row.finished_at,
        percent=row.percent, passed=row.passed,
    )  # fmt: skip


def _marks(attempt: AttemptId) -> tuple[MarkRow, ...]:
    chosen = select(AnswerMark, Person.name, Person.name_ru).join(Person, Person.id == AnswerMark.marker_id)
    found = db.session.execute(chosen.where(AnswerMark.attempt_id == attempt).order_by(AnswerMark.position, AnswerMark.round))
    return tuple(
        MarkRow(
            position=mark.position, round=mark.round, earned=mark.earned, out_of=mark.out_of, given=mark.given, comment=mark.comment,
            reason=mark.reason or "", marker={"en": name, "ru": name_ru or name}, at=mark.at,
        )
        for mark, name, name_ru in found
    )  # fmt: skip


def _name(row: Any) -> Texts:
    return {"en": row.name, "ru": row.name_ru or row.name}
