"""Reading who looks after a partner: who could, who did, what was asked, and the notes of the vendor's side."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import aliased

from lms.access import Actor, Permission, Role
from lms.accounts.models import Person, PersonRole
from lms.core.db import db
from lms.core.errors import NotFound
from lms.core.ids import PartnerId, PersonId, PublicId, Slug
from lms.core.text import Texts
from lms.partners.managers.models import ManagerAssignment, ManagerNote, ManagerRequest
from lms.partners.managers.rules import Candidate
from lms.partners.models import Employment, Partner, PartnerProduct, PartnerTypeRow
from lms.partners.queries import counting, portfolio_scope
from lms.partners.rules import PartnerType, both_names

Former, By = aliased(Person), aliased(Person)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned:
    """From `at` on `name` looked after the partner; `former` did before, `by` decided it."""

    name: Texts
    former: Texts
    by: Texts
    at: datetime
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request for another manager. `granted` is `None` while nobody decided."""

    request: PublicId
    partner_id: PartnerId
    partner: PublicId
    partner_name: Texts
    asker: Texts
    at: datetime
    reason: str
    granted: bool | None
    answer: str
    decided_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A note about a partner."""

    author: Texts
    at: datetime
    text: str


def candidates() -> tuple[Candidate, ...]:
    """Everybody who could look after a partner, with what they look after now; four statements."""
    managers = select(PersonRole.person_id).where(PersonRole.role == Role.PARTNER_MANAGER)
    people = db.session.scalars(select(Person).where(Person.id.in_(managers), Person.active).order_by(Person.name, Person.id)).all()
    held, types, products = _looked_after(managers)
    return tuple(
        Candidate(
            person_id=one.id, person=one.public_id, name=both_names(one.name, one.name_ru), language=one.language,
            companies=held.get(one.id, 0), types=frozenset(types.get(one.id, ())), products=frozenset(products.get(one.id, ())),
        )
        for one in people
    )  # fmt: skip


def language_of(partner: PartnerId, day: date) -> str:
    """The language of the partner's admin who has been there longest; empty while it has none."""
    chosen = select(Person.language).join(Employment, Employment.person_id == Person.id)
    admins = chosen.where(Employment.partner_id == partner, Employment.is_admin, counting(day)).order_by(Employment.id)
    return db.session.scalar(admins.limit(1)) or ""


def assignments_of(partner: PartnerId) -> tuple[Assigned, ...]:
    """Who looked after the partner, newest first; whoever came before this was written down is not among them."""
    rows = db.session.execute(
        select(ManagerAssignment, Person, Former, By)
        .join(Person, Person.id == ManagerAssignment.manager_id)
        .outerjoin(Former, Former.id == ManagerAssignment.former_id)
        .outerjoin(By, By.id == ManagerAssignment.by_id)
        .where(ManagerAssignment.partner_id == partner)
        .order_by(ManagerAssignment.id.desc())
    )
    return tuple(
        Assigned(name=_name(person), former=_name(former), by=_name(by), at=one.at, note=one.said) for one, person, former, by in rows
    )


def requests_of(partner: PartnerId) -> tuple[Asked, ...]:
    """What a partner asked about its manager, newest first."""
    return _requests(ManagerRequest.partner_id == partner)


def open_requests(actor: Actor) -> tuple[Asked, ...]:
    """What waits for a word of who may change managers, newest first."""
    within = ManagerRequest.partner_id.in_(portfolio_scope(actor, Permission.CHANGE_MANAGER))
    return _requests(ManagerRequest.decided_at.is_(None) & within)


def answer_to(request: PublicId) -> str:
    """What was answered to a request."""
    return db.session.scalar(select(ManagerRequest.answer).where(ManagerRequest.public_id == request)) or ""


def notes_of(actor: Actor, partner: PartnerId) -> tuple[Note, ...]:
    """The notes about a partner in the actor's reach, newest first.

    Raises:
        NotFound: the partner is out of reach.
    """
    scope = portfolio_scope(actor, Permission.READ_PARTNER)
    if db.session.scalar(scope.where(Partner.id == partner)) is None:
        raise NotFound
    rows = db.session.execute(
        select(ManagerNote, Person)
        .join(Person, Person.id == ManagerNote.author_id)
        .where(ManagerNote.partner_id == partner)
        .order_by(ManagerNote.id.desc())
    )
    return tuple(Note(author=_name(author), at=one.at, text=one.text) for one, author in rows)


def _looked_after(
    managers: Select[PersonId],
) -> tuple[dict[PersonId, int], dict[PersonId, set[PartnerType]], dict[PersonId, set[Slug]]]:
    """How many companies each of these people looks after, and of which types and products they are."""
    theirs = Partner.manager_id.in_(managers)
    held: dict[PersonId, int] = {}
    for manager, count in db.session.execute(select(Partner.manager_id, func.count()).where(theirs).group_by(Partner.manager_id)):
        held[manager or PersonId(0)] = count
    types: dict[PersonId, set[PartnerType]] = defaultdict(set)
    kinds = select(Partner.manager_id, PartnerTypeRow.type).join(PartnerTypeRow, PartnerTypeRow.partner_id == Partner.id)
    for manager, kind in db.session.execute(kinds.where(theirs).distinct()):
        types[manager or PersonId(0)].add(kind)
    products: dict[PersonId, set[Slug]] = defaultdict(set)
    sold = select(Partner.manager_id, PartnerProduct.product).join(PartnerProduct, PartnerProduct.partner_id == Partner.id)
    for manager, product in db.session.execute(sold.where(theirs).distinct()):
        products[manager or PersonId(0)].add(product)
    return held, types, products


def _requests(condition: ColumnElement[bool]) -> tuple[Asked, ...]:
    rows = db.session.execute(
        select(ManagerRequest, Partner, Person)
        .join(Partner, Partner.id == ManagerRequest.partner_id)
        .join(Person, Person.id == ManagerRequest.asked_by)
        .where(condition)
        .order_by(ManagerRequest.id.desc())
    )
    return tuple(
        Asked(
            request=one.public_id, partner_id=partner.id, partner=partner.public_id, partner_name=both_names(partner.name, partner.name_ru),
            asker=_name(asker), at=one.asked_at, reason=one.reason, granted=one.granted, answer=one.answer, decided_at=one.decided_at,
        )
        for one, partner, asker in rows
    )  # fmt: skip


def _name(person: Person | None) -> Texts:
    return both_names(person.name, person.name_ru) if person else {}
