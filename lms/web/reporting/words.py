"""Words that the pages of partners share: reasons with their steps, tiers, and when somebody was here."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.access import Actor, Permission, Placement, may_on
from lms.core.ids import Slug
from lms.core.text import Message, msg
from lms.partners.rules import PartnerType
from lms.programme.listeners import Listener, heard
from lms.programme.rules import Programme
from lms.reporting.attention import Cause, Reason
from lms.reporting.portfolio import Company
from lms.web.presentation import spoken

TYPES: dict[PartnerType, Message] = {
    PartnerType.RESELLER: msg("Reseller"),
    PartnerType.TECHNOLOGY: msg("Technology partner"),
    PartnerType.WHITE_LABEL: msg("White label"),
    PartnerType.ECOSYSTEM: msg("Ecosystem partner"),
    PartnerType.SERVICE: msg("Service partner"),
    PartnerType.AFFILIATE: msg("Affiliate"),
    PartnerType.DISTRIBUTOR: msg("Distributor"),
    PartnerType.CONSULTANT: msg("Consultant"),
}

DECISIONS = frozenset({Cause.DECIDE, Cause.WAITS})
"""What needs a manager's word."""


@dataclass(frozen=True, slots=True)
class Tier:
    """A tier, for `ui/tier.html`; without a mark the partner has none."""

    mark: str
    label: str


@dataclass(frozen=True, slots=True)
class Step:
    """A reason to act with the step that is suggested; `fix` says what would mend it, or win it."""

    text: str
    state: str
    step: str
    href: str
    fix: str = ""


def tier_words(programme: Programme, tier: Slug | None) -> Tier:
    """A tier as people read it."""
    found = programme.tier(tier) if tier else None
    return Tier(found.mark.value, spoken(found.label)) if found else Tier("", str(_("no tier yet")))


def reached(company: Company) -> Placement:
    """Where the partner stands, for the policy."""
    return Placement(partner=company.id, manager=company.manager_id)


def steps(company: Company, actor: Actor) -> tuple[Step, ...]:
    """Why the partner needs attention, each with a step that this reader can take."""
    return tuple(_steps(company, actor))


def of_the_company(said: Message | None) -> str:
    """What is said to a company, as its vendor reads it; nothing said is nothing read."""
    return "" if said is None else spoken(heard((said,), Listener.VENDOR)[0])


def ago(seen_at: datetime | None, now: datetime) -> str:
    """When somebody was here last, in days."""
    if seen_at is None:
        return str(_("never"))
    days = (now.date() - seen_at.date()).days
    if days <= 0:
        return str(_("today"))
    if days == 1:
        return str(_("yesterday"))
    return str(ngettext("%(num)s day ago", "%(num)s days ago", days))


def _steps(company: Company, actor: Actor) -> Iterator[Step]:
    place = reached(company)
    invites, decides = may_on(actor, Permission.INVITE, place), may_on(actor, Permission.DECIDE_STANDING, place)
    for one in company.reasons:
        text, href = _decision(company) if decides and one.cause in DECISIONS else _step(company, one, invites=invites)
        yield Step(of_the_company(one.message), "bad" if one.grave else "warn", text, href, of_the_company(one.fix))
    if company.chance is not None:
        reason, action = company.chance.reason, company.chance.action
        href = url_for("programme.tier_of", partner=company.public_id)
        yield Step(of_the_company(reason), "info", _("See the way up"), href, of_the_company(action))


def _decision(company: Company) -> tuple[str, str]:
    return _("Decide"), url_for("standings.decide", partner=company.public_id)


def _step(company: Company, reason: Reason, *, invites: bool) -> tuple[str, str]:
    page, who = company.public_id, reason.who
    match reason.cause:
        case Cause.AT_RISK | Cause.FALLS | Cause.GRACE | Cause.DECIDE | Cause.WAITS:
            return _("See what is missing"), url_for("programme.tier_of", partner=page)
        case Cause.ENDS if who:
            return _("Remind %(name)s to renew", name=spoken(who.name)), f"mailto:{who.email}"
        case Cause.SILENT if who:
            return _("Write to %(name)s", name=spoken(who.name)), f"mailto:{who.email}"
        case Cause.NOBODY if company.invitations:
            return _("Look at the invitations"), url_for("reporting.partner", partner=page, _anchor="invitations")
        case Cause.NOBODY | Cause.NO_ADMIN if invites:
            return _("Invite an admin"), url_for("partners.invite", partner=page, admin=1)
    return _("See how far they are"), url_for("reporting.partner", partner=page, _anchor="people")
