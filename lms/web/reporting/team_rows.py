"""The people of a partner as rows: their small routes, what they hold, and when each certificate ends."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.core.ids import PersonId
from lms.learning.rules import Stop, StopKind, StopState, due_state
from lms.publishing.library import Library
from lms.reporting.attention import HORIZON
from lms.reporting.portfolio import Colleague, Company, Credential, Walk
from lms.web.dates import Due, due
from lms.web.faces import Face, face
from lms.web.learning.paths import stop_title
from lms.web.paging import pages, part
from lms.web.partners.pages.words import roles_of
from lms.web.presentation import short_day, spoken
from lms.web.reporting.words import ago


class Certificates(StrEnum):
    """Which certificates are shown."""

    COUNT = "count"
    ENDING = "ending"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Dot:
    """One stop, for `ui/dot.html`."""

    state: str
    label: str
    gate: bool


@dataclass(frozen=True, slots=True)
class SmallRoute:
    """A path of a person in one line."""

    title: str
    percent: int
    dots: tuple[Dot, ...]
    due: Due


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person."""

    face: Face
    href: str
    roles: str
    routes: tuple[SmallRoute, ...]
    certificates: int
    certificates_href: str
    seen: str


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """One certificate."""

    face: Face
    person_href: str
    title: str
    href: str
    issued: str
    ends: str
    state: str
    text: str


@dataclass(frozen=True, slots=True)
class Tab:
    """One way to look at the list."""

    text: str
    href: str
    current: bool


def people_rows(
    company: Company, walks: Mapping[PersonId, Sequence[Walk]], library: Library, now: datetime, number: int
) -> tuple[PersonRow, ...]:  # fmt: skip
    """Who counts for the partner, by name: one page of them."""
    return tuple(_person(one, company, walks.get(one.person_id, ()), library, now) for one in part(company.colleagues, number))


def people_pages(company: Company, number: int) -> dict[str, str]:
    """The way through the people, for `ui/pagination.html`."""
    return pages(
        number, len(company.colleagues), lambda page: url_for("reporting.partner", partner=company.public_id, people=page, _anchor="people")
    )


def certificate_rows(company: Company, which: Certificates, library: Library, day: date, number: int) -> tuple[CertificateRow, ...]:
    """The certificates that are asked for, what ends first first: one page of them."""
    found = sorted(_chosen(company, which, day), key=lambda one: (one.expires_on or date.max, one.issued_on))
    return tuple(_certificate(one, library, day) for one in part(found, number))


def certificate_pages(company: Company, which: Certificates, day: date, number: int) -> dict[str, str]:
    """The way through these certificates, for `ui/pagination.html`."""
    return pages(number, len(list(_chosen(company, which, day))), lambda page: certificates_href(company, which, page))


def certificate_tabs(company: Company, which: Certificates, day: date) -> tuple[Tab, ...]:
    """The ways to look at the certificates, each with how many there are."""
    counts = {one: len(list(_chosen(company, one, day))) for one in Certificates}
    texts = {
        Certificates.COUNT: _("Count today, %(num)s", num=counts[Certificates.COUNT]),
        Certificates.ENDING: _("End within 60 days, %(num)s", num=counts[Certificates.ENDING]),
        Certificates.ALL: _("All, %(num)s", num=counts[Certificates.ALL]),
    }
    return tuple(Tab(text, certificates_href(company, one), one is which) for one, text in texts.items())


def certificates_href(company: Company, which: Certificates = Certificates.COUNT, page: int | None = None) -> str:
    """The address of these certificates, or of one page of them."""
    asked = which.value if which is not Certificates.COUNT else None
    return url_for("reporting.partner", partner=company.public_id, certificates=asked, list=page, _anchor="certificates")


def _chosen(company: Company, which: Certificates, day: date) -> Iterator[Credential]:
    for one in company.credentials:
        match which:
            case Certificates.COUNT if not (one.current and one.counts):
                continue
            case Certificates.ENDING if not one.ends_by(day + HORIZON):
                continue
        yield one


def _person(one: Colleague, company: Company, walks: Sequence[Walk], library: Library, now: datetime) -> PersonRow:
    who = one.someone
    return PersonRow(
        face=face(who.name, who.person), href=url_for("partners.person", person=who.person),
        roles=roles_of(is_admin=who.is_admin, sales=one.sales, technical=one.technical),
        routes=tuple(_route(walk, library, now.date()) for walk in walks),
        certificates=sum(held.holder is who and held.current and held.counts for held in company.credentials),
        certificates_href=certificates_href(company), seen=ago(one.last_seen_at, now),
    )  # fmt: skip


def _route(walk: Walk, library: Library, day: date) -> SmallRoute:
    late = not walk.progress.complete and due_state(walk.due_on, day).overdue
    dots = tuple(_dot(stop, library, late=late) for stop in walk.progress.stops)
    until = Due(_("Finished"), "ok") if walk.progress.complete else due(walk.due_on, day)
    title = library.catalogue.paths[walk.path].title
    return SmallRoute(spoken(title), walk.progress.percent, dots, until)


def _dot(stop: Stop, library: Library, *, late: bool) -> Dot:
    states = {
        StopState.DONE: ("done", _("done")), StopState.LOCKED: ("locked", _("locked")),
        StopState.IN_PREPARATION: ("locked", _("in preparation")),
        StopState.TODO: ("half", _("in progress")) if stop.done else ("todo", _("not started")),
        StopState.HERE: ("late", _("late")) if late else ("half", _("in progress")) if stop.done else ("todo", _("not started")),
    }  # fmt: skip
    state, word = states[stop.state]
    return Dot(
        state, _("%(stop)s: %(state)s", stop=stop_title(library, stop.kind, stop.ref), state=word), stop.kind is StopKind.CERTIFICATION
    )


def _certificate(one: Credential, library: Library, day: date) -> CertificateRow:
    title = stop_title(library, StopKind.CERTIFICATION, one.certification)
    state, text = _worth(one, day)
    return CertificateRow(
        face=face(one.holder.name, one.holder.person), person_href=url_for("partners.person", person=one.holder.person), title=title,
        href=url_for("certificates.certificate", certificate=one.certificate), issued=short_day(one.issued_on),
        ends=short_day(one.expires_on) if one.expires_on else _("never ends"), state=state, text=text,
    )  # fmt: skip


def _worth(one: Credential, day: date) -> tuple[str, str]:
    if one.ends_by(day + HORIZON) and one.expires_on is not None:
        left = (one.expires_on - day).days
        return "warn", ngettext("ends in %(num)s day", "ends in %(num)s days", left)
    if one.current:
        return ("ok", _("counts")) if one.counts else ("info", _("holds, does not count"))
    if one.expires_on is not None and one.expires_on <= day:
        return "", _("ended")
    return "", _("followed by another")
