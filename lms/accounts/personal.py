"""The personal address of an account, which stays its person's whoever employs them: given, and confirmed by its mailbox."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from lms.accounts.claims import claim, holder_of, taken
from lms.accounts.events import PersonalAddressAsked, PersonalAddressChanged, PersonalAddressTakenBack
from lms.accounts.models import Person, PersonalAddress
from lms.accounts.rules import ADDRESS_LASTS, ADDRESSES_A_DAY, is_email, plain_email, token_hash
from lms.accounts.service import end_sessions, new_uniquifier
from lms.accounts.tokens import end_tokens
from lms.core.db import db
from lms.core.errors import Invalid, NotFound, Refused
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

    @property
    def replaced(self) -> bool:
        """Whether another personal address opens nothing any more: then all sessions and reset links of the person have ended."""
        return self.former not in ("", self.email, self.sign_in)


def give(person_id: PersonId, email: str, now: datetime) -> tuple[Given, list[Event]]:
    """Give a personal address, or another one; it counts when its mailbox confirms it. An older link no longer works.

    Whether the address has an account already makes no difference here: nobody is told by this answer.

    Raises:
        NotFound: there is nobody like that who may sign in.
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
    pending.asked_at, pending.expires_at = pending.asked_at if recent else now, now + ADDRESS_LASTS
    db.session.flush()
    given = Given(person_id, plain, secret, pending.expires_at, holder_of(plain, person_id))
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
    if pending is None or pending.token_hash != hashed or not pending.email:
        raise NotFound(UNKNOWN)
    if now >= pending.expires_at:
        raise Refused(msg("This link ended on %(day)s. Give the address once more.", day=pending.expires_at.date()))
    email, pending.email = pending.email, ""
    return _keep(person, email, now)


def take_back(person_id: PersonId, now: datetime) -> list[Event]:
    """The person thinks better of an address that waits for its mailbox; nothing happens when none waits."""
    return [PersonalAddressTakenBack(at=now, by=person_id, person=person_id)] if _forget(person_id, now) else []


def keep_own(person_id: PersonId, now: datetime) -> tuple[Confirmed, list[Event]]:
    """The address of sign-in is the personal one: what was given otherwise and waits is forgotten; nothing happens when it is already.

    Raises:
        NotFound: there is nobody like that who may sign in.
        Conflict: somebody else has the address as their personal one.
    """
    person = _hold(person_id)
    if person.personal_email == person.email:
        return Confirmed(person_id, person.email, person.email, person.email), []
    _forget(person_id, now)
    return _keep(person, person.email, now)


def _forget(person_id: PersonId, now: datetime) -> bool:
    """Forget the address that waits. Its row stays, because it counts the mails of the day."""
    waiting = (PersonalAddress.person_id == person_id, PersonalAddress.email != "", PersonalAddress.expires_at > now)
    forgotten = update(PersonalAddress).where(*waiting).values(email="").returning(PersonalAddress.person_id)
    return db.session.scalar(forgotten) is not None


def _keep(person: Person, email: str, now: datetime) -> tuple[Confirmed, list[Event]]:
    claim(email, person.id)
    former = person.personal_email or ""
    try:
        with db.session.begin_nested():
            person.personal_email = email
            db.session.flush()
    except IntegrityError as error:
        raise taken(email) from error
    confirmed = Confirmed(person.id, email, former, person.email)
    if confirmed.replaced:
        # Whoever reads the mailbox that was given up must not be inside, nor hold a link that lets them in.
        person.fs_uniquifier = new_uniquifier()
        db.session.flush()
        end_sessions(person.id)
    ended = end_tokens(person.id, now, None) if confirmed.replaced else []
    return confirmed, [PersonalAddressChanged(at=now, by=person.id, person=person.id), *ended]


def _hold(person_id: PersonId) -> Person:
    """Let parallel changes of one person wait for each other."""
    chosen = select(Person).where(Person.id == person_id, Person.active).with_for_update(key_share=True)
    person = db.session.scalar(chosen.execution_options(populate_existing=True))
    if person is None:
        raise NotFound
    return person
