"""Outages: a gap between beats is found once, and every attempt that was in flight gets back what it lost."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from lms.core.db import transaction
from lms.core.errors import Conflict, Refused
from lms.core.events import Event
from lms.core.ids import PersonId, PublicId
from lms.quizzes.logbook import links_of
from lms.quizzes.models import Attempt
from lms.quizzes.outages import service
from lms.quizzes.outages.events import OutageFound
from lms.quizzes.outages.models import Heartbeat, Outage
from lms.quizzes.outages.service import CREDIT_LIMIT, GAP, beat
from lms.quizzes.queries import timing_of
from lms.quizzes.replay import LogKind, broken_at
from lms.quizzes.rules import Quiz, Window, last_deadline
from lms.quizzes.service import Entry, Outcome, Submission, expire_due, save, start, submit
from lms.quizzes.service.pausing import pause, resume
from tests.parallel import at_once
from tests.quizzes.samples import bank_of, chance, exam, practice

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
TICK = timedelta(microseconds=1)


def begun(person: PersonId, quiz: Quiz, now: datetime, **entry: int) -> PublicId:
    with transaction():
        return start(person, bank_of(quiz), Entry(quiz=quiz.id, **entry), chance(), now)[0].public_id


def beaten(now: datetime, *, steady: bool = False) -> list[Event]:
    with transaction():
        return beat(now, steady=steady)


def swept(quiz: Quiz, now: datetime) -> int:
    with transaction():
        return len(expire_due(lambda _revision: quiz, now))


def row(db: SQLAlchemy, attempt: PublicId) -> Attempt:
    db.session.rollback()
    return db.session.scalars(sa.select(Attempt).where(Attempt.public_id == attempt).execution_options(populate_existing=True)).one()


def count(db: SQLAlchemy) -> int:
    return db.session.scalars(sa.select(sa.func.count()).select_from(Outage)).one()


def answered(person: PersonId, quiz: Quiz, attempt: PublicId, now: datetime, seq: int = 1) -> Outcome:
    with transaction():
        return save(person, Submission(attempt=attempt, position=4, seq=seq, values=("true",)), lambda _revision: quiz, now)


def test_a_beat_after_half_a_minute_is_none_and_one_after_more_is_an_outage(db: SQLAlchemy, now: datetime) -> None:
    assert beaten(now) == []
    assert beaten(now + GAP) == []
    found = beaten(now + 2 * GAP + TICK)
    assert found == [OutageFound(at=now + 2 * GAP + TICK, began_at=now + GAP, ended_at=now + 2 * GAP + TICK, attempts=0)]
    assert beaten(now + 2 * GAP + TICK) == []
    assert count(db) == 1
    assert db.session.scalars(sa.select(Heartbeat.beat_at)).all() == [now + 2 * GAP + TICK]


def test_a_clock_that_leaps_or_steps_back_is_no_outage(db: SQLAlchemy, now: datetime) -> None:
    beaten(now)
    assert beaten(now - 60 * MINUTE) == []
    assert beaten(now + 60 * MINUTE, steady=True) == []
    assert beaten(now + 60 * MINUTE + GAP) == []
    assert count(db) == 0


def test_an_attempt_in_flight_gets_the_outage_back_and_is_told_in_its_log(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    quiz = exam()
    beaten(now)
    attempt = begun(anna, quiz, now)
    (event,) = beaten(now + 8 * MINUTE)
    held = row(db, attempt)
    assert event == OutageFound(at=now + 8 * MINUTE, began_at=now, ended_at=now + 8 * MINUTE, attempts=1)
    assert (held.credit_seconds, held.deadline_at) == (480, now + 38 * MINUTE)
    assert held.sweep_at == now + 38 * MINUTE + 5 * SECOND
    assert held.deadline_at == last_deadline(timing_of(held))
    links = links_of(held.id)
    assert [(one.kind, one.by) for one in links] == [(LogKind.DRAWN, anna), (LogKind.CREDITED, None)]
    assert links[-1].data == {"seconds": 480, "lost": 480, "outage": 1}
    assert broken_at(attempt, links) is None


def test_who_began_meanwhile_gets_only_what_was_left_of_the_outage(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    beaten(now)
    attempt = begun(anna, exam(), now + 9 * SECOND)
    beaten(now + MINUTE)
    assert row(db, attempt).credit_seconds == 51


def test_what_was_over_before_and_what_has_no_end_get_nothing(db: SQLAlchemy, anna: PersonId, boris: PersonId, now: datetime) -> None:
    over, endless = begun(anna, exam(), now), begun(boris, practice(), now)
    beaten(now + 31 * MINUTE)
    (event,) = beaten(now + 40 * MINUTE)
    assert isinstance(event, OutageFound)
    assert event.attempts == 0
    assert (row(db, over).credit_seconds, row(db, endless).credit_seconds) == (0, 0)


def test_an_attempt_gets_no_more_than_the_limit_from_all_outages_together(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    attempt = begun(anna, exam(), now)
    for minute in (0, 20, 25, 45, 50):
        beaten(now + minute * MINUTE)
    held = row(db, attempt)
    assert held.credit_seconds == CREDIT_LIMIT.total_seconds()
    assert held.deadline_at == now + 60 * MINUTE
    assert sum(one.data["seconds"] for one in links_of(held.id) if one.kind is LogKind.CREDITED) == held.credit_seconds


def test_the_sweep_leaves_alone_what_ran_out_since_the_last_beat_until_the_time_is_given_back(
    db: SQLAlchemy, anna: PersonId, now: datetime
) -> None:
    quiz, died, back = exam(), timedelta(minutes=29), timedelta(minutes=45)
    beaten(now)
    attempt = begun(anna, quiz, now)
    beaten(now + 10 * SECOND)
    with transaction():
        db.session.execute(sa.update(Heartbeat).values(beat_at=now + died))
    assert swept(quiz, now + back) == 0, "closed while the pages were away"
    beaten(now + back)
    assert swept(quiz, now + back) == 0
    assert row(db, attempt).deadline_at == now + back + MINUTE
    assert answered(anna, quiz, attempt, now + back + MINUTE) is Outcome.SAVED
    beaten(now + back + MINUTE + GAP, steady=True)
    assert swept(quiz, now + back + MINUTE + GAP) == 1


def test_the_sweep_closes_in_an_outage_what_was_over_before_it(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    quiz = exam()
    begun(anna, quiz, now)
    beaten(now + 30 * MINUTE + 5 * SECOND)
    assert swept(quiz, now + 300 * MINUTE) == 1


def test_many_processes_that_come_back_at_once_give_the_time_back_once(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    beaten(now)
    attempt = begun(anna, exam(), now)
    found = at_once(db, lambda number: beat(now + 5 * MINUTE + number * timedelta(milliseconds=1)), 8)
    assert sum(len(one) for one in found) == 1
    assert count(db) == 1
    assert 300 <= row(db, attempt).credit_seconds <= 301


def test_a_crash_in_the_middle_gives_nothing_and_the_next_beat_gives_all(
    db: SQLAlchemy, anna: PersonId, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    beaten(now)
    attempt = begun(anna, exam(), now)
    with monkeypatch.context() as broken:
        broken.setattr(service, "retime", lambda _attempt: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            beaten(now + 5 * MINUTE)
    assert (count(db), row(db, attempt).credit_seconds) == (0, 0)
    beaten(now + 5 * MINUTE + SECOND)
    assert (count(db), row(db, attempt).credit_seconds) == (1, 301)


def test_a_break_that_goes_on_is_lengthened_too(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    beaten(now)
    attempt = begun(anna, exam(), now, break_seconds=600)
    with transaction():
        pause(anna, attempt, now)
    beaten(now + 4 * MINUTE)
    assert row(db, attempt).deadline_at == now + 44 * MINUTE
    with transaction():
        resume(anna, attempt, now + 5 * MINUTE)
    assert row(db, attempt).deadline_at == now + 39 * MINUTE


def test_a_finished_attempt_gets_nothing(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    quiz = exam()
    beaten(now)
    attempt = begun(anna, quiz, now)
    with transaction():
        submit(anna, attempt, lambda _revision: quiz, now + SECOND)
    beaten(now + 5 * MINUTE)
    assert row(db, attempt).credit_seconds == 0
    with pytest.raises(Conflict), transaction():
        save(anna, Submission(attempt=attempt, position=4, seq=1, values=("true",)), lambda _revision: quiz, now + 5 * MINUTE)


def test_who_could_not_start_before_a_window_closed_may_start_after_the_outage(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    quiz = exam(window=Window(opens=None, closes=now + 5 * MINUTE))
    beaten(now)
    with pytest.raises(Refused):
        begun(anna, quiz, now + 12 * MINUTE)
    beaten(now + 8 * MINUTE)
    for late in (13 * MINUTE, 60 * MINUTE):
        with pytest.raises(Refused):
            begun(anna, quiz, now + late)
    assert row(db, begun(anna, quiz, now + 12 * MINUTE)).deadline_at == now + 42 * MINUTE
