"""What the pages of certifications and certificates show."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.access import Permission, may
from lms.certificates.queries import HeldCertificate, certificates_of
from lms.certificates.rules import CertificateState, Certification, format_code, renewal_window, state_on
from lms.core.errors import NotFound
from lms.core.ids import Slug
from lms.core.text import Texts
from lms.journey import programme_now
from lms.journey.opening import opened_with, visitor_facts, would_open
from lms.programme.rules import Programme, tiers_naming, words_of
from lms.publishing.library import Library
from lms.reporting.consequences import Opened
from lms.reporting.visitor import Visitor
from lms.requirements.course_done import CourseDone
from lms.requirements.facts import Facts
from lms.requirements.kinds import evaluate
from lms.requirements.person_holds import PersonHolds
from lms.web.context import settings, zone
from lms.web.openings import Unlock, unlocks
from lms.web.presentation import brand, spoken

Fact = tuple[str, str]
LOOK = {CertificateState.VALID: "ok", CertificateState.EXPIRED: "warn", CertificateState.REVOKED: "bad"}


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCertificate:
    """One of the person's certificates in a list."""

    title: Texts
    code: str
    state: str
    state_text: str
    issued: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedShown:
    """One need of a certification, and whether the person has it."""

    met: bool
    text: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificationShown:
    """A certification as the catalogue and its own page show it. `state`: held, ready, locked or coming."""

    id: Slug
    title: Texts
    code: str
    summary: Texts
    state: str
    tag_state: str
    tag_text: str
    heading: str
    needs: tuple[NeedShown, ...]
    facts: tuple[Fact, ...]
    abilities: tuple[Texts, ...]
    body: Texts
    href: str
    exam_href: str
    opens: tuple[Unlock, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificatePage:
    """One certificate: `face` is what `ui/cert.html` draws and print shows."""

    heading: str
    title: Texts
    number: str
    face: dict[str, object]
    state: str
    state_text: str
    checked: str
    facts: tuple[Fact, ...]
    verify_url: str
    opened: tuple[Unlock, ...]
    own: bool


def own_certificates(library: Library, visitor: Visitor, today: date) -> tuple[OwnCertificate, ...]:
    """All certificates of the visitor, newest first."""
    if visitor.actor.person is None:
        raise NotFound
    return tuple(
        OwnCertificate(
            title=title_of(library, one.certification), code=_code_of(library, one.certification), state=LOOK[state],
            state_text=state_text(state, one.expires_on, one.revoked_at.date() if one.revoked_at else None),
            issued=spoken(one.issued_at.date()), href=url_for("certificates.certificate", certificate=one.public_id),
        )
        for one in certificates_of(visitor.actor.person)
        for state in (state_on(today, one.expires_on, one.revoked_at.date() if one.revoked_at else None),)
    )  # fmt: skip


def catalogue(library: Library, visitor: Visitor, now: datetime) -> tuple[CertificationShown, ...]:
    """All certifications: those that are offered first, each with how the visitor stands before it."""
    programme, facts = programme_now(library, now), visitor_facts(library, visitor, now)
    ordered = sorted(library.certifications.items.values(), key=lambda one: (not one.offered, one.track, one.code))
    return tuple(_shown(library, visitor, one, programme, facts, now.date()) for one in ordered)


def certification_page(library: Library, visitor: Visitor, slug: Slug, now: datetime) -> CertificationShown:
    """One certification.

    Raises:
        NotFound: there is no such certification.
    """
    certification = library.certifications.items.get(slug)
    if certification is None:
        raise NotFound
    programme, facts = programme_now(library, now), visitor_facts(library, visitor, now)
    shown = _shown(library, visitor, certification, programme, facts, now.date())
    if not certification.offered or shown.state == "held":
        return shown
    return replace(shown, opens=tuple(unlocks(would_open(library, visitor, slug, now), programme)))


def certificate_page(library: Library, visitor: Visitor, held: HeldCertificate, now: datetime) -> CertificatePage:
    """One certificate that the visitor may read."""
    row, today = held.certificate, now.date()
    revoked = row.revoked_at.date() if row.revoked_at else None
    state, number = state_on(today, row.expires_on, revoked), format_code(row.code)
    certification = library.certifications.items.get(row.certification)
    own = held.person_id == visitor.actor.person
    opened = opened_with(library, visitor, row.public_id, now) if own else Opened()
    ends = spoken(row.expires_on) if row.expires_on else _("without end")
    face: dict[str, object] = {
        "name": spoken(held.name), "certification": spoken(title_of(library, row.certification)),
        "code": _code_of(library, row.certification), "summary": spoken(certification.summary) if certification else "",
        "brand": brand(), "brand_sub": _("Partner programme"), "state": state.value,
        "facts": [(_("Issued"), spoken(row.issued_at.date())), (_("Valid until"), ends), (_("Number"), number)],
        "qr_src": url_for("certificates.qr", certificate=row.public_id),
    }  # fmt: skip
    return CertificatePage(
        heading=_certificate_heading(spoken(title_of(library, row.certification)), state, row.expires_on, revoked),
        title=title_of(library, row.certification), number=number, face=face, state=state.value,
        state_text=state_text(state, row.expires_on, revoked), checked=_("Checked today at %(time)s", time=_time(now)),
        facts=tuple(_certificate_facts(library, certification, row.percent, row.expires_on)), verify_url=verify_url(row.code),
        opened=tuple(unlocks(opened, programme_now(library, now))), own=own,
    )  # fmt: skip


def verify_url(code: str) -> str:
    """The public address under which anybody can check a certificate."""
    return settings().base_url.rstrip("/") + url_for("verification.verify", code=format_code(code))


def title_of(library: Library, slug: Slug) -> Texts:
    """The title of a certification, also of one that is no longer published."""
    found = library.certifications.items.get(slug)
    return found.title if found else {"en": slug}


def state_text(state: CertificateState, expires: date | None, revoked: date | None) -> str:
    """What a certificate is worth, in words. It is valid up to but not on the day it names."""
    if state is CertificateState.REVOKED and revoked:
        return _("Revoked on %(day)s", day=spoken(revoked))
    if state is CertificateState.EXPIRED and expires:
        return _("Expired on %(day)s", day=spoken(expires))
    return _("Valid until %(day)s", day=spoken(expires)) if expires else _("Valid without end")


def _certificate_heading(title: str, state: CertificateState, expires: date | None, revoked: date | None) -> str:
    if state is CertificateState.REVOKED and revoked:
        return _("%(title)s: revoked on %(day)s", title=title, day=spoken(revoked))
    if state is CertificateState.EXPIRED and expires:
        return _("%(title)s: expired on %(day)s", title=title, day=spoken(expires))
    return (
        _("%(title)s: valid until %(day)s", title=title, day=spoken(expires)) if expires else _("%(title)s: valid without end", title=title)
    )


def _time(moment: datetime) -> str:
    return moment.astimezone(ZoneInfo(zone())).strftime("%H:%M")


def _code_of(library: Library, slug: Slug) -> str:
    found = library.certifications.items.get(slug)
    return found.code if found else slug.upper()


def _certificate_facts(library: Library, certification: Certification | None, percent: int | None, ends: date | None) -> Iterator[Fact]:
    exam = library.quizzes.quizzes.get(certification.exam) if certification and certification.exam else None
    if percent is not None and exam:
        yield _("Result"), _("%(percent)s%% (pass mark %(needed)s%%)", percent=percent, needed=exam.pass_percent)
    if certification and ends:
        yield _("Renewal opens"), spoken(renewal_window(certification, ends)[0])


def _shown(
    library: Library, visitor: Visitor, certification: Certification, programme: Programme, facts: Facts, today: date
) -> CertificationShown:
    needs = tuple(_needs(library, certification, programme, facts, today))
    holdings = facts.person.holdings if facts.person else ()
    held = next((one for one in holdings if one.certification == certification.id and one.valid_on(today)), None)
    missing = sum(not need.met for need in needs)
    state = "held" if held else "coming" if not certification.offered else "locked" if missing else "ready"
    tag_state, tag_text = _tag(state, held.expires_on if held else None)
    takes = certification.offered and certification.exam is not None and may(visitor.actor, Permission.TAKE_QUIZ)
    return CertificationShown(
        id=certification.id, title=certification.title, code=certification.code, summary=certification.summary, state=state,
        tag_state=tag_state, tag_text=tag_text, heading=_heading(certification, state, missing, held.expires_on if held else None),
        needs=needs, facts=tuple(_facts(library, certification, programme)), abilities=certification.abilities, body=certification.body,
        href=url_for("certificates.certification", certification=certification.id),
        exam_href=url_for("quizzes.start_page", quiz=certification.exam) if takes else "",
    )  # fmt: skip


def _tag(state: str, ends: date | None) -> tuple[str, str]:
    match state:
        case "held":
            return "ok", _("yours until %(day)s", day=spoken(ends)) if ends else _("yours")
        case "coming":
            return "locked", _("in preparation")
        case "locked":
            return "", _("not open yet")
    return "info", _("exam open")


def _heading(certification: Certification, state: str, missing: int, ends: date | None) -> str:
    title = spoken(certification.title)
    match state:
        case "held":
            return _("%(title)s: yours until %(day)s", title=title, day=spoken(ends)) if ends else _("%(title)s: yours", title=title)
        case "coming":
            return _("%(title)s: in preparation", title=title)
        case "locked":
            return str(ngettext("%(title)s: one thing is missing", "%(title)s: %(num)s things are missing", missing, title=title))
    return _("%(title)s: the exam is open to you", title=title)


def _needs(library: Library, certification: Certification, programme: Programme, facts: Facts, today: date) -> Iterator[NeedShown]:
    words = words_of(programme, {course.id: course.title for course in library.catalogue.courses.values()})
    for need in certification.needs:
        asked = CourseDone(need.ref) if need.kind == "course" else PersonHolds(need.ref)
        result = evaluate(asked, facts, today, words)
        href = (
            url_for("courses.course", course=need.ref) if need.kind == "course"
            else url_for("certificates.certification", certification=need.ref)
        )  # fmt: skip
        yield NeedShown(met=result.met, text=spoken(result.message), href=href)


def _facts(library: Library, certification: Certification, programme: Programme) -> Iterator[Fact]:
    exam = library.quizzes.quizzes.get(certification.exam) if certification.exam else None
    if exam:
        questions = ngettext("%(num)s question", "%(num)s questions", exam.paper_size)
        if exam.minutes:
            time = ngettext("%(num)s minute", "%(num)s minutes", exam.minutes)
            yield _("Exam"), _("%(questions)s, %(time)s, %(percent)s%% to pass", questions=questions, time=time, percent=exam.pass_percent)
        if exam.attempts is not None:
            yield _("Attempts"), str(exam.attempts)
    yield _("Valid for"), _validity(certification)
    if certification.validity:
        days = certification.renewal_opens_days_before
        yield _("Renewal"), ngettext("from %(num)s day before the end", "from %(num)s days before the end", days)
    renewed = [spoken(title_of(library, one)) for one in certification.renews]
    if renewed:
        yield _("Renews too"), ", ".join(renewed)
    yield _("Counts for"), _counts_for(certification, programme)


def _validity(certification: Certification) -> str:
    if certification.validity is None:
        return _("without end")
    return str(ngettext("%(num)s month", "%(num)s months", certification.validity.months))


def _counts_for(certification: Certification, programme: Programme) -> str:
    tiers = ", ".join(spoken(tier.label) for tier in tiers_naming(programme, certification.id))
    if not certification.counts or not tiers:
        return _("you alone; no tier asks for it")
    return _("you, and your company's tier %(tiers)s", tiers=tiers)
