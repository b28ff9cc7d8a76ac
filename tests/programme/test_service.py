"""Versions are kept for ever, give the notice that was promised, and are in force from their day on."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import update

from lms.core.db import transaction
from lms.core.errors import Conflict, Refused
from lms.core.events import Event
from lms.core.ids import PersonId
from lms.programme import queries, service
from lms.programme.events import ProgrammePublished
from lms.programme.models import ProgrammeVersion
from lms.programme.rules import Programme, rule_hash
from tests.partners.world import statements
from tests.programme.made import ANNA_ENDS, programme, sample

NIMBUS = programme(sample())
NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
LATER = datetime(ANNA_ENDS.year, ANNA_ENDS.month, ANNA_ENDS.day, 9, 0, tzinfo=UTC)


def version(number: int, start: date, text: str | None = None) -> Programme:
    """The sample's rules under another number."""
    return replace(programme(text or sample()), version=number, effective_from=start)


def publish(rules: Programme, now: datetime = NOW) -> list[Event]:
    """Publish at the edge."""
    with transaction():
        return service.publish_version(rules, now)


def test_a_published_version_comes_back_whole_and_publishing_it_again_changes_nothing(db: SQLAlchemy) -> None:
    (event,) = publish(NIMBUS)
    assert isinstance(event, ProgrammePublished)
    assert (event.version, event.rule_hash, event.at) == (4, rule_hash(NIMBUS), NOW)
    assert publish(NIMBUS, LATER) == []
    assert queries.version(4) == NIMBUS
    assert queries.version(9) is None
    row = queries.newest()
    assert row is not None
    assert row.published_at == NOW


def test_a_version_never_changes_its_rules(db: SQLAlchemy) -> None:
    publish(NIMBUS)
    with pytest.raises(Conflict):
        publish(programme(sample().replace("min: 4.2", "min: 4.3")))
    assert queries.version(4) == NIMBUS


def test_a_lower_version_is_refused_and_an_older_known_one_is_welcome(db: SQLAlchemy) -> None:
    publish(NIMBUS)
    publish(version(5, date(2026, 6, 1)))
    assert publish(NIMBUS) == []
    with pytest.raises(Refused):
        publish(version(3, date(2026, 7, 1)))


@pytest.mark.parametrize(("start", "fits"), [(date(2026, 4, 29), False), (date(2026, 4, 30), True)])
def test_a_new_version_keeps_the_notice_that_the_last_one_promised(db: SQLAlchemy, start: date, fits: bool) -> None:
    publish(NIMBUS)
    rules = replace(version(5, start), notice_days=0)
    if fits:
        assert len(publish(rules)) == 1
        return
    with pytest.raises(Refused):
        publish(rules)
    assert queries.version(5) is None


def test_a_new_version_does_not_begin_before_the_last_one(db: SQLAlchemy) -> None:
    publish(version(4, date(2027, 1, 1)))
    with pytest.raises(Refused):
        publish(version(5, date(2026, 12, 31)))


def test_each_version_is_in_force_from_its_day_until_the_next_ones(db: SQLAlchemy) -> None:
    publish(NIMBUS)
    publish(version(5, date(2026, 6, 1)))
    numbers = {day: found.version if (found := queries.version_in_force(day)) else None for day in (
        date(2025, 12, 31), date(2026, 1, 1), date(2026, 5, 31), date(2026, 6, 1), date(2030, 1, 1),
    )}  # fmt: skip
    assert list(numbers.values()) == [None, 4, 4, 5, 5]


def test_without_any_version_there_is_none(db: SQLAlchemy) -> None:
    assert queries.newest() is None
    assert queries.version_in_force(date(2026, 1, 1)) is None


def test_who_published_stands_in_the_event(db: SQLAlchemy) -> None:
    with transaction():
        (event,) = service.publish_version(NIMBUS, NOW, PersonId(5))
    assert event.by == 5


def test_versions_are_read_once_and_again_when_there_is_a_new_one(db: SQLAlchemy) -> None:
    assert queries.published() == queries.Published((), {})
    publish(NIMBUS)
    assert queries.published() == queries.Published((NIMBUS,), {4: rule_hash(NIMBUS)})
    with statements(db) as seen:
        queries.published()
    assert len(seen) == 1
    publish(version(5, date(2026, 6, 1)))
    assert [one.version for one in queries.published().versions] == [4, 5]
    for number in range(6, 16):
        publish(version(number, date(2026, 6, number)), NOW)
        assert len(queries.published().versions) == number - 3


def test_a_version_that_an_older_program_hashed_otherwise_is_still_the_same_version(db: SQLAlchemy) -> None:
    publish(NIMBUS)
    with transaction():
        db.session.execute(update(ProgrammeVersion).values(hash="0" * 64))
    assert publish(NIMBUS) == []
    with pytest.raises(Conflict):
        publish(replace(NIMBUS, notice_days=1))


def test_the_notice_that_the_new_rules_promise_counts_too(db: SQLAlchemy) -> None:
    publish(NIMBUS)
    soon = replace(version(5, NOW.date() + timedelta(days=89)), notice_days=90)
    with pytest.raises(Refused):
        publish(soon)
    assert publish(replace(soon, effective_from=NOW.date() + timedelta(days=90)))
