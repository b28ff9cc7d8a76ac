"""What the pages about managers show."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from lms.access import Permission, Placement, may_on
from lms.core.ids import PartnerId, PersonId, PublicId, Slug
from lms.partners.managers.queries import Asked, assignments_of, candidates, language_of, notes_of, requests_of
from lms.partners.managers.rules import Fit, Wanted, fits
from lms.partners.queries import contact_of, facts_of, partner_by_public_id
from lms.partners.rules import PartnerType
from lms.reporting.visitor import Visitor
from lms.web.faces import face
from lms.web.presentation import day_of, name_in, short_day, spoken


@dataclass(frozen=True, slots=True)
class Wish:
    """What a partner asked, and what was answered; `granted` is `None` while nobody decided."""

    day: str
    who: str
    reason: str
    granted: bool | None
    answer: str
    decided: str


@dataclass(frozen=True, slots=True)
class OwnPage:
    """The partner's own page: who looks after it, and what it asked. `card` is empty while nobody does."""

    card: dict[str, object]
    since: str
    wishes: tuple[Wish, ...]
    may_ask: bool


@dataclass(frozen=True, slots=True)
class Held:
    """Somebody looked after the partner from a day on."""

    name: str
    day: str
    by: str
    note: str


@dataclass(frozen=True, slots=True)
class Noted:
    """One note."""

    author: str
    day: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorPage:
    """The vendor's page: who looks after the partner, who did, what was asked, notes, and what the reader may do."""

    partner: PublicId
    name: str
    manager: str
    held: tuple[Held, ...]
    notes: tuple[Noted, ...]
    wishes: tuple[Wish, ...]
    may_change: bool
    may_write: bool


def own_page(who: Visitor, partner: PartnerId) -> OwnPage:
    """Who looks after the reader's partner."""
    contact, held, wishes = contact_of(partner), assignments_of(partner), requests_of(partner)
    card: dict[str, object] = {}
    if contact is not None:
        seen = face(contact.name, contact.person)
        card = {
            "name": seen.name, "initials": seen.initials, "c": seen.c, "role": spoken(contact.title) or _("Partner manager"),
            "email": contact.email, "phone": contact.phone, "hours": spoken(contact.hours),
        }  # fmt: skip
    waiting = any(one.granted is None for one in wishes)
    return OwnPage(
        card=card, since=_day(held[0].at) if held else "", wishes=tuple(_wish(one) for one in wishes),
        may_ask=bool(card) and not waiting and may_on(who.actor, Permission.ASK_FOR_MANAGER, Placement(partner=partner)),
    )  # fmt: skip


def vendor_page(who: Visitor, public_id: PublicId) -> VendorPage:
    """A partner in reach.

    Raises:
        NotFound: there is none, or it is out of reach.
    """
    partner = partner_by_public_id(who.actor, public_id, Permission.READ_PARTNER)
    contact, place = contact_of(partner.id), Placement(partner=partner.id, manager=partner.manager_id)
    changes = may_on(who.actor, Permission.CHANGE_MANAGER, place)
    return VendorPage(
        partner=partner.public_id, name=name_in(partner.name, partner.name_ru), manager=spoken(contact.name) if contact else "",
        held=tuple(Held(spoken(one.name), _day(one.at), spoken(one.by), one.note) for one in assignments_of(partner.id)),
        notes=tuple(Noted(spoken(one.author), _day(one.at), one.text) for one in notes_of(who.actor, partner.id)),
        # What was said about somebody is for whoever decides, not for the person it was said about.
        wishes=tuple(_wish(one) for one in requests_of(partner.id)) if changes else (),
        may_change=changes, may_write=may_on(who.actor, Permission.WRITE_NOTE, place),
    )  # fmt: skip


def choices_for(who: Visitor, public_id: PublicId, now: datetime) -> tuple[Fit, ...]:
    """Who else could look after a partner, who suits best first.

    Raises:
        NotFound: there is none, or it is out of reach.
    """
    partner = partner_by_public_id(who.actor, public_id, Permission.CHANGE_MANAGER)
    rows = facts_of([partner.id])[partner.id]
    types, products = [PartnerType(one) for one in rows.types], [Slug(one) for one in rows.products]
    wanted = Wanted(language=language_of(partner.id, now.date()) or who.language, types=types, products=products)
    others = (one for one in candidates() if one.person_id != (partner.manager_id or PersonId(0)))
    return fits(wanted, others)


def _wish(one: Asked) -> Wish:
    return Wish(
        _day(one.at), spoken(one.asker), one.reason, one.granted, one.answer, _day(one.decided_at) if one.decided_at else "",
    )  # fmt: skip


def _day(at: datetime) -> str:
    return short_day(day_of(at))
