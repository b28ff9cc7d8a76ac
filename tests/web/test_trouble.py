"""A database that is locked, full or away answers 503 with Retry-After, keeps what was acknowledged, and is well again by itself."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.test import TestResponse

from lms.core import db as core
from lms.core.db import db as database
from lms.web import errors, sessions
from tests.factories import Make
from tests.visitors import PASSWORD, CheckedClient

EMAIL = "anna@x.example"


@pytest.fixture
def impatient(anywhere: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """An application on each database that waits a tenth of a second for a lock."""
    monkeypatch.setattr(core, "BUSY_SECONDS", 0.1)
    with anywhere.app_context():
        database.engine.dispose()
    yield anywhere
    with anywhere.app_context():
        database.session.remove()
        database.engine.dispose()


@contextmanager
def locked(app: Flask) -> Iterator[None]:
    """Another process holds the lock under which everybody signs in."""
    with app.app_context():
        url = database.engine.url
    if url.get_backend_name() == "sqlite":
        rival = sqlite3.connect(str(url.database), isolation_level=None)
        rival.execute("BEGIN IMMEDIATE")
        yield
        rival.execute("ROLLBACK")
        rival.close()
        return
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql("LOCK TABLE web_session, sign_in_counter IN SHARE MODE")
        yield


def told(answer: TestResponse) -> tuple[int, str | None]:
    return answer.status_code, answer.headers.get("Retry-After")


def test_a_lock_answers_503_and_the_same_request_works_afterwards(impatient: Flask) -> None:
    Make(impatient).person(EMAIL)
    client = CheckedClient(impatient)
    token = client.token()
    form = {"email": EMAIL, "password": PASSWORD, "csrf_token": token}
    with locked(impatient):
        assert told(client.flask.post("/sign-in", data=form)) == (503, "5")
        assert client.flask.get("/healthz").status_code == 200
    assert client.flask.post("/sign-in", data=form).status_code == 302
    assert client.signed_in


ROW = """
INSERT INTO sign_in_counter (kind, key_hash, window_starts_at, failures)
VALUES ('account', lower(hex(randomblob(32))), '2026-11-21 09:00:00.000000', 1)
"""


def test_a_full_disk_answers_503_loses_nothing_and_is_well_again_without_a_restart(app: Flask) -> None:
    Make(app).person(EMAIL)
    client = CheckedClient(app)
    form = {"email": EMAIL, "password": "wrong, and counted", "csrf_token": client.token()}

    def full(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {connection.execute('PRAGMA page_count').fetchone()[0]}")

    with app.app_context():
        engine = database.engine
        engine.dispose()
    sa.event.listen(engine, "connect", full)
    kept = filled(engine)
    assert told(client.flask.post("/sign-in", data=form)) == (503, "5")
    assert client.flask.get("/sign-in").status_code == 200
    sa.event.remove(engine, "connect", full)
    engine.dispose()
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM sign_in_counter").scalar_one() == kept
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
    assert client.flask.post("/sign-in", data=form | {"password": PASSWORD}).status_code == 302


def filled(engine: sa.Engine) -> int:
    """Write rows until no more fits; how many were acknowledged."""
    kept = 0
    while True:
        try:
            with engine.begin() as connection:
                connection.exec_driver_sql(ROW)
        except OperationalError as fault:
            if "full" not in str(fault):
                raise
            return kept
        kept += 1


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (OperationalError("q", {}, sqlite3.OperationalError("database or disk is full")), 503),
        (OperationalError("q", {}, psycopg.errors.DiskFull()), 503),
        (InterfaceError("q", {}, psycopg.InterfaceError("the connection is closed"), connection_invalidated=True), 503),
        (PoolTimeout("QueuePool limit reached"), 503),
        (InterfaceError("q", {}, psycopg.InterfaceError("ours")), 500),
        (IntegrityError("q", {}, sqlite3.IntegrityError("ours")), 500),
    ],
)
def test_what_passes_by_itself_is_503_and_what_does_not_is_ours(app: Flask, fault: Exception, status: int) -> None:
    def broken() -> str:
        raise fault

    app.view_functions["assets.ready"], original = broken, app.view_functions["assets.ready"]
    try:
        answer = app.test_client().get("/readyz")
    finally:
        app.view_functions["assets.ready"] = original
    assert told(answer) == (status, errors.RETRY_SECONDS if status == 503 else None)


def test_a_visitor_who_cannot_be_looked_up_meets_the_same_page(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(*_asked: object) -> None:
        raise PoolTimeout("QueuePool limit reached")

    monkeypatch.setattr(sessions, "arrival", nobody)
    assert told(app.test_client().get("/sign-in")) == (503, errors.RETRY_SECONDS)


@pytest.mark.parametrize("kind", [psycopg.errors.DiskFull, psycopg.errors.LockNotAvailable, psycopg.errors.AdminShutdown])
def test_postgresql_calls_a_full_disk_a_lock_and_a_shutdown_operational(kind: type[Exception]) -> None:
    assert issubclass(kind, psycopg.OperationalError)


def test_ready_says_when_the_tables_are_not_those_of_this_version(anywhere: Flask) -> None:
    client: FlaskClient = anywhere.test_client()
    assert client.get("/readyz").status_code == 200
    with anywhere.app_context(), database.engine.begin() as connection:
        held = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    try:
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json) == (503, {"status": "migrations"})
        assert client.get("/healthz").status_code == 200
    finally:
        with anywhere.app_context(), database.engine.begin() as connection:
            connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{held}'")
