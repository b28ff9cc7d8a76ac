"""Tables of partners, their people, invitations, figures, papers and accepted agreements."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Model, one_of
from lms.core.ids import EmploymentId, InvitationId, PartnerId, PersonId, PublicId, Slug, new_public_id
from lms.partners import ledger
from lms.partners.evidence.rules import PaperState
from lms.partners.imports.rules import ImportState
from lms.partners.rules import PartnerType, ValueSource

COUNTS = text("ends_on IS NULL AND confirmed_at IS NOT NULL")
OPEN = text("accepted_at IS NULL AND withdrawn_at IS NULL")
LATEST = text("latest")
WAITING = text("state = 'waiting'")
HANDED_IN = text("state = 'submitted'")
LASTING = text("state = 'confirmed' AND until IS NULL")


class Partner(Model):
    """A company in the programme. `name_ru` is its name in Russian texts; empty, `name` serves there too."""

    __tablename__ = "partner"

    id: Mapped[PartnerId] = mapped_column(primary_key=True)
    public_id: Mapped[PublicId] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(String(120))
    name_ru: Mapped[str] = mapped_column(String(120), default="")
    manager_id: Mapped[PersonId | None] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]

    __table_args__ = (CheckConstraint("name <> ''", name="has_name"),)


class PartnerTypeRow(Model):
    """One of the types of a partner."""

    __tablename__ = "partner_type"

    partner_id: Mapped[PartnerId] = mapped_column(ForeignKey("partner.id"), primary_key=True)
    type: Mapped[PartnerType] = mapped_column(one_of(PartnerType), primary_key=True)


class PartnerProduct(Model):
    """One product that a partner sells."""

    __tablename__ = "partner_product"

    partner_id: Mapped[PartnerId] = mapped_column(ForeignKey("partner.id"), primary_key=True)
    product: Mapped[Slug] = mapped_column(primary_key=True)


class Employment(Model):
    """A person's dated place at a partner. It counts from `starts_on` up to but not on `ends_on`, once it is confirmed.

    The database lets no two confirmed ones of a person share a day (`ledger.py`). `began_at` and `left_at` are when its beginning and
    its end were carried out: for a day that is to come they are empty until then.
    """

    __tablename__ = "employment"

    id: Mapped[EmploymentId] = mapped_column(primary_key=True)
    public_id: Mapped[PublicId] = mapped_column(unique=True)
    person_id: Mapped[PersonId] = mapped_column(ForeignKey("person.id"), index=True)
    partner_id: Mapped[PartnerId] = mapped_column(ForeignKey("partner.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    began_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[PersonId | None] = mapped_column(ForeignKey("person.id"))
    ended_by: Mapped[PersonId | None] = mapped_column(ForeignKey("person.id"))
    """Who set the end, or moved to another company; an end that others set is not taken back by the person."""
    is_admin: Mapped[bool] = mapped_column(default=False)
    sales: Mapped[bool] = mapped_column(default=False)
    technical: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
        CheckConstraint("left_at IS NULL OR ends_on IS NOT NULL", name="left_has_day"),
        Index(
            "uq_employment_one_counts", "person_id", unique=True,
            sqlite_where=COUNTS, postgresql_where=COUNTS,
        ),
    )  # fmt: skip


ledger.guard(Employment.__table__)


class Invitation(Model):
    """An invitation to join a partner; its link holds a secret of which only the hash is kept, and works once."""

    __tablename__ = "invitation"

    id: Mapped[InvitationId] = mapped_column(primary_key=True)
    public_id: Mapped[PublicId] = mapped_column(unique=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    partner_id: Mapped[PartnerId] = mapped_column(ForeignKey("partner.id"), index=True)
    email: Mapped[str] = mapped_column(String(254))
    is_admin: Mapped[bool] = mapped_column(default=False)
    sales: Mapped[bool] = mapped_column(default=False)
    technical: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str] = mapped_column(String(2))
    starts_on: Mapped[date | None]
    invited_by: Mapped[PersonId | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    person_id: Mapped[PersonId | None] = mapped_column(ForeignKey("person.id"))

    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_lower"),
        CheckConstraint("(accepted_at IS NULL) = (person_id IS NULL)", name="accepted_has_person"),
        CheckConstraint("accepted_at IS NULL OR withdrawn_at IS NULL", name="one_end"),
        Index(
            "uq_invitation_one_open", "partner_id", "email", unique=True,
            sqlite_where=OPEN, postgresql_where=OPEN,
        ),
    )  # fmt: skip


class MetricValue(Model):
    """One figure of a partner on a day: a project, an answer of a customer, a training.

    A correction is a further row with the next `number`; of all rows about the same thing one is the `latest`. `struck` says that there
    is no such figure after all. `covers_from` is the first day of its period, which ends with the day `on`; `None`: that day alone.
    """

    __tablename__ = "metric_value"

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[PartnerId] = mapped_column(ForeignKey("partner.id"))
    metric: Mapped[Slug]
    on: Mapped[date]
    reference: Mapped[str] = mapped_column(String(80))
    number: Mapped[int] = mapped_column(default=1)
    latest: Mapped[bool] = mapped_column(default=True)
    value: Mapped[Decimal]
    struck: Mapped[bool] = mapped_column(default=False)
    covers_from: Mapped[date | None]
    product: Mapped[Slug | None]
    source: Mapped[ValueSource] = mapped_column(one_of(ValueSource))
    reason: Mapped[str] = mapped_column(String(400), default="")
    entered_by: Mapped[PersonId | None] = mapped_column(ForeignKey("person.id"))
    entered_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("partner_id", "metric", "on", "reference", "number"),
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint('covers_from IS NULL OR covers_from < "on"', name="covers_days"),
        CheckConstraint("reason <> '' OR (number = 1 AND source <> 'hand')", name="has_reason"),
        CheckConstraint("number > 1 OR NOT struck", name="struck_was_there"),
        Index("ix_metric_value_partner", "partner_id", "metric"),
        Index(
            "uq_metric_value_one_latest", "partner_id", "metric", "on", "reference", unique=True,
            sqlite_where=LATEST, postgresql_where=LATEST,
        ),
    )  # fmt: skip


class FigureImport(Model):
    """A file of figures that somebody uploaded and looks at before its lines are entered; it falls away after a day."""

    __tablename__ = "figure_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[PublicId] = mapped_column(unique=True)
    person_id: Mapped[PersonId] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(120))
    data: Mapped[bytes] = mapped_column(LargeBinary)
    hash: Mapped[str] = mapped_column(String(64))
    uploaded_at: Mapped[datetime] = mapped_column(index=True)
    state: Mapped[ImportState] = mapped_column(one_of(ImportState), default=ImportState.WAITING)
    reason: Mapped[str] = mapped_column(String(400), default="")
    entered_at: Mapped[datetime | None]
    added: Mapped[int] = mapped_column(default=0)
    corrected: Mapped[int] = mapped_column(default=0)
    known: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        CheckConstraint("(state = 'entered') = (entered_at IS NOT NULL)", name="entered_has_moment"),
        CheckConstraint("added >= 0 AND corrected >= 0 AND known >= 0", name="counts_not_negative"),
        Index("uq_figure_import_one_waiting", "person_id", "hash", unique=True, sqlite_where=WAITING, postgresql_where=WAITING),
    )


class EvidenceItem(Model):
    """A paper of a partner, such as a business plan of a year: handed in by the partner, decided by the vendor; its steps stand beside it.

    It counts from the day of `confirmed_at` up to but not on `until` and `ended_on`, the day on which the confirmation was taken back.
    """

    __tablename__ = "evidence_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[PublicId] = mapped_column(unique=True, default=new_public_id)
    partner_id: Mapped[PartnerId] = mapped_column(ForeignKey("partner.id"), index=True)
    kind: Mapped[Slug]
    year: Mapped[int]
    state: Mapped[PaperState] = mapped_column(one_of(PaperState), default=PaperState.CONFIRMED)
    link: Mapped[str] = mapped_column(String(400), default="")
    note: Mapped[str] = mapped_column(String(2000), default="")
    submitted_by: Mapped[PersonId | None] = mapped_column(ForeignKey("person.id"))
    submitted_at: Mapped[datetime | None]
    confirmed_by: Mapped[PersonId | None] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[datetime | None]
    until: Mapped[date | None]
    ended_on: Mapped[date | None]

    __table_args__ = (
        CheckConstraint("state NOT IN ('submitted', 'refused') OR confirmed_at IS NULL", name="open_not_confirmed"),
        CheckConstraint("state <> 'confirmed' OR (confirmed_at IS NOT NULL AND ended_on IS NULL)", name="confirmed_has_moment"),
        CheckConstraint("ended_on IS NULL OR (confirmed_at IS NOT NULL AND state = 'withdrawn')", name="ended_was_confirmed"),
        CheckConstraint("submitted_by IS NULL OR confirmed_by IS NULL OR submitted_by <> confirmed_by", name="two_people"),
        Index("uq_evidence_item_one_open", "partner_id", "kind", "year", unique=True, sqlite_where=HANDED_IN, postgresql_where=HANDED_IN),
        Index("uq_evidence_item_one_lasting", "partner_id", "kind", "year", unique=True, sqlite_where=LASTING, postgresql_where=LASTING),
    )


class EvidenceStep(Model):
    """One step of a paper: handed in, confirmed, refused, taken back; with who did it, when and why."""

    __tablename__ = "evidence_step"

    item_id: Mapped[int] = mapped_column(ForeignKey("evidence_item.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    state: Mapped[PaperState] = mapped_column(one_of(PaperState))
    at: Mapped[datetime]
    by_id: Mapped[PersonId | None] = mapped_column(ForeignKey("person.id"), index=True)
    reason: Mapped[str] = mapped_column(String(400), default="")

    __table_args__ = (
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint("state <> 'refused' OR reason <> ''", name="refusal_has_reason"),
    )


class AgreementAcceptance(Model):
    """A partner's admin read and accepted the agreement in one version; `text_hash` is of the text that was shown."""

    __tablename__ = "agreement_acceptance"

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[PartnerId] = mapped_column(ForeignKey("partner.id"))
    version: Mapped[int]
    text_hash: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[PersonId] = mapped_column(ForeignKey("person.id"))
    accepted_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("partner_id", "version"), CheckConstraint("version > 0", name="version_positive"))


class ContactCard(Model):
    """How a partner manager can be reached."""

    __tablename__ = "contact_card"

    person_id: Mapped[PersonId] = mapped_column(ForeignKey("person.id"), primary_key=True)
    title: Mapped[str] = mapped_column(String(120))
    title_ru: Mapped[str] = mapped_column(String(120), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    hours: Mapped[str] = mapped_column(String(80), default="")
    hours_ru: Mapped[str] = mapped_column(String(80), default="")
