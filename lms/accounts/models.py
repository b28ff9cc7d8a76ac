"""Tables of persons, their roles, sessions, second factors, tokens and addresses, looks as somebody else, and counters of tries."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.access import Role
from lms.accounts.rules import AGENT_LENGTH, EMAIL_LENGTH, NOTE_LENGTH, CounterKind, LookReason, Theme
from lms.accounts.second_factors import CREDENTIAL_LENGTH, PASSKEY_NAME_LENGTH
from lms.accounts.token_rules import LAST_SIGNS, TOKEN_NAME_LENGTH, ApiScope
from lms.core.db import Model, one_of
from lms.core.ids import PersonId, PublicId

OPEN_CHANGE = text("done_at IS NULL AND stopped_at IS NULL")
OPEN_LOOK = text("ended_at IS NULL")


class Person(Model):
    """One human, one sign-in, for life.

    `password` is an argon2id hash, empty until the person chooses one; `fs_uniquifier` changes with it, which makes reset links die.
    `name_ru` is the name in Russian texts; empty, `name` serves there too. `personal_email` stays theirs whoever employs them: it was
    confirmed by a link, signs in as `email` does, and may be the same.
    """

    __tablename__ = "person"

    id: Mapped[PersonId] = mapped_column(primary_key=True)
    public_id: Mapped[PublicId] = mapped_column(unique=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    personal_email: Mapped[str | None] = mapped_column(String(EMAIL_LENGTH), unique=True)
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    name_ru: Mapped[str] = mapped_column(String(120), default="")
    language: Mapped[str] = mapped_column(String(2))
    zone: Mapped[str] = mapped_column(String(60))
    theme: Mapped[Theme] = mapped_column(one_of(Theme), default=Theme.AUTO)
    created_at: Mapped[datetime]
    password_set_at: Mapped[datetime | None]
    signed_in_at: Mapped[datetime | None]
    last_seen_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_lower"),
        CheckConstraint("personal_email = lower(personal_email)", name="personal_email_lower"),
        CheckConstraint("email LIKE '%_@_%'", name="email_has_at"),
        CheckConstraint("name <> ''", name="has_name"),
        CheckConstraint("language IN ('en', 'ru')", name="language_known"),
    )


class PersonRole(Model):
    """A role that a person was given by hand."""

    __tablename__ = "person_role"

    person_id: Mapped[PersonId] = mapped_column(ForeignKey("person.id"), primary_key=True)
    role: Mapped[Role] = mapped_column(one_of(Role), primary_key=True)
    granted_at: Mapped[datetime]
    granted_by: Mapped[PersonId | None] = mapped_column(ForeignKey("person.id"))


class WebSession(Model):
    """One browser that is signed in. The browser holds a random token, the row only its hash; without the row the cookie is dead.

    `proved_at` is when its person last proved who they are; dangerous acts want that to be fresh.
    """

    __tablename__ = "web_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[PersonId] = mapped_column(ForeignKey("person.id"), index=True)
    data: Mapped[dict[str, Any]]
    agent: Mapped[str] = mapped_column(String(AGENT_LENGTH), default="")
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    proved_at: Mapped[datetime]
    expires_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("expires_at > created_at", name="expires_after_start"),
        Index("ix_web_session_expires", "expires_at"),
    )


class Authenticator(Model):
    """A person's authenticator app. `secret` is encrypted by the installation's secret; `counter` is the step of the last code that was
    used: no code at or before it is good again."""

    __tablename__ = "authenticator"

    person_id: Mapped[PersonId] = mapped_column(ForeignKey("person.id"), primary_key=True)
    secret: Mapped[str] = mapped_column(String(500))
    counter: Mapped[int]
    added_at: Mapped[datetime]


class Passkey(Model):
    """A key with which a person signs in; the secret half never leaves the person's device."""

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[PublicId] = mapped_column(unique=True)
    person_id: Mapped[PersonId] = mapped_column(ForeignKey("person.id"), index=True)
    credential_id: Mapped[str] = mapped_column(String(CREDENTIAL_LENGTH), unique=True)
    public_key: Mapped[str] = mapped_column(String(2000))
    sign_count: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(String(PASSKEY_NAME_LENGTH))
    added_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("name <> ''", name="has_name"),
        CheckConstraint("sign_count >= 0", name="sign_count_positive"),
    )


class RecoveryCode(Model):
    """A code that lets its person in once, as a keyed hash; the row goes when the code is used."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[PersonId] = mapped_column(ForeignKey("person.id"))
    code_hash: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("person_id", "code_hash"),)


class ApiToken(Model):
    """A token by which another program acts for its person: `scope` and the person's own rights bound what it may do.

    Only the SHA-256 of its secret is kept, and of the secret its last signs. It is good up to but not at `expires_at`.
    """

    __tablename__ = "api_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[PublicId] = mapped_column(unique=True)
    person_id: Mapped[PersonId] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(String(TOKEN_NAME_LENGTH))
    scope: Mapped[ApiScope] = mapped_column(one_of(ApiScope))
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    last_signs: Mapped[str] = mapped_column(String(LAST_SIGNS))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    last_used_on: Mapped[date | None]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[PersonId | None] = mapped_column(ForeignKey("person.id"))

    __table_args__ = (
        CheckConstraint("name <> ''", name="has_name"),
        CheckConstraint("expires_at > created_at", name="expires_after_start"),
        # The two databases count days in different words.
        CheckConstraint("julianday(expires_at) - julianday(created_at) <= 366", name="at_most_a_year").ddl_if(dialect="sqlite"),
        CheckConstraint("expires_at <= created_at + interval '8784 hours'", name="at_most_a_year").ddl_if(dialect="postgresql"),
        CheckConstraint("revoked_by IS NULL OR revoked_at IS NOT NULL", name="revoked_has_moment"),
    )


class SpentChallenge(Model):
    """A challenge that a passkey has answered: the same answer is not taken twice."""

    __tablename__ = "spent_challenge"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class SignInCounter(Model):
    """How many wrong tries an account or an address had, or requests a token made, since its window began."""

    __tablename__ = "sign_in_counter"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[CounterKind] = mapped_column(one_of(CounterKind))
    key_hash: Mapped[str] = mapped_column(String(64))
    window_starts_at: Mapped[datetime]
    failures: Mapped[int]

    __table_args__ = (
        UniqueConstraint("kind", "key_hash"),
        CheckConstraint("failures >= 0", name="failures_positive"),
    )


class AddressChange(Model):
    """Somebody asked for another mail address. It is theirs when the old and the new mailbox have both confirmed it in time.

    Each mailbox got a secret of its own, of which only the hash is kept. One change of a person is open at a time.
    """

    __tablename__ = "address_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[PersonId] = mapped_column(ForeignKey("person.id"), index=True)
    old_email: Mapped[str] = mapped_column(String(EMAIL_LENGTH))
    new_email: Mapped[str] = mapped_column(String(EMAIL_LENGTH))
    old_hash: Mapped[str] = mapped_column(String(64), unique=True)
    new_hash: Mapped[str] = mapped_column(String(64), unique=True)
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    old_confirmed_at: Mapped[datetime | None]
    new_confirmed_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("new_email = lower(new_email)", name="email_lower"),
        CheckConstraint("new_email <> old_email", name="differs"),
        CheckConstraint("expires_at > asked_at", name="expires_after_asking"),
        CheckConstraint("done_at IS NULL OR (old_confirmed_at IS NOT NULL AND new_confirmed_at IS NOT NULL)", name="done_by_both"),
        CheckConstraint("done_at IS NULL OR stopped_at IS NULL", name="one_end"),
        Index("uq_address_change_one_open", "person_id", unique=True, sqlite_where=OPEN_CHANGE, postgresql_where=OPEN_CHANGE),
    )


class PersonalAddress(Model):
    """A personal address that somebody gave and whose mailbox has still to confirm it; one a person, the newest. Of its link only the hash
    is kept; `asked_today` counts the mails of the 24 hours that began at `asked_at`. `email` is empty once confirmed or taken back."""

    __tablename__ = "personal_address"

    person_id: Mapped[PersonId] = mapped_column(ForeignKey("person.id"), primary_key=True)
    email: Mapped[str] = mapped_column(String(EMAIL_LENGTH))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    asked_today: Mapped[int]

    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_lower"),
        CheckConstraint("expires_at > asked_at", name="expires_after_asking"),
    )


class Look(Model):
    """A programme admin looks at the academy as somebody else: in one session, for a while, and never with a hand on anything.

    `note` is the admin's own words; the chained log holds only the kind of reason, because a note may name people.
    """

    __tablename__ = "look"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_hash: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[PersonId] = mapped_column(ForeignKey("person.id"), index=True)
    looker_id: Mapped[PersonId] = mapped_column(ForeignKey("person.id"))
    why: Mapped[LookReason] = mapped_column(one_of(LookReason))
    note: Mapped[str] = mapped_column(String(NOTE_LENGTH))
    began_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("looker_id <> person_id", name="at_somebody_else"),
        CheckConstraint("expires_at > began_at", name="expires_after_start"),
        Index("uq_look_one_open", "session_hash", unique=True, sqlite_where=OPEN_LOOK, postgresql_where=OPEN_LOOK),
    )
