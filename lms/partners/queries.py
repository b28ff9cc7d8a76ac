"""Reading partners, their people and what is known about them; somebody else's partner looks like none at all."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true

from lms.access import Actor, Permission, Reach, reaches
from lms.accounts.models import Person
from lms.core.db import db
from lms.core.errors import NotFound
from lms.core.ids import PartnerId, PersonId, PublicId, Slug
from lms.core.text import Texts
from lms.partners.evidence.rules import counted_until
from lms.partners.models import (
    AgreementAcceptance,
    ContactCard,
    Employment,
    EvidenceItem,
    Invitation,
    MetricValue,
    Partner,
    PartnerProduct,
    PartnerTypeRow,
)
from lms.partners.rules import FOR_GOOD, both_names, token_hash
from lms.requirements.facts import Paper, Value


@dataclass(frozen=True, slots=True)
class EmploymentRow:
    """A confirmed employment, also one that has ended, with who it is."""

    person_id: PersonId
    person: PublicId
    name: Texts
    sales: bool
    technical: bool
    since: date
    until: date | None


@dataclass(slots=True)
class PartnerRows:
    """All that is known about a partner by itself; certificates of its people come from above."""

    types: list[str] = field(default_factory=list)
    products: list[str] = field(default_factory=list)
    employments: list[EmploymentRow] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)
    agreement: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamMember:
    """A person who counts for a partner today."""

    person_id: PersonId
    person: PublicId
    employment: PublicId
    name: Texts
    email: str
    is_admin: bool
    sales: bool
    technical: bool
    since: date
    until: date | None
    """the day on which they no longer count, if one is noted"""
    last_seen_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A partner's contact at the vendor. Title, phone and hours are empty until the manager fills the card."""

    person_id: PersonId
    person: PublicId
    name: Texts
    email: str
    title: Texts
    phone: str
    hours: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One employment in a person's history."""

    employment: PublicId
    partner_id: PartnerId
    partner: PublicId
    partner_name: Texts
    since: date
    until: date | None
    ended_by_others: bool
    is_admin: bool
    sales: bool
    technical: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """That somebody accepted the agreement for a partner."""

    version: int
    text_hash: str
    name: Texts
    at: datetime


def counting(day: date) -> ColumnElement[bool]:
    """The condition under which an employment counts on `day`; the same as `rules.counts_on`, for confirmed ones."""
    return and_(
        Employment.confirmed_at.is_not(None), Employment.starts_on <= day, or_(Employment.ends_on.is_(None), Employment.ends_on > day)
    )


def portfolio_scope(actor: Actor, permission: Permission) -> Select[PartnerId]:
    """The ids of the partners for which the actor has the permission; other queries join on it."""
    return select(Partner.id).where(_partner_in_reach(actor, permission))


def people_scope(actor: Actor, permission: Permission, day: date) -> Select[PersonId]:
    """The ids of the people for whom the actor has the permission: oneself, or through the employment that counts on `day`."""
    reach = reaches(actor, permission)
    if Reach.ALL in reach:
        return select(Person.id)
    own = Person.id == actor.person if reach & {Reach.OWN, Reach.PARTNER} else false()
    employed = select(Employment.person_id).where(counting(day), Employment.partner_id.in_(portfolio_scope(actor, permission)))
    return select(Person.id).where(or_(own, Person.id.in_(employed)))


def partner_by_public_id(actor: Actor, public_id: PublicId, permission: Permission) -> Partner:
    """The partner, when the actor has the permission for it.

    Raises:
        NotFound: there is none, or it is out of reach.
    """
    found = db.session.scalar(select(Partner).where(Partner.public_id == public_id, _partner_in_reach(actor, permission)))
    if found is None:
        raise NotFound
    return found


def person_by_public_id(actor: Actor, public_id: PublicId, day: date, permission: Permission = Permission.READ_PERSON) -> Person:
    """The person, when the actor has the permission through the employment that counts on `day`.

    Raises:
        NotFound: there is none, or they are out of reach, such as somebody who has left.
    """
    chosen = select(Person).where(Person.public_id == public_id, Person.id.in_(people_scope(actor, permission, day)))
    found = db.session.scalar(chosen)
    if found is None:
        raise NotFound
    return found


def employment_by_public_id(actor: Actor, public_id: PublicId, permission: Permission = Permission.CHANGE_TEAM) -> Employment:
    """The employment, when it is the actor's own or the actor has the permission for its partner.

    Raises:
        NotFound: there is none, or it is out of reach.
    """
    within = or_(Employment.person_id == actor.person, Employment.partner_id.in_(portfolio_scope(actor, permission)))
    found = db.session.scalar(select(Employment).where(Employment.public_id == public_id, within))
    if found is None:
        raise NotFound
    return found


def employment_of(person_id: PersonId, day: date) -> Employment | None:
    """The employment of the person that counts on `day`."""
    chosen = select(Employment).where(Employment.person_id == person_id, counting(day))
    return db.session.scalar(chosen.order_by(Employment.starts_on.desc(), Employment.id.desc()).limit(1))


def employments_of(person_id: PersonId, scope: Select[PartnerId] | None = None) -> tuple[Place, ...]:
    """Where the person has worked, newest first; with a scope, only at its partners."""
    within = true() if scope is None else Partner.id.in_(scope)
    rows = db.session.execute(
        select(Employment, Partner)
        .join(Partner, Partner.id == Employment.partner_id)
        .where(Employment.person_id == person_id, Employment.confirmed_at.is_not(None), within)
        .order_by(Employment.starts_on.desc(), Employment.id.desc())
    )
    return tuple(
        Place(
            employment=one.public_id, partner_id=partner.id, partner=partner.public_id,
            partner_name=both_names(partner.name, partner.name_ru), since=one.starts_on, until=one.ends_on,
            ended_by_others=one.ended_by not in (None, person_id), is_admin=one.is_admin, sales=one.sales, technical=one.technical,
        )
        for one, partner in rows
    )  # fmt: skip


def team_of(partner_id: PartnerId, day: date) -> tuple[TeamMember, ...]:
    """The people who count for the partner on `day`, by name."""
    rows = db.session.execute(
        select(Employment, Person)
        .join(Person, Person.id == Employment.person_id)
        .where(Employment.partner_id == partner_id, counting(day))
        .order_by(Person.name, Person.id)
    )
    return tuple(
        TeamMember(
            person_id=person.id, person=person.public_id, employment=one.public_id, name=both_names(person.name, person.name_ru),
            email=person.email, is_admin=one.is_admin, sales=one.sales, technical=one.technical, since=one.starts_on,
            until=one.ends_on, last_seen_at=person.last_seen_at,
        )
        for one, person in rows
    )  # fmt: skip


def invitations_of(partner_id: PartnerId) -> Sequence[Invitation]:
    """The partner's invitations that nobody accepted and nobody withdrew, newest first; those past their date are among them."""
    still = and_(Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None))
    return db.session.scalars(select(Invitation).where(Invitation.partner_id == partner_id, still).order_by(Invitation.id.desc())).all()


def invitation_by_token(token: str) -> tuple[Invitation, Partner] | None:
    """The invitation behind a link, in whatever state, with its partner; the secret is the permission."""
    chosen = (
        select(Invitation, Partner).join(Partner, Partner.id == Invitation.partner_id).where(Invitation.token_hash == token_hash(token))
    )
    row = db.session.execute(chosen).one_or_none()
    return (row[0], row[1]) if row else None


def invitation_by_public_id(actor: Actor, public_id: PublicId, permission: Permission = Permission.INVITE) -> Invitation:
    """The invitation, when the actor has the permission for its partner.

    Raises:
        NotFound: there is none, or it is out of reach.
    """
    within = Invitation.partner_id.in_(portfolio_scope(actor, permission))
    found = db.session.scalar(select(Invitation).where(Invitation.public_id == public_id, within))
    if found is None:
        raise NotFound
    return found


def acceptances_of(partner_id: PartnerId) -> tuple[Acceptance, ...]:
    """Who accepted the agreement for the partner, the newest version first."""
    rows = db.session.execute(
        select(AgreementAcceptance, Person.name, Person.name_ru)
        .join(Person, Person.id == AgreementAcceptance.person_id)
        .where(AgreementAcceptance.partner_id == partner_id)
        .order_by(AgreementAcceptance.version.desc())
    )
    return tuple(
        Acceptance(version=one.version, text_hash=one.text_hash, name=both_names(name, name_ru), at=one.accepted_at)
        for one, name, name_ru in rows
    )


def contact_of(partner_id: PartnerId) -> Contact | None:
    """The partner's manager; `None` while nobody looks after the partner."""
    row = db.session.execute(
        select(Person, ContactCard)
        .join(Partner, Partner.manager_id == Person.id)
        .outerjoin(ContactCard, ContactCard.person_id == Person.id)
        .where(Partner.id == partner_id)
    ).one_or_none()
    if row is None:
        return None
    person, card = row
    return Contact(
        person_id=person.id, person=person.public_id, name=both_names(person.name, person.name_ru), email=person.email,
        title=both_names(card.title, card.title_ru) if card else {},
        phone=card.phone if card else "", hours=both_names(card.hours, card.hours_ru) if card else {},
    )  # fmt: skip


def partner_names(scope: Select[PartnerId]) -> dict[str, list[PartnerId]]:
    """The partners of a scope by public id and by their names in lower case; a name may be that of several."""
    found: dict[str, list[PartnerId]] = defaultdict(list)
    rows = db.session.execute(select(Partner.id, Partner.public_id, Partner.name, Partner.name_ru).where(Partner.id.in_(scope)))
    for partner, public_id, name, name_ru in rows:
        for word in {public_id, name.casefold(), name_ru.casefold()} - {""}:
            found[word].append(partner)
    return found


def facts_of(partners: Collection[PartnerId]) -> dict[PartnerId, PartnerRows]:
    """What is known about each of these partners by itself, in six statements however many they are."""
    found = {partner: PartnerRows() for partner in partners}
    types = select(PartnerTypeRow).where(PartnerTypeRow.partner_id.in_(found)).order_by(PartnerTypeRow.type)
    for kind in db.session.scalars(types):
        found[kind.partner_id].types.append(kind.type.value)
    products = select(PartnerProduct).where(PartnerProduct.partner_id.in_(found)).order_by(PartnerProduct.product)
    for sold in db.session.scalars(products):
        found[sold.partner_id].products.append(sold.product)
    accepted = select(AgreementAcceptance.partner_id, func.max(AgreementAcceptance.version))
    chosen = accepted.where(AgreementAcceptance.partner_id.in_(found)).group_by(AgreementAcceptance.partner_id)
    for partner, version in db.session.execute(chosen):
        found[partner].agreement = version
    _add_employments(found)
    _add_figures(found)
    return found


def _add_employments(found: dict[PartnerId, PartnerRows]) -> None:
    rows = db.session.execute(
        select(Employment, Person.public_id, Person.name, Person.name_ru)
        .join(Person, Person.id == Employment.person_id)
        .where(Employment.partner_id.in_(found), Employment.confirmed_at.is_not(None))
        .order_by(Employment.starts_on, Employment.id)
    )
    for one, person, name, name_ru in rows:
        names = both_names(name, name_ru)
        row = EmploymentRow(one.person_id, person, names, one.sales, one.technical, one.starts_on, one.ends_on)
        found[one.partner_id].employments.append(row)


def values_now(partners: Collection[PartnerId]) -> Select[PartnerId, Slug, date, Decimal, str, Slug | None]:
    """The one SELECT of figures that count: of all rows about the same thing the latest, unless it was struck out."""
    return (
        select(MetricValue.partner_id, MetricValue.metric, MetricValue.on, MetricValue.value, MetricValue.reference, MetricValue.product)
        .where(MetricValue.partner_id.in_(partners), MetricValue.latest, ~MetricValue.struck)
        .order_by(MetricValue.on, MetricValue.id)
    )


def papers_now(partners: Collection[PartnerId]) -> Select[EvidenceItem]:
    """The one SELECT of papers that count, or counted until their confirmation was taken back."""
    chosen = select(EvidenceItem).where(EvidenceItem.partner_id.in_(partners), EvidenceItem.confirmed_at.is_not(None))
    return chosen.order_by(EvidenceItem.id)


def paper_now(item: EvidenceItem) -> Paper:
    """A confirmed paper as requirements look at it."""
    if item.confirmed_at is None:
        raise ValueError(item.state)
    until = counted_until(item.until, item.ended_on)
    return Paper(item.kind, None if item.year == FOR_GOOD else item.year, item.confirmed_at.date(), until)


def _add_figures(found: dict[PartnerId, PartnerRows]) -> None:
    for partner, metric, on, value, reference, product in db.session.execute(values_now(found)):
        found[partner].values.append(Value(metric, on, value, reference, product))
    for item in db.session.scalars(papers_now(found)):
        found[item.partner_id].papers.append(paper_now(item))


def _partner_in_reach(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    reach = reaches(actor, permission)
    if Reach.ALL in reach:
        return true()
    conditions: list[ColumnElement[bool]] = [false()]
    if Reach.PARTNER in reach and actor.partner is not None:
        conditions.append(Partner.id == actor.partner)
    if Reach.PORTFOLIO in reach:
        conditions.append(Partner.manager_id == actor.person)
    return or_(*conditions)


def partner_name(partner_id: PartnerId | None) -> Texts:
    """The name of a partner in both languages; empty when there is none."""
    row = db.session.execute(select(Partner.name, Partner.name_ru).where(Partner.id == partner_id)).one_or_none()
    return both_names(*row) if row else {}


def partner_public_id(partner_id: PartnerId | None) -> PublicId | None:
    """The partner's id in addresses."""
    return db.session.scalar(select(Partner.public_id).where(Partner.id == partner_id))
