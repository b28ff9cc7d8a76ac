"""What the pages of papers show: each with its state, its steps, and what the reader may do with it."""

from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from lms.access import Actor, Permission, Placement, may, may_on
from lms.core.ids import PublicId
from lms.core.text import Message, msg
from lms.journey import may_decide, programme_now
from lms.partners.evidence.queries import PaperRow, Stepped, paper_by_public_id, papers_in_reach
from lms.partners.evidence.rules import PaperState
from lms.programme.rules import Programme
from lms.publishing.library import Library
from lms.web.presentation import moment, spoken

STATES: dict[PaperState, tuple[str, Message]] = {
    PaperState.SUBMITTED: ("info", msg("waits for its answer")),
    PaperState.CONFIRMED: ("ok", msg("confirmed")),
    PaperState.REFUSED: ("bad", msg("refused")),
    PaperState.WITHDRAWN: ("", msg("withdrawn")),
}
SHOWN = 200
"""So many papers are listed; those that wait come first."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A state, for `ui/tag.html`."""

    state: str
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One paper of a list."""

    label: str
    href: str
    company: str
    tag: Tag
    text: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a paper."""

    text: str
    at: str
    reason: str


@dataclass(frozen=True, slots=True)
class PapersPage:
    """The papers in reach."""

    lines: tuple[Line, ...]
    may_submit: bool
    companies: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperPage:
    """One paper."""

    public_id: PublicId
    label: str
    company: str
    company_href: str
    tag: Tag
    link: str
    href: str
    note: str
    holds: str
    steps: tuple[Step, ...]
    may_decide: bool
    may_withdraw: bool
    may_take_back: bool
    why_not: str


def papers_page(library: Library, actor: Actor, now: datetime) -> PapersPage:
    """The papers of all partners in reach, those that wait first."""
    programme = programme_now(library, now)
    found = papers_in_reach(actor, Permission.READ_EVIDENCE)[:SHOWN]
    return PapersPage(
        tuple(paper_line(programme, one) for one in found), may(actor, Permission.SUBMIT_EVIDENCE), may(actor, Permission.READ_PORTFOLIO)
    )


def paper_line(programme: Programme, one: PaperRow) -> Line:
    """A paper of a list."""
    state, text = STATES[one.state]
    href = url_for("papers.paper", paper=one.public_id)
    return Line(paper_label(programme, one), href, spoken(one.partner_name), Tag(state, spoken(text)), _newest(one))


def paper_page(library: Library, actor: Actor, public_id: PublicId, now: datetime) -> PaperPage:
    """A paper in reach.

    Raises:
        NotFound: there is none, or it is out of reach.
    """
    one, programme = paper_by_public_id(actor, public_id, Permission.READ_EVIDENCE), programme_now(library, now)
    where, waits = Placement(partner=one.partner_id, manager=one.manager_id), one.state is PaperState.SUBMITTED
    decides = may_on(actor, Permission.CONFIRM_EVIDENCE, where) and may_decide(programme, actor.roles, one.kind)
    own = one.submitted_by is not None and one.submitted_by == actor.person
    state, text = STATES[one.state]
    return PaperPage(
        public_id=one.public_id, label=paper_label(programme, one), company=spoken(one.partner_name),
        company_href=url_for("reporting.partner", partner=one.partner) if may_on(actor, Permission.READ_PARTNER, where) else "",
        tag=Tag(state, spoken(text)), link=one.link, href=one.link if one.link.startswith(("https://", "http://")) else "", note=one.note,
        holds=_holds(one), steps=tuple(_step(step) for step in one.steps),
        may_decide=decides and waits and not own, may_withdraw=waits and may_on(actor, Permission.SUBMIT_EVIDENCE, where),
        may_take_back=decides and one.state is PaperState.CONFIRMED,
        why_not=_("You handed this paper in. Somebody else confirms it.") if decides and waits and own else "",
    )  # fmt: skip


def paper_label(programme: Programme, one: PaperRow) -> str:
    """`Business plan for 2026`."""
    labels = {word.id: word.label for word in programme.evidence}
    name = spoken(labels.get(one.kind, {"en": one.kind}))
    return str(_("%(paper)s for %(year)s", paper=name, year=str(one.year)) if one.year else _("%(paper)s, for good", paper=name))


def _newest(one: PaperRow) -> str:
    if one.last is None:
        return ""
    at = moment(one.last.at)
    return str(_("%(moment)s, %(name)s", moment=at, name=spoken(one.last.by))) if one.last.by else at


def _holds(one: PaperRow) -> str:
    if one.state is PaperState.CONFIRMED and one.until is not None:
        return str(_("It holds up to %(day)s and not on that day.", day=spoken(one.until)))
    if one.ended_on is not None:
        return str(_("It counted up to %(day)s and not on that day.", day=spoken(one.ended_on)))
    return ""


def _step(step: Stepped) -> Step:
    verbs = {
        PaperState.SUBMITTED: _("Handed in"), PaperState.CONFIRMED: _("Confirmed"), PaperState.REFUSED: _("Refused"),
        PaperState.WITHDRAWN: _("Taken back"),
    }  # fmt: skip
    text = _("%(step)s, %(name)s", step=verbs[step.state], name=spoken(step.by)) if step.by else verbs[step.state]
    return Step(text, moment(step.at), step.reason)
