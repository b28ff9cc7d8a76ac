"""Tables of persons, their roles and sessions, and the counters of wrong sign-ins."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.access import Role
from lms.accounts.rules import AGENT_LENGTH, CounterKind, Theme
from lms.core.db import Model, one_of
from lms.core.ids import PersonId, PublicId


class Person(Model):
    """One human, one sign-in, for life.

    `password` is an argon2id hash, empty until the person chooses one; `fs_uniquifier` changes with it, which makes reset links die.
    `name_ru` is the name in Russian texts; empty, `name` serves there too.
    """

    __tablename__ = "person"

    id: Mapped[PersonId] = mapped_column(primary_key=True)
    public_id: Mapped[PublicId] = mapped_column(unique=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
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


class SignInCounter(Model):
    """How many wrong tries an account or an address had since its window began."""

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
