"""What the tier page shows: the situation in sentences, the rows of the next and of the held tier, the year ahead, benefits and history."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from lms.access import Permission, may
from lms.core.ids import PartnerId, PublicId, Slug
from lms.core.text import Texts
from lms.partners.queries import acceptances_of, portfolio_scope
from lms.programme import notices
from lms.programme.listeners import Listener
from lms.programme.queries import standing_of, steps_of
from lms.programme.rules import Programme, Tier, due_message
from lms.programme.states import StandingState, may_fall
from lms.publishing.library import Library
from lms.reporting.visitor import Visitor
from lms.requirements.facts import PartnerFacts
from lms.web.conditions import Condition, conditions
from lms.web.presentation import spoken, tier_name
from lms.web.programme.calendar import YearAhead, year_ahead
from lms.web.programme.climbing import Reached, Stop, climb
from lms.web.programme.explaining import Explanation, explanation, review_after_grace, short_of
from lms.web.programme.ground import Ground, ground_of
from lms.web.programme.rows import Endings, Look, Row, endings, rows
from lms.web.programme.supposing import WhatIf, what_if


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """Whose tier is shown. `own`: it is the reader's employer."""

    id: PartnerId
    public_id: PublicId
    name: Texts
    own: bool


@dataclass(frozen=True, slots=True)
class Benefit:
    """What a tier brings, who owes it, and how soon."""

    label: str
    due: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A tier of the page: its rows, how many of them hold, and what it brings on top of those below."""

    label: str
    mark: str
    met: int
    of: int
    rows: tuple[Row, ...]
    benefits: tuple[Benefit, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the tier."""

    at: datetime
    text: str
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementState:
    """Whether the agreement in force is accepted, by whom and when."""

    version: int
    accepted: bool
    text: str
    may_accept: bool


@dataclass(frozen=True, slots=True)
class Notice:
    """New rules of which the partner has been told and that nobody there has acknowledged."""

    version: int
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TierPage:
    """Everything on the page; what names people is there only for whoever may see the team."""

    own: bool
    partner: str
    version: int
    heading: str
    situation: str
    explanation: Explanation
    notices: tuple[Notice, ...]
    decide_href: str
    held: Step | None
    next: Step | None
    climb: tuple[Stop, ...]
    missing: tuple[Condition, ...]
    short_of: str
    endings: Endings
    year: YearAhead | None
    what_if: WhatIf | None
    here: str
    history: tuple[Change, ...]
    history_href: str
    agreement: AgreementState


def tier_page(library: Library, visitor: Visitor, partner: Partner, now: datetime) -> TierPage:
    """The tier of a partner, judged today by the facts of its last review; at most five statements."""
    ground = ground_of(library, standing_of(partner.id), now)
    decide_href = _decide_href(ground, visitor, partner)
    ground = replace(ground, listener=_listener(partner, decide_href))
    names = may(visitor.actor, Permission.READ_TEAM)
    look = Look(
        programme=ground.rules, facts=ground.facts.partner or PartnerFacts(), day=ground.day, me=visitor.public_id, names=names
    )  # fmt: skip
    steps = _step(look, ground, ground.tier), _step(look, ground, ground.above)
    told = explanation(ground, visitor.public_id, names=names)
    changes = [one for one in steps_of(partner.id) if one.before != one.after]
    reached: Reached = {change.after: change.at.date() for change in changes if change.after}
    looked_at = ground.tier if ground.fails else ground.above
    ahead = (steps[1].met, steps[1].of) if steps[1] else (0, 0)
    return TierPage(
        own=partner.own, partner=spoken(partner.name), version=ground.rules.version, heading=_heading(ground),
        situation=_situation(partner, *steps, ground.since), explanation=told, notices=_notices(visitor, partner),
        decide_href=decide_href, held=steps[0], next=steps[1],
        climb=climb(ground.rules, ground.held.tier, ground.above, ahead, reached),
        missing=_missing(ground), short_of=spoken(looked_at.label) if looked_at else "",
        endings=endings(look, library.certifications) if names else Endings(),
        year=year_ahead(ground) if names else None,
        what_if=what_if(ground, told.ways.actions, library.materials) if names else None,
        here=_address("programme.tier", "programme.tier_of", partner),
        history=tuple(_change(ground.rules, one.before, one.after, one.at) for one in reversed(changes)),
        history_href=_address("standing_history.own", "standing_history.of", partner),
        agreement=agreement_state(ground.rules, visitor, partner.id),
    )  # fmt: skip


def agreement_state(programme: Programme, visitor: Visitor, partner: PartnerId) -> AgreementState:
    """How the partner stands to the agreement in force; one statement."""
    version, all_of_them = programme.agreement.version, acceptances_of(partner)
    done = next((one for one in all_of_them if one.version == version), None)
    may_accept = visitor.partner_id == partner and may(visitor.actor, Permission.ACCEPT_AGREEMENT)
    if done is not None:
        text = _(
            "Version %(version)s, accepted by %(name)s on %(day)s.", version=version, name=spoken(done.name), day=spoken(done.at.date())
        )
    elif all_of_them:
        text = _(
            "Version %(version)s is in force and not yet accepted; version %(old)s was.", version=version, old=all_of_them[0].version
        )  # fmt: skip
    else:
        text = _("Version %(version)s is not yet accepted.", version=version)
    return AgreementState(version=version, accepted=done is not None, text=text, may_accept=may_accept and done is None)


def _heading(ground: Ground) -> str:
    tier, above = ground.tier, ground.above
    if tier is None:
        return str(_("On the way to %(tier)s", tier=spoken(above.label))) if above else str(_("No tier"))
    if ground.held.state is not StandingState.MET:
        return _endangered(ground, spoken(tier.label))
    if above is None:
        return str(_("%(tier)s, the highest tier", tier=spoken(tier.label)))
    return str(_("%(held)s, on the way to %(tier)s", held=spoken(tier.label), tier=spoken(above.label)))


def _endangered(ground: Ground, name: str) -> str:
    if ground.held.state is StandingState.PROPOSED:
        return str(_("%(tier)s is to be decided", tier=name))
    if ground.held.state is StandingState.AT_RISK:
        return str(_("%(tier)s is at risk", tier=name))
    if not may_fall(ground.rules, ground.held.tier):
        return str(_("%(tier)s stays, though something is missing", tier=name))
    review = review_after_grace(ground)
    if review is not None:
        return str(_("%(tier)s: grace is over, review on %(day)s", tier=name, day=spoken(review)))
    return str(_("%(tier)s is in grace until %(day)s", tier=name, day=spoken(ground.held.grace_until)))


def _situation(partner: Partner, held: Step | None, above: Step | None, since: datetime | None) -> str:
    name = spoken(partner.name)
    if held is None or since is None:
        stands = _("%(partner)s has no tier yet.", partner=name)
    else:
        stands = _("%(partner)s has held %(held)s since %(day)s.", partner=name, held=held.label, day=spoken(since.date()))
    if above is None:
        return str(stands)
    ahead = _("Requirements of %(tier)s that hold: %(met)s of %(of)s.", tier=above.label, met=above.met, of=above.of)
    return f"{stands} {ahead}"


def _notices(visitor: Visitor, partner: Partner) -> tuple[Notice, ...]:
    """What the reader may acknowledge for their own partner; one statement for whoever may, none for others."""
    if not (partner.own and may(visitor.actor, Permission.ACKNOWLEDGE_RULES)):
        return ()
    found = notices.open_in(portfolio_scope(visitor.actor, Permission.ACKNOWLEDGE_RULES))
    return tuple(Notice(one.version, url_for("rules.notice", notice=one.public_id)) for one in found if one.partner_id == partner.id)


def _decide_href(ground: Ground, visitor: Visitor, partner: Partner) -> str:
    """Where the manager decides, while there is something to decide."""
    waits = ground.held.eligible is not None and ground.rules.review.promote_needs == "partner_manager"
    due = ground.held.state is StandingState.PROPOSED or waits
    if not due or partner.own or not may(visitor.actor, Permission.DECIDE_STANDING):
        return ""
    return url_for("standings.decide", partner=partner.public_id)


def _listener(partner: Partner, decide_href: str) -> Listener:
    if partner.own:
        return Listener.COMPANY
    return Listener.DECIDER if decide_href else Listener.VENDOR


def _address(own: str, of: str, partner: Partner) -> str:
    return url_for(own) if partner.own else url_for(of, partner=partner.public_id)


def _step(look: Look, ground: Ground, tier: Tier | None) -> Step | None:
    if tier is None:
        return None
    found = rows(replace(look, programme=ground.asking(tier.id)), tier.id, ground.seen.result(tier.id))
    met = sum(one.state == "done" for one in found)
    brings = tuple(Benefit(spoken(one.label), _owed(one.owed_by, spoken(due_message(one.due)))) for one in tier.benefits)
    return Step(label=spoken(tier.label), mark=tier.mark.value, met=met, of=len(found), rows=found, benefits=brings)


def _owed(by: str, due: str) -> str:
    if by == "vendor":
        return str(_("from the vendor, %(due)s", due=due))
    return str(_("from the partner, %(due)s", due=due))


def _missing(ground: Ground) -> tuple[Condition, ...]:
    """What is missing for a tier. Links that lead to this very page are left out."""
    here = url_for("programme.tier")
    found: Sequence[Condition] = conditions(short_of(ground))
    return tuple(replace(one, href="", link_text="") if one.href == here else one for one in found)


def _change(programme: Programme, before: Slug | None, after: Slug | None, at: datetime) -> Change:
    old, new = tier_name(programme, before), tier_name(programme, after)
    if before is None:
        text = _("%(tier)s reached", tier=new)
    elif programme.step(after) > programme.step(before):
        text = _("From %(before)s up to %(after)s", before=old, after=new)
    else:
        text = _("From %(before)s down to %(after)s", before=old, after=new)
    tier = programme.tier(after) if after else None
    return Change(at, text, tier.mark.value if tier else "")
