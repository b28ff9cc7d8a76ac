"""Tables of programme versions, of the standings of partners, and of every step that a standing took."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Model, one_of
from lms.core.ids import PartnerId, PersonId, PublicId, RevisionHash, Slug
from lms.programme.states import StandingState, StepKind


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
    """Which tier a partner holds, how safely, and what the last review saw: the facts, the rules by their hash, and the answer.

    `failing_since` is the day on which a review first found that the requirements of the held tier no longer hold, and `grace_until` the
    first day without grace. `eligible` is a higher tier that the facts earn and that waits for its day or for a manager's word.
    `first_false_on` is the day on which the requirements of the held tier stop holding if nothing but the calendar moves, as the last
    review saw it on `as_of`. It stands in `result` too, which is large: lists of hundreds of partners read this one, and `outlook`, which
    says what would fix a tier in danger, or that the next one is a step away.
    """

    __tablename__ = "standing"

    partner_id: Mapped[PartnerId] = mapped_column(ForeignKey("partner.id"), primary_key=True, autoincrement=False)
    tier: Mapped[Slug | None] = mapped_column(index=True)
    since: Mapped[datetime | None]
    state: Mapped[StandingState] = mapped_column(one_of(StandingState), index=True)
    failing_since: Mapped[date | None]
    grace_until: Mapped[date | None]
    eligible: Mapped[Slug | None]
    first_false_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(ForeignKey("programme_version.version"))
    rule_hash: Mapped[RevisionHash]
    facts: Mapped[dict[str, Any]]
    result: Mapped[dict[str, Any]]
    outlook: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    as_of: Mapped[date]
    computed_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("(tier IS NULL) = (since IS NULL)", name="tier_has_moment"),
        CheckConstraint("(tier IS NULL) = (state = 'none')", name="tier_has_state"),
        CheckConstraint("(failing_since IS NOT NULL) = (state IN ('grace', 'proposed'))", name="failing_has_state"),
        CheckConstraint("(failing_since IS NULL) = (grace_until IS NULL)", name="failing_has_grace"),
        CheckConstraint("grace_until >= failing_since", name="grace_after_failing"),
        CheckConstraint("tier IS NOT NULL OR first_false_on IS NULL", name="end_has_tier"),
        Index("ix_standing_as_of", "as_of", "partner_id"),
    )


class StandingStep(Model):
    """One step of a partner's standing, with what it rested on. Never changed and never deleted.

    `before` and `after` are tiers; `NULL` is none. Steps from before version 0.4 have no evidence.
    """

    __tablename__ = "standing_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[PartnerId] = mapped_column(ForeignKey("partner.id"))
    kind: Mapped[StepKind] = mapped_column(one_of(StepKind))
    before: Mapped[Slug | None]
    after: Mapped[Slug | None]
    at: Mapped[datetime]
    as_of: Mapped[date]
    version: Mapped[int] = mapped_column(ForeignKey("programme_version.version"))
    rule_hash: Mapped[RevisionHash | None]
    facts: Mapped[dict[str, Any] | None]
    result: Mapped[dict[str, Any] | None]
    reason: Mapped[str | None] = mapped_column(String(1000))
    by_id: Mapped[PersonId | None] = mapped_column(ForeignKey("person.id"), index=True)

    __table_args__ = (
        CheckConstraint("coalesce(before, '') = coalesce(after, '') OR kind IN ('reached', 'lowered', 'lost')", name="tier_changes"),
        CheckConstraint("kind NOT IN ('lowered', 'kept') OR (reason IS NOT NULL AND by_id IS NOT NULL)", name="word_has_reason"),
        CheckConstraint("(rule_hash IS NULL) = (facts IS NULL) AND (facts IS NULL) = (result IS NULL)", name="evidence_whole"),
        Index("ix_standing_step_partner", "partner_id", "at"),
    )


class RuleNotice(Model):
    """What one partner is told of a new version of the rules: its own effect, when it was sent, and who read it.

    `sent_at` is the last time of `times`. Acknowledged once; the first reader stands.
    """

    __tablename__ = "rule_notice"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[PublicId] = mapped_column(unique=True)
    version: Mapped[int] = mapped_column(ForeignKey("programme_version.version"))
    partner_id: Mapped[PartnerId] = mapped_column(ForeignKey("partner.id"), index=True)
    effect: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime]
    times: Mapped[int] = mapped_column(default=1)
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[PersonId | None] = mapped_column(ForeignKey("person.id"), index=True)

    __table_args__ = (
        UniqueConstraint("version", "partner_id"),
        CheckConstraint("(acknowledged_at IS NULL) = (acknowledged_by IS NULL)", name="acknowledged_by_somebody"),
        CheckConstraint("times > 0", name="times_positive"),
    )
