"""Tables of programme versions, of the standings of partners, and of every change of tier."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Model
from lms.core.ids import PartnerId, RevisionHash, Slug


class ProgrammeVersion(Model):
    """One published version of the rules, whole. Never deleted and never changed."""

    __tablename__ = "programme_version"

    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    effective_from: Mapped[date]
    body: Mapped[dict[str, Any]]
    hash: Mapped[RevisionHash]
    published_at: Mapped[datetime]

    __table_args__ = (CheckConstraint("version > 0", name="version_positive"),)


class PartnerStanding(Model):
    """Which tier a partner holds, and what the last review saw: the facts, the rules by their hash, and the answer.

    `at_risk_since` is the day on which a review first found that the requirements of the held tier no longer hold; `first_false_on` the
    day on which they stop holding if nothing but the calendar moves, as the last review saw it. It stands in `result` too, which is large:
    lists of hundreds of partners read this one.
    """

    __tablename__ = "standing"

    partner_id: Mapped[PartnerId] = mapped_column(ForeignKey("partner.id"), primary_key=True, autoincrement=False)
    tier: Mapped[Slug | None] = mapped_column(index=True)
    since: Mapped[datetime | None]
    at_risk_since: Mapped[date | None]
    first_false_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(ForeignKey("programme_version.version"))
    rule_hash: Mapped[RevisionHash]
    facts: Mapped[dict[str, Any]]
    result: Mapped[dict[str, Any]]
    computed_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("(tier IS NULL) = (since IS NULL)", name="tier_has_moment"),
        CheckConstraint("tier IS NOT NULL OR at_risk_since IS NULL", name="risk_has_tier"),
        CheckConstraint("tier IS NOT NULL OR first_false_on IS NULL", name="end_has_tier"),
    )


class TierChange(Model):
    """A partner's tier changed; `NULL` is no tier."""

    __tablename__ = "tier_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[PartnerId] = mapped_column(ForeignKey("partner.id"))
    before: Mapped[Slug | None]
    after: Mapped[Slug | None]
    at: Mapped[datetime]
    version: Mapped[int] = mapped_column(ForeignKey("programme_version.version"))

    __table_args__ = (
        CheckConstraint("coalesce(before, '') <> coalesce(after, '')", name="changes"),
        Index("ix_tier_change_partner", "partner_id", "at"),
    )
