"""Reading who opened which material."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select

from lms.accounts.models import Person
from lms.core.db import db
from lms.core.ids import PartnerId, PersonId, PublicId, Slug
from lms.core.text import Texts
from lms.materials.models import AccessAction, MaterialAccess
from lms.partners.rules import both_names


@dataclass(frozen=True, slots=True)
class Access:
    """One view or download, with who it was and when."""

    material: Slug
    version: int
    file: str
    action: AccessAction
    at: datetime
    person: PublicId
    name: Texts


def accesses_by(person: PersonId) -> Sequence[MaterialAccess]:
    """What the person opened, newest first."""
    chosen = select(MaterialAccess).where(MaterialAccess.person_id == person)
    return db.session.scalars(chosen.order_by(MaterialAccess.at.desc(), MaterialAccess.id.desc())).all()


def accesses_of(scope: Select[PartnerId], material: Slug | None = None) -> tuple[Access, ...]:
    """What people opened while they counted for a partner of the scope, newest first; of one material or of all."""
    chosen = (
        select(MaterialAccess, Person.public_id, Person.name, Person.name_ru)
        .join(Person, Person.id == MaterialAccess.person_id)
        .where(MaterialAccess.partner_id.in_(scope))
        .order_by(MaterialAccess.at.desc(), MaterialAccess.id.desc())
    )
    if material is not None:
        chosen = chosen.where(MaterialAccess.material == material)
    return tuple(
        Access(one.material, one.version, one.file, one.action, one.at, person, both_names(name, name_ru))
        for one, person, name, name_ru in db.session.execute(chosen)
    )
