"""Reading persons, their sessions, their second factors and their tokens."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true

from lms.access import Actor, Permission, Reach, Role, reaches
from lms.accounts.models import (
    AddressChange,
    ApiToken,
    Authenticator,
    Look,
    Passkey,
    Person,
    PersonalAddress,
    PersonRole,
    RecoveryCode,
    WebSession,
)
from lms.accounts.rules import (
    SESSION_IDLE,
    AddressQuestion,
    Credentials,
    OwnSession,
    PendingAddress,
    PersonalState,
    Profile,
    SeenLook,
    Side,
    plain_email,
    token_hash,
)
from lms.accounts.second_factors import Factors, KnownAuthenticator, KnownPasskey, OwnPasskey
from lms.accounts.token_rules import KeptToken
from lms.core.db import db
from lms.core.errors import NotFound
from lms.core.ids import PersonId, PublicId
from lms.core.text import Texts

CREDENTIALS = (Person.id, Person.email, Person.password, Person.active, Person.fs_uniquifier)


def credentials_of_email(email: str) -> Credentials | None:
    """What sign-in needs for an address, the one of work or the personal one, written in any case; nobody is signed in yet.

    Should it stand with two persons, it is theirs who sign in with it at work.
    """
    plain = plain_email(email)
    either = or_(Person.email == plain, Person.personal_email == plain)
    row = db.session.execute(select(*CREDENTIALS).where(either).order_by(Person.email != plain).limit(1)).one_or_none()
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


def has_second_factor(person: PersonId) -> bool:
    """Whether a person's password alone is not enough."""
    app = select(Authenticator.person_id).where(Authenticator.person_id == person)
    key = select(Passkey.person_id).where(Passkey.person_id == person)
    return bool(db.session.scalar(select(or_(app.exists(), key.exists()))))


def factors_of(actor: Actor) -> Factors:
    """Everything by which the actor can prove who they are.

    Raises:
        NotFound: nobody is signed in.
    """
    left = select(func.count()).where(RecoveryCode.person_id == Person.id).scalar_subquery()
    row = db.session.execute(
        select(Person.password_set_at, Authenticator.added_at, left)
        .outerjoin(Authenticator, Authenticator.person_id == Person.id)
        .where(Person.id == actor.person)
    ).one_or_none()
    if row is None:
        raise NotFound
    keys = select(Passkey.public_id, Passkey.name, Passkey.added_at, Passkey.used_at).where(Passkey.person_id == actor.person)
    return Factors(row[0], row[1], tuple(OwnPasskey(*one) for one in db.session.execute(keys.order_by(Passkey.id))), row[2])


def authenticator_of(person: PersonId) -> KnownAuthenticator | None:
    """A person's authenticator app, for checking a code."""
    row = db.session.execute(select(Authenticator.secret, Authenticator.counter).where(Authenticator.person_id == person)).one_or_none()
    return KnownAuthenticator(*row) if row else None


def passkeys_of(person: PersonId) -> list[str]:
    """The credential ids of a person's passkeys, for asking for one of them."""
    return list(db.session.scalars(select(Passkey.credential_id).where(Passkey.person_id == person).order_by(Passkey.id)))


def passkey_of_credential(credential_id: str) -> KnownPasskey | None:
    """The passkey with this credential id, of somebody who may sign in; for nobody in particular, because nobody is signed in yet."""
    row = db.session.execute(
        select(Passkey.id, Passkey.person_id, Person.public_id, Passkey.credential_id, Passkey.public_key, Passkey.sign_count)
        .join(Person, Person.id == Passkey.person_id)
        .where(Passkey.credential_id == credential_id, Person.active)
    ).one_or_none()
    return KnownPasskey(*row) if row else None


def live_sessions_of(person: PersonId, now: datetime) -> list[OwnSession]:
    """The browsers in which a person is signed in, the one seen last first."""
    chosen = (
        select(WebSession.token_hash, WebSession.agent, WebSession.created_at, WebSession.seen_at)
        .where(WebSession.person_id == person, WebSession.expires_at > now, WebSession.seen_at > now - SESSION_IDLE)
        .order_by(WebSession.seen_at.desc(), WebSession.id.desc())
    )
    return [OwnSession(*row) for row in db.session.execute(chosen)]


def pending_address_of(person: PersonId, now: datetime) -> PendingAddress | None:
    """The change of address that a person's mailboxes have still to confirm."""
    row = db.session.execute(
        select(AddressChange.new_email, AddressChange.expires_at, AddressChange.old_confirmed_at, AddressChange.new_confirmed_at).where(
            AddressChange.person_id == person, AddressChange.done_at.is_(None), AddressChange.stopped_at.is_(None),
            AddressChange.expires_at > now,
        )
    ).one_or_none()  # fmt: skip
    return PendingAddress(row[0], row[1], old=row[2] is not None, new=row[3] is not None) if row else None


def personal_address_of(person: PersonId, now: datetime) -> PersonalState:
    """A person's personal address, and the one whose mailbox has still to confirm it; either may be empty."""
    pending = and_(PersonalAddress.person_id == Person.id, PersonalAddress.email != "", PersonalAddress.expires_at > now)
    chosen = select(Person.personal_email, PersonalAddress.email, PersonalAddress.expires_at).outerjoin(PersonalAddress, pending)
    row = db.session.execute(chosen.where(Person.id == person)).one()
    return PersonalState(row[0] or "", row[1] or "", row[2])


def personal_address_by_token(token: str) -> tuple[str, datetime] | None:
    """The address that a link confirms, and until when; the secret is the permission."""
    chosen = select(PersonalAddress.email, PersonalAddress.expires_at).where(PersonalAddress.token_hash == token_hash(token))
    row = db.session.execute(chosen.where(PersonalAddress.email != "")).one_or_none()
    return (row[0], row[1]) if row else None


def address_change_by_token(token: str) -> AddressQuestion | None:
    """What a mailbox is asked by the link it got; the secret is the permission."""
    hashed = token_hash(token)
    chosen = select(AddressChange).where(or_(AddressChange.old_hash == hashed, AddressChange.new_hash == hashed))
    found = db.session.scalar(chosen)
    if found is None:
        return None
    side = Side.OLD if found.old_hash == hashed else Side.NEW
    confirmed = found.old_confirmed_at if side is Side.OLD else found.new_confirmed_at
    return AddressQuestion(
        person=found.person_id, side=side, old_email=found.old_email, new_email=found.new_email, expires_at=found.expires_at,
        done_at=found.done_at, stopped_at=found.stopped_at, confirmed=confirmed is not None,
    )  # fmt: skip


def looks_at(person: PersonId) -> list[SeenLook]:
    """Who looked at the academy as this person, the newest first."""
    chosen = (
        select(Person.name, Person.name_ru, Look.why, Look.note, Look.began_at, Look.ended_at, Look.expires_at)
        .join(Person, Person.id == Look.looker_id)
        .where(Look.person_id == person)
        .order_by(Look.id.desc())
    )
    return [SeenLook(*row) for row in db.session.execute(chosen)]


def tokens_of(actor: Actor) -> list[KeptToken]:
    """The tokens within the actor's reach, the newest first: the own ones, or everybody's."""
    columns = (ApiToken.scope, ApiToken.last_signs, ApiToken.created_at, ApiToken.expires_at, ApiToken.last_used_on, ApiToken.revoked_at)
    chosen = select(ApiToken.public_id, ApiToken.person_id, Person.name.label("en"), Person.name_ru.label("ru"), ApiToken.name, *columns)
    rows = db.session.execute(
        chosen.join(Person, Person.id == ApiToken.person_id).where(tokens_within(actor)).order_by(ApiToken.created_at.desc(), ApiToken.id)
    )
    return [
        KeptToken(
            public_id=row.public_id, person=row.person_id, holder={"en": row.en, "ru": row.ru or row.en}, name=row.name, scope=row.scope,
            last_signs=row.last_signs, created_at=row.created_at, expires_at=row.expires_at, last_used_on=row.last_used_on,
            revoked_at=row.revoked_at,
        )
        for row in rows
    ]  # fmt: skip


def tokens_within(actor: Actor) -> ColumnElement[bool]:
    """Whether a token is within the actor's reach."""
    found = reaches(actor, Permission.KEEP_TOKENS)
    if Reach.ALL in found:
        return true()
    return ApiToken.person_id == actor.person if found else false()


def token_name(token: PublicId) -> str:
    """What a token is called, for a mail to its person; empty when it is gone."""
    return db.session.scalar(select(ApiToken.name).where(ApiToken.public_id == token)) or ""


def name_of(person: PersonId) -> Texts:
    """A person's name in both languages; empty when there is nobody."""
    row = db.session.execute(select(Person.name, Person.name_ru).where(Person.id == person)).one_or_none()
    return {"en": row[0], "ru": row[1] or row[0]} if row else {}
