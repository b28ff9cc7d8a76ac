"""One partner with all that its page shows: team, paths, milestones, figures, papers, invitations and what was opened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from lms.access import Actor, Permission, Role
from lms.accounts.models import Person, PersonRole
from lms.certificates.queries import holdings_of
from lms.core.db import db
from lms.core.errors import NotFound
from lms.core.ids import PartnerId, PersonId, PublicId, Slug
from lms.core.text import Texts
from lms.materials.queries import Access, accesses_of
from lms.partners.evidence.queries import PaperRow, papers_of_partner
from lms.partners.models import Employment, Invitation, MetricValue, Partner
from lms.partners.queries import (
    acceptances_of,
    facts_of,
    invitations_of,
    portfolio_scope,
)
from lms.partners.rules import ValueSource, both_names
from lms.programme.models import PartnerStanding
from lms.programme.queries import evidence_of, steps_of, version_in_force
from lms.programme.rules import Programme, Standing
from lms.quizzes.waiting import waiting_among
from lms.reporting.content import Content
from lms.reporting.onboarding import Joined, Milestone, milestones
from lms.reporting.portfolio import Company, Walk, companies, walks_of


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One figure, with who entered it; nobody did when it was seeded."""

    metric: Slug
    on: date
    reference: str
    value: Decimal
    source: ValueSource
    by: Texts


@dataclass(frozen=True, slots=True)
class Manager:
    """A person of the vendor who looks after partners."""

    person_id: PersonId
    person: PublicId
    name: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A partner, whole. `standing` is `None` before its first review."""

    programme: Programme
    company: Company
    types: tuple[str, ...]
    walks: dict[PersonId, tuple[Walk, ...]]
    milestones: tuple[Milestone, ...]
    standing: Standing | None
    figures: tuple[FigureRow, ...]
    papers: tuple[PaperRow, ...]
    invitations: Sequence[Invitation]
    accesses: tuple[Access, ...]
    waiting: int
    """attempts of its people that wait for a marker"""


def company_of(actor: Actor, public_id: PublicId, permission: Permission, library: Content, day: date) -> tuple[Programme, Company]:
    """A partner as a list shows it; four statements.

    Raises:
        NotFound: there is none, or it is out of reach.
    """
    programme = version_in_force(day) or library.programme
    if programme is None:
        raise NotFound
    scope = portfolio_scope(actor, permission).where(Partner.public_id == public_id)
    found = companies(scope, programme, library, day)
    if not found:
        raise NotFound
    return programme, found[0]


def whole_of(actor: Actor, public_id: PublicId, library: Content, day: date) -> Whole:
    """A partner, whole.

    Raises:
        NotFound: there is none, or it is out of reach.
    """
    programme, company = company_of(actor, public_id, Permission.READ_PARTNER, library, day)
    stored = db.session.get(PartnerStanding, company.id)
    return Whole(
        programme=programme, company=company, types=tuple(facts_of([company.id])[company.id].types),
        walks=walks_of([company], library, day), milestones=milestones_of(company.id, library),
        standing=evidence_of(stored).standing if stored is not None and stored.result else None,
        figures=figures_of(company.id), papers=papers_of_partner(company.id), invitations=invitations_of(company.id),
        accesses=accesses_of(select(Partner.id).where(Partner.id == company.id)),
        waiting=waiting_among([one.person_id for one in company.colleagues]),
    )  # fmt: skip


def milestones_of(partner: PartnerId, library: Content) -> tuple[Milestone, ...]:
    """How far the partner has come since it joined; four statements."""
    agreed = [one.at.date() for one in acceptances_of(partner)]
    reached = [one.at.date() for one in steps_of(partner) if one.after is not None and one.after != one.before]
    rows = db.session.execute(
        select(Employment, Person.name, Person.name_ru)
        .join(Person, Person.id == Employment.person_id)
        .where(Employment.partner_id == partner, Employment.confirmed_at.is_not(None))
        .order_by(Employment.starts_on, Employment.id)
    ).all()
    held = holdings_of({one.person_id for one, _, _ in rows}, library.certifications)

    def certified(one: Employment) -> date | None:
        """The first day at the partner on which the person held a certificate: earned there, or brought along."""
        days = [
            max(holding.issued_on, one.starts_on)
            for holding in held[one.person_id]
            if holding.valid_on(max(holding.issued_on, one.starts_on))
        ]
        return min((day for day in days if one.ends_on is None or day < one.ends_on), default=None)

    joined = [
        Joined(both_names(name, name_ru), one.starts_on, one.is_admin, one.sales or one.technical, certified(one))
        for one, name, name_ru in rows
    ]
    return milestones(min(agreed, default=None), joined, min(reached, default=None))


def figures_of(partner: PartnerId) -> tuple[FigureRow, ...]:
    """The figures of the partner that count, the newest first."""
    rows = db.session.execute(
        select(MetricValue, Person.name, Person.name_ru)
        .outerjoin(Person, Person.id == MetricValue.entered_by)
        .where(MetricValue.partner_id == partner, MetricValue.latest, ~MetricValue.struck)
        .order_by(MetricValue.on.desc(), MetricValue.id.desc())
    )
    return tuple(
        FigureRow(one.metric, one.on, one.reference, one.value, one.source, both_names(name, name_ru) if name else {})
        for one, name, name_ru in rows
    )


def managers() -> tuple[Manager, ...]:
    """Everybody who can look after partners, by name."""
    rows = db.session.execute(
        select(Person.id, Person.public_id, Person.name, Person.name_ru)
        .join(PersonRole, PersonRole.person_id == Person.id)
        .where(PersonRole.role == Role.PARTNER_MANAGER, Person.active)
        .order_by(Person.name, Person.id)
    )
    return tuple(Manager(row.id, row.public_id, both_names(row.name, row.name_ru)) for row in rows)
