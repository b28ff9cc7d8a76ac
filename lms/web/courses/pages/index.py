"""The list of courses: the person's own first, what is in preparation last."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.courses.rules import Course, Track
from lms.journey.reading import shut
from lms.learning.rules import StopKind
from lms.publishing.library import Library
from lms.reporting.gates import sees
from lms.reporting.learner import Learner, backing_of, learner_of
from lms.reporting.visitor import Visitor
from lms.web.conditions import Condition, conditions
from lms.web.presentation import spoken


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseRow:
    """One course in the list. `unmet` keeps it shut."""

    code: str
    title: str
    summary: str
    href: str
    meta: str
    state: str = ""
    state_text: str = ""
    unmet: tuple[Condition, ...] = ()
    done: int = 0
    of: int = 0


@dataclass(frozen=True, slots=True)
class Shelf:
    """Courses under one heading."""

    id: str
    title: str
    rows: tuple[CourseRow, ...]


@dataclass(frozen=True, slots=True)
class CoursesPage:
    """The whole list."""

    news: str
    shelves: tuple[Shelf, ...]


def courses_page(library: Library, visitor: Visitor, now: datetime) -> CoursesPage:
    """The courses that are there for the visitor; four statements."""
    learner = learner_of(visitor, library.certifications, backing_of(visitor.partner_id), now.date())
    there = [one for one in library.catalogue.courses.values() if sees(visitor.actor, one, learner)]
    there.sort(key=lambda one: (len(one.code), one.code, one.id))
    shelves = [
        Shelf(key, title, tuple(_row(library, visitor, course, learner, now) for course in courses))
        for key, title, courses in _sorted(library, visitor, there, learner)
        if courses
    ]
    return CoursesPage(_news(there, learner), tuple(shelves))


def _sorted(library: Library, visitor: Visitor, there: list[Course], learner: Learner) -> Iterator[tuple[str, str, list[Course]]]:
    """The shelves in order: the own path, the own track, the rest, what is to come."""
    leaves = [leaf.ref for _given, path in learner.paths(library.catalogue) for leaf in path.root.leaves() if leaf.kind == StopKind.COURSE]
    order = {ref: number for number, ref in reversed(list(enumerate(leaves)))}
    offered = [one for one in there if one.offered]
    tracks = {Track.ALL} | ({Track.SALES} if visitor.sales else set()) | ({Track.TECHNICAL} if visitor.technical else set())
    own = sorted((one for one in offered if one.id in order), key=lambda one: order[one.id])
    others = [one for one in offered if one.id not in order]
    fitting = [one for one in others if one.track in tracks] if own or len(tracks) > 1 else []
    yield "own", _("On your path"), own
    yield "fitting", _("More for your work"), fitting
    yield "others", _("Further courses") if own or fitting else _("All courses"), [one for one in others if one not in fitting]
    yield "coming", _("In preparation"), [one for one in there if not one.offered]


def _news(there: list[Course], learner: Learner) -> str:
    offered = [one for one in there if one.offered]
    done = sum(one.id in learner.record.finished for one in offered)
    if done:
        return ngettext("%(done)s of %(num)s course is behind you", "%(done)s of %(num)s courses are behind you", len(offered), done=done)
    return ngettext("%(num)s course to learn from", "%(num)s courses to learn from", len(offered))


def _row(library: Library, visitor: Visitor, course: Course, learner: Learner, now: datetime) -> CourseRow:
    done, of = len(learner.record.done(course.id) & {one.id for one in course.lessons}), len(course.lessons)
    unmet = shut(library, visitor, course, learner, now) if course.offered else ()
    state, text = _state(course, learner, done, shut=bool(unmet))
    started = course.offered and 0 < done < of
    return CourseRow(
        code=course.code or "·", title=spoken(course.title), summary=spoken(course.summary),
        href=url_for("courses.course", course=course.id), meta=extent(course), state=state, state_text=text,
        unmet=tuple(conditions(unmet)), done=done if started else 0, of=of if started else 0,
    )  # fmt: skip


def extent(course: Course) -> str:
    """How long a course is; empty while it has no lessons."""
    if not course.lessons:
        return ""
    return ngettext("%(num)s lesson, %(minutes)s min", "%(num)s lessons, %(minutes)s min", len(course.lessons), minutes=course.minutes)


def _state(course: Course, learner: Learner, done: int, *, shut: bool) -> tuple[str, str]:
    if course.id in learner.record.finished:
        return "ok", _("Finished")
    if shut:
        return "locked", _("Not open yet")
    if done:
        return "info", _("%(done)s of %(of)s lessons", done=done, of=len(course.lessons))
    return "", ""
