"""Looking at the academy as somebody else: begun with a reason, ended by hand or by the clock, and never with a hand on anything."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select

from lms.accounts.events import LookBegan, LookEnded
from lms.accounts.models import Look, Person, PersonRole
from lms.accounts.rules import LOOK_LASTS, NOTE_LENGTH, LookReason
from lms.core.db import db
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.events import Event
from lms.core.ids import PersonId
from lms.core.text import msg


@dataclass(frozen=True, slots=True)
class Wanted:
    """A look to be: who looks, in which session, at whom, and why. `note` is the looker's own words."""

    looker: PersonId
    session_hash: str
    person: PersonId
    why: LookReason
    note: str


def begin(wanted: Wanted, now: datetime) -> list[Event]:
    """Begin a look of 30 minutes; one that is still open in this session ends first.

    Raises:
        NotFound: there is nobody active of that kind.
        Refused: they are the looker, or belong to the vendor's staff.
        Invalid: the note is empty or too long.
    """
    note = " ".join(wanted.note.split())
    if not note or len(note) > NOTE_LENGTH or not note.isprintable():
        raise Invalid(msg("Say in a sentence of at most %(n)s characters why you look. The person can read it.", n=NOTE_LENGTH))
    found = db.session.scalar(select(Person.active).where(Person.id == wanted.person))
    if not found:
        raise NotFound
    if wanted.person == wanted.looker:
        raise Refused(msg("You see the academy as yourself already."))
    if is_staff(wanted.person):
        raise Refused(msg("Only partners' people can be looked as: who has a role of the vendor keeps their view to themselves."))
    events = _end(Look.session_hash == wanted.session_hash, now)
    look = Look(
        session_hash=wanted.session_hash, person_id=wanted.person, looker_id=wanted.looker, why=wanted.why, note=note, began_at=now,
        expires_at=now + LOOK_LASTS,
    )  # fmt: skip
    db.session.add(look)
    db.session.flush()
    return [*events, LookBegan(at=now, by=wanted.looker, person=wanted.person, look=look.id, why=wanted.why)]


def end(session_hash: str, now: datetime) -> list[Event]:
    """End the look of a session; nothing happens when there is none."""
    return _end(Look.session_hash == session_hash, now)


def end_looks_of(person_id: PersonId, now: datetime) -> list[Event]:
    """End every look as this person and by this person: their account was closed, or their roles changed."""
    return _end(or_(Look.person_id == person_id, Look.looker_id == person_id), now)


def end_over(now: datetime) -> list[Event]:
    """Write the end of looks whose time is over; they show nothing since then."""
    return _end(Look.expires_at <= now, now)


def is_staff(person_id: PersonId) -> bool:
    """Whether somebody has a role that is given by hand."""
    return db.session.scalar(select(PersonRole.person_id).where(PersonRole.person_id == person_id).limit(1)) is not None


def _end(which: ColumnElement[bool], now: datetime) -> list[Event]:
    chosen = select(Look).where(which, Look.ended_at.is_(None)).order_by(Look.id).with_for_update()
    events: list[Event] = []
    for look in db.session.scalars(chosen.execution_options(populate_existing=True)).all():
        look.ended_at = min(now, look.expires_at)
        events.append(LookEnded(at=now, by=look.looker_id, person=look.person_id, look=look.id, why=look.why))
    if events:
        db.session.flush()
    return events
