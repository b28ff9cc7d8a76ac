"""The table of certificates that persons earned."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.certificates.rules import CertificateSource
from lms.core.db import Model, one_of
from lms.core.ids import AttemptId, CertificateId, PersonId, PublicId, Slug


class Certificate(Model):
    """What one person earned once. Rows are added, never changed, but for a revocation and when its holder is erased.

    Then the holder's name is nowhere else, and stands here if the holder wished so; `holder_hash`, keyed, proves it to who knows it.
    """

    __tablename__ = "certificate"

    id: Mapped[CertificateId] = mapped_column(primary_key=True)
    public_id: Mapped[PublicId] = mapped_column(unique=True)
    code: Mapped[str] = mapped_column(String(26), unique=True)
    person_id: Mapped[PersonId] = mapped_column(ForeignKey("person.id"), index=True)
    certification: Mapped[Slug]
    cycle: Mapped[int]
    attempt_id: Mapped[AttemptId | None] = mapped_column(ForeignKey("attempt.id"), index=True)
    """The attempt that won it, in its own certification or in one whose pass renews this one; it goes when that counts no more."""
    source: Mapped[CertificateSource] = mapped_column(one_of(CertificateSource))
    percent: Mapped[int | None]
    issued_at: Mapped[datetime]
    expires_on: Mapped[date | None]
    revoked_at: Mapped[datetime | None]
    revoked_reason: Mapped[str | None] = mapped_column(String(400))
    revoked_with_attempt: Mapped[bool] = mapped_column(default=False)
    """It was revoked because the attempt that won it counted no more, not by a word about the person: it can be won again."""
    holder_hash: Mapped[str | None] = mapped_column(String(64))
    holder_name: Mapped[str | None] = mapped_column(String(120))
    holder_name_ru: Mapped[str | None] = mapped_column(String(120))

    __table_args__ = (
        CheckConstraint("cycle > 0", name="cycle_positive"),
        CheckConstraint("percent BETWEEN 0 AND 100", name="percent_range"),
        CheckConstraint("length(code) = 26", name="code_length"),
        CheckConstraint("(revoked_at IS NULL) = (revoked_reason IS NULL)", name="revoked_has_reason"),
        CheckConstraint("revoked_at IS NOT NULL OR NOT revoked_with_attempt", name="with_attempt_is_revoked"),
        Index(
            "uq_certificate_one_live", "person_id", "certification", "cycle", unique=True,
            sqlite_where=text("revoked_at IS NULL"), postgresql_where=text("revoked_at IS NULL"),
        ),
        Index(
            "uq_certificate_one_of_attempt", "attempt_id", "certification", unique=True,
            sqlite_where=text("revoked_at IS NULL"), postgresql_where=text("revoked_at IS NULL"),
        ),
    )  # fmt: skip
