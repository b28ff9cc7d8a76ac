"""What the tier page shows: the situation in one sentence, the rows of the next and of the held tier, benefits and history."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from babel.dates import format_date
from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.access import Permission, may
from lms.core.ids import PartnerId, Slug
from lms.core.text import Texts
from lms.journey import programme_now
from lms.partners.queries import acceptances_of
from lms.programme.queries import evidence_of, standing_of, steps_of
from lms.programme.rules import Programme, Standing, Tier, due_message, falls_on, standing
from lms.publishing.library import Library
from lms.reporting.visitor import Visitor
from lms.requirements.facts import Facts, PartnerFacts
from lms.requirements.result import unmet
from lms.web.conditions import Condition, conditions
from lms.web.context import language
from lms.web.presentation import spoken
from lms.web.programme.rows import SOON, Ending, Look, Row, endings, months, rows

Reached = dict[Slug, date]
"""When each tier was reached last."""
LOWER = 66
"""The tiers that are reached share this part of the climb, in per cent."""
APART = 18
"""So far apart are the points around where the partner stands, so that their names do not touch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """Whose tier is shown. `own`: it is the reader's employer."""

    id: PartnerId
    name: Texts
    own: bool


@dataclass(frozen=True, slots=True)
class Benefit:
    """What a tier brings, and how soon."""

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
class Stop:
    """A point of the climb, for `ui/chart.html`."""

    name: str
    meta: str
    x: int
    state: str
    mark: str = ""


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
class Threat:
    """What threatens the held tier."""

    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TierPage:
    """Everything on the page; `warning` is there while the held tier is at risk."""

    own: bool
    partner: str
    version: int
    heading: str
    situation: str
    warning: Threat | None
    held: Step | None
    next: Step | None
    climb: tuple[Stop, ...]
    missing: tuple[Condition, ...]
    endings: tuple[Ending, ...]
    months: tuple[str, ...]
    history: tuple[Change, ...]
    agreement: AgreementState


def tier_page(library: Library, visitor: Visitor, partner: Partner, now: datetime) -> TierPage:
    """The tier of a partner, judged today by the facts of its last review; five statements."""
    programme, row, day = programme_now(library, now), standing_of(partner.id), now.date()
    stored = evidence_of(row).facts if row is not None and row.facts else Facts(PartnerFacts(), None, None, 0)
    facts = replace(stored, agreement_current=programme.agreement.version)
    names = may(visitor.actor, Permission.READ_TEAM)
    look = Look(programme=programme, facts=facts.partner or PartnerFacts(), day=day, me=visitor.public_id, names=names)
    seen, held = standing(programme, facts, day), row.tier if row is not None else None
    above = _next(programme, held, seen)
    at_risk = row.failing_since or day if row is not None and programme.step(seen.tier) < programme.step(held) else None
    changes = [one for one in steps_of(partner.id) if one.before != one.after]
    reached = {change.after: change.at.date() for change in changes if change.after}
    steps = _step(look, programme.tier(held) if held else None, seen), _step(look, above, seen)
    since, short_of = row.since if row is not None else None, held if at_risk else above.id if above else None
    return TierPage(
        own=partner.own, partner=spoken(partner.name), version=programme.version,
        heading=_heading(programme, held, above, at_risk), situation=_situation(partner, *steps, since),
        warning=_warning(programme, seen, held, at_risk, day),
        held=steps[0], next=steps[1], climb=_climb(programme, held, steps[1], reached),
        missing=_missing(seen, short_of), endings=endings(look, library.certifications) if names else (), months=months(day),
        history=tuple(_change(programme, one.before, one.after, one.at) for one in reversed(changes)),
        agreement=agreement_state(programme, visitor, partner.id),
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


def _next(programme: Programme, held: Slug | None, seen: Standing) -> Tier | None:
    """The tier above both the held one and the earned one."""
    above = programme.tiers[max(programme.step(held), programme.step(seen.tier)) :]
    return above[0] if above else None


def _heading(programme: Programme, held: Slug | None, above: Tier | None, at_risk: date | None) -> str:
    tier = programme.tier(held) if held else None
    if tier is not None and at_risk is not None:
        return str(_("%(tier)s is at risk", tier=spoken(tier.label)))
    if above is None:
        return str(_("%(tier)s, the highest tier", tier=spoken(tier.label) if tier else ""))
    if tier is None:
        return str(_("On the way to %(tier)s", tier=spoken(above.label)))
    return str(_("%(held)s, on the way to %(tier)s", held=spoken(tier.label), tier=spoken(above.label)))


def _situation(partner: Partner, held: Step | None, above: Step | None, since: datetime | None) -> str:
    name = spoken(partner.name)
    if held is None or since is None:
        stands = _("%(partner)s has no tier yet.", partner=name)
    else:
        stands = _("%(partner)s has the tier %(held)s since %(day)s.", partner=name, held=held.label, day=spoken(since.date()))
    if above is None:
        return str(stands)
    ahead = _("Requirements of %(tier)s that hold: %(met)s of %(of)s.", tier=above.label, met=above.met, of=above.of)
    return f"{stands} {ahead}"


def _warning(programme: Programme, seen: Standing, held: Slug | None, at_risk: date | None, day: date) -> Threat | None:
    tier, result = programme.tier(held) if held else None, seen.result(held)
    if tier is None or result is None:
        return None
    if at_risk is not None:
        return Threat(_("%(tier)s is at risk", tier=spoken(tier.label)), _risk(programme, tier.id, at_risk))
    ends = result.first_false_on
    if ends is None or ends - day > SOON:
        return None
    text = ngettext(
        "If nothing changes, its requirements no longer all hold from %(day)s, in %(num)s day.",
        "If nothing changes, its requirements no longer all hold from %(day)s, in %(num)s days.",
        (ends - day).days, day=spoken(ends),
    )  # fmt: skip
    return Threat(_("%(tier)s will be at risk", tier=spoken(tier.label)), text)


def _risk(programme: Programme, held: Slug, since: date) -> str:
    if held == programme.review.floor:
        return str(_("Its requirements do not all hold since %(day)s. This tier is never lost.", day=spoken(since)))
    return str(
        _(
            "Its requirements do not all hold since %(day)s. It may fall at the review on %(review)s at the earliest, and only with the "
            "partner manager's word. If they all hold again before, nothing happens.",
            day=spoken(since), review=spoken(falls_on(programme.review, since)),
        )
    )  # fmt: skip


def _step(look: Look, tier: Tier | None, seen: Standing) -> Step | None:
    if tier is None:
        return None
    found = rows(look, tier.id, seen.result(tier.id))
    met = sum(one.state == "done" for one in found)
    brings = tuple(Benefit(spoken(one.label), spoken(due_message(one.due))) for one in tier.benefits)
    return Step(label=spoken(tier.label), mark=tier.mark.value, met=met, of=len(found), rows=found, benefits=brings)


def _climb(programme: Programme, held: Slug | None, above: Step | None, reached: Reached) -> tuple[Stop, ...]:
    """The tiers as altitude: first those that are reached, then where the partner stands, and the next tier as the summit."""
    behind = programme.tiers[: programme.step(held)]
    if above is None:
        stops = [_reached(tier, at * 100 // max(1, len(behind) - 1), reached) for at, tier in enumerate(behind)]
        return (*stops[:-1], replace(stops[-1], state="here", mark="")) if len(stops) > 1 else ()
    stops = [_reached(tier, at * LOWER // len(behind), reached) for at, tier in enumerate(behind)]
    low = stops[-1].x + APART if stops else 0
    x = low + (100 - APART - low) * above.met // max(1, above.of) if stops else 0
    you = Stop(_("you are here"), _("%(met)s of %(of)s", met=above.met, of=above.of), x, "here")
    return (*stops, you, Stop(above.label, "", 100, "ahead", above.mark))


def _reached(tier: Tier, x: int, reached: Reached) -> Stop:
    since = reached.get(tier.id)
    month = format_date(since, "LLL y", locale=language()) if since else ""
    return Stop(spoken(tier.label), month, x, "done", tier.mark.value)


def _missing(seen: Standing, tier: Slug | None) -> tuple[Condition, ...]:
    """What is missing for a tier. Links that lead to this very page are left out."""
    result, here = seen.result(tier), url_for("programme.tier")
    found: Sequence[Condition] = conditions(unmet(result)) if result else ()
    return tuple(replace(one, href="", link_text="") if one.href == here else one for one in found)


def _change(programme: Programme, before: Slug | None, after: Slug | None, at: datetime) -> Change:
    labels: Iterator[str] = (_label(programme, one) for one in (before, after))
    old, new = labels
    if before is None:
        text = _("%(tier)s reached", tier=new)
    elif programme.step(after) > programme.step(before):
        text = _("From %(before)s up to %(after)s", before=old, after=new)
    else:
        text = _("From %(before)s down to %(after)s", before=old, after=new)
    tier = programme.tier(after) if after else None
    return Change(at, text, tier.mark.value if tier else "")


def _label(programme: Programme, tier: Slug | None) -> str:
    found = programme.tier(tier) if tier else None
    return spoken(found.label) if found else str(_("no tier"))
