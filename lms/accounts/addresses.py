"""Changing the mail address of an account: asked for, confirmed by both mailboxes, or stopped by either."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.exc import IntegrityError

from lms.accounts.claims import claim, holder_of, taken
from lms.accounts.events import AddressChangeAsked, AddressChanged, AddressChangeStopped, AddressConfirmed
from lms.accounts.models import AddressChange, Person
from lms.accounts.rules import ADDRESS_LASTS, ADDRESSES_A_DAY, Side, is_email, plain_email, token_hash, why_over
from lms.accounts.service import end_sessions, new_uniquifier
from lms.accounts.tokens import end_tokens
from lms.core.db import db
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.events import Event
from lms.core.ids import PersonId
from lms.core.text import msg

DAY = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Asked:
    """A change that was asked for. The secrets are kept nowhere else; `holder` has the wanted address already, and only they may know.

    `mailbox` is the one that answers for the account: the old one, or the personal one in its place.
    """

    change: AddressChange
    old_secret: str
    new_secret: str
    holder: PersonId | None
    mailbox: str


@dataclass(frozen=True, slots=True)
class Answered:
    """What one mailbox's answer led to. `done`: the new address counts from now on."""

    person: PersonId
    side: Side
    old_email: str
    new_email: str
    done: bool = False


def ask(person_id: PersonId, email: str, now: datetime, *, without_old: bool = False) -> tuple[Asked, list[Event]]:
    """Ask for another address. An earlier change that is open is stopped, so that the newest links are the ones that work.

    Whether the address has an account already makes no difference here: nobody is told by this answer.

    Two mailboxes always answer, and both are the person's. With `without_old` (the mailbox of work is gone) the personal one answers in
    place of the old one: it was confirmed before, and choosing a new password by it is possible anyway, so nobody gains by this who
    could not do as much already. Who makes the personal address that of sign-in has confirmed it when it became personal.

    Raises:
        NotFound: there is nobody like that who may sign in.
        Invalid: it cannot be an address, or is the person's own.
        Refused: the person asked too often today, or has no other mailbox that could answer in place of the old one.
    """
    plain = plain_email(email)
    if not is_email(plain):
        raise Invalid(msg("Enter your mail address, such as name@company.example."))
    person = _hold(person_id)
    if plain == person.email:
        raise Invalid(msg("This is your address already."))
    personal = person.personal_email or person.email
    if without_old and personal == person.email:
        raise Refused(msg("You have no personal address that could confirm in place of the old one."))
    recent = select(func.count()).where(AddressChange.person_id == person_id, AddressChange.asked_at > now - DAY)
    if (db.session.scalar(recent) or 0) >= ADDRESSES_A_DAY:
        raise Refused(msg("You have asked for %(n)s changes of address within 24 hours. Try again tomorrow.", n=ADDRESSES_A_DAY))
    db.session.execute(update(AddressChange).where(AddressChange.person_id == person_id, *_open()).values(stopped_at=now))
    old, new = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    change = AddressChange(
        person_id=person_id, old_email=person.email, new_email=plain, old_hash=token_hash(old), new_hash=token_hash(new),
        asked_at=now, expires_at=now + ADDRESS_LASTS, new_confirmed_at=now if plain == personal else None,
    )  # fmt: skip
    db.session.add(change)
    db.session.flush()
    mailbox = personal if without_old else person.email
    return Asked(change, old, new, holder_of(plain, person_id), mailbox), [AddressChangeAsked(at=now, by=person_id, person=person_id)]


def confirm(token: str, now: datetime) -> tuple[Answered, list[Event]]:
    """One mailbox says yes; when both have, the new address counts, and all sessions and reset links of the person end.

    A mailbox that has said yes and says it again changes nothing.

    Raises:
        NotFound: there is no such link.
        Refused: the change is done, stopped or too old.
        Conflict: somebody else has the new address by now.
    """
    change, side = _held_change(token, now)
    answered = Answered(change.person_id, side, change.old_email, change.new_email)
    if (change.old_confirmed_at if side is Side.OLD else change.new_confirmed_at) is not None:
        return answered, []
    if side is Side.OLD:
        change.old_confirmed_at = now
    else:
        change.new_confirmed_at = now
    events: list[Event] = [AddressConfirmed(at=now, person=change.person_id, side=side)]
    if change.old_confirmed_at is None or change.new_confirmed_at is None:
        db.session.flush()
        return answered, events
    _take(change, now)
    changed = AddressChanged(at=now, by=change.person_id, person=change.person_id)
    ended = end_tokens(change.person_id, now, None)
    return Answered(change.person_id, side, change.old_email, change.new_email, done=True), [*events, changed, *ended]


def stop(token: str, now: datetime) -> tuple[Answered, list[Event]]:
    """One mailbox says no: the old address goes on. Where the old one says it, others may be in the account: all sessions and tokens end.

    Raises:
        NotFound: there is no such link.
        Refused: the change is done, stopped or too old.
    """
    change, side = _held_change(token, now)
    change.stopped_at = now
    db.session.flush()
    events: list[Event] = [AddressChangeStopped(at=now, person=change.person_id, side=side)]
    if side is Side.OLD:
        end_sessions(change.person_id)
        events += end_tokens(change.person_id, now, None)
    return Answered(change.person_id, side, change.old_email, change.new_email), events


def take_back(person_id: PersonId, now: datetime) -> list[Event]:
    """The person thinks better of it; nothing happens when nothing is open."""
    stopped = db.session.execute(
        update(AddressChange).where(AddressChange.person_id == person_id, *_open()).values(stopped_at=now).returning(AddressChange.id)
    )
    return [AddressChangeStopped(at=now, by=person_id, person=person_id, side=None)] if stopped.all() else []


def _take(change: AddressChange, now: datetime) -> None:
    claim(change.new_email, change.person_id)
    change.done_at = now
    try:
        with db.session.begin_nested():
            db.session.execute(
                update(Person).where(Person.id == change.person_id).values(email=change.new_email, fs_uniquifier=new_uniquifier())
            )
    except IntegrityError as error:
        raise taken(change.new_email) from error
    db.session.flush()
    end_sessions(change.person_id)


def _open() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return AddressChange.done_at.is_(None), AddressChange.stopped_at.is_(None)


def _hold(person_id: PersonId) -> Person:
    """Let parallel changes of one person wait for each other."""
    chosen = select(Person).where(Person.id == person_id, Person.active).with_for_update(key_share=True)
    person = db.session.scalar(chosen.execution_options(populate_existing=True))
    if person is None:
        raise NotFound
    return person


def _held_change(token: str, now: datetime) -> tuple[AddressChange, Side]:
    """The change behind a link that is still open, with the mailbox it went to; both rows locked, the person's first."""
    hashed = token_hash(token)
    chosen = select(AddressChange).where(or_(AddressChange.old_hash == hashed, AddressChange.new_hash == hashed))
    found = db.session.scalar(chosen)
    if found is None:
        raise NotFound(msg("This link does not belong to a change of address. Use the link in the newest mail."))
    _hold(found.person_id)
    db.session.refresh(found, with_for_update=True)
    over = why_over(now, found.expires_at, found.done_at, found.stopped_at)
    if over is not None:
        raise Refused(over)
    return found, Side.OLD if found.old_hash == hashed else Side.NEW
