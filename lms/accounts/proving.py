"""What can be done to second factors: add and remove them, use each code and each answer once, and reset them for who lost them."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from lms.accounts.events import (
    AuthenticatorAdded,
    AuthenticatorRemoved,
    FactorsReset,
    PasskeyAdded,
    PasskeyRemoved,
    RecoveryCodesMade,
    RecoveryCodeUsed,
)
from lms.accounts.models import Authenticator, Passkey, Person, RecoveryCode, SpentChallenge
from lms.accounts.queries import has_second_factor
from lms.accounts.rules import plain_email
from lms.accounts.second_factors import (
    CODE_GROUP,
    CODE_GROUPS,
    CODE_LETTERS,
    CODES,
    PASSKEY_NAME_LENGTH,
    PASSKEYS,
    KnownPasskey,
    NewPasskey,
)
from lms.accounts.service import end_sessions
from lms.accounts.tokens import end_tokens
from lms.core.db import db
from lms.core.errors import Conflict, Invalid, NotFound
from lms.core.events import Event
from lms.core.ids import PersonId, PublicId, new_public_id
from lms.core.text import msg


def add_authenticator(person: PersonId, secret: str, counter: int, now: datetime) -> list[Event]:
    """Ask for codes of an app from now on. `secret` is encrypted; `counter` is the step of the code that confirmed it.

    Raises:
        Conflict: the person has one.
    """
    try:
        with db.session.begin_nested():
            db.session.add(Authenticator(person_id=person, secret=secret, counter=counter, added_at=now))
    except IntegrityError as error:
        raise Conflict(msg("You have an authenticator app already. Remove it first, then set up another one.")) from error
    return [AuthenticatorAdded(at=now, by=person, person=person)]


def remove_authenticator(person: PersonId, now: datetime) -> list[Event]:
    """Ask for codes no longer; nothing happens to who has no app. With the last factor the recovery codes go."""
    gone = db.session.scalar(delete(Authenticator).where(Authenticator.person_id == person).returning(Authenticator.person_id))
    if gone is None:
        return []
    _forget_codes_without_factor(person)
    return [AuthenticatorRemoved(at=now, by=person, person=person)]


def use_step(person: PersonId, counter: int, secret: str) -> bool:
    """Use the code of a step, once: `False` when it, or a later one, was used before. `secret` is kept, encrypted anew perhaps."""
    used = db.session.execute(
        update(Authenticator)
        .where(Authenticator.person_id == person, Authenticator.counter < counter)
        .values(counter=counter, secret=secret)
        .returning(Authenticator.person_id)
    )
    return used.one_or_none() is not None


def add_passkey(person: PersonId, new: NewPasskey, now: datetime) -> list[Event]:
    """Let a passkey sign its person in.

    Raises:
        Invalid: the name cannot be one, or there are too many.
        Conflict: the passkey is known.
    """
    name = " ".join(new.name.split())
    if not name or len(name) > PASSKEY_NAME_LENGTH or not name.isprintable():
        raise Invalid(msg("A passkey's name has 1 to %(n)s characters that can be printed.", n=PASSKEY_NAME_LENGTH))
    if (db.session.scalar(select(func.count()).where(Passkey.person_id == person)) or 0) >= PASSKEYS:
        raise Invalid(msg("You have %(n)s passkeys, the most there can be. Remove one that you no longer use.", n=PASSKEYS))
    row = Passkey(
        public_id=new_public_id(), person_id=person, credential_id=new.credential_id, public_key=new.public_key, sign_count=new.sign_count,
        name=name, added_at=now,
    )  # fmt: skip
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError as error:
        raise Conflict(msg("This passkey is known already.")) from error
    return [PasskeyAdded(at=now, by=person, person=person, passkey=row.public_id)]


def remove_passkey(person: PersonId, passkey: PublicId, now: datetime) -> list[Event]:
    """Let a passkey sign nobody in any more. With the last factor the recovery codes go.

    Raises:
        NotFound: the person has no such passkey.
    """
    mine = (Passkey.person_id == person, Passkey.public_id == passkey)
    if db.session.scalar(delete(Passkey).where(*mine).returning(Passkey.id)) is None:
        raise NotFound
    _forget_codes_without_factor(person)
    return [PasskeyRemoved(at=now, by=person, person=person, passkey=passkey)]


def use_passkey(known: KnownPasskey, sign_count: int, now: datetime) -> bool:
    """Write that a passkey was used; `False` when it is gone, or when its device has counted further meanwhile: a copy of it signs."""
    further = () if sign_count == 0 else (Passkey.sign_count < sign_count,)
    used = update(Passkey).where(Passkey.id == known.id, *further).values(sign_count=sign_count, used_at=now).returning(Passkey.id)
    return db.session.execute(used).one_or_none() is not None


def spend_challenge(challenge_hash: str, expires_at: datetime) -> bool:
    """Use a challenge, once: `False` when it was used before."""
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    spent = insert(SpentChallenge).values(hash=challenge_hash, expires_at=expires_at).on_conflict_do_nothing()
    return db.session.execute(spent.returning(SpentChallenge.hash)).one_or_none() is not None


def new_codes() -> list[str]:
    """Ten fresh recovery codes, as they are shown once."""
    return ["-".join(_group() for _ in range(CODE_GROUPS)) for _ in range(CODES)]


def make_codes(person: PersonId, hashes: Sequence[str], now: datetime) -> list[Event]:
    """Keep new recovery codes; the old ones are dead.

    Raises:
        Invalid: there is no second factor that they could stand in for.
    """
    if not has_second_factor(person):
        raise Invalid(msg("Recovery codes stand in for a lost phone or key. Set up an authenticator app or a passkey first."))
    # Two that ask at the same moment wait for each other here, so that the codes of one of them are the ones that work.
    db.session.execute(select(Person.id).where(Person.id == person).with_for_update())
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person))
    db.session.add_all(RecoveryCode(person_id=person, code_hash=one, made_at=now) for one in hashes)
    db.session.flush()
    return [RecoveryCodesMade(at=now, by=person, person=person)]


def use_code(person: PersonId, hashes: Sequence[str], now: datetime) -> list[Event]:
    """Use a recovery code, once. `hashes` are what it may be kept as; no event: it is none, or was used before."""
    mine = (RecoveryCode.person_id == person, RecoveryCode.code_hash.in_(hashes))
    if not db.session.execute(delete(RecoveryCode).where(*mine).returning(RecoveryCode.id)).all():
        return []
    left = db.session.scalar(select(func.count()).where(RecoveryCode.person_id == person)) or 0
    return [RecoveryCodeUsed(at=now, by=person, person=person, count=left)]


def reset_factors(email: str, now: datetime, by: PersonId | None) -> list[Event]:
    """Take all second factors from somebody who lost them, and end all sessions and tokens; the password stays.

    Raises:
        NotFound: nobody has this address.
    """
    person = db.session.scalar(select(Person.id).where(Person.email == plain_email(email)))
    if person is None:
        raise NotFound(msg("%(address)s has no account.", address=email))
    for table in (Authenticator, Passkey, RecoveryCode):
        db.session.execute(delete(table).where(table.person_id == person))
    end_sessions(person)
    return [FactorsReset(at=now, by=by, person=person), *end_tokens(person, now, by)]


def _forget_codes_without_factor(person: PersonId) -> None:
    if not has_second_factor(person):
        db.session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person))


def _group() -> str:
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_GROUP))
