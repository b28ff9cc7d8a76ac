"""Retention removes exactly what its period names: not a row more, not a row less, and the log still proves itself."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms import tables
from lms.accounts.models import AddressChange, Look, LookReason, PersonalAddress, SignInCounter, SpentChallenge, WebSession
from lms.accounts.rules import SESSION_IDLE, WINDOW, CounterKind
from lms.app import create_app
from lms.audit.models import AuditAnchor, AuditEntry
from lms.audit.service import first_broken, record, shorten
from lms.certificates.models import Certificate
from lms.cli import main
from lms.cli.retention import retain, retain_daily
from lms.core.db import Model, transaction
from lms.core.db import db as database
from lms.core.ids import PersonId, new_public_id
from lms.core.removal import how_many
from lms.core.settings import Settings
from lms.journey.retention import outdated, remove
from lms.notifications.models import MailState, OutboxMail
from lms.partners.models import Invitation
from lms.privacy.events import DataExported
from lms.privacy.rules import periods_of
from lms.quizzes.accommodations.models import AccommodationEntry
from lms.quizzes.models import Attempt, AttemptSlot
from lms.quizzes.rules import AttemptState, Ending
from tests.factories import Make

PERIODS = periods_of(audit=1095, sign_ins=180, answers=730, invitations=30, mails=180)
TICK = timedelta(microseconds=1)
AGES = st.lists(st.integers(-3, 3).map(lambda n: n * TICK) | st.integers(-90, 400).map(lambda n: timedelta(days=n)), min_size=1, max_size=5)
"""How much older than its period a row is: a tick around the border, or days away from it."""
YEAR = timedelta(days=365)

Build = Callable[[datetime, int], Model]
"""A row whose time is over at a moment; the number makes it one of its own."""


def hashed(number: int) -> str:
    return f"{number:064d}"


def builders(person: PersonId, admin: PersonId, partner: Any, now: datetime) -> dict[type[Model], tuple[Build, timedelta]]:
    """For each table a row that begins to be due when the moment has reached the age."""
    far = now + 9 * YEAR
    return {
        WebSession: (lambda at, n: WebSession(token_hash=hashed(n), person_id=person, data={}, created_at=at - YEAR, seen_at=now,
                                              proved_at=at, expires_at=at), timedelta(0)),
        SignInCounter: (lambda at, n: SignInCounter(kind=CounterKind.ACCOUNT, key_hash=hashed(n), window_starts_at=at, failures=1), WINDOW),
        SpentChallenge: (lambda at, n: SpentChallenge(hash=hashed(n), expires_at=at), timedelta(0)),
        AddressChange: (lambda at, n: AddressChange(person_id=person, old_email=f"a{n}@x.example", new_email=f"b{n}@x.example",
                                                    old_hash=hashed(n), new_hash=hashed(n), asked_at=at, expires_at=far, stopped_at=at),
                        PERIODS.sign_ins),
        Look: (lambda at, n: Look(session_hash=hashed(n), person_id=person, looker_id=admin, why=next(iter(LookReason)), note="n",
                                  began_at=at, expires_at=far, ended_at=at), PERIODS.audit),
        Invitation: (lambda at, n: Invitation(public_id=new_public_id(), token_hash=hashed(n), partner_id=partner, email=f"i{n}@x.example",
                                              language="en", created_at=at, sent_at=at, expires_at=at), PERIODS.invitations),
        OutboxMail: (lambda at, n: OutboxMail(public_id=new_public_id(), event="x", address=f"m{n}@x.example", language="en", subject="s",
                                              text="t", html="h", state=MailState.FAILED, created_at=at, next_try_at=at), PERIODS.mails),
    }  # fmt: skip


@contextmanager
def undone(db: SQLAlchemy) -> Iterator[None]:
    """Everything that happens inside is taken back."""
    try:
        yield
    finally:
        db.session.rollback()


@pytest.mark.parametrize("table", [WebSession, SignInCounter, SpentChallenge, AddressChange, Look, Invitation, OutboxMail])
def test_exactly_the_rows_that_are_due_go(db: SQLAlchemy, make: Make, now: datetime, table: type[Model]) -> None:
    build, period = builders(make.person("p@x.example"), make.person("a@x.example"), make.partner(), now)[table]
    key = sa.inspect(table).primary_key[0]

    @settings(max_examples=15, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(AGES)
    def check(ages: list[timedelta]) -> None:
        with undone(db):
            rows = [build(now - period - age, number) for number, age in enumerate(ages)]
            db.session.add_all(rows)
            db.session.flush()
            stays = {getattr(row, key.name) for row, age in zip(rows, ages, strict=True) if age < timedelta(0)}
            (rule,) = [one for one in outdated(PERIODS, now) if one.table is table]
            assert how_many(rule) == len(rows) - len(stays)
            assert remove(make.library(), rule, PERIODS, now) == len(rows) - len(stays)
            assert set(db.session.scalars(sa.select(key))) == stays

    check()


def test_a_personal_address_that_nobody_confirmed_goes_with_the_end_of_its_link(db: SQLAlchemy, make: Make, now: datetime) -> None:
    people = [make.person(f"w{number}@x.example") for number in range(3)]
    with undone(db):
        for person, ends in zip(people, (now - TICK, now, now + TICK), strict=True):
            row = PersonalAddress(person_id=person, email="w@home.example", token_hash=hashed(person), asked_at=now - YEAR, asked_today=1)
            row.expires_at = ends
            db.session.add(row)
        db.session.flush()
        (rule,) = [one for one in outdated(PERIODS, now) if one.table is PersonalAddress]
        assert (how_many(rule), remove(make.library(), rule, PERIODS, now)) == (2, 2)
        assert list(db.session.scalars(sa.select(PersonalAddress.person_id))) == people[2:]


def test_idle_sessions_go_too(db: SQLAlchemy, make: Make, now: datetime) -> None:
    person = make.person("p@x.example")
    with undone(db):
        for number, seen in enumerate((now - SESSION_IDLE, now - SESSION_IDLE + TICK)):
            row = WebSession(token_hash=hashed(number), person_id=person, data={}, created_at=now - YEAR, seen_at=seen, proved_at=seen)
            row.expires_at = now + YEAR
            db.session.add(row)
        db.session.flush()
        (rule,) = [one for one in outdated(PERIODS, now) if one.table is WebSession]
        assert how_many(rule) == 1


@pytest.mark.parametrize(
    ("ends", "replaced", "due"),
    [
        (None, None, False),
        (None, timedelta(days=730), True),
        (None, timedelta(days=730) - TICK, False),
        (timedelta(days=730), None, True),
        (timedelta(days=729), None, False),
        (timedelta(days=-30), timedelta(days=800), True),
    ],
)  # fmt: skip
def test_the_reason_of_an_accommodation_goes_two_years_after_it_stood_last(
    db: SQLAlchemy, make: Make, now: datetime, ends: timedelta | None, replaced: timedelta | None, due: bool
) -> None:  # fmt: skip
    person, other, by = (make.person(f"{name}@x.example") for name in "pqa")
    with undone(db):
        first = accommodation(person, by, now - 3 * YEAR)
        first.valid_until = (now - ends).date() if ends is not None else None
        later = [] if replaced is None else [accommodation(person, by, now - replaced)]
        db.session.add_all([first, accommodation(other, by, now - 3 * YEAR), *later])
        db.session.flush()
        (rule,) = [one for one in outdated(PERIODS, now) if one.table is AccommodationEntry]
        assert how_many(rule) == remove(make.library(), rule, PERIODS, now) == int(due)
        kept = db.session.scalars(sa.select(AccommodationEntry).order_by(AccommodationEntry.id)).all()
        assert [one.reason == "" for one in kept] == [due, *[False] * (len(kept) - 1)]
        assert {one.time_percent for one in kept} == {150}, "What was granted stays."
        assert how_many(rule) == 0


def accommodation(person: PersonId, by: PersonId, at: datetime) -> AccommodationEntry:
    """Half as much time again."""
    return AccommodationEntry(
        person_id=person, time_percent=150, extra_attempts=0, break_minutes=0, reason="Why", entered_by=by, entered_at=at
    )


@pytest.mark.parametrize(
    ("finished", "ends", "due"),
    [
        (timedelta(days=730), None, True),
        (timedelta(days=730) - TICK, None, False),
        (timedelta(days=2000), timedelta(days=729), False),
        (timedelta(days=2000), timedelta(days=730), True),
        (timedelta(days=2000), timedelta(days=-1), False),
    ],
)  # fmt: skip
def test_answers_stay_until_two_years_after_the_certificate(
    db: SQLAlchemy, make: Make, now: datetime, finished: timedelta, ends: timedelta | None, due: bool
) -> None:  # fmt: skip
    person = make.person("p@x.example")
    with undone(db):
        attempt = Attempt(
            public_id=new_public_id(), person_id=person, quiz="sf", revision="0" * 64, certification="sf", cycle=1, number=1,
            state=AttemptState.GRADED, ending=Ending.SUBMITTED, started_at=now - finished - timedelta(hours=1),
            finished_at=now - finished, percent=100, passed=True,
        )  # fmt: skip
        db.session.add(attempt)
        db.session.flush()
        db.session.add(AttemptSlot(attempt_id=attempt.id, position=1, question="q", option_order=["a"], seq=1, answer=["a"], saved_at=now))
        if ends is not None:
            db.session.add(
                Certificate(
                    public_id=new_public_id(), code="A" * 26, person_id=person, certification="sf", cycle=1, source="exam",
                    issued_at=now - finished, expires_on=(now - ends).date(),
                )
            )  # fmt: skip
        db.session.flush()
        (rule,) = [one for one in outdated(PERIODS, now) if one.table is AttemptSlot]
        assert remove(make.library(), rule, PERIODS, now) == int(due)
        assert how_many(rule) == 0
        assert db.session.scalars(sa.select(AttemptSlot.answer)).one() == (None if due else ["a"])


def logged(ages: list[timedelta], now: datetime) -> None:
    for age in ages:
        record([DataExported(at=now - PERIODS.audit - age, person=PersonId(1))])


def test_the_log_is_cut_at_its_oldest_end_only_and_still_proves_itself(db: SQLAlchemy, make: Make, now: datetime) -> None:
    with undone(db):
        logged([3 * TICK, TICK, -TICK, 5 * TICK, -YEAR], now)
        (rule,) = [one for one in outdated(PERIODS, now) if one.table is AuditEntry]
        assert how_many(rule) == 2, "an old row behind a young one stays: a chain has no holes"
        assert remove(make.library(), rule, PERIODS, now) == 2
        assert db.session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.id)).all() == ["data_exported"] * 3 + ["log_shortened"]
        assert first_broken() is None
        assert remove(make.library(), rule, PERIODS, now) == 0
        assert remove(make.library(), rule, PERIODS, now + 5 * YEAR) == 4
        assert first_broken() is None
        assert db.session.scalars(sa.select(AuditAnchor.entries).order_by(AuditAnchor.id)).all() == [2, 4]


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM audit_anchor",
        "UPDATE audit_anchor SET hash = '" + "0" * 64 + "'",
        "UPDATE audit_anchor SET entries = 1",
        "DELETE FROM audit_entry WHERE action = 'log_shortened'",
        "DELETE FROM audit_entry WHERE id = (SELECT min(id) FROM audit_entry)",
        "DELETE FROM audit_entry",
    ],
)
def test_who_cuts_the_log_by_hand_is_found(db: SQLAlchemy, make: Make, now: datetime, change: str) -> None:
    with undone(db):
        logged([TICK, TICK, -YEAR, -YEAR], now)
        record(shorten(now - PERIODS.audit, now))
        assert first_broken() is None
        db.session.execute(sa.text(change))
        db.session.expire_all()
        assert first_broken() is not None


def test_a_log_that_was_cut_whole_goes_on_from_its_anchor(db: SQLAlchemy, now: datetime) -> None:
    with undone(db):
        logged([TICK, TICK], now)
        events = shorten(now - PERIODS.audit, now)
        assert db.session.scalar(sa.select(sa.func.count()).select_from(AuditEntry)) == 0
        record(events)
        assert first_broken() is None


def test_the_command_counts_first_and_then_removes_the_same(
    tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    address = f"sqlite:///{tmp_path / 'own.db'}"
    app = create_app(Settings(secret="x" * 40, database=address))
    with app.app_context():
        tables.metadata.create_all(database.engine)
    with app.app_context(), transaction():
        database.session.add(SpentChallenge(hash="0" * 64, expires_at=now - YEAR))
        database.session.add(SpentChallenge(hash="1" * 64, expires_at=now + YEAR))
    monkeypatch.setenv("LMS_SECRET", "x" * 40)
    monkeypatch.setenv("LMS_DATABASE", address)
    assert main(["retention", "--dry-run", "--language", "en"]) == 0
    told = capsys.readouterr().out
    assert "       1  spent_challenge\n" in told
    assert told.endswith("1 row would go. Nothing was removed.\n")
    assert main(["retention", "--language", "en"]) == 0
    assert capsys.readouterr().out.endswith("1 row has gone.\n")
    with app.app_context():
        assert database.session.scalars(sa.select(SpentChallenge.hash)).all() == ["1" * 64]
        database.session.remove()
        database.engine.dispose()


def test_the_worker_does_it_once_a_day(db: SQLAlchemy, anywhere: Flask, now: datetime) -> None:
    def left() -> int:
        return db.session.scalar(sa.select(sa.func.count()).select_from(SpentChallenge)) or 0

    def old(name: str) -> None:
        with transaction():
            db.session.add(SpentChallenge(hash=name * 64, expires_at=now - YEAR))

    anywhere.extensions.pop("waymark_retained_on", None)
    old("0")
    retain_daily(anywhere, now)
    assert left() == 0
    old("1")
    retain_daily(anywhere, now + timedelta(hours=1))
    assert left() == 1
    retain_daily(anywhere, now + timedelta(days=1))
    assert left() == 0
    assert all(rows == 0 for _, rows in retain(Settings(secret="x" * 40), now, dry_run=True))
