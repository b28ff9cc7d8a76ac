"""What reviewers see of applications: the list, and one application with its scorecard, its way, and what can be done next."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.access import Actor, Permission, may
from lms.core.ids import PersonId, PublicId, Slug
from lms.partners.applications.queries import (
    Line,
    Score,
    Whole,
    application_by_public_id,
    applications_of,
    company_known,
    counts_of,
    whole_of,
)
from lms.partners.applications.rules import (
    ENDED,
    MEETINGS,
    MOST_POINTS,
    OPEN,
    WEIGHTS,
    ApplicationState,
    Criterion,
    met_in_deciding,
    met_in_signing,
    percent_of,
    share,
    unscored,
)
from lms.partners.managers.queries import Asked, candidates, open_requests
from lms.partners.managers.rules import Fit, Wanted, fits
from lms.web.applications.words import CRITERIA, STATES, STEPS, TONES
from lms.web.presentation import day_of, short_day, spoken
from lms.web.reporting.words import TYPES

VIEWS: dict[str, frozenset[ApplicationState]] = {
    "": frozenset({ApplicationState.RECEIVED, ApplicationState.IN_REVIEW, ApplicationState.ACCEPTED}),
    "asked": frozenset({ApplicationState.ASKED}),
    "ended": ENDED,
}
"""What the list shows; the first view is what waits for the vendor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One application of the list."""

    public_id: PublicId
    company: str
    types: str
    since: str
    state: str
    tone: str
    points: str


@dataclass(frozen=True, slots=True)
class Wish:
    """A company that asks for another manager."""

    company: str
    href: str
    day: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """The list, and what else waits for whoever may change managers."""

    tabs: tuple[dict[str, object], ...]
    rows: tuple[Row, ...]
    wishes: tuple[Wish, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Points that somebody gave."""

    points: int
    evidence: str
    link: str
    author: str
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardLine:
    """One line of the scorecard; `standing` counts, `before` is history, newest first."""

    label: str
    hint: str
    weight: int
    standing: Given | None
    before: tuple[Given, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One step with its day, and who took it."""

    label: str
    day: str
    who: str
    said: str
    alone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Powers:
    """What the reader may do with this application now."""

    begin: bool
    score: bool
    decide: bool
    sign: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPage:
    """One application, whole. `meets` says plainly which roles would meet in the reader."""

    public_id: PublicId
    company: str
    state: str
    tone: str
    email: str
    facts: tuple[tuple[str, str], ...]
    known: bool
    card: tuple[CardLine, ...]
    total: str
    percent: int
    missing: str
    next_line: str | None
    """the first line without points"""
    way: tuple[Event, ...]
    may: Powers
    meets: tuple[str, ...]


def list_page(actor: Actor, view: str) -> ListPage:
    """The applications of a view; four statements, and one more for whoever may change managers."""
    shown = view if view in VIEWS else ""
    counts = counts_of(actor)
    labels = {"": _("Wait for us"), "asked": _("Wait for the applicant"), "ended": _("No longer open")}
    tabs = tuple(
        {
            "text": _("%(label)s: %(count)s", label=label, count=sum(counts.get(state, 0) for state in VIEWS[key])),
            "href": url_for("reviews.index", view=key or None), "current": key == shown,
        }
        for key, label in labels.items()
    )  # fmt: skip
    wishes = open_requests(actor) if may(actor, Permission.CHANGE_MANAGER) else ()
    rows = tuple(_row(one) for one in applications_of(actor, VIEWS[shown]))
    return ListPage(tabs=tabs, rows=rows, wishes=tuple(_wish(one) for one in wishes))


def review_page(actor: Actor, public_id: PublicId) -> ReviewPage:
    """One application.

    Raises:
        NotFound: there is none, or it is out of reach.
    """
    whole = whole_of(application_by_public_id(actor, public_id))
    one, part = whole.application, share(whole.points)
    missing = unscored(whole.points)
    return ReviewPage(
        public_id=one.public_id, company=one.company, state=spoken(STATES[one.state]), tone=TONES[one.state], email=one.email,
        facts=_facts(whole), known=one.state in OPEN | {ApplicationState.ACCEPTED} and company_known(one.company),
        card=tuple(_line(whole, criterion) for criterion in Criterion), total=_total(part), percent=percent_of(part),
        missing=", ".join(spoken(CRITERIA[criterion][0]) for criterion in missing),
        next_line=missing[0].value if missing else None, way=_way(whole), may=_powers(actor, whole),
        meets=_meets(actor.person, whole),
    )  # fmt: skip


def managers_for(actor: Actor, public_id: PublicId, products: Collection[Slug]) -> tuple[Fit, ...]:
    """Who could look after the company, who suits best first.

    Raises:
        NotFound: there is no such application, or it is out of reach.
    """
    whole = whole_of(application_by_public_id(actor, public_id), scores=False)
    return fits(Wanted(language=whole.application.language, types=whole.types, products=products), candidates())


def _row(one: Line) -> Row:
    scored = _("%(percent)s%%", percent=percent_of(share(one.points))) if one.points else ""
    return Row(
        public_id=one.application.public_id, company=one.application.company, types=", ".join(spoken(TYPES[kind]) for kind in one.types),
        since=_day(one.application.received_at), state=spoken(STATES[one.application.state]), tone=TONES[one.application.state],
        points=scored,
    )  # fmt: skip


def _wish(one: Asked) -> Wish:
    return Wish(spoken(one.partner_name), url_for("managers.manager", partner=one.partner), _day(one.at), one.reason)


def _facts(whole: Whole) -> tuple[tuple[str, str], ...]:
    one, languages = whole.application, {"en": _("English"), "ru": _("Russian")}
    gone = _("erased, as announced")
    return (
        (_("Website or registration number"), one.site), (_("Contact"), one.contact or gone), (_("Mail address"), one.email or gone),
        (_("Wants to be"), ", ".join(spoken(TYPES[kind]) for kind in whole.types)), (_("Language of the mails"), languages[one.language]),
        (_("Received"), _day(one.received_at)),
    )  # fmt: skip


def _line(whole: Whole, criterion: Criterion) -> CardLine:
    given = [_given(one) for one in whole.scores if one.criterion is criterion]
    label, hint = CRITERIA[criterion]
    return CardLine(
        label=spoken(label), hint=spoken(hint), weight=WEIGHTS[criterion], standing=given[-1] if given else None,
        before=tuple(reversed(given[:-1])),
    )  # fmt: skip


def _given(one: Score) -> Given:
    return Given(points=one.points, evidence=one.evidence, link=one.link, author=spoken(one.name), day=_day(one.at))


def _total(part: Fraction) -> str:
    weights = sum(WEIGHTS.values())
    return _("%(given)s of %(most)s weighted points", given=int(part * weights * MOST_POINTS), most=weights * MOST_POINTS)


def _way(whole: Whole) -> tuple[Event, ...]:
    return tuple(
        Event(
            label=spoken(STEPS[one.kind]), day=_day(one.at), who=spoken(one.name) if one.name else _("the applicant"), said=one.said,
            alone=one.alone,
        )
        for one in reversed(whole.steps)
    )  # fmt: skip


def _powers(actor: Actor, whole: Whole) -> Powers:
    state, reviews = whole.application.state, may(actor, Permission.REVIEW_APPLICATION)
    return Powers(
        begin=reviews and state is ApplicationState.RECEIVED,
        score=reviews and state in OPEN,
        decide=reviews and state in OPEN,
        sign=reviews and state is ApplicationState.ACCEPTED,
    )


def _meets(person: PersonId | None, whole: Whole) -> tuple[str, ...]:
    if person is None:
        return ()
    if whole.application.state in OPEN:
        return tuple(spoken(MEETINGS[one]) for one in met_in_deciding({one.author for one in whole.scores}, person))
    if whole.application.state is ApplicationState.ACCEPTED:
        # Who will look after the company is not chosen yet.
        return tuple(spoken(MEETINGS[one]) for one in met_in_signing(whole.decider, person, PersonId(0)))
    return ()


def fit_words(fit: Fit) -> str:
    """Why a manager suits, in half a sentence each."""
    one = fit.candidate
    words = [
        _("writes in the same language") if fit.speaks else _("writes in another language"),
        ngettext("looks after %(num)s company", "looks after %(num)s companies", one.companies),
    ]
    if fit.types:
        words.append(_("knows: %(types)s", types=", ".join(spoken(TYPES[kind]) for kind in fit.types)))
    return "; ".join(words)


def _day(at: datetime) -> str:
    return short_day(day_of(at))
