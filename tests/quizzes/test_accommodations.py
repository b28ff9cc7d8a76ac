"""Accommodations: entered once, never overwritten, and their reason is nobody else's to read."""

from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa

from lms.access import Actor, Role
from lms.core.db import db, transaction
from lms.core.errors import Invalid, Refused
from lms.core.events import Event
from lms.core.ids import PersonId
from lms.quizzes.accommodations.events import AccommodationEntered
from lms.quizzes.accommodations.models import AccommodationEntry
from lms.quizzes.accommodations.queries import Standing, history_of, standing_of
from lms.quizzes.accommodations.service import NewAccommodation, enter
from lms.quizzes.rules import Accommodation

HALF_MORE = Accommodation(time_percent=150, extra_attempts=2, break_minutes=10)
DAY = timedelta(days=1)


@pytest.fixture
def people(anna: PersonId, boris: PersonId) -> tuple[PersonId, PersonId]:
    """Whose accommodation it is, and who enters it."""
    return anna, boris


def stored(person: PersonId, by: PersonId, now: datetime, **figures: int) -> None:
    """Write past the service."""
    values = {"time_percent": 100, "extra_attempts": 0, "break_minutes": 0, **figures}
    with transaction():
        db.session.add(AccommodationEntry(person_id=person, entered_by=by, reason="x", entered_at=now, **values))


def entered(
    person: PersonId, by: PersonId, now: datetime, given: Accommodation = HALF_MORE, reason: str = "dyslexia", until: date | None = None
) -> list[Event]:
    with transaction():
        return enter(person, NewAccommodation(accommodation=given, reason=reason, valid_until=until), by, now)


def test_the_newest_entry_counts_and_the_older_ones_stay(anna: PersonId, boris: PersonId, now: datetime) -> None:
    assert standing_of(anna, now.date()) == Standing(accommodation=Accommodation())
    entered(anna, boris, now)
    assert standing_of(anna, now.date()).accommodation == HALF_MORE
    entered(anna, boris, now + DAY, Accommodation())
    assert standing_of(anna, now.date()).accommodation == Accommodation()
    admin = Actor(boris, frozenset({Role.PROGRAMME_ADMIN}))
    assert [(one.accommodation, one.reason) for one in history_of(admin, anna)] == [(Accommodation(), "dyslexia"), (HALF_MORE, "dyslexia")]


def test_an_entry_counts_up_to_but_not_on_its_day_and_nothing_older_comes_back(anna: PersonId, boris: PersonId, now: datetime) -> None:
    day = now.date()
    entered(anna, boris, now)
    entered(anna, boris, now, Accommodation(time_percent=200), until=day + 10 * DAY)
    assert standing_of(anna, day + 9 * DAY) == Standing(accommodation=Accommodation(time_percent=200), valid_until=day + 10 * DAY)
    assert standing_of(anna, day + 10 * DAY).accommodation == Accommodation()


def test_the_event_tells_everything_but_the_reason(anna: PersonId, boris: PersonId, now: datetime) -> None:
    (event,) = entered(anna, boris, now)
    assert event == AccommodationEntered(
        at=now, by=boris, person=anna, time_percent=150, extra_attempts=2, break_minutes=10, valid_until=None
    )
    assert "dyslexia" not in str(event)


@pytest.mark.parametrize(("role", "reader", "reads"), [
    (Role.PROGRAMME_ADMIN, "other", True), (Role.PARTNER_MANAGER, "writer", True), (Role.PARTNER_MANAGER, "other", False),
    (Role.HEAD, "other", False), (Role.PARTNER_ADMIN, "other", False), (Role.LEARNER, "herself", False),
])  # fmt: skip
def test_the_reason_is_read_by_who_entered_it_and_the_programme_admin_alone(
    people: tuple[PersonId, PersonId], now: datetime, role: Role, reader: str, reads: bool
) -> None:
    anna, boris = people
    entered(anna, boris, now)
    who = {"writer": boris, "herself": anna, "other": PersonId(999)}[reader]
    (entry,) = history_of(Actor(who, frozenset({role})), anna)
    assert entry.reason == ("dyslexia" if reads else None)


def test_nobody_enters_one_for_themselves(anna: PersonId, now: datetime) -> None:
    with pytest.raises(Refused):
        entered(anna, anna, now)
    with pytest.raises(sa.exc.IntegrityError):
        stored(anna, anna, now)


@pytest.mark.parametrize("given", [
    {"time_percent": 99}, {"time_percent": 401}, {"extra_attempts": -1}, {"extra_attempts": 21}, {"break_minutes": -1},
    {"break_minutes": 241},
])  # fmt: skip
def test_figures_out_of_range_change_nothing(anna: PersonId, boris: PersonId, now: datetime, given: dict[str, int]) -> None:
    with pytest.raises(Invalid):
        entered(anna, boris, now, Accommodation(**given))
    assert db.session.scalars(sa.select(AccommodationEntry)).all() == []
    with pytest.raises(sa.exc.IntegrityError):
        stored(anna, boris, now, **given)


def test_a_reason_and_a_day_to_come_are_needed(anna: PersonId, boris: PersonId, now: datetime) -> None:
    for reason in ("", "   ", "x" * 1001):
        with pytest.raises(Invalid):
            entered(anna, boris, now, reason=reason)
    with pytest.raises(Invalid):
        entered(anna, boris, now, until=now.date())
    assert entered(anna, boris, now, until=now.date() + DAY)
