"""Tables of applications: what a company wrote, each step with its day and person, and the scorecard with its history."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Model, one_of
from lms.core.ids import PartnerId, PersonId, PublicId
from lms.partners.applications.rules import ApplicationState, Criterion, StepKind
from lms.partners.rules import PartnerType

GOES_ON = text("closed_at IS NULL")


class Application(Model):
    """A company that wants to become a partner."""

    __tablename__ = "application"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[PublicId] = mapped_column(unique=True)
    company: Mapped[str] = mapped_column(String(120))
    site: Mapped[str] = mapped_column(String(200))
    contact: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(2))
    state: Mapped[ApplicationState] = mapped_column(one_of(ApplicationState))
    received_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    partner_id: Mapped[PartnerId | None] = mapped_column(ForeignKey("partner.id"), index=True)
    agreement_version: Mapped[int | None]

    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_lower"),
        CheckConstraint("company <> ''", name="has_company"),
        CheckConstraint("(state IN ('signed', 'declined', 'withdrawn')) = (closed_at IS NOT NULL)", name="closed_has_moment"),
        CheckConstraint("(state = 'signed') = (partner_id IS NOT NULL)", name="signed_has_partner"),
        CheckConstraint("(state = 'signed') = (agreement_version IS NOT NULL)", name="signed_has_agreement"),
        Index("uq_application_one_open", "email", unique=True, sqlite_where=GOES_ON, postgresql_where=GOES_ON),
        Index("ix_application_state_id", "state", "id"),
    )


class ApplicationLink(Model):
    """A link to the page of the applicant: each mail holds one of its own. Of its secret only the hash is kept."""

    __tablename__ = "application_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    sent_at: Mapped[datetime]


class ApplicationType(Model):
    """One thing that the company wants to do in the programme."""

    __tablename__ = "application_type"

    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), primary_key=True)
    type: Mapped[PartnerType] = mapped_column(one_of(PartnerType), primary_key=True)


class ApplicationStep(Model):
    """One step. `by_id` is empty where the applicant took it. `said` passes between the two sides; `alone` stays with the vendor."""

    __tablename__ = "application_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    kind: Mapped[StepKind] = mapped_column(one_of(StepKind))
    at: Mapped[datetime]
    by_id: Mapped[PersonId | None] = mapped_column(ForeignKey("person.id"))
    said: Mapped[str] = mapped_column(Text, default="")
    alone: Mapped[str] = mapped_column(Text, default="")


class ApplicationScore(Model):
    """Points that somebody gave for a criterion. The newest counts, the others are history."""

    __tablename__ = "application_score"

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    criterion: Mapped[Criterion] = mapped_column(one_of(Criterion))
    points: Mapped[int]
    evidence: Mapped[str] = mapped_column(Text)
    link: Mapped[str] = mapped_column(String(300), default="")
    author_id: Mapped[PersonId] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("points BETWEEN 0 AND 5", name="points_range"),
        Index("ix_application_score_application_id_id", "application_id", "id"),
    )


class ApplicationReminder(Model):
    """A day on which reviewers were told what waits: once a day, whichever worker comes first."""

    __tablename__ = "application_reminder"

    on: Mapped[date] = mapped_column(primary_key=True)
    at: Mapped[datetime]
