"""Tables of consents and of erasures that people asked for."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Model, one_of
from lms.core.ids import PersonId, RevisionHash
from lms.privacy.rules import Purpose

OPEN = text("withdrawn_at IS NULL AND done_at IS NULL")


class Consent(Model):
    """Somebody said yes or no to a purpose, to the revision of the text that was shown. Rows are added, never changed."""

    __tablename__ = "consent"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[PersonId] = mapped_column(ForeignKey("person.id"))
    purpose: Mapped[Purpose] = mapped_column(one_of(Purpose))
    text: Mapped[RevisionHash]
    language: Mapped[str] = mapped_column(String(2))
    given: Mapped[bool]
    at: Mapped[datetime]

    __table_args__ = (CheckConstraint("length(text) = 64", name="text_length"), Index("ix_consent_person", "person_id", "purpose", "id"))


class Erasure(Model):
    """Somebody asked to be erased. It is open until it is undone or done; `keep_name`: the name stays on the certificates."""

    __tablename__ = "erasure"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[PersonId] = mapped_column(ForeignKey("person.id"))
    keep_name: Mapped[bool] = mapped_column(default=False)
    requested_at: Mapped[datetime]
    due_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("due_at > requested_at", name="due_after_request"),
        CheckConstraint("withdrawn_at IS NULL OR done_at IS NULL", name="one_end"),
        Index("ix_erasure_due", "due_at"),
        Index("uq_erasure_one_open", "person_id", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
    )
