"""The history of a standing: every step in words, and what it rested on for whoever may see the team."""

from dataclasses import dataclass, replace

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.access import Permission, may
from lms.core.errors import NotFound
from lms.core.ids import PartnerId, PublicId
from lms.core.text import Texts
from lms.partners.queries import partner_by_public_id
from lms.partners.rules import both_names
from lms.programme.queries import published
from lms.programme.rules import Programme
from lms.programme.states import StepKind
from lms.reporting.standing_history import Rested, Step, history, rested_on
from lms.requirements.facts import PartnerFacts
from lms.web.context import actor, me
from lms.web.converters import whole
from lms.web.guards import requires
from lms.web.presentation import spoken, tier_name
from lms.web.programme.rows import Look, Row, rows

blueprint = Blueprint("standing_history", __name__)
STATES = {
    StepKind.REACHED: "ok", StepKind.RECOVERED: "ok", StepKind.ELIGIBLE: "info", StepKind.KEPT: "info", StepKind.LAPSED: "",
    StepKind.AT_RISK: "warn", StepKind.GRACE: "warn", StepKind.PROPOSED: "bad", StepKind.LOWERED: "bad", StepKind.LOST: "bad",
}  # fmt: skip
PUBLIC = frozenset({StepKind.REACHED, StepKind.LOWERED, StepKind.LOST})
"""What everybody at the partner reads: the changes of the tier itself."""


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step for the page."""

    step: Step
    state: str
    word: str
    sentence: str
    href: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one step rested on, for the page: the requirements of the tiers, each with its rows."""

    rested: Rested
    tiers: tuple[tuple[str, tuple[Row, ...]], ...]


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """The history of one partner; `evidence` is there when a step was chosen."""

    own: bool
    partner: PublicId
    name: Texts
    rows: tuple[StepRow, ...]
    chosen: int | None
    evidence: Evidence | None


@blueprint.get("/tier/history")
@requires(Permission.READ_TIER)
def own() -> ResponseReturnValue:
    """The history of the reader's own partner."""
    who = me()
    if who.partner_id is None or who.partner_public_id is None:
        raise NotFound
    name = both_names(who.partner_name, who.partner_name_ru)
    return render_template("programme/history.html", page=_page(who.partner_id, who.partner_public_id, name))


@blueprint.get("/partners/<public_id:partner>/tier/history")
@requires(Permission.READ_TIER)
def of(partner: PublicId) -> ResponseReturnValue:
    """The history of a partner in reach."""
    found = partner_by_public_id(actor(), partner, Permission.READ_TIER)
    return render_template("programme/history.html", page=_page(found.id, partner, both_names(found.name, found.name_ru)))


def _page(partner: PartnerId, public_id: PublicId, name: Texts) -> HistoryPage:
    names, own_one = may(actor(), Permission.READ_TEAM), me().partner_id == partner
    steps = history(partner)
    steps = steps if names else tuple(replace(one, reason="", by={}) for one in steps if one.kind in PUBLIC)
    known = {one.version: one for one in published().versions}
    chosen = request.args.get("step", type=whole) if names else None
    evidence = _evidence(rested_on(partner, chosen)) if chosen is not None else None
    found = tuple(_row(one, known.get(one.version), _address(public_id, one, own=own_one) if names else "") for one in steps)
    return HistoryPage(own_one, public_id, name, found, chosen, evidence)


def _address(partner: PublicId, step: Step, *, own: bool) -> str:
    if not step.has_evidence:
        return ""
    if own:
        return url_for(".own", step=step.number, _anchor="evidence")
    return url_for(".of", partner=partner, step=step.number, _anchor="evidence")


def _row(step: Step, rules: Programme | None, href: str) -> StepRow:
    return StepRow(step, STATES[step.kind], _word(step.kind), _sentence(step, rules), href)


def _word(kind: StepKind) -> str:
    return {
        StepKind.REACHED: _("reached"), StepKind.ELIGIBLE: _("earned, waits"), StepKind.LAPSED: _("no longer earned"),
        StepKind.AT_RISK: _("at risk"), StepKind.GRACE: _("in grace"), StepKind.PROPOSED: _("to be decided"),
        StepKind.RECOVERED: _("safe again"), StepKind.KEPT: _("kept"), StepKind.LOWERED: _("lowered"), StepKind.LOST: _("no longer exists"),
    }[kind]  # fmt: skip


def _sentence(step: Step, rules: Programme | None) -> str:
    before, after = tier_name(rules, step.before), tier_name(rules, step.after)
    return {
        StepKind.REACHED: _("%(tier)s is reached.", tier=after),
        StepKind.ELIGIBLE: _("The next tier is earned and waits for its day or for the manager's word."),
        StepKind.LAPSED: _("The tier that waited is no longer earned."),
        StepKind.AT_RISK: _("%(tier)s will not hold for long if nothing changes.", tier=before),
        StepKind.GRACE: _("The requirements of %(tier)s no longer all hold; grace begins.", tier=before),
        StepKind.PROPOSED: _("Grace is over: whether %(tier)s falls is for the manager to decide.", tier=before),
        StepKind.RECOVERED: _("The requirements of %(tier)s all hold again.", tier=before),
        StepKind.KEPT: _("%(tier)s is kept by the manager's word.", tier=before),
        StepKind.LOWERED: _("From %(before)s down to %(after)s by the manager's word.", before=before, after=after),
        StepKind.LOST: _("The rules no longer know %(before)s; now %(after)s.", before=before, after=after),
    }[step.kind]


def _evidence(rested: Rested) -> Evidence:
    facts = rested.facts.partner or PartnerFacts()
    look = Look(programme=rested.programme, facts=facts, day=rested.as_of, me=me().public_id, names=True)
    answers = [(tier, replace(look, programme=rested.asking[tier.id])) for tier in reversed(rested.programme.tiers)]
    return Evidence(rested, tuple((spoken(tier.label), rows(by, tier.id, rested.standing.result(tier.id))) for tier, by in answers))
