"""The personal address of an account, which stays its person's whoever employs them: given, and confirmed by its mailbox."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError

from lms.accounts.events import PersonalAddressAsked, PersonalAddressChanged
from lms.accounts.models import Person, PersonalAddress
from lms.accounts.rules import ADDRESS_LASTS, ADDRESSES_A_DAY, is_email, plain_email, token_hash
from lms.core.db import db
from lms.core.errors import Conflict, Invalid, NotFound, Refused
from lms.core.events import Event
from lms.core.ids import PersonId
from lms.core.text import msg

DAY = timedelta(hours=24)
UNKNOWN = msg("This link does not confirm a personal address. Use the link in the newest mail.")


@dataclass(frozen=True, slots=True)
class Given:
    """A personal address that was given. The secret is kept nowhere else; `holder` has the address already, and only they may know."""

    person: PersonId
    email: str
    secret: str
    expires_at: datetime
    holder: PersonId | None


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A mailbox said yes. `former` is the personal address before, empty when there was none; `sign_in` that of sign-in."""

    person: PersonId
    email: str
    former: str
    sign_in: str


def give(person_id: PersonId, email: str, now: datetime) -> tuple[Given, list[Event]]:
    """Give a personal address, or another one; it counts when its mailbox confirms it. An older link no longer works.

    Whether the address has an account already makes no difference here: nobody is told by this answer.

    Raises:
        Invalid: it cannot be an address, or is the person's personal one already.
        Refused: the person gave too many within 24 hours.
    """
    plain = plain_email(email)
    if not is_email(plain):
        raise Invalid(msg("Enter your personal mail address, such as name@home.example."))
    person = _hold(person_id)
    if plain == person.personal_email:
        raise Invalid(msg("This is your personal address already."))
    pending = db.session.get(PersonalAddress, person_id, populate_existing=True)
    recent = pending.asked_today if pending is not None and pending.asked_at > now - DAY else 0
    if recent >= ADDRESSES_A_DAY:
        raise Refused(msg("You have given %(n)s addresses within 24 hours. Try again tomorrow.", n=ADDRESSES_A_DAY))
    if pending is None:
        pending = PersonalAddress(person_id=person_id)
        db.session.add(pending)
    secret = secrets.token_urlsafe(32)
    pending.email, pending.token_hash, pending.asked_today = plain, token_hash(secret), recent + 1
    pending.asked_at, pending.expires_at = now, now + ADDRESS_LASTS
    db.session.flush()
    given = Given(person_id, plain, secret, pending.expires_at, _holder(person_id, plain))
    return given, [PersonalAddressAsked(at=now, by=person_id, person=person_id)]


def confirm(token: str, now: datetime) -> tuple[Confirmed, list[Event]]:
    """The mailbox says yes: the address is the person's from now on.

    Raises:
        NotFound: there is no such link, it was used, or a newer one was sent.
        Refused: it is too old.
        Conflict: somebody else has the address by now.
    """
    hashed = token_hash(token)
    owner = db.session.scalar(select(PersonalAddress.person_id).where(PersonalAddress.token_hash == hashed))
    if owner is None:
        raise NotFound(UNKNOWN)
    person = _hold(owner)
    pending = db.session.get(PersonalAddress, owner, populate_existing=True)
    if pending is None or pending.token_hash != hashed:
        raise NotFound(UNKNOWN)
    if now >= pending.expires_at:
        raise Refused(msg("This link ended on %(day)s. Give the address once more.", day=pending.expires_at.date()))
    email = pending.email
    db.session.delete(pending)
    return _keep(person, email, now)


def keep_own(person_id: PersonId, now: datetime) -> tuple[Confirmed, list[Event]]:
    """The address of sign-in is the personal one: what was given otherwise and waits is forgotten; nothing happens when it is already.

    Raises:
        Conflict: somebody else has the address as their personal one.
    """
    person = _hold(person_id)
    if person.personal_email == person.email:
        return Confirmed(person_id, person.email, person.email, person.email), []
    pending = db.session.get(PersonalAddress, person_id, populate_existing=True)
    if pending is not None:
        db.session.delete(pending)
    return _keep(person, person.email, now)


def _keep(person: Person, email: str, now: datetime) -> tuple[Confirmed, list[Event]]:
    taken = Conflict(msg("%(address)s already has an account.", address=email))
    former = person.personal_email or ""
    if _holder(person.id, email) is not None:
        raise taken
    try:
        with db.session.begin_nested():
            person.personal_email = email
            db.session.flush()
    except IntegrityError as error:
        raise taken from error
    changed = PersonalAddressChanged(at=now, by=person.id, person=person.id)
    return Confirmed(person.id, email, former, person.email), [changed]


def _holder(person_id: PersonId, email: str) -> PersonId | None:
    """Who else has the address, for sign-in or as their personal one."""
    either = or_(Person.email == email, Person.personal_email == email)
    return db.session.scalar(select(Person.id).where(either, Person.id != person_id).limit(1))


def _hold(person_id: PersonId) -> Person:
    """Let parallel changes of one person wait for each other."""
    chosen = select(Person).where(Person.id == person_id, Person.active).with_for_update(key_share=True)
    person = db.session.scalar(chosen.execution_options(populate_existing=True))
    if person is None:
        raise NotFound
    return person
