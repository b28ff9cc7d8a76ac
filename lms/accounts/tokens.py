"""What can be done to tokens of other programs: make one whose secret is shown once, revoke it, and end all of a person."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, or_, select, update

from lms.access import Actor
from lms.accounts.events import TokenMade, TokenRevoked
from lms.accounts.models import ApiToken, Person
from lms.accounts.queries import tokens_within
from lms.accounts.token_rules import KEPT_FOR, LAST_SIGNS, PREFIX, SECRET_BYTES, TOKENS, NewToken, fault_of_token
from lms.core.db import db
from lms.core.errors import Conflict, Invalid, NotFound
from lms.core.events import Event
from lms.core.ids import PersonId, PublicId, new_public_id
from lms.core.text import msg


@dataclass(frozen=True, slots=True)
class MadeToken:
    """A token that was just made; nobody can be shown its secret again."""

    public_id: PublicId
    secret: str


def secret_hash(secret: str) -> str:
    """What the database keeps of a token's secret: 256 random bits need no slow hash, because nobody can try them all."""
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()


def make_token(person: PersonId, new: NewToken, now: datetime) -> tuple[MadeToken, list[Event]]:
    """Let another program act for a person within the scope.

    Raises:
        Invalid: the name or the days cannot be some, or there are too many tokens.
        Conflict: a live token has this name: its secret was shown, and is not shown again.
        NotFound: there is nobody like that who may sign in.
    """
    name = " ".join(new.name.split())
    if fault := fault_of_token(name, new.days):
        raise Invalid(fault)
    _hold(person)
    names = list(db.session.scalars(select(ApiToken.name).where(ApiToken.person_id == person, *_live(now))))
    if name in names:
        raise Conflict(
            msg("You have a token with this name. Its secret cannot be shown again: revoke it and make another, or choose another name.")
        )
    if len(names) >= TOKENS:
        raise Invalid(msg("You have %(n)s tokens, the most there can be. Revoke one that you no longer use.", n=TOKENS))
    secret = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    row = ApiToken(
        public_id=new_public_id(), person_id=person, name=name, scope=new.scope, hash=secret_hash(secret), last_signs=secret[-LAST_SIGNS:],
        created_at=now, expires_at=now + timedelta(days=new.days),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return MadeToken(row.public_id, secret), [TokenMade(at=now, by=person, person=person, token=row.public_id)]


def revoke_token(actor: Actor, token: PublicId, now: datetime) -> list[Event]:
    """Let a token open nothing any more; nothing happens to one that is revoked already.

    Raises:
        NotFound: there is none within the actor's reach.
    """
    chosen = select(ApiToken.id).where(ApiToken.public_id == token, tokens_within(actor))
    if db.session.scalar(chosen) is None:
        raise NotFound
    return _revoke(ApiToken.public_id == token, now, actor.person)


def end_tokens(person: PersonId, now: datetime, by: PersonId | None) -> list[Event]:
    """Revoke all tokens of a person, where their sessions end because the account may have been in wrong hands, or its rights shrank.

    A new password, other addresses, second factors that were reset: whoever was in the account could have made a token and would keep it.
    A role that was taken and a closed account: their tokens are dead at once in any case, because rights are asked for at every request;
    but they must not come to life again unseen when the role is given or the account opened once more. A role that is given ends no token.
    """
    return _revoke(ApiToken.person_id == person, now, by)


def note_use(token: int, day: date) -> None:
    """Write on which day a token was last used."""
    db.session.execute(update(ApiToken).where(ApiToken.id == token).values(last_used_on=day))


def is_forgotten(now: datetime) -> ColumnElement[bool]:
    """Whether a token ended so long ago that its row can go."""
    return or_(ApiToken.expires_at <= now - KEPT_FOR, ApiToken.revoked_at <= now - KEPT_FOR)


def _revoke(chosen: ColumnElement[bool], now: datetime, by: PersonId | None) -> list[Event]:
    revoked = update(ApiToken).where(chosen, *_live(now)).values(revoked_at=now, revoked_by=by)
    rows = db.session.execute(revoked.returning(ApiToken.public_id, ApiToken.person_id)).all()
    return [TokenRevoked(at=now, by=by, person=person, token=token) for token, person in sorted(rows)]


def _live(now: datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return ApiToken.revoked_at.is_(None), ApiToken.expires_at > now


def _hold(person: PersonId) -> None:
    """Let parallel makings of one person wait for each other, so that they cannot pass the limit together."""
    held = select(Person.id).where(Person.id == person, Person.active).with_for_update(key_share=True)
    if db.session.scalar(held) is None:
        raise NotFound
