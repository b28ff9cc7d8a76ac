"""Many at once: one attempt, one grade, no acknowledged answer lost."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier, Event
from typing import TypeVar

import sqlalchemy as sa
from flask import current_app
from flask_sqlalchemy import SQLAlchemy

from lms.core.db import transaction
from lms.core.errors import Conflict
from lms.core.ids import PersonId, Slug
from lms.quizzes import service
from lms.quizzes.events import AttemptFailed, AttemptPassed
from lms.quizzes.models import Attempt, AttemptSlot
from lms.quizzes.queries import attempt_of
from lms.quizzes.questions import mark
from lms.quizzes.rules import Quiz, grade
from lms.quizzes.service import Entry, Outcome, Submission
from tests.quizzes.samples import bank_of, chance, exam

PARALLEL = 50
T = TypeVar("T")


def at_once(db: SQLAlchemy, act: Callable[[int], T], count: int = PARALLEL, before: Callable[[int], object] = abs) -> list[T]:
    """Run `act` in as many threads as wanted, each with its own session, all let go at once; `before` runs outside the transaction."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    gate = Barrier(count)
    db.session.remove()

    def run(number: int) -> T:
        with app.app_context():
            gate.wait()
            before(number)
            with transaction():
                return act(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def begun(person: PersonId, now: datetime) -> Attempt:
    with transaction():
        attempt, _ = service.start(person, bank_of(exam()), Entry(quiz=exam().id), chance(), now)
    return attempt


def test_fifty_parallel_starts_make_one_attempt(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    bank = bank_of(exam(attempts=1))

    def start(number: int) -> tuple[str, int]:
        attempt, events = service.start(anna, bank, Entry(quiz=exam().id), chance(number), now)
        return attempt.public_id, len(events)

    answers = at_once(db, start)
    assert len({public_id for public_id, _ in answers}) == 1
    assert sum(events for _, events in answers) == 1
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Attempt)) == 1
    assert db.session.scalar(sa.select(sa.func.count()).select_from(AttemptSlot)) == 4


def test_fifty_parallel_submits_make_one_grade(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    attempt = begun(anna, now)

    def submit(_number: int) -> tuple[int | None, int]:
        graded, events = service.submit(anna, attempt.public_id, lambda _revision: exam(), now)
        return graded.percent, len(events)

    answers = at_once(db, submit)
    assert {percent for percent, _ in answers} == {0}
    assert sum(events for _, events in answers) == 1


def test_a_submit_and_the_sweep_make_one_grade(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    attempt = begun(anna, now)
    assert attempt.deadline_at is not None
    later = attempt.deadline_at.replace(hour=23)

    def close(number: int) -> int:
        if number % 2:
            return len(service.expire_due(lambda _revision: exam(), later))
        return len(service.submit(anna, attempt.public_id, lambda _revision: exam(), later)[1])

    assert sum(at_once(db, close, 20)) == 1


def test_parallel_answers_leave_the_newest(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    attempt = begun(anna, now)

    def save(number: int) -> Outcome:
        submission = Submission(attempt=attempt.public_id, position=1, seq=number + 1, values=("abcd"[number % 4],))
        return service.save(anna, submission, lambda _revision: exam(), now)

    outcomes = at_once(db, save)
    slot = attempt_of(anna, attempt.public_id).slots[0]
    assert (slot.seq, slot.answer) == (PARALLEL, ["b"])
    assert Outcome.SAVED in outcomes


def test_no_answer_that_was_acknowledged_is_missing_from_the_grade(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    """Saves run against the submit: each is either in the grade or refused, never saved behind it."""
    attempt = begun(anna, now)
    right = {1: ("a",), 2: ("a", "b"), 3: ("b",), 4: ("true",)}

    def act(number: int) -> int:
        if number == 0:
            (event,) = service.submit(anna, attempt.public_id, lambda _revision: exam(), now)[1]
            assert isinstance(event, AttemptPassed | AttemptFailed)
            return 0
        try:
            position = 1 + number % 4
            submission = Submission(attempt=attempt.public_id, position=position, seq=1, values=right[position])
            service.save(anna, submission, lambda _revision: exam(), now)
        except Conflict:
            return 0
        return position

    acknowledged = set(at_once(db, act, 20)) - {0}
    stored = attempt_of(anna, attempt.public_id)
    assert {slot.position for slot in stored.slots if slot.earned} == acknowledged
    marks = [
        mark(asked, tuple(Slug(option) for option in slot.answer or ())) for asked, slot in zip(exam().questions, stored.slots, strict=True)
    ]
    assert stored.percent == grade(marks, 75).percent


def test_a_submit_waits_for_an_answer_that_is_being_saved(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    """The save has looked at the open attempt and not yet written: a submit in between would grade without the answer."""
    attempt = begun(anna, now)
    looked, submitted = Event(), Event()

    def slow_quiz(_revision: str) -> Quiz:
        looked.set()
        submitted.wait(0.5)
        return exam()

    def act(number: int) -> object:
        if number:
            graded, _ = service.submit(anna, attempt.public_id, lambda _revision: exam(), now)
            submitted.set()
            return graded.percent
        return service.save(anna, Submission(attempt=attempt.public_id, position=1, seq=1, values=("a",)), slow_quiz, now)

    assert at_once(db, act, 2, before=lambda number: number and looked.wait(5)) == [Outcome.SAVED, 25]
