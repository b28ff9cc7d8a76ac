"""The tables of the chained log: its entries, and what is left of those that were cut off because of their age."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Model
from lms.core.ids import PartnerId, PersonId


class AuditEntry(Model):
    """Who did what, when, to whom, and why. Ids and hashes only; each row carries the hash of the one before it."""

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    action: Mapped[str] = mapped_column(String(60))
    by: Mapped[PersonId | None]
    person_id: Mapped[PersonId | None]
    partner_id: Mapped[PartnerId | None]
    detail: Mapped[dict[str, Any]]
    previous: Mapped[str] = mapped_column(String(64), unique=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)

    __table_args__ = (
        CheckConstraint("length(hash) = 64", name="hash_length"),
        Index("ix_audit_entry_partner", "partner_id", "at"),
    )


class AuditAnchor(Model):
    """The oldest entries up to `last_entry` were cut off: how many, and the hash of the last one, on which the rest still stands."""

    __tablename__ = "audit_anchor"

    id: Mapped[int] = mapped_column(primary_key=True)
    last_entry: Mapped[int] = mapped_column(unique=True)
    entries: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    cut_at: Mapped[datetime]

    __table_args__ = (CheckConstraint("entries > 0", name="entries_positive"), CheckConstraint("length(hash) = 64", name="hash_length"))
