"""Breaks: the clock stands still for whom some were granted, never longer than that, and nothing is answered meanwhile."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from lms.core.db import transaction
from lms.core.errors import Conflict, NotFound, Refused
from lms.core.ids import PersonId
from lms.quizzes.logbook import links_of
from lms.quizzes.queries import sheet_of
from lms.quizzes.replay import LogKind, broken_at
from lms.quizzes.rules import Ending
from lms.quizzes.service import Outcome, expire_due, submit
from lms.quizzes.service.pausing import pause, resume
from tests.quizzes.samples import exam, practice
from tests.quizzes.test_outages import answered, begun, row, swept

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def paused(person: PersonId, attempt: str, now: datetime) -> None:
    with transaction():
        pause(person, attempt, now)  # type: ignore[arg-type]  # a public id is a str


def resumed(person: PersonId, attempt: str, now: datetime) -> None:
    with transaction():
        resume(person, attempt, now)  # type: ignore[arg-type]  # a public id is a str


def test_a_break_moves_the_deadline_by_what_it_took(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    attempt = begun(anna, exam(), now, break_seconds=600)
    paused(anna, attempt, now + 10 * MINUTE)
    assert row(db, attempt).deadline_at == now + 40 * MINUTE
    resumed(anna, attempt, now + 14 * MINUTE)
    held = row(db, attempt)
    assert (held.paused_at, held.break_used_seconds, held.deadline_at) == (None, 240, now + 34 * MINUTE)
    assert held.sweep_at == now + 34 * MINUTE + 5 * SECOND
    links = links_of(held.id)
    assert [one.kind for one in links] == [LogKind.DRAWN, LogKind.PAUSED, LogKind.RESUMED]
    assert [dict(one.data) for one in links[1:]] == [{"left": 600}, {"used": 240}]
    assert broken_at(attempt, links) is None


def test_several_breaks_together_are_no_longer_than_the_allowance(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    attempt = begun(anna, exam(), now, break_seconds=600)
    for minute, long in ((1, 4), (6, 5), (12, 17)):
        paused(anna, attempt, now + minute * MINUTE)
        resumed(anna, attempt, now + (minute + long) * MINUTE)
    held = row(db, attempt)
    assert (held.break_used_seconds, held.deadline_at) == (600, now + 40 * MINUTE)
    with pytest.raises(Refused):
        paused(anna, attempt, now + 30 * MINUTE)


def test_a_break_that_nobody_ends_ends_with_its_allowance_and_is_swept_only_then(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    quiz = exam()
    attempt = begun(anna, quiz, now, break_seconds=600)
    paused(anna, attempt, now + 29 * MINUTE)
    assert swept(quiz, now + 40 * MINUTE + 4 * SECOND) == 0
    assert swept(quiz, now + 40 * MINUTE + 5 * SECOND) == 1
    held = row(db, attempt)
    assert (held.ending, held.paused_at) == (Ending.EXPIRED, None)


def test_nothing_is_answered_while_the_clock_stands_still(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    quiz = exam()
    attempt = begun(anna, quiz, now, break_seconds=600)
    paused(anna, attempt, now + MINUTE)
    assert answered(anna, quiz, attempt, now + 2 * MINUTE) is Outcome.PAUSED
    assert sheet_of(anna, attempt).slots[0].answer is None
    resumed(anna, attempt, now + 3 * MINUTE)
    assert answered(anna, quiz, attempt, now + 3 * MINUTE) is Outcome.SAVED


def test_repeated_both_do_nothing_more(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    attempt = begun(anna, exam(), now, break_seconds=600)
    resumed(anna, attempt, now)
    for minute in (1, 2):
        paused(anna, attempt, now + minute * MINUTE)
    for minute in (3, 4):
        resumed(anna, attempt, now + minute * MINUTE)
    held = row(db, attempt)
    assert held.break_used_seconds == 120
    assert len(links_of(held.id)) == 3


def test_who_was_granted_none_has_no_time_limit_or_is_late_takes_no_break(
    db: SQLAlchemy, anna: PersonId, boris: PersonId, now: datetime
) -> None:
    plain, endless = begun(anna, exam(), now), begun(boris, practice(), now, break_seconds=600)
    for person, attempt in ((anna, plain), (boris, endless)):
        with pytest.raises(Refused):
            paused(person, attempt, now + MINUTE)
    with pytest.raises(Conflict):
        paused(anna, plain, now + 31 * MINUTE)


def test_nobody_elses_clock_and_no_finished_one_is_touched(db: SQLAlchemy, anna: PersonId, boris: PersonId, now: datetime) -> None:
    quiz = exam()
    attempt = begun(anna, quiz, now, break_seconds=600)
    for verb in (paused, resumed):
        with pytest.raises(NotFound):
            verb(boris, attempt, now)
    paused(anna, attempt, now)
    with transaction():
        submit(anna, attempt, lambda _revision: quiz, now + MINUTE)
    assert sheet_of(anna, attempt).timing.paused_at is None
    for verb in (paused, resumed):
        with pytest.raises(Conflict):
            verb(anna, attempt, now + MINUTE)


def test_the_database_lets_nobody_use_more_than_was_granted(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    attempt = begun(anna, exam(), now, break_seconds=60)
    row(db, attempt).break_used_seconds = 61
    with pytest.raises(sa.exc.IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_an_overdue_attempt_of_ones_own_is_closed_whatever_the_beat_says(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    quiz = exam()
    begun(anna, quiz, now)
    with transaction():
        assert len(expire_due(lambda _revision: quiz, now + 31 * MINUTE, anna)) == 1
