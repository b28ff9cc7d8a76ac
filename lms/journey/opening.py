"""What a certificate opens for its holder and the partner that counts it, from the facts of now."""

from dataclasses import replace
from datetime import date, datetime

from lms.access import Role
from lms.certificates.queries import holdings_of
from lms.core.errors import NotFound
from lms.core.ids import PublicId, Slug
from lms.journey.settle import programme_now
from lms.learning.queries import completions_of
from lms.programme.queries import evidence_of, standing_of
from lms.publishing.library import Library
from lms.reporting.consequences import Opened, opened_by
from lms.reporting.visitor import Visitor
from lms.requirements.facts import Facts, Holding, PersonFacts

TO_COME = PublicId("")


def visitor_facts(library: Library, visitor: Visitor, now: datetime) -> Facts:
    """What is known about a person and the partner that counts them, from the partner's last review; four statements at most."""
    person = visitor.actor.person
    if person is None:
        raise NotFound
    known = PersonFacts(visitor.public_id, holdings_of([person], library.certifications)[person], tuple(completions_of([person])[person]))
    held = standing_of(visitor.partner_id) if visitor.partner_id is not None else None
    if held is None or not held.facts:
        return Facts(partner=None, person=known, tier=None, agreement_current=programme_now(library, now).agreement.version)
    facts = evidence_of(held).facts
    return replace(facts, person=replace(known, roles=_roles(visitor, facts, now.date())), tier=held.tier)


def _roles(visitor: Visitor, facts: Facts, day: date) -> tuple[str, ...]:
    """What the visitor is at the partner: of both tracks those of the employment, and whether they lead its team."""
    members = facts.partner.members if facts.partner else ()
    here = [one for one in members if one.person == visitor.public_id and one.employed_on(day)]
    said = {"sales": any(one.sales for one in here), "technical": any(one.technical for one in here)}
    said["partner_admin"] = Role.PARTNER_ADMIN in visitor.actor.roles
    return tuple(role for role, so in said.items() if so)


def opened_with(library: Library, visitor: Visitor, certificate: PublicId, now: datetime) -> Opened:
    """What this certificate of the person opened; nothing when it is not theirs."""
    facts = visitor_facts(library, visitor, now)
    holdings = facts.person.holdings if facts.person else ()
    held = next((one for one in holdings if one.certificate == certificate), None)
    return opened_by(programme_now(library, now), library.materials, facts, held, now.date()) if held else Opened()


def would_open(library: Library, visitor: Visitor, certification: Slug, now: datetime) -> Opened:
    """What it would open if the person earned this certification now."""
    known = library.certifications.items.get(certification)
    coming = Holding(certification, TO_COME, now.date(), None, None, counts=known is not None and known.counts)
    return opened_by(programme_now(library, now), library.materials, visitor_facts(library, visitor, now), coming, now.date())
