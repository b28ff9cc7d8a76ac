"""Making a bad question good after use: finished attempts are marked again, and nobody loses a pass unless that was said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import selectinload

from lms.core.db import db
from lms.core.events import Event
from lms.core.ids import AttemptId, PersonId, PublicId, RevisionHash, Slug
from lms.quizzes.events import AttemptPassed, AttemptRepaired
from lms.quizzes.logbook import Log
from lms.quizzes.models import Attempt, AttemptSlot
from lms.quizzes.queries import marks_of
from lms.quizzes.repairs import Outcome, Standing, repaired
from lms.quizzes.replay import LogKind
from lms.quizzes.rules import AttemptState, Quiz
from lms.quizzes.service.closing import QuizOf

BATCH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaired:
    """One attempt whose result a repair changes."""

    attempt: PublicId
    person: PersonId
    questions: tuple[Slug, ...]
    percent_before: int
    percent: int
    passed_before: bool
    passed: bool
    kept: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be repaired: the quiz of the current release with its revision, by whom, and whether somebody may lose a pass by it."""

    quiz: Quiz
    revision: RevisionHash
    by: PersonId | None = None
    may_lose: bool = False


def repair(order: Order, quiz_of: QuizOf, now: datetime) -> tuple[list[Repaired], list[Event]]:
    """Mark all graded attempts of a quiz again whose papers hold a repaired question. Repeated, nothing changes."""
    done: list[Repaired] = []
    events: list[Event] = []
    last = AttemptId(0)
    while batch := _graded(order.quiz, last):
        last = batch[-1].id
        for attempt in batch:
            _repair_one(order, attempt, quiz_of, now, (done, events))
    return done, events


def repair_closed(order: Order, attempts: Sequence[PublicId], quiz_of: QuizOf, now: datetime) -> list[Event]:
    """Repair attempts that were graded in this very transaction by a revision that is older than its repair."""
    events: list[Event] = []
    found = db.session.scalars(
        select(Attempt).where(Attempt.public_id.in_(attempts)).order_by(Attempt.id).options(selectinload(Attempt.slots))
    )
    for attempt in found:
        _repair_one(order, attempt, quiz_of, now, ([], events))
    return events


def _graded(quiz: Quiz, after: AttemptId) -> Sequence[Attempt]:
    bad = [one.question for one in quiz.repairs]
    met = select(AttemptSlot.attempt_id).where(AttemptSlot.attempt_id == Attempt.id, AttemptSlot.question.in_(bad)).exists()
    chosen = select(Attempt).where(Attempt.quiz == quiz.id, Attempt.state == AttemptState.GRADED, Attempt.id > after, met)
    return db.session.scalars(
        chosen.order_by(Attempt.id).limit(BATCH).options(selectinload(Attempt.slots))
        .with_for_update(of=Attempt).execution_options(populate_existing=True)
    ).all()  # fmt: skip


def _repair_one(
    order: Order, attempt: Attempt, quiz_of: QuizOf, now: datetime, into: tuple[list[Repaired], list[Event]]
) -> None:  # fmt: skip
    before = Standing(marks=marks_of(attempt), percent=attempt.percent or 0, passed=bool(attempt.passed))
    answers = {slot.question: tuple(slot.answer or ()) for slot in attempt.slots}
    outcome = repaired(before, answers, quiz_of(attempt.revision), order.quiz, may_lose=order.may_lose)
    if outcome is None:
        return
    _write(attempt, outcome, order, now)
    done, events = into
    done.append(
        Repaired(
            attempt=attempt.public_id, person=attempt.person_id, questions=outcome.changed, percent_before=before.percent,
            percent=outcome.percent, passed_before=before.passed, passed=outcome.passed, kept=outcome.kept,
        )
    )  # fmt: skip
    events.append(
        AttemptRepaired(
            at=now, by=order.by, person=attempt.person_id, quiz=attempt.quiz, attempt=attempt.public_id, questions=outcome.changed,
            percent_before=before.percent, percent=outcome.percent, passed=outcome.passed, certification=attempt.certification,
            cycle=attempt.cycle,
        )
    )  # fmt: skip
    if outcome.passed and not before.passed:
        events.append(
            AttemptPassed(
                at=now, by=order.by, person=attempt.person_id, quiz=attempt.quiz, attempt=attempt.public_id, percent=outcome.percent,
                certification=attempt.certification, cycle=attempt.cycle,
            )
        )  # fmt: skip


def _write(attempt: Attempt, outcome: Outcome, order: Order, now: datetime) -> None:
    log = Log.of(attempt)
    actions = {repair.question: repair.action.value for repair in order.quiz.repairs}
    for slot in attempt.slots:
        if slot.question in outcome.changed:
            mark = outcome.marks[slot.question]
            slot.earned, slot.out_of, slot.points = mark.earned, mark.out_of, mark.points
            log.note(
                LogKind.REPAIRED, now, order.by, position=slot.position, question=slot.question, action=actions[slot.question],
                revision=order.revision, mark=[mark.earned, mark.out_of, mark.points],
            )  # fmt: skip
    told = [[mark.earned, mark.out_of, mark.points] for mark in outcome.marks.values()]
    log.note(LogKind.GRADED, now, order.by, marks=told, percent=outcome.percent, passed=outcome.passed, kept=outcome.kept)
    swap = update(Attempt).where(Attempt.id == attempt.id, Attempt.state == AttemptState.GRADED)
    db.session.execute(swap.values(percent=outcome.percent, passed=outcome.passed), execution_options={"synchronize_session": False})
    db.session.flush()
    db.session.refresh(attempt, ["percent", "passed"])
