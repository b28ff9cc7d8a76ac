"""Who takes over when somebody goes: whether they are the last programme admin, a company's only admin, or look after companies."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import aliased

from lms.access import Role
from lms.accounts.models import Person, PersonRole
from lms.core.db import db
from lms.core.ids import PersonId
from lms.core.text import Texts
from lms.partners.models import Employment, Partner
from lms.partners.queries import counting
from lms.partners.rules import both_names
from lms.privacy.models import Erasure
from lms.privacy.queries import STILL_OPEN


@dataclass(frozen=True, slots=True)
class Succession:
    """What somebody leaves behind."""

    last_programme_admin: bool
    """nobody else who stays is a programme admin"""
    left_alone: Texts | None
    """the company whose only admin they are"""
    managed: int
    """how many companies they look after"""


def succession_of(person: PersonId, day: date) -> Succession:
    """What the person leaves behind on `day`; three statements. Other admins who asked for erasure themselves do not count as staying."""
    going = select(Erasure.person_id).where(*STILL_OPEN)
    admins = set(
        db.session.scalars(
            select(PersonRole.person_id)
            .join(Person, Person.id == PersonRole.person_id)
            .where(PersonRole.role == Role.PROGRAMME_ADMIN, Person.active, Person.id.not_in(going))
        )
    )
    managed = db.session.scalar(select(func.count()).select_from(Partner).where(Partner.manager_id == person)) or 0
    return Succession(admins == {person}, _left_alone(person, day), managed)


def _left_alone(person: PersonId, day: date) -> Texts | None:
    other, colleague = aliased(Employment), aliased(Person)
    stays = and_(other.partner_id == Partner.id, other.person_id != person, other.is_admin, _counts(other, day), colleague.active)
    row = db.session.execute(
        select(Partner.name, Partner.name_ru)
        .join(Employment, Employment.partner_id == Partner.id)
        .where(Employment.person_id == person, Employment.is_admin, counting(day))
        .where(~exists().where(colleague.id == other.person_id, stays))
        .limit(1)
    ).one_or_none()
    return both_names(*row) if row else None


def _counts(employment: type[Employment], day: date) -> ColumnElement[bool]:
    ends = employment.ends_on.is_(None) | (employment.ends_on > day)
    return and_(employment.confirmed_at.is_not(None), employment.starts_on <= day, ends)
