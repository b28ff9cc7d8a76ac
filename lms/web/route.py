"""Sequences with a state, as `ui/route.html` draws them: the lessons of a course; and places in a lesson."""

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from lms.core.ids import Slug
from lms.courses.rules import Course, Lesson, TocEntry
from lms.reporting.learner import Record
from lms.web.context import language
from lms.web.presentation import spoken


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteStop:
    """One stop. `state` is done, here, todo or locked; `p` how much of the way to the next one is behind a stop that is `here`."""

    state: str
    name: str
    href: str = ""
    meta: str = ""
    gate: bool = False
    p: int = 0


def lesson_stops(course: Course, record: Record, here: Slug | None, *, shut: bool = False) -> list[RouteStop]:
    """The lessons of a course; `here` is the one where the person stands. A course that is shut shows its lessons without a way in."""
    done = record.done(course.id)
    stops = []
    for lesson in course.lessons:
        reading = record.reading(course.id, lesson.id)
        state = "locked" if shut else "here" if lesson.id == here else "done" if lesson.id in done else "todo"
        stops.append(
            RouteStop(
                state=state, name=spoken(lesson.title), meta=_("%(minutes)s min", minutes=lesson.minutes),
                href="" if shut else lesson_href(course.id, lesson.id), p=reading.percent if reading and state == "here" else 0,
            )
        )  # fmt: skip
    return stops


def lesson_href(course: Slug, lesson: Slug, place: str = "") -> str:
    """The address of a lesson, at a section of it."""
    return url_for("courses.lesson", course=course, lesson=lesson, _anchor=place or None)


def sections(lesson: Lesson, tongue: str) -> tuple[TocEntry, ...]:
    """The sections of a lesson in a language, or in the one in which it is written."""
    return lesson.toc.get(tongue) or next(iter(lesson.toc.values()), ())


def section_at(lesson: Lesson, place: str, tongue: str = "") -> TocEntry | None:
    """The section at an anchor, in the reader's language or in `tongue`; an anchor of another language finds its counterpart."""
    shown = sections(lesson, tongue or language())
    for entries in (shown, *lesson.toc.values()):
        number = next((number for number, entry in enumerate(entries) if entry.anchor == place), None)
        if number is not None:
            return shown[number] if len(entries) == len(shown) else None
    return None
