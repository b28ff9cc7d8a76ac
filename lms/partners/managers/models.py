"""Tables of who looked after a partner, requests for somebody else, and notes, which are never deleted."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Model
from lms.core.ids import PartnerId, PersonId, PublicId

UNDECIDED = text("decided_at IS NULL")


class ManagerAssignment(Model):
    """From `at` on this person looks after the partner; `said` tells why they suit, or what whoever takes over should know."""

    __tablename__ = "manager_assignment"

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[PartnerId] = mapped_column(ForeignKey("partner.id"), index=True)
    manager_id: Mapped[PersonId] = mapped_column(ForeignKey("person.id"))
    former_id: Mapped[PersonId | None] = mapped_column(ForeignKey("person.id"))
    said: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]
    by_id: Mapped[PersonId | None] = mapped_column(ForeignKey("person.id"))

    __table_args__ = (CheckConstraint("former_id IS NULL OR former_id <> manager_id", name="somebody_else"),)


class ManagerRequest(Model):
    """A partner's admin asked for another manager."""

    __tablename__ = "manager_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[PublicId] = mapped_column(unique=True)
    partner_id: Mapped[PartnerId] = mapped_column(ForeignKey("partner.id"), index=True)
    asked_by: Mapped[PersonId] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text)
    granted: Mapped[bool | None]
    answer: Mapped[str] = mapped_column(Text, default="")
    decided_by: Mapped[PersonId | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("(granted IS NULL) = (decided_at IS NULL)", name="decided_has_moment"),
        Index("uq_manager_request_one_open", "partner_id", unique=True, sqlite_where=UNDECIDED, postgresql_where=UNDECIDED),
    )


class ManagerNote(Model):
    """A note about a partner, for the vendor's side."""

    __tablename__ = "manager_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[PartnerId] = mapped_column(ForeignKey("partner.id"), index=True)
    author_id: Mapped[PersonId] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    text: Mapped[str] = mapped_column(Text)
