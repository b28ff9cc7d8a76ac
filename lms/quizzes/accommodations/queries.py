"""Reading accommodations: what counts for a person, and how it came about for who may enter it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from lms.access import Actor, Permission, Reach, may, reaches
from lms.accounts.models import Person
from lms.core.db import db
from lms.core.ids import PersonId
from lms.core.text import Texts
from lms.partners.queries import people_scope
from lms.partners.rules import both_names
from lms.quizzes.accommodations.models import AccommodationEntry
from lms.quizzes.rules import Accommodation


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What counts for a person: the newest entry, while it is valid."""

    accommodation: Accommodation
    valid_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """One entry of the history. `reason` is `None` for a reader who neither entered it nor is the programme admin."""

    accommodation: Accommodation
    valid_until: date | None
    entered_at: datetime
    entered_by: Texts
    reason: str | None


def standing_of(person: PersonId, day: date) -> Standing:
    """What counts for the person on a day; one statement. An entry that has ended lets nothing older count again."""
    chosen = select(AccommodationEntry).where(AccommodationEntry.person_id == person).order_by(AccommodationEntry.id.desc()).limit(1)
    row = db.session.scalar(chosen)
    if row is None or (row.valid_until is not None and day >= row.valid_until):
        return Standing(accommodation=Accommodation())
    return Standing(accommodation=_value(row), valid_until=row.valid_until)


def may_enter(actor: Actor, person: PersonId, day: date) -> bool:
    """Whether the actor may enter an accommodation for the person; one statement, none for who may for nobody."""
    if not may(actor, Permission.ENTER_ACCOMMODATION):
        return False
    chosen = select(Person.id).where(Person.id == person, Person.id.in_(people_scope(actor, Permission.ENTER_ACCOMMODATION, day)))
    return db.session.scalar(chosen) is not None


def history_of(actor: Actor, person: PersonId) -> tuple[Entered, ...]:
    """All that was entered for a person whom the actor may reach, newest first; one statement."""
    rows = db.session.execute(
        select(AccommodationEntry, Person.name, Person.name_ru)
        .join(Person, Person.id == AccommodationEntry.entered_by)
        .where(AccommodationEntry.person_id == person)
        .order_by(AccommodationEntry.id.desc())
    )
    everything = Reach.ALL in reaches(actor, Permission.ENTER_ACCOMMODATION)
    return tuple(
        Entered(
            accommodation=_value(row), valid_until=row.valid_until, entered_at=row.entered_at, entered_by=both_names(name, name_ru),
            reason=row.reason if everything or row.entered_by == actor.person else None,
        )
        for row, name, name_ru in rows
    )  # fmt: skip


def _value(row: AccommodationEntry) -> Accommodation:
    return Accommodation(time_percent=row.time_percent, extra_attempts=row.extra_attempts, break_minutes=row.break_minutes)
