"""One course: its lessons, what a learner can do afterwards, what comes before it and what it leads to."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.certificates.rules import Certification
from lms.core.ids import Slug
from lms.core.text import Texts
from lms.courses.rules import Course, PathItem
from lms.journey.reading import CourseForLearner, course_for
from lms.learning.rules import StopKind, next_lesson
from lms.publishing.library import Library
from lms.reporting.gates import answers
from lms.reporting.learner import Learner
from lms.reporting.visitor import Visitor
from lms.web.conditions import Condition, conditions
from lms.web.courses.pages.index import extent
from lms.web.presentation import day_of, spoken
from lms.web.route import RouteStop, lesson_href, lesson_stops, section_at


@dataclass(frozen=True, slots=True)
class Step:
    """What to do next: the primary button."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Need:
    """A course that comes first, and whether it is finished."""

    met: bool
    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Lead:
    """Something that the course leads to."""

    icon: str
    text: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CoursePage:
    """Everything on the page."""

    title: str
    news: str
    code: str
    summary: str
    standing: str
    intro: Texts
    step: Step | None
    unmet: tuple[Condition, ...]
    stops: tuple[RouteStop, ...]
    objectives: tuple[str, ...]
    needs: tuple[Need, ...]
    leads: tuple[Lead, ...]


def course_page(library: Library, visitor: Visitor, course_id: Slug, now: datetime) -> CoursePage:
    """One course as the visitor may see it; four statements.

    Raises:
        NotFound: as `journey.reading.course_for`.
    """
    found = course_for(library, visitor, course_id, now)
    course, learner = found.course, found.learner
    ahead = next_lesson(course, learner.record.done(course_id), learner.record.seen(course_id))
    known = course.offered or bool(ahead and learner.record.readings)
    return CoursePage(
        title=spoken(course.title), news=_news(found), code=course.code, summary=spoken(course.summary), standing=_standing(found),
        intro=course.intro, step=_step(library, found, now.date()), unmet=tuple(conditions(found.unmet)) if course.offered else (),
        stops=tuple(lesson_stops(course, learner.record, ahead.id if ahead else None, shut=bool(found.unmet) or not known)),
        objectives=tuple(spoken(one.text) for one in course.objectives),
        needs=tuple(_needs(library, course, learner, now.date())), leads=tuple(_leads(library, course)),
    )  # fmt: skip


def exam_ahead(library: Library, course: Course, learner: Learner, finished: frozenset[Slug], day: date) -> Certification | None:
    """The certification whose exam stands open once these courses are finished, and that this course leads to."""
    held = frozenset(one.certification for one in learner.holdings if one.valid_on(day))
    for one in library.certifications.items.values():
        courses = {need.ref for need in one.needs if need.kind == StopKind.COURSE}
        others = {need.ref for need in one.needs} - courses
        ready = course.id in courses and courses <= finished and others <= held
        if ready and one.offered and one.exam and one.id not in held:
            return one
    return None


def _news(found: CourseForLearner) -> str:
    title = spoken(found.course.title)
    if found.course.id in found.learner.record.finished:
        return _("Finished: %(course)s", course=title)
    if not found.course.offered:
        return _("To come: %(course)s", course=title)
    return _("Not open yet: %(course)s", course=title) if found.unmet else title


def _standing(found: CourseForLearner) -> str:
    course, record = found.course, found.learner.record
    finished = record.finished.get(course.id)
    if finished:
        return _("You finished this course on %(day)s.", day=spoken(day_of(finished)))
    if not course.offered:
        return _("This course is being prepared. It counts for nothing until it is there.")
    done = record.done(course.id)
    left = [lesson for lesson in course.lessons if lesson.id not in done]
    if found.unmet or len(left) == len(course.lessons):
        return extent(course)
    return ngettext(
        "%(num)s lesson is left, %(minutes)s min of reading.", "%(num)s lessons are left, %(minutes)s min of reading.", len(left),
        minutes=sum(lesson.minutes for lesson in left),
    )  # fmt: skip


def _step(library: Library, found: CourseForLearner, day: date) -> Step | None:
    course, record = found.course, found.learner.record
    if found.unmet or not course.offered:
        return None
    lesson = next_lesson(course, record.done(course.id), record.seen(course.id))
    if lesson is None:
        ahead = exam_ahead(library, course, found.learner, frozenset(record.finished), day)
        return Step(_("Go to the exam"), url_for("quizzes.start_page", quiz=ahead.exam)) if ahead else None
    reading = record.reading(course.id, lesson.id)
    section = section_at(lesson, reading.place) if reading else None
    text = _("Continue lesson") if reading else _("Begin the course") if lesson == course.lessons[0] else _("Begin the next lesson")
    return Step(text, lesson_href(course.id, lesson.id, section.anchor if section else ""))


def _needs(library: Library, course: Course, learner: Learner, day: date) -> Iterator[Need]:
    items = [PathItem("course", need) for need in course.prerequisites]
    for one in answers(items, library.catalogue, library.certifications, learner, day):
        title = library.catalogue.courses[Slug(one.subject)].title
        yield Need(one.met, spoken(title), url_for("courses.course", course=one.subject))


def _leads(library: Library, course: Course) -> Iterator[Lead]:
    for one in library.certifications.items.values():
        if any(need.kind == StopKind.COURSE and need.ref == course.id for need in one.needs):
            text = _("Certification “%(title)s”", title=spoken(one.title))
            yield Lead("award", text, url_for("certificates.certification", certification=one.id))
    for after in library.catalogue.courses.values():
        if course.id in after.prerequisites:
            yield Lead("book", _("Course “%(title)s”", title=spoken(after.title)), url_for("courses.course", course=after.id))
