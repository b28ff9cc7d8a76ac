"""The home page: where the person stopped, what the next exam opens, the way there, what they hold, and whom they can ask."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.certificates.rules import CertificateState, Certification, renewal_window, state_on
from lms.core.ids import Slug
from lms.courses.rules import Course, Lesson
from lms.journey.opening import TO_COME
from lms.learning.rules import StopKind, next_lesson
from lms.programme.personal import personal
from lms.programme.reviews import serving
from lms.publishing.library import Library
from lms.reporting.consequences import opened_by
from lms.reporting.learner import Contact, Desk, Learner, desk_of, learner_of
from lms.reporting.visitor import Visitor
from lms.requirements.facts import Facts, Holding
from lms.web.dates import Due, due
from lms.web.learning.paths import PathRoute, Walk, lessons_before, route_of, stop_title, walks_of
from lms.web.openings import Unlock, unlocks
from lms.web.presentation import name_in, short_day, spoken
from lms.web.route import RouteStop, lesson_href, lesson_stops, section_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume:
    """The one deep card: what to do next. `max` is 0 where there is nothing to measure."""

    label: str
    title: str
    meta: str
    button: str
    href: str
    place: str = ""
    value: int = 0
    max: int = 0
    bar_label: str = ""


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """A certificate in the list, or the next one to come."""

    title: str
    sub: str
    href: str
    state: str
    tag: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Everything on the page."""

    news: str
    intro: str
    resume: Resume | None
    opening: tuple[Unlock, ...]
    tier: tuple[str, ...]
    """what the person's exams and certificates mean for the tier of their partner"""
    due: Due | None
    routes: tuple[tuple[PathRoute, Due | None], ...]
    course_title: str
    lessons: tuple[RouteStop, ...]
    certificates: tuple[CertificateRow, ...]
    contact: dict[str, str] | None


def home(library: Library, visitor: Visitor, now: datetime) -> Home:
    """The home of a person; four statements."""
    day = now.date()
    desk = desk_of(visitor.partner_id, day)
    learner = learner_of(visitor, library.certifications, desk.backing, day)
    walks = walks_of(library, learner)
    first = walks[0] if walks else None
    here = first.here.ref if first and first.here else None
    course = library.catalogue.courses.get(here) if here and first and first.here and first.here.kind is StopKind.COURSE else None
    lesson = next_lesson(course, learner.record.done(course.id), learner.record.seen(course.id)) if course else None
    tier = _for_the_tier(library, desk, visitor, day)
    opening = tuple(_opening(library, desk, learner, first, day)) if first else ()
    return Home(
        news=_news(library, learner, visitor, first),
        intro=_intro(library, learner, visitor, first),
        resume=_resume(library, learner, first, course, lesson) if first else None,
        opening=opening,
        tier=tier,
        due=_due(first, day) if first and opening else None,
        routes=tuple((route_of(library, learner, one, here), None if one is first and opening else _due(one, day)) for one in walks),
        course_title=spoken(course.title) if course else "",
        lessons=tuple(lesson_stops(course, learner.record, lesson.id if lesson else None)) if course else (),
        certificates=tuple(_certificates(library, learner, first, day)),
        contact=contact_card(desk.backing.contact),
    )


def contact_card(contact: Contact | None) -> dict[str, str] | None:
    """The partner's manager, for `ui/contact.html`."""
    if contact is None:
        return None
    name = spoken(contact.name)
    return {
        "name": name, "initials": "".join(word[0] for word in name.split()[:2]).upper(),
        "role": spoken(contact.title) or _("Your partner manager"),
        "email": contact.email, "phone": contact.phone, "hours": spoken(contact.hours),
    }  # fmt: skip


def _due(walk: Walk, day: date) -> Due | None:
    """The due day of a path whose end is not reached."""
    return due(walk.given.due_on, day) if walk.here else None


def _news(library: Library, learner: Learner, visitor: Visitor, first: Walk | None) -> str:
    name = name_in(visitor.name, visitor.name_ru).split()[0]
    if first is None:
        return _("%(name)s, you have no path yet", name=name)
    if first.here is None:
        done = first.progress.complete
        return _("%(name)s, you have come to the end", name=name) if done else _("%(name)s, your path is being prepared", name=name)
    gate = first.gate
    left = lessons_before(library, learner, first, gate.ref) if gate else sum(one.of - one.done for one in first.counted)
    if gate is None:
        return ngettext("%(name)s, %(num)s lesson to the end of your path", "%(name)s, %(num)s lessons to the end of your path", left,
                        name=name)  # fmt: skip
    exam = stop_title(library, gate.kind, gate.ref)
    if left == 0:
        return _("%(name)s, your next step is the exam “%(exam)s”", name=name, exam=exam)
    return ngettext("%(name)s, %(num)s lesson to the exam “%(exam)s”", "%(name)s, %(num)s lessons to the exam “%(exam)s”", left,
                    name=name, exam=exam)  # fmt: skip


def _intro(library: Library, learner: Learner, visitor: Visitor, first: Walk | None) -> str:
    if first is None and visitor.partner_id is None:
        return _("You are with no company at present. What you have learned and earned stays yours.")
    if first is None:
        return _("The courses are open to you all the same.")
    if first.here is None and first.progress.complete:
        return _("Every stop of “%(path)s” that is offered now is behind you. New ones appear here.", path=spoken(first.path.title))
    if first.here is None:
        return _("Nothing on “%(path)s” is offered yet. It appears here as soon as it is.", path=spoken(first.path.title))
    refs = {stop.ref for stop in first.counted if stop.kind is StopKind.COURSE and stop.done < stop.of}
    courses = [library.catalogue.courses[ref] for ref in refs]
    minutes = sum(lesson.minutes for course in courses for lesson in course.lessons if lesson.id not in learner.record.done(course.id))
    if minutes:
        return ngettext(
            "About %(num)s minute of reading is left on your path. Every lesson keeps your place.",
            "About %(num)s minutes of reading are left on your path. Every lesson keeps your place.", minutes,
        )  # fmt: skip
    return _("All lessons of your path are behind you.")


def _resume(library: Library, learner: Learner, walk: Walk, course: Course | None, lesson: Lesson | None) -> Resume | None:
    if course and lesson:
        return _resume_lesson(learner, course, lesson)
    if walk.here is None:
        if not walk.progress.complete:
            return None
        return Resume(
            label=_("The end of your path"), title=spoken(walk.path.title), meta=spoken(walk.path.summary),
            button=_("See your certificates"), href=url_for("certificates.index"),
        )  # fmt: skip
    certification = library.certifications.items.get(walk.here.ref)
    quiz = library.quizzes.quizzes.get(certification.exam) if certification and certification.exam else None
    if quiz is None:
        return None
    return Resume(
        label=_("You are here: the exam is next"), title=spoken(quiz.title), button=_("Go to the exam"),
        meta=_("Questions: %(questions)s. Pass mark: %(percent)s%%.", questions=quiz.paper_size, percent=quiz.pass_percent),
        href=url_for("quizzes.start_page", quiz=quiz.id),
    )  # fmt: skip


def _resume_lesson(learner: Learner, course: Course, lesson: Lesson) -> Resume:
    reading = learner.record.reading(course.id, lesson.id)
    percent = reading.percent if reading else 0
    minutes = -(-lesson.minutes * (100 - percent) // 100)
    number, done = course.lessons.index(lesson) + 1, len(learner.record.done(course.id) & {one.id for one in course.lessons})
    section = section_at(lesson, reading.place) if reading else None
    return Resume(
        label=_("Continue where you stopped") if reading else _("Begin here") if number == 1 else _("Your next lesson"),
        title=spoken(lesson.title),
        meta=_("%(course)s, lesson %(number)s of %(of)s. Reading time left: %(minutes)s min.",
               course=spoken(course.title), number=number, of=len(course.lessons), minutes=max(1, minutes)),
        button=_("Continue lesson") if reading else _("Begin lesson"),
        href=lesson_href(course.id, lesson.id, section.anchor if section else ""),
        place=_("Your place: “%(section)s”, %(percent)s%% of the page", section=section.title, percent=percent) if section else "",
        value=done, max=len(course.lessons), bar_label=_("Finished lessons of the course"),
    )  # fmt: skip


def _opening(library: Library, desk: Desk, learner: Learner, walk: Walk, day: date) -> Iterator[Unlock]:
    """What passing the next exam opens, the certificate first."""
    known = library.certifications.items.get(walk.gate.ref) if walk.gate else None
    if known is None:
        return
    yield Unlock("award", _valid_for(known), url_for("certificates.certification", certification=known.id))
    programme = desk.programme or library.programme
    if programme is None:
        return
    bare = desk.facts or Facts(partner=None, person=None, tier=None, agreement_current=programme.agreement.version)
    coming = Holding(known.id, TO_COME, day, None, None, counts=known.counts)
    yield from unlocks(opened_by(programme, library.materials, replace(bare, person=learner.facts()), coming, day), programme)


def _for_the_tier(library: Library, desk: Desk, visitor: Visitor, day: date) -> tuple[str, ...]:
    """“Your exam TA fills the last place for Gold.”"""
    if desk.facts is None:
        return ()
    said = personal(serving(desk.versions, day), desk.facts, day, visitor.public_id, library.certifications)
    return tuple(spoken(one) for one in said)


def _valid_for(certification: Certification) -> str:
    title = spoken(certification.title)
    if certification.validity is None:
        return _("Certificate “%(title)s”, for good", title=title)
    return ngettext(
        "Certificate “%(title)s”, valid for %(num)s month", "Certificate “%(title)s”, valid for %(num)s months",
        certification.validity.months, title=title,
    )  # fmt: skip


def _certificates(library: Library, learner: Learner, first: Walk | None, day: date) -> Iterator[CertificateRow]:
    newest: dict[Slug, Holding] = {one.certification: one for one in learner.holdings}
    for holding in newest.values():
        known = library.certifications.items.get(holding.certification)
        code = known.code if known else str(holding.certification).upper()
        percent = learner.percents.get(holding.certificate)
        state, tag = _worth(known, holding, day)
        yield CertificateRow(
            spoken(known.title) if known else code, code if percent is None else _("%(code)s, %(percent)s%%", code=code, percent=percent),
            url_for("certificates.certificate", certificate=holding.certificate), state, tag,
        )  # fmt: skip
    gate = library.certifications.items.get(first.gate.ref) if first and first.gate else None
    if gate and gate.id not in newest:
        href = url_for("certificates.certification", certification=gate.id)
        yield CertificateRow(spoken(gate.title), gate.code, href, "locked", _("After the exam"))


def _worth(known: Certification | None, holding: Holding, day: date) -> tuple[str, str]:
    match state_on(day, holding.expires_on, holding.revoked_on):
        case CertificateState.REVOKED:
            return "bad", _("Revoked")
        case CertificateState.EXPIRED if holding.expires_on:
            return "bad", _("Ended %(day)s", day=short_day(holding.expires_on))
    if holding.expires_on is None:
        return "ok", _("For good")
    soon = known is not None and day >= renewal_window(known, holding.expires_on)[0]
    return "warn" if soon else "ok", _("To %(day)s", day=short_day(holding.expires_on))
