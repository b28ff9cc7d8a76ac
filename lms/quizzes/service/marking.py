"""Marking by hand: taking an attempt, giving marks, a second round near the pass mark, and changing a mark later."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import selectinload

from lms.core.db import db
from lms.core.errors import Conflict, Invalid, NotFound, Refused
from lms.core.events import Event
from lms.core.ids import PersonId, PublicId
from lms.core.text import msg
from lms.core.upsert import insert
from lms.quizzes import rules
from lms.quizzes.events import AnswerMarked, AttemptPassed, MarkChanged, MarkingBegan
from lms.quizzes.logbook import Log
from lms.quizzes.models import AnswerMark, Attempt, AttemptSlot, MarkingClaim
from lms.quizzes.replay import LogKind, digest_of
from lms.quizzes.rules import AttemptState, Grade, Mark, Quiz
from lms.quizzes.rules.marking import CLAIM, FIRST, REASON_LENGTH, SECOND, Verdict, counted, is_near, mark_of
from lms.quizzes.service.closing import QuizOf, asked, finish

MARKED_ALREADY = msg("This answer has been marked in the meantime. Nothing was changed; look at the queue again.")
OWN_ROUND = msg("You marked this attempt first. The second marker is somebody else, who does not see your marks.")
TAKEN = msg("Somebody else is marking this attempt now. Take another one.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which answer a marker means, and in which round they saw it."""

    attempt: PublicId
    position: int
    round: int


@dataclass(slots=True)
class _Case:
    """An attempt whose row is held, with the marks that were given by hand, the oldest first."""

    attempt: Attempt
    marks: Sequence[AnswerMark]

    @property
    def owed(self) -> list[AttemptSlot]:
        """The answers that wait for a marker."""
        return [slot for slot in self.attempt.slots if slot.earned is None]

    @property
    def round(self) -> int:
        """The round that is going on: the second one once each answer has a mark."""
        return FIRST if any(self.given(slot.position, FIRST) is None for slot in self.owed) else SECOND

    def given(self, position: int, number: int) -> AnswerMark | None:
        """The mark that an answer got in a round."""
        return next((one for one in self.marks if (one.position, one.round) == (position, number)), None)


def claim(marker: PersonId, attempt: PublicId, now: datetime) -> list[Event]:
    """Take an attempt for an hour, so that nobody else marks it at the same time. Taken again, the hour begins anew.

    Raises:
        NotFound: there is no such attempt, or it is the marker's own.
        Refused: the second round is somebody else's than the first.
        Conflict: it no longer waits, or somebody else has taken it.
    """
    case = _case(marker, attempt)
    if case.attempt.state is not AttemptState.WAITING:
        raise Conflict(MARKED_ALREADY)
    return _take(case, marker, now)


def release(marker: PersonId, attempt: PublicId) -> None:
    """Give an attempt back unmarked; nothing happens when it is not the marker's."""
    chosen = select(Attempt.id).where(Attempt.public_id == attempt).scalar_subquery()
    db.session.execute(delete(MarkingClaim).where(MarkingClaim.attempt_id == chosen, MarkingClaim.marker_id == marker))


def give(marker: PersonId, wanted: Asked, verdict: Verdict, quiz_of: QuizOf, now: datetime) -> list[Event]:
    """Mark one answer. With the last one of the round the attempt is graded, or goes to a second marker near the pass mark.

    What counts after two rounds is the mean of both marks of each answer, exactly. The same mark sent again changes nothing.

    Raises:
        NotFound: there is no such answer that is marked by hand, or the attempt is the marker's own.
        Refused: the second round is somebody else's than the first.
        Conflict: it was marked in the meantime, or somebody else is marking it.
        Invalid: the points do not fit the criteria.
    """
    case = _case(marker, wanted.attempt)
    standing = case.given(wanted.position, wanted.round)
    if standing and _same(standing, marker, verdict):
        return []
    if case.attempt.state is not AttemptState.WAITING or standing or wanted.round != case.round:
        raise Conflict(MARKED_ALREADY)
    slot = _slot(case.owed, wanted.position)
    events = _take(case, marker, now)
    quiz, log = quiz_of(case.attempt.revision), Log.of(case.attempt)
    mark = mark_of(asked(quiz, slot.question), verdict)
    case.marks = [
        *case.marks,
        _keep(case, log, AnswerMark(position=slot.position, round=wanted.round, marker_id=marker, at=now), mark, verdict),
    ]
    events.append(_told(AnswerMarked, case.attempt, slot, marker, now))
    if all(case.given(one.position, wanted.round) for one in case.owed):
        events += _end_round(case, wanted.round, quiz, log, marker, now)
    return events


def change(admin: PersonId, wanted: Asked, verdict: Verdict, quiz_of: QuizOf, now: datetime) -> list[Event]:
    """Put another mark beside those that were given, with a reason; `wanted.round` is that of the newest mark the admin saw.

    The attempt is graded anew. Nobody loses a pass by it: then result and percent stay as they were, and the log says so. One that is won
    counts from the finish of the attempt. The same change sent again changes nothing.

    Raises:
        NotFound: there is no such mark, or the attempt is the admin's own.
        Conflict: the attempt has no grade yet, or the mark was changed in the meantime.
        Invalid: there is no reason, or the points do not fit the criteria.
    """
    case = _case(admin, wanted.attempt)
    slot = _slot(case.attempt.slots, wanted.position)
    given = [one for one in case.marks if one.position == slot.position]
    if not given:
        raise NotFound
    last = given[-1]
    if last.round > wanted.round and _same(last, admin, verdict) and last.reason == verdict.reason.strip():
        return []
    if case.attempt.state is not AttemptState.GRADED or last.round != wanted.round:
        raise Conflict(msg("This mark has changed in the meantime, or is not final yet. Load the page again."))
    if not 0 < len(verdict.reason.strip()) <= REASON_LENGTH:
        raise Invalid(msg("Say why the mark changes, in %(limit)s characters at most.", limit=REASON_LENGTH))
    quiz, log = quiz_of(case.attempt.revision), Log.of(case.attempt)
    mark = mark_of(asked(quiz, slot.question), verdict)
    row = AnswerMark(position=slot.position, round=max(last.round, SECOND) + 1, marker_id=admin, at=now, reason=verdict.reason.strip())
    _keep(case, log, row, mark, verdict)
    _set(slot, mark)
    return [_told(MarkChanged, case.attempt, slot, admin, now), *_grade_anew(case.attempt, quiz, log, admin, now)]


def _case(marker: PersonId, attempt: PublicId) -> _Case:
    chosen = select(Attempt).where(Attempt.public_id == attempt, Attempt.person_id != marker).with_for_update(of=Attempt)
    found = db.session.scalar(chosen.options(selectinload(Attempt.slots)).execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    marks = select(AnswerMark).where(AnswerMark.attempt_id == found.id).order_by(AnswerMark.position, AnswerMark.round)
    return _Case(found, db.session.scalars(marks).all())


def _slot(slots: Iterable[AttemptSlot], position: int) -> AttemptSlot:
    found = next((slot for slot in slots if slot.position == position), None)
    if found is None:
        raise NotFound
    return found


def _take(case: _Case, marker: PersonId, now: datetime) -> list[Event]:
    """Claim by compare-and-set; who has the attempt keeps it for another hour."""
    if case.round == SECOND and any(one.marker_id == marker and one.round == FIRST for one in case.marks):
        raise Refused(OWN_ROUND)
    attempt, held = case.attempt, db.session.get(MarkingClaim, case.attempt.id, populate_existing=True)
    taking = insert(MarkingClaim).values(attempt_id=attempt.id, marker_id=marker, until=now + CLAIM)
    free = or_(MarkingClaim.until <= now, MarkingClaim.marker_id == marker)
    values = {"marker_id": marker, "until": now + CLAIM}
    taken = taking.on_conflict_do_update(index_elements=[MarkingClaim.attempt_id], set_=values, where=free)
    if db.session.execute(taken.returning(MarkingClaim.attempt_id)).one_or_none() is None:
        raise Conflict(TAKEN)
    if held and held.marker_id == marker and held.until > now:
        return []
    return [MarkingBegan(at=now, by=marker, person=attempt.person_id, quiz=attempt.quiz, attempt=attempt.public_id, round=case.round)]


def _same(standing: AnswerMark, marker: PersonId, verdict: Verdict) -> bool:
    return standing.marker_id == marker and standing.given == dict(verdict.given) and standing.comment == verdict.comment.strip()


def _keep(case: _Case, log: Log, row: AnswerMark, mark: Mark, verdict: Verdict) -> AnswerMark:
    row.attempt_id, row.earned, row.out_of = case.attempt.id, mark.earned, mark.out_of
    row.given, row.comment, row.salt = dict(verdict.given), verdict.comment.strip(), secrets.token_hex(8)
    db.session.add(row)
    db.session.flush()
    seal = digest_of((row.salt, *(f"{one}={points}" for one, points in sorted(row.given.items())), row.comment))
    log.note(
        LogKind.MARKED, row.at, row.marker_id, position=row.position,
        mark=[mark.earned, mark.out_of, mark.points], round=row.round, seal=seal,
    )  # fmt: skip
    return row


def _end_round(case: _Case, number: int, quiz: Quiz, log: Log, marker: PersonId, now: datetime) -> list[Event]:
    owed = case.owed
    final = {slot.position: _counted(case, slot, number) for slot in owed}
    db.session.execute(delete(MarkingClaim).where(MarkingClaim.attempt_id == case.attempt.id))
    if number == FIRST and is_near(_grade(case.attempt, final.values(), quiz), quiz.pass_percent):
        return []
    for slot in owed:
        _set(slot, final[slot.position])
    db.session.flush()
    return finish(case.attempt, quiz, log, marker, now)


def _counted(case: _Case, slot: AttemptSlot, number: int) -> Mark:
    rounds = [one for one in case.marks if one.position == slot.position and one.round <= number]
    return counted([Mark(one.earned, one.out_of, slot.points) for one in rounds])


def _grade(attempt: Attempt, by_hand: Iterable[Mark], quiz: Quiz) -> Grade:
    known = [Mark(slot.earned, slot.out_of, slot.points) for slot in attempt.slots if slot.earned is not None and slot.out_of is not None]
    return rules.grade([*known, *by_hand], quiz.pass_percent)


def _set(slot: AttemptSlot, mark: Mark) -> None:
    slot.earned, slot.out_of, slot.points = mark.earned, mark.out_of, mark.points


def _grade_anew(attempt: Attempt, quiz: Quiz, log: Log, by: PersonId, now: datetime) -> list[Event]:
    """A grade after a changed mark, by compare-and-swap. A pass stays one."""
    grade, passed_before = _grade(attempt, (), quiz), bool(attempt.passed)
    kept = passed_before and not grade.passed
    percent, passed = (attempt.percent, True) if kept else (grade.percent, grade.passed)
    swap = update(Attempt).where(Attempt.id == attempt.id, Attempt.state == AttemptState.GRADED).values(percent=percent, passed=passed)
    db.session.flush()
    db.session.execute(swap, execution_options={"synchronize_session": False})
    db.session.refresh(attempt, ["percent", "passed"])
    told = [[slot.earned, slot.out_of, slot.points] for slot in attempt.slots]
    log.note(LogKind.GRADED, now, by, marks=told, percent=percent, passed=passed, kept=kept)
    if passed_before or not passed:
        return []
    return [
        AttemptPassed(
            at=now, by=by, person=attempt.person_id, quiz=attempt.quiz, attempt=attempt.public_id, percent=grade.percent,
            certification=attempt.certification, cycle=attempt.cycle,
        )
    ]  # fmt: skip


def _told(happened: type[AnswerMarked | MarkChanged], attempt: Attempt, slot: AttemptSlot, by: PersonId, now: datetime) -> Event:
    return happened(at=now, by=by, person=attempt.person_id, quiz=attempt.quiz, attempt=attempt.public_id, position=slot.position)
