"""Reading persons and their sessions."""

from sqlalchemy import func, select

from lms.access import Actor, Role
from lms.accounts.models import Person, PersonRole, WebSession
from lms.accounts.rules import Credentials, Profile, plain_email
from lms.core.db import db
from lms.core.errors import NotFound
from lms.core.ids import PersonId

CREDENTIALS = (Person.id, Person.email, Person.password, Person.active, Person.fs_uniquifier)


def credentials_of_email(email: str) -> Credentials | None:
    """What sign-in needs for an address, written in any case; for nobody in particular, because nobody is signed in yet."""
    row = db.session.execute(select(*CREDENTIALS).where(Person.email == plain_email(email))).one_or_none()
    return Credentials(*row) if row else None


def credentials_of_uniquifier(uniquifier: str) -> Credentials | None:
    """What sign-in needs for the name that a session or a reset link holds."""
    row = db.session.execute(select(*CREDENTIALS).where(Person.fs_uniquifier == uniquifier)).one_or_none()
    return Credentials(*row) if row else None


def credentials_of(person: PersonId) -> Credentials:
    """What sign-in needs for a person.

    Raises:
        NotFound: there is no such person.
    """
    row = db.session.execute(select(*CREDENTIALS).where(Person.id == person)).one_or_none()
    if row is None:
        raise NotFound
    return Credentials(*row)


def profile_of(actor: Actor) -> Profile:
    """The actor's own account.

    Raises:
        NotFound: nobody is signed in.
    """
    row = db.session.execute(
        select(Person.name, Person.name_ru, Person.language, Person.zone, Person.theme).where(Person.id == actor.person)
    ).one_or_none()
    if row is None:
        raise NotFound
    return Profile(*row)


def roles_of(person: PersonId) -> frozenset[Role]:
    """The roles that a person was given by hand."""
    return frozenset(db.session.scalars(select(PersonRole.role).where(PersonRole.person_id == person)))


def sessions_of(person: PersonId) -> int:
    """In how many browsers a person is signed in."""
    return db.session.scalar(select(func.count()).where(WebSession.person_id == person)) or 0
