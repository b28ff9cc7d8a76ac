"""The beat of a process: it finds an outage before the first page is answered, and tries again where the database does not answer."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import OperationalError
from time_machine import Traveller

from lms import journey
from lms.audit.models import AuditEntry
from lms.cli.worker import sweep
from lms.core import clock as moments
from lms.core.db import db, transaction
from lms.core.shared_time import go_by_the_database
from lms.notifications import worker
from lms.quizzes.outages.models import Outage
from lms.quizzes.outages.queries import last_beat
from lms.quizzes.outages.service import BEAT, GAP
from lms.quizzes.queries import sheet_of
from lms.quizzes.rules import GRACE, AttemptState
from lms.web.pulse import Pulse
from tests.factories import Make
from tests.journey.world import company, sit
from tests.visitors import CheckedClient


class Steady:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def steady() -> Steady:
    """A clock that stands at 0."""
    return Steady()


def outages(app: Flask) -> int:
    with app.app_context():
        return db.session.scalars(sa.select(sa.func.count()).select_from(Outage)).one()


def beats(app: Flask, pulse: Pulse) -> bool:
    with app.app_context():
        return pulse.try_to_beat()


def test_a_process_that_comes_back_gives_time_back_and_writes_it_down(app: Flask, make: Make, steady: Steady, clock: Traveller) -> None:
    with app.app_context():
        vector = company(make, "Vector")
        attempt = sit(make, vector.seller, right=True)
    assert beats(app, Pulse(app, steady))
    clock.shift(timedelta(minutes=8))
    assert beats(app, Pulse(app, steady))
    with app.app_context():
        assert sheet_of(vector.seller, attempt).timing.credit in (480, 481)
        entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "outage_found")).one()
        assert (entry.by, entry.person_id, entry.detail["attempts"]) == (None, None, 1)


def test_a_leap_of_the_clock_under_a_process_that_beats_is_no_outage(app: Flask, steady: Steady, clock: Traveller) -> None:
    pulse = Pulse(app, steady)
    beats(app, pulse)
    clock.shift(timedelta(days=1))
    steady.seconds += BEAT.total_seconds()
    assert beats(app, pulse)
    assert outages(app) == 0
    clock.shift(timedelta(minutes=1))
    steady.seconds += 60
    assert beats(app, pulse)
    assert outages(app) == 1


def test_whoever_asks_first_after_a_gap_is_answered_after_the_beat(app: Flask, steady: Steady, clock: Traveller) -> None:
    pulse = Pulse(app, steady)
    pulse.thread = threading.Thread()
    beats(app, pulse)
    clock.shift(timedelta(minutes=5))
    for gone, found in ((GAP.total_seconds(), 0), (0.5, 1), (0.1, 1)):
        steady.seconds += gone
        with app.test_request_context("/programme"):
            pulse.before_request()
        assert outages(app) == found
    assert pulse.is_steady()


def test_a_page_that_needs_no_database_waits_for_no_beat(app: Flask, steady: Steady) -> None:
    pulse = Pulse(app, steady)
    with app.test_request_context("/healthz"):
        pulse.before_request()
    assert pulse.thread is None


def test_the_first_request_begins_to_beat_where_nobody_has(app: Flask, steady: Steady) -> None:
    pulse = Pulse(app, steady)
    with app.test_request_context("/programme"):
        pulse.before_request()
        pulse.begin()
    assert pulse.thread is not None
    assert pulse.thread.daemon
    with app.app_context():
        assert last_beat() is not None


def test_while_the_database_is_away_no_page_breaks_and_it_is_not_asked_all_the_time(
    app: Flask, steady: Steady, monkeypatch: pytest.MonkeyPatch
) -> None:
    pulse, asked = Pulse(app, steady), []
    pulse.thread = threading.Thread()

    def away(*_: object, **__: object) -> None:
        asked.append(steady.seconds)
        raise OperationalError("beat", {}, Exception("away"))

    monkeypatch.setattr(journey, "beat", away)
    for gone in (0.0, 0.3, 0.3, 0.5):
        steady.seconds += gone
        with app.test_request_context("/programme"):
            pulse.before_request()
    assert asked == [0.0, pytest.approx(1.1)]
    assert pulse.failed
    monkeypatch.setattr(journey, "beat", lambda *_a, **_k: 1 // 0)
    assert not beats(app, pulse)


def test_an_application_under_test_beats_only_when_it_is_told_to(app: Flask, client: CheckedClient) -> None:
    client.get("/programme")
    with app.app_context():
        assert last_beat() is None


def test_on_postgresql_all_machines_go_by_the_clock_of_the_database(anywhere: Flask, clock: Traveller) -> None:
    with anywhere.app_context():
        try:
            go_by_the_database()
            shared = db.session.get_bind().dialect.name == "postgresql"
            mine = moments.now()
            clock.shift(timedelta(days=1))
            moved = moments.now() - mine
            assert moved < timedelta(seconds=5) if shared else moved > timedelta(hours=23)
        finally:
            moments.follow(None)


def test_readings_that_hardly_differ_move_no_moment(clock: Traveller) -> None:
    try:
        start = moments.now()
        moments.follow(start + timedelta(hours=1))
        moments.follow(start + timedelta(hours=1, milliseconds=50))
        assert moments.now() - start < timedelta(hours=1, milliseconds=50)
        moments.follow(start + timedelta(hours=2))
        assert moments.now() - start >= timedelta(hours=2)
    finally:
        moments.follow(None)


def test_the_worker_s_own_loop_closes_an_attempt_within_a_minute_of_its_deadline(
    app: Flask, make: Make, clock: Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        vector = company(make, "Vector")
        attempt = sit(make, vector.seller, right=True)
        ends = sheet_of(vector.seller, attempt).deadline_at
    assert ends is not None
    clock.move_to(ends - timedelta(seconds=7))
    monkeypatch.setattr(worker, "POLL_SECONDS", 0.001)
    monkeypatch.setattr(worker.time, "monotonic", lambda: moments.now().timestamp())
    stop = threading.Event()
    runner = threading.Thread(target=worker.work, args=(app, stop, sweep), daemon=True)
    runner.start()
    closed = pages_go_on(app, lambda: sheet_of(vector.seller, attempt).state is AttemptState.GRADED, clock)
    stop.set()
    runner.join(timeout=10)
    assert GRACE <= closed - ends <= timedelta(seconds=60)


def pages_go_on(app: Flask, done: Callable[[], bool], clock: Traveller) -> datetime:
    """Let up to two minutes pass, with a beat every ten seconds, until something is done; when it was."""
    for second in range(120):
        with app.app_context():
            if second % int(BEAT.total_seconds()) == 0:
                with transaction():
                    journey.beat(moments.now(), steady=True)
            if done():
                break
            db.session.rollback()
        clock.shift(timedelta(seconds=1))
        threading.Event().wait(0.05)
    return moments.now()
