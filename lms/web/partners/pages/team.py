"""The team as a matrix: one small route a person, when they were seen, what they hold, what ends soon, and who is still invited."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.access import Permission, may
from lms.certificates.queries import holdings_of
from lms.core.ids import PartnerId, PersonId, Slug
from lms.core.text import Texts
from lms.courses.rules import Path
from lms.journey import programme_now
from lms.learning.queries import assignments_of, learned_of
from lms.learning.rules import Learned, PathProgress, Stop, StopKind, StopState, due_state, progress
from lms.partners.queries import TeamMember, invitations_of, team_of
from lms.programme.queries import evidence_of, standing_of
from lms.programme.rules import standing
from lms.publishing.library import Library
from lms.reporting.visitor import Visitor
from lms.requirements.facts import Facts, Holding
from lms.requirements.result import unmet
from lms.web.conditions import Condition, conditions
from lms.web.dates import Due, due
from lms.web.faces import Face, face
from lms.web.invited import Invited, invited
from lms.web.learning.paths import stop_title
from lms.web.partners.pages.words import held_words, roles_of, seen_words
from lms.web.presentation import day_of, short_day, spoken

ENDS_SOON = timedelta(days=60)
CERTIFICATES = "certificates"


@dataclass(frozen=True, slots=True)
class Column:
    """One stop of the path."""

    text: str
    css: str


@dataclass(frozen=True, slots=True)
class Cell:
    """How far one person is at one stop, for `ui/dot.html`; `on`: the line behind it is travelled."""

    state: str
    label: str
    gate: bool
    on: bool


@dataclass(frozen=True, slots=True)
class Walker:
    """One person on the path."""

    face: Face
    href: str
    sub: str
    cells: tuple[Cell | None, ...]
    percent: int
    next: Due


@dataclass(frozen=True, slots=True)
class Held:
    """One certificate that counts today."""

    text: str
    state: str


@dataclass(frozen=True, slots=True)
class Colleague:
    """One person with what they hold."""

    face: Face
    href: str
    sub: str
    roles: str
    seen: str
    held: tuple[Held, ...]


@dataclass(frozen=True, slots=True)
class Ending:
    """A certificate that ends within 60 days."""

    name: str
    href: str
    certification: str
    due: Due


@dataclass(frozen=True, slots=True)
class Tab:
    """One view of the team."""

    text: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """Everything on the page. `columns` are empty in the view of certificates, `colleagues` in the others."""

    summary: str
    alone: bool
    tabs: tuple[Tab, ...]
    columns: tuple[Column, ...]
    walkers: tuple[Walker, ...]
    colleagues: tuple[Colleague, ...]
    endings: tuple[Ending, ...]
    invited: tuple[Invited, ...]
    may_invite: bool
    may_ask: bool
    """whether the reader may ask for another partner manager"""
    tier: str
    missing: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Walk:
    """A person on a path that they were given."""

    member: TeamMember
    path: Path
    due_on: date
    completed_at: datetime | None
    progress: PathProgress


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """The team with what is known about each of its people."""

    members: tuple[TeamMember, ...]
    holdings: dict[PersonId, tuple[Holding, ...]]
    walks: tuple[Walk, ...]


def team(library: Library, visitor: Visitor, partner: PartnerId, view: str, now: datetime) -> Team:
    """The team of a partner; ten statements however many people there are."""
    day = now.date()
    facts = _facts(library, partner, now)
    people = _people(library, partner, facts, now)
    paths = [path for path in library.catalogue.paths.values() if any(walk.path.id == path.id for walk in people.walks)]
    chosen = next((path for path in paths if path.id == view), paths[0] if paths and view != CERTIFICATES else None)
    walks = sorted((walk for walk in people.walks if chosen and walk.path.id == chosen.id), key=lambda one: -one.progress.percent)
    stops = _stops(walks)
    tier, missing = _missing(library, facts, now)
    return Team(
        summary=_summary(people, now), alone=len(people.members) <= 1, tabs=_tabs(people, paths, chosen),
        columns=_columns(library, stops), walkers=tuple(_walker(walk, stops, day) for walk in walks),
        colleagues=() if chosen else tuple(_colleague(library, people, one, now) for one in people.members),
        endings=tuple(_endings(library, people, day)), invited=tuple(invited(invitations_of(partner), now)),
        may_invite=may(visitor.actor, Permission.INVITE),
        may_ask=may(visitor.actor, Permission.ASK_FOR_MANAGER), tier=tier, missing=missing,
    )  # fmt: skip


def _facts(library: Library, partner: PartnerId, now: datetime) -> Facts | None:
    """What the partner's last review knew; `None` before the first."""
    row = standing_of(partner)
    if row is None or not row.facts:
        return None
    return replace(evidence_of(row).facts, tier=row.tier, agreement_current=programme_now(library, now).agreement.version)


def _people(library: Library, partner: PartnerId, facts: Facts | None, now: datetime) -> People:
    day, members = now.date(), team_of(partner, now.date())
    holdings = holdings_of([one.person_id for one in members], library.certifications)
    held = {person: frozenset(one.certification for one in all_of_them if one.valid_on(day)) for person, all_of_them in holdings.items()}
    offered = frozenset(one.id for one in library.certifications.items.values() if one.offered)
    learned = learned_of(held, offered)
    products = facts.partner.products if facts and facts.partner else None
    by_id = {one.person_id: one for one in members}
    walks = tuple(
        _walk(library, by_id[one.person_id], one.path, one.due_on, one.completed_at, replace(learned[one.person_id], products=products))
        for one in assignments_of(list(by_id))
        if one.path in library.catalogue.paths
    )
    return People(members=members, holdings=holdings, walks=walks)


def _walk(
    library: Library, member: TeamMember, path: Slug, due_on: date, completed_at: datetime | None, learned: Learned
) -> Walk:  # fmt: skip
    found = library.catalogue.paths[path]
    return Walk(member, found, due_on, completed_at, progress(found, library.catalogue, learned))


def _missing(library: Library, facts: Facts | None, now: datetime) -> tuple[str, tuple[Condition, ...]]:
    """What is missing for the next tier: the same list as on the page of the tier."""
    if facts is None:
        return "", ()
    programme = programme_now(library, now)
    seen = standing(programme, facts, now.date())
    above = programme.tier(seen.next_tier) if seen.next_tier else None
    result = seen.result(seen.next_tier)
    if above is None or result is None:
        return "", ()
    here = url_for("programme.tier")
    found = (replace(one, href="", link_text="") if one.href == here else one for one in conditions(unmet(result)))
    return spoken(above.label), tuple(found)


def _summary(people: People, now: datetime) -> str:
    late = {walk.member.person for walk in people.walks if _late(walk, now.date())}
    silent = [one for one in people.members if one.last_seen_at is None]
    parts = [ngettext("%(num)s person.", "%(num)s people.", len(people.members))]
    if late:
        parts.append(ngettext("%(num)s is late.", "%(num)s are late.", len(late)))
    if silent:
        parts.append(ngettext("%(num)s has not signed in yet.", "%(num)s have not signed in yet.", len(silent)))
    return " ".join(parts)


def _late(walk: Walk, day: date) -> bool:
    return not walk.progress.complete and walk.completed_at is None and due_state(walk.due_on, day).overdue


def _tabs(people: People, paths: Sequence[Path], chosen: Path | None) -> tuple[Tab, ...]:
    tabs = []
    for path in paths:
        count = sum(walk.path.id == path.id for walk in people.walks)
        text = _("%(path)s, %(count)s", path=spoken(path.title), count=count)
        tabs.append(Tab(text, url_for("partners.team", view=path.id), chosen is path))
    return (*tabs, Tab(_("People and certificates"), url_for("partners.team", view=CERTIFICATES), chosen is None))


def _stops(walks: Sequence[Walk]) -> tuple[tuple[StopKind, Slug], ...]:
    """The stops of the path that any of these people has, in its order: who finished a course keeps it, though others do not see it."""
    shown = {(stop.kind, stop.ref) for walk in walks for stop in walk.progress.stops}
    ordered = ((StopKind(item.kind), item.ref) for item in walks[0].path.root.leaves()) if walks else ()
    return tuple(dict.fromkeys(stop for stop in ordered if stop in shown))


def _columns(library: Library, stops: tuple[tuple[StopKind, Slug], ...]) -> tuple[Column, ...]:
    return tuple(
        Column(stop_title(library, kind, ref), "c c--gate" if kind is StopKind.CERTIFICATION else "c") for kind, ref in stops
    )  # fmt: skip


def _walker(walk: Walk, stops: tuple[tuple[StopKind, Slug], ...], day: date) -> Walker:
    late = _late(walk, day)
    own = {(stop.kind, stop.ref): stop for stop in walk.progress.stops}
    cells = tuple(_cell(own[stop], late=late) if stop in own else None for stop in stops)
    shown = face(walk.member.name, walk.member.person)
    return Walker(
        shown, url_for("partners.person", person=walk.member.person), _told(seen_words(walk.member.last_seen_at), walk.member), cells,
        walk.progress.percent, _next(walk, day),
    )  # fmt: skip


def _cell(stop: Stop, *, late: bool) -> Cell:
    gate = stop.kind is StopKind.CERTIFICATION
    count = f" {stop.done}/{stop.of}" if stop.of > 1 else ""
    match stop.state:
        case StopState.DONE:
            return Cell("done", _("done"), gate, on=True)
        case StopState.HERE if late:
            return Cell("late", _("late") + count, gate, on=False)
        case StopState.LOCKED:
            return Cell("locked", _("locked"), gate, on=False)
        case StopState.IN_PREPARATION:
            return Cell("locked", _("in preparation"), gate, on=False)
    return Cell("half", _("in progress") + count, gate, on=False) if stop.done else Cell("todo", _("not started"), gate, on=False)


def _next(walk: Walk, day: date) -> Due:
    if walk.completed_at is not None:
        return Due(_("Finished on %(day)s", day=short_day(day_of(walk.completed_at))), "ok")
    if walk.progress.complete:
        return Due(_("Finished"), "ok")
    if walk.member.last_seen_at is None:
        return Due(_("Has not signed in yet"), "warn")
    return due(walk.due_on, day)


def _colleague(library: Library, people: People, member: TeamMember, now: datetime) -> Colleague:
    held = tuple(_held(library, one, now.date()) for one in _last(people.holdings[member.person_id], now.date()))
    return Colleague(
        face(member.name, member.person), url_for("partners.person", person=member.person), member.email,
        _told(roles_of(is_admin=member.is_admin, sales=member.sales, technical=member.technical), member), seen_words(member.last_seen_at),
        held,
    )  # fmt: skip


def _told(text: str, member: TeamMember) -> str:
    """What is said of somebody, and the last day of those who leave."""
    if member.until is None:
        return text
    return _("%(text)s; last day %(day)s", text=text, day=short_day(member.until - timedelta(days=1)))


def _last(holdings: Sequence[Holding], day: date) -> tuple[Holding, ...]:
    """Of each certification the certificate that counts for longest, by its end; a renewed one is not worth a word."""
    best: dict[Slug, Holding] = {}
    for one in sorted((one for one in holdings if one.valid_on(day)), key=lambda one: one.expires_on or date.max):
        best[one.certification] = one
    return tuple(best.values())


def _held(library: Library, holding: Holding, day: date) -> Held:
    return Held(held_words(_title(library, holding), holding.expires_on), "warn" if _soon(holding, day) else "ok")


def _soon(holding: Holding, day: date) -> bool:
    return holding.expires_on is not None and holding.expires_on - day <= ENDS_SOON


def _title(library: Library, holding: Holding) -> Texts:
    known = library.certifications.items.get(holding.certification)
    return known.title if known else {"en": holding.certification}


def _endings(library: Library, people: People, day: date) -> Iterator[Ending]:
    """Certificates that end within 60 days, the nearest first."""
    ends = [(one, member) for member in people.members for one in _last(people.holdings[member.person_id], day) if _soon(one, day)]
    for one, member in sorted(ends, key=lambda pair: pair[0].expires_on or day):
        last = one.expires_on or day
        left = ngettext("ends %(day)s, in %(num)s day", "ends %(day)s, in %(num)s days", (last - day).days, day=short_day(last))
        href = url_for("partners.person", person=member.person)
        yield Ending(spoken(member.name), href, spoken(_title(library, one)), Due(left, "warn"))
