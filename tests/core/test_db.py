"""The database keeps moments in UTC, and what fails leaves nothing behind."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from lms.accounts.models import Person
from lms.core.db import _WRITING, end_session, run, transaction
from tests.factories import Make


def test_a_moment_without_a_zone_is_refused(db: SQLAlchemy, make: Make) -> None:
    person = make.person("anna@x.example")
    with pytest.raises(sa.exc.StatementError, match="without a zone"), transaction():
        db.session.execute(sa.update(Person).where(Person.id == person).values(last_seen_at=datetime(2026, 1, 1)))  # noqa: DTZ001 - meant


def test_a_moment_comes_back_in_utc_whatever_zone_it_was_written_in(db: SQLAlchemy, make: Make) -> None:
    person = make.person("anna@x.example")
    omsk = datetime(2026, 1, 1, 6, tzinfo=timezone(timedelta(hours=6)))
    with transaction():
        db.session.execute(sa.update(Person).where(Person.id == person).values(last_seen_at=omsk))
    kept = db.session.scalar(sa.select(Person.last_seen_at).where(Person.id == person))
    assert kept == omsk
    assert kept.utcoffset() == timedelta(0)


def test_an_error_leaves_nothing_behind(db: SQLAlchemy, make: Make) -> None:
    person = make.person("anna@x.example")

    def fail_half_way() -> None:
        with transaction():
            db.session.execute(sa.update(Person).where(Person.id == person).values(name="Other"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_half_way()
    assert db.session.scalar(sa.select(Person.name).where(Person.id == person)) == "Anna"


def test_foreign_keys_are_watched(db: SQLAlchemy) -> None:
    with pytest.raises(sa.exc.IntegrityError), transaction():
        db.session.execute(sa.text("INSERT INTO person_role (person_id, role, granted_at) VALUES (999, 'head', '2026-01-01 00:00:00')"))


def test_a_statement_past_the_session_finds_what_the_session_still_had_to_write(db: SQLAlchemy, make: Make) -> None:
    person = make.person("anna@x.example")
    with transaction():
        db.session.get_one(Person, person).name = "Other"
        found = run(sa.select(Person.name).where(Person.id == sa.bindparam("person")), {"person": person}).one()
    assert found.name == "Other"


def is_free() -> bool:
    """Whether another thread could take its turn to write."""
    taken = _WRITING.acquire(blocking=False)
    if taken:
        _WRITING.release()
    return taken


def test_a_turn_to_write_ends_however_the_transaction_does(db: SQLAlchemy) -> None:
    """On SQLite the threads of a process take turns: whoever failed leaves the turn to the next one."""
    seen = []

    def fail() -> None:
        with transaction(), ThreadPoolExecutor(1) as pool:
            seen.append(pool.submit(is_free).result())
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    with ThreadPoolExecutor(1) as pool:
        seen.append(pool.submit(is_free).result())
    assert seen == [db.engine.dialect.name != "sqlite", True]


def test_a_connection_that_broke_after_the_answer_was_made_is_dropped_in_silence(db: SQLAlchemy, monkeypatch: pytest.MonkeyPatch) -> None:
    db.session.execute(sa.text("SELECT 1"))
    dialect = db.engine.dialect

    def gone(_connection: object) -> None:
        raise db.engine.dialect.loaded_dbapi.OperationalError("terminating connection due to administrator command")

    with monkeypatch.context() as broken:
        broken.setattr(dialect, "do_rollback", gone)
        end_session()
    assert db.session.scalar(sa.text("SELECT 1")) == 1
