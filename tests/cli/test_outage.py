"""A real server is killed and started again: who was in the middle of an exam has as much time left as before."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, timedelta
from http.client import HTTPConnection
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from lms.core.db import db, transaction
from lms.core.ids import PublicId
from lms.quizzes.models import Attempt
from lms.quizzes.outages.models import Heartbeat, Outage
from tests.factories import Make
from tests.installation import sqlite_installation
from tests.journey.world import company, sit
from tests.notifications.conftest import free_port

AWAY = timedelta(minutes=5)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Flask]:
    """An installation of its own, on which a server can run."""
    with sqlite_installation(tmp_path) as installation:
        yield installation.app


@contextmanager
def serving(database: str) -> Iterator[subprocess.Popen[bytes]]:
    """`lms serve` that answers; killed in the end, as by a power cut."""
    port = free_port("127.0.0.1")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LMS_")} | {
        "LMS_SECRET": "tests only, never anywhere else, 40 long", "LMS_DATABASE": database, "LMS_PORT": str(port),
        "LMS_BASE_URL": f"http://localhost:{port}", "LMS_LOG_LEVEL": "error",
    }  # fmt: skip
    server = subprocess.Popen([sys.executable, "-m", "lms", "serve"], env=environment)
    try:
        wait_for(port, server)
        yield server
    finally:
        server.send_signal(signal.SIGKILL)
        server.wait(timeout=10)


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    """Ask until it answers, as long as it runs."""
    while server.poll() is None:
        try:
            with closing(HTTPConnection("127.0.0.1", port, timeout=2)) as asked:
                asked.request("GET", "/healthz", headers={"Host": "localhost"})
                asked.getresponse().read()
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("The server has ended.")


def put_back(app: Flask) -> None:
    """Let all that has happened have happened earlier: five minutes go by in no time."""
    with app.app_context(), transaction():
        for held in db.session.scalars(sa.select(Attempt)).all():
            held.started_at -= AWAY
            held.deadline_at, held.sweep_at = held.deadline_at - AWAY, held.sweep_at - AWAY
        db.session.get_one(Heartbeat, 1).beat_at -= AWAY


def left(app: Flask, attempt: PublicId) -> tuple[timedelta, int]:
    """How much time the attempt has from its start, and how much of it was given back."""
    with app.app_context():
        held = db.session.scalars(sa.select(Attempt).where(Attempt.public_id == attempt)).one()
        db.session.remove()
    return held.deadline_at - held.started_at, held.credit_seconds


@pytest.mark.timeout(120)
def test_a_server_that_was_killed_gives_the_time_of_its_absence_back(place: Flask, clock: time_machine.Traveller) -> None:
    database = place.config["SQLALCHEMY_DATABASE_URI"]
    make = Make(place)
    # The server goes by the machine's own clock.
    clock.move_to(time_machine.escape_hatch.datetime.datetime.now(UTC))
    with place.app_context():
        vector = company(make, "Vector")
        attempt = sit(make, vector.seller, right=True)
        db.session.remove()
    with serving(database):
        pass
    before, nothing = left(place, attempt)
    assert nothing == 0
    put_back(place)
    with serving(database):
        after, credit = left(place, attempt)
    assert credit >= AWAY.total_seconds()
    assert after - before == timedelta(seconds=credit)
    with place.app_context():
        assert db.session.scalars(sa.select(Outage.attempts)).all() == [1]
