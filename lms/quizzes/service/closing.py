"""Closing attempts: by the learner or by time, marking what can be marked, and grading once no marker is owed."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import selectinload

from lms.core.db import db
from lms.core.errors import Conflict, NotFound
from lms.core.events import Event
from lms.core.ids import PersonId, PublicId, RevisionHash, Slug
from lms.core.text import msg
from lms.quizzes import questions, rules
from lms.quizzes.events import AttemptFailed, AttemptPassed, AttemptWaiting
from lms.quizzes.logbook import Log
from lms.quizzes.models import Attempt
from lms.quizzes.outages.queries import last_beat
from lms.quizzes.replay import LogKind
from lms.quizzes.rules import MOVES, AttemptState, Ending, Mark, Question, Quiz

BATCH = 200

QuizOf = Callable[[RevisionHash], Quiz]
"""Finds the quiz of a revision that an attempt has pinned, however old."""


def submit(person: PersonId, attempt: PublicId, quiz_of: QuizOf, now: datetime) -> tuple[Attempt, list[Event]]:
    """Finish an attempt with what was saved. One that is finished is returned as it stands, without events.

    Raises:
        NotFound: the attempt is not the person's.
    """
    chosen = select(Attempt).where(Attempt.public_id == attempt, Attempt.person_id == person).with_for_update(of=Attempt)
    found = db.session.scalar(chosen.options(selectinload(Attempt.slots)).execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    if not found.state.is_open:
        return found, []
    quiz = quiz_of(found.revision)
    return found, _close(found, quiz, rules.ending_at(quiz, found.deadline_at, now), now)


def expire_due(quiz_of: QuizOf, now: datetime, person: PersonId | None = None) -> list[Event]:
    """Close attempts whose time is over for good; those of one person, or of all.

    An attempt that somebody else is closing at this moment is left to them. At most 200 a call, the longest overdue first: a sweep
    repeats until nothing comes back. Of all, only what was over at the last beat of the pages: what ran out since may have run out in an
    outage, whose time is given back first.
    """
    known = now if person is not None else min(now, last_beat() or now)
    due = select(Attempt).where(Attempt.finished_at.is_(None), Attempt.sweep_at <= known)
    if person is not None:
        due = due.where(Attempt.person_id == person)
    found = db.session.scalars(
        due.order_by(Attempt.sweep_at, Attempt.id).limit(BATCH).options(selectinload(Attempt.slots))
        .with_for_update(of=Attempt, skip_locked=True).execution_options(populate_existing=True)
    ).all()  # fmt: skip
    events: list[Event] = []
    for attempt in found:
        quiz = quiz_of(attempt.revision)
        events += _close(attempt, quiz, rules.ending_at(quiz, attempt.deadline_at, now), now)
    return events


def finish(attempt: Attempt, quiz: Quiz, log: Log, by: PersonId | None, now: datetime) -> list[Event]:
    """Grade an attempt all of whose answers are marked, or let it wait for a marker. The caller holds its row; `slots` are loaded."""
    marks = [Mark(slot.earned, slot.out_of, slot.points) for slot in attempt.slots if slot.earned is not None and slot.out_of is not None]
    if len(marks) < len(attempt.slots):
        if attempt.state is AttemptState.WAITING:
            return []
        move(attempt, AttemptState.WAITING)
        return [
            AttemptWaiting(
                at=now, by=by, person=attempt.person_id, quiz=attempt.quiz, attempt=attempt.public_id,
                certification=attempt.certification, cycle=attempt.cycle,
            )
        ]  # fmt: skip
    grade = rules.grade(marks, quiz.pass_percent)
    move(attempt, AttemptState.GRADED, percent=grade.percent, passed=grade.passed)
    told = [[mark.earned, mark.out_of, mark.points] for mark in marks]
    log.note(LogKind.GRADED, now, by, marks=told, percent=grade.percent, passed=grade.passed)
    happened = AttemptPassed if grade.passed else AttemptFailed
    return [
        happened(
            at=now, by=by, person=attempt.person_id, quiz=attempt.quiz, attempt=attempt.public_id, percent=grade.percent,
            certification=attempt.certification, cycle=attempt.cycle,
        )
    ]  # fmt: skip


def move(attempt: Attempt, to: AttemptState, **values: object) -> None:
    """Bring an attempt to another state, by compare-and-swap.

    Raises:
        Conflict: it does not stand where the caller believed it to stand.
    """
    if to not in MOVES[attempt.state]:
        raise LookupError(f"An attempt does not go from {attempt.state} to {to}.")
    db.session.flush()
    swap = update(Attempt).where(Attempt.id == attempt.id, Attempt.state == attempt.state).values(state=to, **values)
    changed = db.session.execute(swap.returning(Attempt.id), execution_options={"synchronize_session": False}).one_or_none()
    if changed is None:
        raise Conflict(msg("This attempt has just changed. Load the page again."))
    db.session.refresh(attempt, ["state", *values])


def asked(quiz: Quiz, wanted: Slug) -> Question:
    """The question of a slot, in the revision that was pinned when it was drawn."""
    question = quiz.question(wanted)
    if question is None:
        raise LookupError(f"The revision of quiz {quiz.id} has no question {wanted}: this is not the one that the attempt has pinned.")
    return question


def _close(attempt: Attempt, quiz: Quiz, ending: Ending, now: datetime) -> list[Event]:
    """End the sitting, mark what needs no marker, and grade or wait."""
    by = attempt.person_id if ending is Ending.SUBMITTED else None
    log = Log.of(attempt)
    move(attempt, AttemptState(ending.value), ending=ending, finished_at=now, paused_at=None)
    log.note(LogKind.SUBMITTED, now, by, ending=ending.value)
    for slot in attempt.slots:
        question = asked(quiz, slot.question)
        mark = _mark(question, None if ending is Ending.ABANDONED or slot.answer is None else tuple(slot.answer))
        if mark is not None:
            slot.earned, slot.out_of, slot.points = mark.earned, mark.out_of, mark.points
    db.session.flush()
    return finish(attempt, quiz, log, by, now)


def _mark(question: Question, answer: rules.Answer | None) -> Mark | None:
    """What the answer earns; `None` where a marker has to say. Nothing said is nothing earned, by whomever it is marked."""
    if answer and questions.kind_of(question).by_hand:
        return None
    return questions.mark(question, answer)
