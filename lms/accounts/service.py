"""What can be done to persons: create, give and take roles, passwords, own settings, being active, sessions, counters of tries."""

import secrets
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Delete, case, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from lms.access import Role
from lms.accounts.claims import claim, holder_of, taken
from lms.accounts.events import (
    PasswordChanged,
    PersonActivated,
    PersonCreated,
    PersonDeactivated,
    ProfileChanged,
    RoleGranted,
    RoleRevoked,
    SignedIn,
    SignedOut,
)
from lms.accounts.looks import end as end_look
from lms.accounts.looks import end_looks_of
from lms.accounts.models import ApiToken, Person, PersonRole, SignInCounter, SpentChallenge, WebSession
from lms.accounts.rules import (
    AGENT_LENGTH,
    GRANTABLE,
    SESSION_IDLE,
    SESSION_LASTS,
    SHOWN,
    WINDOW,
    Count,
    CounterKind,
    Credentials,
    Profile,
    Theme,
    is_email,
    plain_email,
)
from lms.accounts.tokens import end_tokens, is_forgotten
from lms.core import clock
from lms.core.db import db
from lms.core.errors import Conflict, Invalid, NotFound
from lms.core.events import Event
from lms.core.ids import PersonId, new_public_id
from lms.core.text import LANGUAGES, msg

NAME_LENGTH = 120


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session to be: the hash of its token, what it holds, and which browser asked."""

    token_hash: str
    data: dict[str, Any]
    agent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """A person to be. `password_hash` was made outside of the transaction; `None`: the person chooses one by a reset link."""

    email: str
    name: str
    name_ru: str = ""
    language: str = "en"
    zone: str = "Europe/Moscow"
    roles: frozenset[Role] = frozenset()
    password_hash: str | None = None


def create_person(new: NewPerson, now: datetime, by: PersonId | None = None) -> tuple[Person, list[Event]]:
    """Create an account; the address is kept in lower case.

    Raises:
        Invalid: the address, name, language, zone or a role cannot be one.
        Conflict: the address has an account.
    """
    email = plain_email(new.email)
    if not is_email(email):
        raise Invalid(msg("%(address)s is not a mail address.", address=new.email))
    person = Person(
        public_id=new_public_id(), email=email, password=new.password_hash, active=True, fs_uniquifier=new_uniquifier(),
        name=_name(new.name), name_ru=_name_ru(new.name_ru), language=_language(new.language), zone=_zone(new.zone), theme=Theme.AUTO,
        created_at=now, password_set_at=now if new.password_hash else None,
    )  # fmt: skip
    claim(email, None)
    try:
        with db.session.begin_nested():
            db.session.add(person)
    except IntegrityError as error:
        raise taken(email) from error
    events: list[Event] = [PersonCreated(at=now, by=by, person=person.id)]
    for role in sorted(new.roles):
        events += grant_role(person.id, role, now, by)
    return person, events


def create_admin(email: str, name: str, now: datetime, password_hash: str | None = None) -> list[Event]:
    """Make the person with this address a programme admin, creating the account when there is none.

    An existing account keeps its name, and its password when no new one is given.

    Raises:
        Invalid: the address or name cannot be one.
    """
    holder = holder_of(plain_email(email))
    if holder is None:
        new = NewPerson(email=email, name=name, roles=frozenset({Role.PROGRAMME_ADMIN}), password_hash=password_hash)
        return create_person(new, now)[1]
    events = grant_role(holder, Role.PROGRAMME_ADMIN, now, None)
    if password_hash:
        person = _person(holder)
        known = Credentials(person.id, person.email, person.password, person.active, person.fs_uniquifier)
        events += set_password(known, password_hash, now)[1]
    return events


def grant_role(person_id: PersonId, role: Role, now: datetime, by: PersonId | None) -> list[Event]:
    """Give a role and end the person's sessions; nothing happens when the person has it.

    Raises:
        Invalid: the role comes from an employment, not from a hand.
        NotFound: there is no such person.
    """
    if role not in GRANTABLE:
        raise Invalid(msg("Learners and partner admins get their role from their employment at a partner."))
    if db.session.get(Person, person_id) is None:
        raise NotFound
    if db.session.get(PersonRole, (person_id, role)) is not None:
        return []
    db.session.add(PersonRole(person_id=person_id, role=role, granted_at=now, granted_by=by))
    db.session.flush()
    end_sessions(person_id)
    return [*end_looks_of(person_id, now), RoleGranted(at=now, by=by, person=person_id, role=role)]


def revoke_role(person_id: PersonId, role: Role, now: datetime, by: PersonId | None) -> list[Event]:
    """Take a role and end the person's sessions and tokens; nothing happens when the person does not have it."""
    held = db.session.get(PersonRole, (person_id, role))
    if held is None:
        return []
    db.session.delete(held)
    db.session.flush()
    end_sessions(person_id)
    ended = [*end_looks_of(person_id, now), *end_tokens(person_id, now, by)]
    return [*ended, RoleRevoked(at=now, by=by, person=person_id, role=role)]


def end_sessions(person_id: PersonId) -> int:
    """Sign a person out everywhere; return how many browsers that were."""
    result = db.session.execute(delete(WebSession).where(WebSession.person_id == person_id).returning(WebSession.id))
    return len(result.all())


def set_password(known: Credentials, password_hash: str, now: datetime) -> tuple[str, list[Event]]:
    """Set a new password and end all sessions and tokens. Return the new uniquifier and the events.

    Works once for what was `known`: of two that begin with the same credentials (one reset link used twice at the same moment)
    the second is refused.

    Raises:
        Conflict: the password has changed since.
    """
    uniquifier = new_uniquifier()
    changed = db.session.execute(
        update(Person)
        .where(Person.id == known.id, Person.fs_uniquifier == known.fs_uniquifier)
        .values(password=password_hash, fs_uniquifier=uniquifier, password_set_at=now)
        .returning(Person.id)
    )
    if changed.one_or_none() is None:
        raise Conflict(msg("The password was changed a moment ago. If that was not you, ask for a new link at once."))
    end_sessions(known.id)
    return uniquifier, [PasswordChanged(at=now, by=known.id, person=known.id), *end_tokens(known.id, now, None)]


def rehash(known: Credentials, password_hash: str) -> None:
    """Keep the same password under a newer hash; nothing happens when it has changed in between."""
    db.session.execute(update(Person).where(Person.id == known.id, Person.password == known.password).values(password=password_hash))


def deactivate(person_id: PersonId, now: datetime, by: PersonId | None) -> list[Event]:
    """Keep somebody out and end all sessions and tokens; nothing happens to who is out already.

    Raises:
        NotFound: there is no such person.
    """
    return _set_active(person_id, now, by, PersonDeactivated) if _person(person_id).active else []


def activate(person_id: PersonId, now: datetime, by: PersonId | None) -> list[Event]:
    """Let somebody in again; nothing happens to who is not out.

    Raises:
        NotFound: there is no such person.
    """
    return [] if _person(person_id).active else _set_active(person_id, now, by, PersonActivated)


def change_profile(person_id: PersonId, profile: Profile, now: datetime) -> list[Event]:
    """Change the own account.

    Raises:
        Invalid: the name, language or zone cannot be one.
        NotFound: there is no such person.
    """
    person = _person(person_id)
    wanted = Profile(_name(profile.name), _name_ru(profile.name_ru), _language(profile.language), _zone(profile.zone), profile.theme)
    changed = tuple(field.name for field in fields(Profile) if getattr(person, field.name) != getattr(wanted, field.name))
    for field in changed:
        setattr(person, field, getattr(wanted, field))
    db.session.flush()
    return [ProfileChanged(at=now, by=person_id, person=person_id, fields=changed)] if changed else []


def choose_language(person_id: PersonId, language: str) -> None:
    """Keep the language a person switched to.

    Raises:
        Invalid: it is none of ours.
    """
    db.session.execute(update(Person).where(Person.id == person_id).values(language=_language(language)))


def choose_theme(person_id: PersonId, theme: Theme) -> None:
    """Keep the theme a person switched to."""
    db.session.execute(update(Person).where(Person.id == person_id).values(theme=theme))


def open_session(uniquifier: str, new: NewSession, now: datetime) -> list[Event]:
    """Begin a session of the person whom `uniquifier` names.

    Raises:
        NotFound: nobody active has that name (any more).
    """
    person = db.session.scalar(select(Person).where(Person.fs_uniquifier == uniquifier, Person.active))
    if person is None:
        raise NotFound
    person.signed_in_at = person.last_seen_at = now
    db.session.add(
        WebSession(
            token_hash=new.token_hash, person_id=person.id, data=new.data, agent=new.agent[:AGENT_LENGTH], created_at=now, seen_at=now,
            proved_at=now, expires_at=now + SESSION_LASTS,
        )
    )  # fmt: skip
    db.session.flush()
    return [SignedIn(at=now, by=person.id, person=person.id, session=new.token_hash[:SHOWN])]


def keep_session(token_hash: str, data: dict[str, Any]) -> bool:
    """Keep what a session holds; `False` when the session has ended meanwhile, and then nothing is kept."""
    kept = db.session.execute(update(WebSession).where(WebSession.token_hash == token_hash).values(data=data).returning(WebSession.id))
    return kept.one_or_none() is not None


def prove_again(token_hash: str, now: datetime) -> None:
    """Write that the person of a session has just proved who they are; nothing happens when it has ended."""
    db.session.execute(update(WebSession).where(WebSession.token_hash == token_hash).values(proved_at=now))


def close_session(token_hash: str, now: datetime) -> list[Event]:
    """End one session; nothing happens when it has ended."""
    person = db.session.scalar(delete(WebSession).where(WebSession.token_hash == token_hash).returning(WebSession.person_id))
    return [*end_look(token_hash, now), SignedOut(at=now, by=person, person=person, session=token_hash[:SHOWN])] if person else []


def close_own(person_id: PersonId, mark: str, now: datetime) -> list[Event]:
    """End one session of a person, by its mark; nothing happens when there is none (any more)."""
    chosen = (WebSession.person_id == person_id, func.substr(WebSession.token_hash, 1, SHOWN) == mark)
    return _closed(delete(WebSession).where(*chosen), person_id, now)


def close_others(person_id: PersonId, kept: str, now: datetime) -> list[Event]:
    """Sign a person out of every other browser than the one whose token has the hash `kept`."""
    return _closed(delete(WebSession).where(WebSession.person_id == person_id, WebSession.token_hash != kept), person_id, now)


def touch(token_hash: str, now: datetime) -> None:
    """Write when a session and its person were last seen."""
    seen = update(WebSession).where(WebSession.token_hash == token_hash).values(seen_at=now).returning(WebSession.person_id)
    person = db.session.scalar(seen)
    db.session.execute(update(Person).where(Person.id == person).values(last_seen_at=now))


def count(kind: CounterKind, key_hash: str, now: datetime, window: timedelta = WINDOW) -> Count:
    """Count one try before it is made, so that parallel tries cannot pass the limit together."""
    table, over = SignInCounter.__table__.c, SignInCounter.window_starts_at <= now - window
    values = {"kind": kind, "key_hash": key_hash, "window_starts_at": now, "failures": 1}
    changes = {
        "failures": case((over, 1), else_=SignInCounter.failures + 1),
        "window_starts_at": case((over, now), else_=SignInCounter.window_starts_at),
    }
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    statement = insert(SignInCounter).values(values).on_conflict_do_update(index_elements=[table.kind, table.key_hash], set_=changes)
    failures, since = db.session.execute(statement.returning(SignInCounter.failures, SignInCounter.window_starts_at)).one()
    return Count(kind, failures, since)


def forgive(account: str, address: str, kind: CounterKind = CounterKind.ACCOUNT) -> None:
    """A try was right: the account's counter of this kind is emptied, the address gets this one try back."""
    db.session.execute(delete(SignInCounter).where(SignInCounter.kind == kind, SignInCounter.key_hash == account))
    db.session.execute(
        update(SignInCounter)
        .where(SignInCounter.kind == CounterKind.ADDRESS, SignInCounter.key_hash == address, SignInCounter.failures > 0)
        .values(failures=SignInCounter.failures - 1)
    )


def sweep(now: datetime) -> int:
    """Remove sessions, counters, spent challenges and tokens whose time is over; return how many rows that were."""
    dead = or_(WebSession.expires_at <= now, WebSession.seen_at <= now - SESSION_IDLE)
    sessions = db.session.execute(delete(WebSession).where(dead).returning(WebSession.id)).all()
    old = SignInCounter.window_starts_at <= now - WINDOW
    counters = db.session.execute(delete(SignInCounter).where(old).returning(SignInCounter.id)).all()
    spent = delete(SpentChallenge).where(SpentChallenge.expires_at <= now).returning(SpentChallenge.hash)
    tokens = db.session.execute(delete(ApiToken).where(is_forgotten(now)).returning(ApiToken.id)).all()
    return len(sessions) + len(counters) + len(db.session.execute(spent).all()) + len(tokens)


def new_uniquifier() -> str:
    """A name for a person inside sessions and reset links: 256 random bits."""
    return secrets.token_hex(32)


def _person(person_id: PersonId) -> Person:
    person = db.session.get(Person, person_id)
    if person is None:
        raise NotFound
    return person


def _closed(sessions: Delete, person_id: PersonId, now: datetime) -> list[Event]:
    ended = db.session.scalars(sessions.returning(WebSession.token_hash)).all()
    return [SignedOut(at=now, by=person_id, person=person_id, session=one[:SHOWN]) for one in sorted(ended)]


def _set_active(
    person_id: PersonId, now: datetime, by: PersonId | None, event: type[PersonActivated] | type[PersonDeactivated]
) -> list[Event]:
    _person(person_id).active = event is PersonActivated
    db.session.flush()
    end_sessions(person_id)
    ended = [*end_looks_of(person_id, now), *end_tokens(person_id, now, by)]
    return [*ended, event(at=now, by=by, person=person_id)]


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name:
        raise Invalid(msg("A name is needed."))
    return _name_ru(name)


def _name_ru(text: str) -> str:
    name = " ".join(text.split())
    if len(name) > NAME_LENGTH or not name.isprintable():
        raise Invalid(msg("A name may have at most %(n)s characters that can be printed.", n=NAME_LENGTH))
    return name


def _language(text: str) -> str:
    if text not in LANGUAGES:
        raise Invalid(msg("The academy speaks English and Russian."))
    return text


def _zone(text: str) -> str:
    if text not in clock.zones():
        raise Invalid(msg("There is no such time zone."))
    return text
