"""One partner as a page: what needs attention, its onboarding as a route, standing, people, figures, papers, invitations, materials."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.access import Actor, Permission, may_on
from lms.core.ids import PublicId, Slug
from lms.materials.queries import Access
from lms.partners.rules import PartnerType, ValueSource
from lms.programme.rules import MetricDefinition
from lms.publishing.library import Library
from lms.reporting.onboarding import Mark, Milestone, stands_at
from lms.reporting.partner import FigureRow, Whole, whole_of
from lms.reporting.portfolio import percent_of
from lms.requirements.result import unmet
from lms.requirements.words import Measure
from lms.web.conditions import Condition, conditions
from lms.web.invited import Invited, invited
from lms.web.papers.pages import Line, paper_line
from lms.web.presentation import moment, short_day, spoken
from lms.web.reporting.team_rows import (
    CertificateRow,
    Certificates,
    PersonRow,
    Tab,
    certificate_pages,
    certificate_rows,
    certificate_tabs,
    certificates_href,
    people_pages,
    people_rows,
)
from lms.web.reporting.words import TYPES, Step, Tier, reached, steps, tier_words

OPENED = 20
"""So many views and downloads are listed; the rest are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One milestone, for `ui/route.html`."""

    state: str
    name: str
    meta: str = ""
    end: bool = False
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Headline:
    """One number with the rows behind it, for `ui/kv.html`."""

    term: str
    value: str
    href: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure."""

    day: str
    reference: str
    value: str
    source: str


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one metric, and what they make together."""

    label: str
    together: str
    rows: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """One view or download of a material."""

    title: str
    href: str
    person: str
    person_href: str
    text: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Powers:
    """What the reader may do with this partner."""

    invite: bool
    figures: bool
    papers: bool
    export: bool


@dataclass(frozen=True, slots=True)
class Look:
    """Which certificates are looked at, and which page of them and of the people."""

    which: str = ""
    people: int = 1
    certificates: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerPage:
    """Everything on the page. `next` is the label of the next tier, `missing` what stands before it."""

    public_id: PublicId
    name: str
    heading: str
    situation: str
    may: Powers
    steps: tuple[Step, ...]
    facts: tuple[tuple[str, str], ...]
    headlines: tuple[Headline, ...]
    stops: tuple[Stop, ...]
    onboarding: str
    tier: Tier
    tier_text: str
    next: str
    missing: tuple[Condition, ...]
    people: tuple[PersonRow, ...]
    people_count: int
    people_pages: dict[str, str]
    tabs: tuple[Tab, ...]
    certificates: tuple[CertificateRow, ...]
    certificate_pages: dict[str, str]
    figures: tuple[Figures, ...]
    empty_figures: str
    """The names of figures of which there are none."""
    papers: tuple[Line, ...]
    invitations: tuple[Invited, ...]
    opened: tuple[Opened, ...]
    opened_text: str


def partner_page(library: Library, actor: Actor, partner: PublicId, look: Look, now: datetime) -> PartnerPage:
    """A partner in reach.

    Raises:
        NotFound: there is none, or it is out of reach.
    """
    whole, day = whole_of(actor, partner, library, now.date()), now.date()
    company = whole.company
    shown = next((one for one in Certificates if one.value == look.which), Certificates.COUNT)
    ahead, missing = _ahead(whole)
    tier = tier_words(whole.programme, company.tier)
    return PartnerPage(
        public_id=company.public_id, name=spoken(company.name),
        heading=_("%(partner)s: %(tier)s", partner=spoken(company.name), tier=tier.label), situation=_situation(whole),
        may=_powers(whole, actor), steps=steps(company, actor), facts=tuple(_facts(whole)),
        headlines=tuple(_headlines(whole)), stops=tuple(_stops(whole)), onboarding=_onboarding(whole.milestones), tier=tier,
        tier_text=_("since %(day)s", day=spoken(company.tier_since)) if company.tier_since else "", next=ahead, missing=missing,
        people=people_rows(company, whole.walks, library, now, look.people), people_count=len(company.colleagues),
        people_pages=people_pages(company, look.people), tabs=certificate_tabs(company, shown, day),
        certificates=certificate_rows(company, shown, library, day, look.certificates),
        certificate_pages=certificate_pages(company, shown, day, look.certificates), figures=tuple(_figures(whole)),
        empty_figures=_empty_figures(whole),
        papers=tuple(paper_line(whole.programme, one) for one in whole.papers), invitations=tuple(invited(whole.invitations, now)),
        opened=tuple(_opened(whole, one, library) for one in whole.accesses[:OPENED]), opened_text=_opened_text(whole),
    )  # fmt: skip


def _powers(whole: Whole, actor: Actor) -> Powers:
    where = reached(whole.company)
    return Powers(
        invite=may_on(actor, Permission.INVITE, where), figures=may_on(actor, Permission.ENTER_FIGURES, where),
        papers=may_on(actor, Permission.CONFIRM_EVIDENCE, where), export=may_on(actor, Permission.EXPORT_PORTFOLIO, where),
    )  # fmt: skip


def _situation(whole: Whole) -> str:
    people = ngettext("%(num)s person works here.", "%(num)s people work here.", len(whole.company.colleagues))
    held = ngettext("%(num)s certificate counts.", "%(num)s certificates count.", whole.company.certificates)
    return f"{people} {held}"


def _facts(whole: Whole) -> Iterator[tuple[str, str]]:
    labels = {one.id: one.label for one in whole.programme.products}
    yield _("In the programme as"), ", ".join(spoken(TYPES[PartnerType(one)]) for one in whole.types)
    products = [spoken(labels.get(Slug(one), {"en": one})) for one in whole.company.products]
    yield _("Sells"), ", ".join(products) if products else _("nothing yet")
    yield _("In the programme since"), spoken(whole.company.created_on)
    yield _("Partner manager"), spoken(whole.company.manager) or _("nobody yet")
    yield _("Id in files"), whole.company.public_id


def _headlines(whole: Whole) -> Iterator[Headline]:
    company, percent = whole.company, percent_of(whole.company, whole.walks)
    yield Headline(_("People"), str(len(company.colleagues)), "#people")
    yield Headline(_("Along their paths"), f"{percent}%" if percent is not None else "–", "#people")
    yield Headline(_("Certificates that count"), str(company.certificates), certificates_href(company))
    yield Headline(_("End within 60 days"), str(company.ending), certificates_href(company, Certificates.ENDING))
    yield Headline(_("Open invitations"), str(company.invitations), "#invitations")
    if whole.waiting:
        yield Headline(_("Wait for a marker"), str(whole.waiting), "#people")


def _onboarding(found: tuple[Milestone, ...]) -> str:
    reached_marks = sum(one.on is not None for one in found)
    if reached_marks == len(found):
        days = [one.on for one in found if one.on]
        return str(_("Finished on %(day)s", day=spoken(max(days))))
    return str(_("%(done)s of %(of)s steps", done=reached_marks, of=len(found)))


def _stops(whole: Whole) -> Iterator[Stop]:
    here, floor = stands_at(whole.milestones), whole.programme.tiers[0]
    names = {
        Mark.AGREEMENT: _("Agreement accepted"),
        Mark.ADMIN: _("First partner admin"),
        Mark.LEARNERS: _("Two learners"),
        Mark.CERTIFICATE: _("First certificate"),
        Mark.TIER: _("%(tier)s reached", tier=spoken(floor.label)),
    }
    for one in whole.milestones:
        state = "done" if one.on else "here" if one.mark is here else "todo"
        last = one.mark is Mark.TIER
        yield Stop(state=state, name=names[one.mark], meta=_milestone(one), end=last, mark=floor.mark.value if last else "")


def _milestone(one: Milestone) -> str:
    if one.on is None:
        return str(_("%(have)s of %(need)s", have=one.have, need=one.need)) if one.need > 1 else ""
    return f"{spoken(one.who)}, {short_day(one.on)}" if one.who else short_day(one.on)


def _ahead(whole: Whole) -> tuple[str, tuple[Condition, ...]]:
    """The next tier and what is missing for it, as the partner's own pages list it, but for the links into them."""
    result = whole.standing.result(whole.standing.next_tier) if whole.standing else None
    above = whole.programme.tier(whole.standing.next_tier) if whole.standing and whole.standing.next_tier else None
    if above is None or result is None:
        return "", ()
    return spoken(above.label), tuple(replace(one, href="", link_text="") for one in conditions(unmet(result)))


def _figures(whole: Whole) -> Iterator[Figures]:
    """The figures by metric: first those that the programme in force knows."""
    known = {one.id: one for one in whole.programme.metrics}
    entered = {one.metric for one in whole.figures}
    for metric in [*(one for one in known if one in entered), *sorted(entered - set(known))]:
        rows = tuple(one for one in whole.figures if one.metric == metric)
        label = spoken(known[metric].label) if metric in known else str(metric)
        yield Figures(label, _together(known.get(metric), rows), tuple(_figure(one) for one in rows))


def _empty_figures(whole: Whole) -> str:
    entered = {one.metric for one in whole.figures}
    return ", ".join(spoken(one.label) for one in whole.programme.metrics if one.id not in entered)


def _together(metric: MetricDefinition | None, rows: tuple[FigureRow, ...]) -> str:
    total = sum((one.value for one in rows), Decimal(0))
    match metric.measure if metric else Measure.COUNT:
        case Measure.SUM:
            return str(_("%(total)s altogether", total=spoken(total)))
        case Measure.MEAN:
            mean = (total / len(rows)).quantize(Decimal("0.01"))
            return str(ngettext("%(mean)s, from %(num)s answer", "%(mean)s on average of %(num)s answers", len(rows), mean=spoken(mean)))
        case Measure.DISTINCT:
            different = len({one.reference for one in rows if one.reference}) + sum(not one.reference for one in rows)
            return str(ngettext("%(num)s altogether, counted once", "%(num)s altogether, each counted once", different))
    return str(ngettext("%(num)s altogether", "%(num)s altogether", len(rows)))


def _figure(one: FigureRow) -> Figure:
    match one.source:
        case ValueSource.CSV:
            source = _("from a file, %(name)s", name=spoken(one.by)) if one.by else _("from a file")
        case ValueSource.API:
            source = _("from another program")
        case ValueSource.SEED:
            source = _("demo")
        case _:
            source = spoken(one.by) if one.by else _("by hand")
    return Figure(short_day(one.on), one.reference, spoken(one.value), source)


def _opened(whole: Whole, one: Access, library: Library) -> Opened:
    """Who has left is named without a link: their page is out of reach."""
    here = any(colleague.someone.person == one.person for colleague in whole.company.colleagues)
    known = library.materials.items.get(one.material)
    return Opened(
        title=spoken(known.title) if known else str(one.material),
        href=url_for("materials.material", material=one.material) if known else "", person=spoken(one.name),
        person_href=url_for("partners.person", person=one.person) if here else "",
        text=_("file of version %(version)s", version=one.version) if one.file else _("page of version %(version)s", version=one.version),
        at=moment(one.at),
    )  # fmt: skip


def _opened_text(whole: Whole) -> str:
    if len(whole.accesses) <= OPENED:
        return ""
    return str(_("The newest %(shown)s of %(total)s", shown=OPENED, total=len(whole.accesses)))
