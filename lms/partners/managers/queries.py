"""Reading who looks after a partner: who could, who did, what was asked, and the notes of the vendor's side."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from lms.access import Actor, Permission, Role
from lms.accounts.models import Person, PersonRole
from lms.core.db import db
from lms.core.errors import NotFound
from lms.core.ids import PartnerId, PersonId, PublicId, Slug
from lms.core.text import Texts
from lms.partners.managers.models import ManagerAssignment, ManagerNote, ManagerRequest
from lms.partners.managers.rules import Candidate
from lms.partners.models import Partner, PartnerProduct, PartnerTypeRow
from lms.partners.queries import portfolio_scope
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
    held: dict[PersonId, set[PartnerId]] = defaultdict(set)
    types: dict[PersonId, set[PartnerType]] = defaultdict(set)
    products: dict[PersonId, set[Slug]] = defaultdict(set)
    for partner, manager in db.session.execute(select(Partner.id, Partner.manager_id).where(Partner.manager_id.in_(managers))):
        held[manager].add(partner)
    kinds = select(Partner.manager_id, PartnerTypeRow.type).join(PartnerTypeRow, PartnerTypeRow.partner_id == Partner.id)
    for manager, kind in db.session.execute(kinds.where(Partner.manager_id.in_(managers))):
        types[manager].add(kind)
    sold = select(Partner.manager_id, PartnerProduct.product).join(PartnerProduct, PartnerProduct.partner_id == Partner.id)
    for manager, product in db.session.execute(sold.where(Partner.manager_id.in_(managers))):
        products[manager].add(product)
    return tuple(
        Candidate(
            person_id=one.id, person=one.public_id, name=both_names(one.name, one.name_ru), language=one.language,
            companies=len(held[one.id]), types=frozenset(types[one.id]), products=frozenset(products[one.id]),
        )
        for one in people
    )  # fmt: skip


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
        Assigned(name=_name(person), former=_name(former), by=_name(by), at=one.at, note=one.note) for one, person, former, by in rows
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
