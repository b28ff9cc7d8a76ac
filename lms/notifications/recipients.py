"""Who gets a mail: persons with their address, language, zone and contact, each found by one statement."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, select
from sqlalchemy.orm import aliased

from lms.access import Role
from lms.accounts.models import Person, PersonRole
from lms.core.db import db
from lms.core.errors import NotFound
from lms.core.ids import PartnerId, PersonId, PublicId
from lms.core.text import Texts
from lms.partners.models import Employment, Partner
from lms.partners.queries import counting
from lms.partners.rules import both_names


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom the reader of a mail can ask: the partner's manager."""

    name: Texts
    address: str


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who gets a mail. `person_id` is `None` for an address that is nobody's yet; then `name` is empty.

    `instead` marks a programme admin who is written to because a partner has no manager.
    """

    person_id: PersonId | None
    address: str
    name: str
    language: str
    zone: str
    contact: Contact | None = None
    instead: bool = False


Manager = aliased(Person)
Former = aliased(Employment)
PERSON = (Person.id, Person.email, Person.name, Person.name_ru, Person.language, Person.zone)
MANAGER = (Manager.name, Manager.name_ru, Manager.email)


def person(person_id: PersonId, day: date) -> Recipient:
    """The person, with the manager of the partner they count for on `day` as contact. Who has left a company and has a personal address
    is written to there: the one of work may be nobody's any more.

    Raises:
        NotFound: there is no such person, or the account is closed.
    """
    query = (
        select(Person.id, _reached(day), *PERSON[2:], *MANAGER)
        .outerjoin(Employment, and_(Employment.person_id == Person.id, counting(day)))
        .outerjoin(Partner, Partner.id == Employment.partner_id)
        .outerjoin(Manager, and_(Manager.id == Partner.manager_id, Manager.active))
        .where(Person.id == person_id, Person.active)
    )
    found = _recipients(query)
    if not found:
        raise NotFound
    return found[0]


def named(people: Collection[PublicId], day: date) -> list[Recipient]:
    """These people, each with the manager of the partner they count for on `day` as contact; without those whose account is closed."""
    query = (
        select(*PERSON, *MANAGER)
        .outerjoin(Employment, and_(Employment.person_id == Person.id, counting(day)))
        .outerjoin(Partner, Partner.id == Employment.partner_id)
        .outerjoin(Manager, and_(Manager.id == Partner.manager_id, Manager.active))
        .where(Person.public_id.in_(people), Person.active)
        .order_by(Person.id)
    )
    return _recipients(query) if people else []


def admins_of(partner_id: PartnerId, day: date) -> list[Recipient]:
    """The partner's admins on `day`, with its manager as contact, the longest-standing first."""
    query = (
        select(*PERSON, *MANAGER)
        .join(Employment, and_(Employment.person_id == Person.id, counting(day)))
        .join(Partner, Partner.id == Employment.partner_id)
        .outerjoin(Manager, and_(Manager.id == Partner.manager_id, Manager.active))
        .where(Partner.id == partner_id, Employment.is_admin, Person.active)
        .order_by(Employment.id)
    )
    return _recipients(query)


def manager_of(partner_id: PartnerId, told_in: str = "") -> Recipient | None:
    """The partner's manager, named in their own language or in the one that is asked for; `None` while the partner has none."""
    query = select(*PERSON).join(Partner, Partner.manager_id == Person.id).where(Partner.id == partner_id, Person.active)
    row = db.session.execute(query).one_or_none()
    if row is None:
        return None
    return Recipient(row.id, row.email, _name(row.name, row.name_ru, told_in or row.language), row.language, row.zone)


def vendor_of(partner_id: PartnerId) -> list[Recipient]:
    """Whoever answers for the vendor: the partner's manager, as long as that is an active account that may still decide; else every
    programme admin, the longest-standing account first. One statement, or two."""
    active = select(*PERSON).where(Person.active).order_by(Person.id)
    manages = active.join(Partner, Partner.manager_id == Person.id).where(Partner.id == partner_id)
    managers = db.session.execute(manages.where(_has_role(Role.PARTNER_MANAGER, Role.PROGRAMME_ADMIN))).all()
    found = managers or db.session.execute(active.where(_has_role(Role.PROGRAMME_ADMIN))).all()
    return [
        Recipient(row.id, row.email, _name(row.name, row.name_ru, row.language), row.language, row.zone, instead=not managers)
        for row in found
    ]


def invited(partner_id: PartnerId, address: str, language: str, zone: str) -> Recipient:
    """An address that was invited to a partner; `zone` is the installation's, because nobody has chosen one yet."""
    query = select(*MANAGER).join(Partner, Partner.manager_id == Manager.id).where(Partner.id == partner_id, Manager.active)
    row = db.session.execute(query).one_or_none()
    return Recipient(None, address, "", language, zone, _contact(*row) if row else None)


def _has_role(*roles: Role) -> ColumnElement[bool]:
    return exists().where(PersonRole.person_id == Person.id, PersonRole.role.in_(roles))


def _reached(day: date) -> ColumnElement[str]:
    """The address at which a person reads; beside an outer join to the employment that counts."""
    left = exists().where(Former.person_id == Person.id, Former.ends_on <= day, Former.left_at.is_not(None))
    return case((and_(Employment.id.is_(None), left), func.coalesce(Person.personal_email, Person.email)), else_=Person.email)


def _recipients(query: "Select[PersonId, str, str, str, str, str, str, str, str]") -> list[Recipient]:
    return [
        Recipient(person_id, email, _name(name, name_ru, language), language, zone, _contact(*manager))
        for person_id, email, name, name_ru, language, zone, *manager in db.session.execute(query)
    ]


def _contact(name: str | None, name_ru: str | None, address: str | None) -> Contact | None:
    if name is None or address is None:
        return None
    return Contact(both_names(name, name_ru or ""), address)


def _name(name: str, name_ru: str, language: str) -> str:
    return name_ru if language == "ru" and name_ru else name
