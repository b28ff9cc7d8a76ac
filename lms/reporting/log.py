"""Reading the log of who did what."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from lms.access import Actor, Permission, may
from lms.accounts.models import Person
from lms.audit.models import AuditEntry
from lms.core.db import db
from lms.core.ids import PartnerId, PersonId
from lms.core.text import Texts
from lms.partners.models import Partner
from lms.partners.rules import both_names


def latest(actor: Actor, limit: int = 200, before: int | None = None) -> Sequence[AuditEntry]:
    """The newest rows, newest first, for whoever may read the whole log; nothing for anybody else."""
    if not may(actor, Permission.READ_AUDIT):
        return ()
    query = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(limit)
    if before is not None:
        query = query.where(AuditEntry.id < before)
    return db.session.scalars(query).all()


@dataclass(frozen=True, slots=True)
class Names:
    """The people and partners that rows of the log name by id, in both languages. Who has gone has no name."""

    people: dict[PersonId, Texts]
    partners: dict[PartnerId, Texts]


def names_in(entries: Collection[AuditEntry]) -> Names:
    """The names for these rows, read when they are shown, because the log itself keeps none; two statements."""
    people = {one for entry in entries for one in (entry.by, entry.person_id)}
    partners = {entry.partner_id for entry in entries}
    chosen = select(Person.id, Person.name, Person.name_ru).where(Person.id.in_(people))
    employers = select(Partner.id, Partner.name, Partner.name_ru).where(Partner.id.in_(partners))
    return Names(
        {who: both_names(name, name_ru) for who, name, name_ru in db.session.execute(chosen)},
        {partner: both_names(name, name_ru) for partner, name, name_ru in db.session.execute(employers)},
    )
