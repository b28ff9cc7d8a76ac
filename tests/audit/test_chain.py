"""The log is a chain: whoever changes, removes or moves a row is found."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from lms.access import Actor, Role
from lms.audit.models import AuditEntry
from lms.audit.rules import GENESIS, action_of, detail_of
from lms.audit.service import first_broken, record
from lms.core.db import transaction
from lms.core.events import Event
from lms.core.ids import PersonId
from lms.courses.rules import Track
from lms.reporting.log import latest


@dataclass(frozen=True, slots=True, kw_only=True)
class TestThingHappened(Event):
    """An event for the tests."""

    __test__ = False

    number: int
    tracks: tuple[Track, ...] = (Track.SALES,)
    day: date | None = None
    moment: datetime | None = None
    figures: dict[str, Decimal] = field(default_factory=dict)


def happen(count: int, now: datetime) -> None:
    for number in range(count):
        with transaction():
            record([TestThingHappened(at=now + timedelta(seconds=number), by=PersonId(1), number=number)])


def test_an_event_is_logged_with_its_plain_name_and_its_figures(now: datetime) -> None:
    event = TestThingHappened(at=now, number=3, day=now.date(), moment=now, figures={"csat": Decimal("4.2")})
    assert action_of(event) == "test_thing_happened"
    assert detail_of(event) == {
        "number": 3, "tracks": ["sales"], "day": "2026-11-21", "moment": "2026-11-21T09:00:00+00:00", "figures": {"csat": "4.2"},
    }  # fmt: skip


def test_an_untouched_chain_holds_and_begins_at_genesis(db: SQLAlchemy, now: datetime) -> None:
    happen(4, now)
    record([])
    assert first_broken() is None
    assert db.session.scalar(sa.select(AuditEntry.previous).order_by(AuditEntry.id).limit(1)) == GENESIS


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit_entry SET action = 'other' WHERE id = 3",
        "UPDATE audit_entry SET person_id = 9 WHERE id = 3",
        "DELETE FROM audit_entry WHERE id = 3",
        "UPDATE audit_entry SET at = '2020-01-01 00:00:00.000000' WHERE id = 3",
    ],
)
def test_any_changed_or_missing_row_is_found(db: SQLAlchemy, now: datetime, change: str) -> None:
    happen(5, now)
    with transaction():
        db.session.execute(sa.text(change))
    db.session.expire_all()
    assert first_broken() in (3, 4)


def test_only_who_may_read_the_whole_log_reads_it(db: SQLAlchemy, now: datetime) -> None:
    happen(3, now)
    admin = Actor(PersonId(1), frozenset({Role.PROGRAMME_ADMIN}))
    assert [entry.detail["number"] for entry in latest(admin)] == [2, 1, 0]
    assert [entry.id for entry in latest(admin, before=2)] == [1]
    assert latest(Actor(PersonId(1), frozenset({Role.PARTNER_MANAGER}))) == ()
