"""Bringing a company into the programme."""

from datetime import datetime

from sqlalchemy import select

from lms.core.db import db
from lms.core.errors import Conflict, Invalid
from lms.core.events import Event
from lms.core.ids import PersonId, new_public_id
from lms.core.text import msg
from lms.core.turns import take_turn
from lms.partners.events import PartnerCreated
from lms.partners.models import Partner, PartnerProduct, PartnerTypeRow
from lms.partners.queries import facts_of
from lms.partners.rules import NewPartner
from lms.partners.service.employing import hold_person

NAME_LENGTH = 120


def create_partner(new: NewPartner, now: datetime, by: PersonId | None) -> tuple[Partner, list[Event]]:
    """Bring a company into the programme. The same partner created again by the same manager is returned as it stands, without events.

    Raises:
        Invalid: it has no name or no type.
        NotFound: there is no such manager.
        Conflict: there is another partner of that name.
    """
    name, name_ru = _name(new.name), _name(new.name_ru)
    if not name:
        raise Invalid(msg("A company needs a name."))
    if not new.types:
        raise Invalid(msg("Choose at least one type: what does the company do in the programme?"))
    hold_name(name)
    if new.manager is not None:
        hold_person(new.manager)
    if standing := db.session.scalars(select(Partner).where(Partner.name == name).order_by(Partner.id)).first():
        return _same(standing, new), []
    partner = Partner(public_id=new_public_id(), name=name, name_ru=name_ru, manager_id=new.manager, created_at=now)
    db.session.add(partner)
    db.session.flush()
    db.session.add_all(PartnerTypeRow(partner_id=partner.id, type=type_) for type_ in sorted(set(new.types)))
    db.session.add_all(PartnerProduct(partner_id=partner.id, product=product) for product in sorted(set(new.products)))
    db.session.flush()
    return partner, [PartnerCreated(at=now, by=by, partner=partner.id, public_id=partner.public_id)]


def hold_name(name: str) -> None:
    """Let those who bring a company of this name into the programme wait for each other."""
    take_turn("company", " ".join(name.split()).casefold())


def _same(standing: Partner, new: NewPartner) -> Partner:
    rows = facts_of([standing.id])[standing.id]
    same = (standing.manager_id, rows.types, rows.products) == (new.manager, sorted(set(new.types)), sorted(set(new.products)))
    if not same:
        raise Conflict(msg("There is a company “%(name)s” in the programme already.", name=standing.name))
    return standing


def _name(text: str) -> str:
    name = " ".join(text.split())
    if len(name) > NAME_LENGTH:
        raise Invalid(msg("A name has at most %(most)s characters.", most=NAME_LENGTH))
    return name
