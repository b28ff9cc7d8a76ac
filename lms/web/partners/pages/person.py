"""One person: how far along their paths, what they hold, how their exams went (never the answers), and where they have worked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from flask import url_for
from flask_babel import gettext as _

from lms.access import Actor, Permission, Reach, may, reaches
from lms.accounts.looks import is_staff
from lms.certificates.queries import certificates_of
from lms.certificates.rules import CertificateState, state_on
from lms.core.ids import PersonId, PublicId, Slug
from lms.journey.scores import hidden_scores
from lms.learning.queries import assignments_of, learned_of
from lms.learning.rules import Stop, StopKind, StopState, progress
from lms.partners.queries import Place, employments_of, person_by_public_id, portfolio_scope
from lms.publishing.library import Library
from lms.quizzes.accommodations.queries import may_enter, standing_of
from lms.quizzes.queries import Attempts, history_of
from lms.quizzes.rules import AttemptState
from lms.reporting.visitor import Visitor
from lms.web.accommodations.words import standing_in_words
from lms.web.dates import Due, due
from lms.web.faces import Face, face
from lms.web.learning.paths import ROUTE_STATES, stop_title
from lms.web.partners.pages.team import ENDS_SOON
from lms.web.partners.pages.words import roles_of, seen_words
from lms.web.presentation import day_of, moment, name_in, short_day, spoken
from lms.web.route import RouteStop


@dataclass(frozen=True, slots=True)
class PathRow:
    """A path with its stops, for `ui/route.html`."""

    title: str
    percent: int
    due: Due
    stops: tuple[RouteStop, ...]


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """One certificate and what it is worth today."""

    title: str
    href: str
    issued: str
    ends: str
    state: str
    text: str


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """How one exam went; `href` leads to how the result came about, for who may read answers."""

    title: str
    number: int
    when: str
    state: str
    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One employment."""

    partner: str
    roles: str
    since: str
    until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPage:
    """Everything on the page. `own`: readers look at themselves; `team`, `look`, `leave`: the ways to the own team,
    to look as them, and to say that they leave.

    `accommodation` is told to the person and to who may enter one; `accommodation_href` is their way to do so.
    """

    own: bool
    team: str
    accommodation: str
    accommodation_href: str
    look: str
    leave: str
    face: Face
    email: str
    situation: str
    paths: tuple[PathRow, ...]
    certificates: tuple[CertificateRow, ...]
    attempts: tuple[AttemptRow, ...]
    places: tuple[PlaceRow, ...]


def person_page(library: Library, visitor: Visitor, public_id: PublicId, now: datetime) -> PersonPage:
    """One person within the reader's reach; ten statements. An employer sees only its own time: places, and exams since then.

    Raises:
        NotFound: there is nobody, or they are out of reach.
    """
    actor, day = visitor.actor, now.date()
    found = person_by_public_id(actor, public_id, day)
    person, email, seen_at = found.id, found.email, found.last_seen_at
    shown = face({"en": name_in(found.name, found.name_ru)}, public_id)
    everything = person == actor.person or Reach.ALL in reaches(actor, Permission.READ_PERSON)
    places = employments_of(person, None if everything else portfolio_scope(actor, Permission.READ_PERSON))
    rows, held = _certificates(library, person, day)
    since = date.min if everything else min((one.since for one in places), default=date.max)
    way = _accommodation_href(actor, person, public_id, day)
    standing = standing_of(person, day)
    said = standing_in_words(standing) if way or person == actor.person else ""
    history = history_of(person)
    hidden = hidden_scores(library, history, standing.accommodation, now)
    reads = may(actor, Permission.READ_ANSWERS) and person != actor.person
    return PersonPage(
        own=person == actor.person, team=_team_of(visitor), accommodation=said, accommodation_href=way,
        look=_look(actor, person, public_id), leave=_leave(actor, person, places, day), face=shown, email=email,
        situation=_situation(places, seen_at, day),
        paths=tuple(_paths(library, person, held, day)), certificates=tuple(rows),
        attempts=tuple(_attempts(library, [one for one in history if one.started_at.date() >= since], hidden, reads=reads)),
        places=tuple(_place(one) for one in places),
    )  # fmt: skip


def _leave(actor: Actor, person: PersonId, places: Sequence[Place], day: date) -> str:
    """Where a departure is noted: by the person on their own page of work, by who may change the team for the place that counts."""
    if person == actor.person:
        return url_for("employments.work")
    current = next((one for one in places if one.since <= day and (one.until is None or one.until > day)), None)
    return url_for("employments.leave", employment=current.employment) if current and may(actor, Permission.CHANGE_TEAM) else ""


def _look(actor: Actor, person: PersonId, public_id: PublicId) -> str:
    """The way to look as this person, for who may: nobody looks as the vendor's own people."""
    if not may(actor, Permission.SEE_AS) or person == actor.person or is_staff(person):
        return ""
    return url_for("looks.form", person=public_id)


def _accommodation_href(actor: Actor, person: PersonId, public_id: PublicId, day: date) -> str:
    """The way to enter an accommodation, for who may: nobody for themselves, and never the employer."""
    if person == actor.person or not may_enter(actor, person, day):
        return ""
    return url_for("accommodations.person", person=public_id)


def _team_of(visitor: Visitor) -> str:
    return url_for("partners.team") if visitor.partner_id is not None and may(visitor.actor, Permission.READ_TEAM) else ""


def _situation(places: tuple[Place, ...], seen_at: datetime | None, day: date) -> str:
    here = next((one for one in places if one.since <= day and (one.until is None or day < one.until)), None)
    if here is None:
        return seen_words(seen_at)
    roles = roles_of(is_admin=here.is_admin, sales=here.sales, technical=here.technical)
    return str(
        _("%(partner)s, %(roles)s, since %(day)s; %(seen)s.",
          partner=spoken(here.partner_name), roles=roles, day=short_day(here.since), seen=seen_words(seen_at))
    )  # fmt: skip


def _paths(library: Library, person: PersonId, held: frozenset[Slug], day: date) -> Iterator[PathRow]:
    offered = frozenset(one.id for one in library.certifications.items.values() if one.offered)
    learned = replace(learned_of({person: held}, offered)[person], products=None)
    for one in assignments_of([person]):
        path = library.catalogue.paths.get(one.path)
        if path is None:
            continue
        done = progress(path, library.catalogue, learned)
        finished = one.completed_at
        when = Due(_("Finished on %(day)s", day=short_day(day_of(finished))), "ok") if finished else due(one.due_on, day)
        yield PathRow(spoken(path.title), done.percent, when, tuple(_stop(library, stop) for stop in done.stops))


def _stop(library: Library, stop: Stop) -> RouteStop:
    """A stop of somebody else's path: `here` marks the reader's own place alone, so that it is drawn as still to come."""
    state = ROUTE_STATES[StopState.TODO if stop.state is StopState.HERE else stop.state]
    meta = _("in preparation") if stop.state is StopState.IN_PREPARATION else _("%(done)s of %(of)s", done=stop.done, of=stop.of)
    shown = "" if stop.of <= 1 and stop.state is not StopState.IN_PREPARATION else meta
    return RouteStop(state=state, name=stop_title(library, stop.kind, stop.ref), meta=shown, gate=stop.kind is StopKind.CERTIFICATION)


def _certificates(library: Library, person: PersonId, day: date) -> tuple[list[CertificateRow], frozenset[Slug]]:
    """The certificates, newest first, and which certifications are held today."""
    rows: list[CertificateRow] = []
    held: set[Slug] = set()
    for one in certificates_of(person):
        known = library.certifications.items.get(one.certification)
        state = state_on(day, one.expires_on, one.revoked_at.date() if one.revoked_at else None)
        held |= {one.certification} if state is CertificateState.VALID else set()
        tag, text = _worth(state, one.expires_on, day)
        rows.append(
            CertificateRow(
                spoken(known.title) if known else one.certification, url_for("certificates.certificate", certificate=one.public_id),
                short_day(one.issued_at.date()), short_day(one.expires_on) if one.expires_on else _("never ends"), tag, text,
            )
        )  # fmt: skip
    return rows, frozenset(held)


def _worth(state: CertificateState, expires_on: date | None, day: date) -> tuple[str, str]:
    """The colour and the word of what a certificate is worth."""
    if state is CertificateState.REVOKED:
        return "bad", _("revoked")
    if state is CertificateState.EXPIRED:
        return "warn", _("ended")
    soon = expires_on is not None and expires_on - day <= ENDS_SOON
    return ("warn", _("ends soon")) if soon else ("ok", _("valid"))


def _attempts(library: Library, history: Attempts, hidden: frozenset[PublicId], *, reads: bool) -> Iterator[AttemptRow]:
    """The exams, without their papers and the scores that the review rule hides; practice is nobody else's business."""
    for one in history:
        if one.certification is None:
            continue
        quiz = library.quizzes.quizzes.get(one.quiz)
        title = spoken(quiz.title) if quiz else str(one.quiz)
        href = url_for("histories.ask", attempt=one.public_id) if reads else ""
        yield AttemptRow(
            title, one.number, moment(one.started_at), *_told(one.state, one.passed, None if one.public_id in hidden else one.percent), href
        )


def _told(state: AttemptState, passed: bool | None, percent: int | None) -> tuple[str, str]:
    """The colour and the word of how it went."""
    if state.is_open:
        return "info", _("in progress")
    if not state.has_grade:
        return "info", _("waiting for a marker")
    if state is AttemptState.VOIDED:
        return "", _("void")
    if percent is None:
        return ("ok", _("passed")) if passed else ("bad", _("not passed"))
    if passed:
        return "ok", _("passed, %(percent)s%%", percent=percent)
    return "bad", _("not passed, %(percent)s%%", percent=percent)


def _place(one: Place) -> PlaceRow:
    roles = roles_of(is_admin=one.is_admin, sales=one.sales, technical=one.technical)
    return PlaceRow(spoken(one.partner_name), roles, short_day(one.since), short_day(one.until) if one.until else _("today"))
