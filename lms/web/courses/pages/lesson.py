"""One lesson: its text in parts, with the checks that stand in it; the way through the course; what to do afterwards."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext as _

from lms.access import Permission, may
from lms.core.errors import NotFound, Refused
from lms.core.ids import Slug
from lms.core.text import LANGUAGES, msg, pick
from lms.courses.rules import CHECK_MARK, Course, Lesson
from lms.journey.reading import LessonForLearner
from lms.learning.rules import course_done, next_lesson
from lms.publishing.library import Library
from lms.reporting.learner import Contact, Reading
from lms.web.context import actor, language
from lms.web.courses.pages.check import Answered, Check, check_of
from lms.web.courses.pages.course import exam_ahead
from lms.web.presentation import day_of, short_day, spoken
from lms.web.route import RouteStop, lesson_href, lesson_stops, section_at, sections

MARK = re.compile(re.escape(CHECK_MARK).replace("%s", r"([a-z0-9-]+)\#([a-z0-9-]+)"))
MATERIAL = re.compile(r'href="/materials/([a-z0-9-]+)"')


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the text, or a check between two pieces."""

    html: str = ""
    check: Check | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """One entry of the page contents; `other` is the anchor of the same section in the other language."""

    anchor: str
    title: str
    level: int
    other: str


@dataclass(frozen=True, slots=True)
class Step:
    """A way from here, with what is there."""

    text: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonPage:
    """Everything on the page. `onward` is set for a lesson that is finished already."""

    title: str
    course: str
    course_href: str
    here: str
    number: int
    of: int
    about: str
    percent: int
    place: str
    resume: Step | None
    stops: tuple[RouteStop, ...]
    parts: tuple[Part, ...]
    sections: tuple[Section, ...]
    materials: tuple[Step, ...]
    back: Step | None
    onward: Step | None
    finish: str
    done_text: str
    keep: str
    learns: bool
    asks: str


def lesson_page(library: Library, found: LessonForLearner, answered: Answered | None = None) -> LessonPage:
    """The lesson as its reader sees it; `answered` is a check that was just answered."""
    course, lesson, record = found.course, found.lesson, found.learner.record
    reading, number = record.reading(course.id, lesson.id), course.lessons.index(lesson) + 1
    section = section_at(lesson, reading.place) if reading and reading.place else None
    contact = found.learner.backing.contact
    return LessonPage(
        title=spoken(lesson.title), course=spoken(course.title), course_href=url_for("courses.course", course=course.id),
        here=lesson_href(course.id, lesson.id, answered.anchor if answered else ""), number=number, of=len(course.lessons),
        about=_about(lesson, reading), percent=reading.percent if reading else 0, place=section.anchor if section else "",
        resume=Step(section.title, f"#{section.anchor}") if section and not answered else None,
        stops=tuple(lesson_stops(course, record, lesson.id)), parts=tuple(_parts(library, course, lesson, answered)),
        sections=tuple(_sections(lesson)), materials=tuple(_materials(library, found)),
        back=_neighbour(course, number - 2), onward=_onward(found, number) if reading and reading.completed_at else None,
        finish=url_for("courses.done", course=course.id, lesson=lesson.id),
        keep=url_for("courses.place", course=course.id, lesson=lesson.id),
        done_text=_("I have read it: next lesson") if _next(found) else _("I have read it: finish the course"),
        learns=may(actor(), Permission.LEARN),
        asks=url_for("courses.ask", course=course.id, lesson=lesson.id) if contact and may(actor(), Permission.LEARN) else "",
    )  # fmt: skip


def status_of(page: LessonPage) -> int:
    """With which status a lesson answers in which a check was answered."""
    return max((part.check.status for part in page.parts if part.check), default=200)


def is_finished(found: LessonForLearner) -> bool:
    """Whether the reader had finished the lesson before."""
    reading = found.learner.record.reading(found.course.id, found.lesson.id)
    return reading is not None and reading.completed_at is not None


def after(library: Library, found: LessonForLearner, day: date) -> tuple[str, str]:
    """Where finishing the lesson leads, and the news on the way: the next lesson, the exam that it opened, or the end of the course."""
    course, record = found.course, found.learner.record
    ahead = _next(found)
    if ahead is not None:
        return lesson_href(course.id, ahead.id), ""
    news = "" if course.id in record.finished else _("You have finished the course “%(course)s”.", course=spoken(course.title))
    finished = frozenset(record.finished) | {course.id}
    exam = exam_ahead(library, course, found.learner, finished, day)
    if exam is None:
        return url_for("courses.course", course=course.id), news
    return url_for("quizzes.start_page", quiz=exam.exam), news


def contact_for(found: LessonForLearner) -> Contact:
    """Whom the reader may ask.

    Raises:
        Refused: there is nobody.
    """
    if found.learner.backing.contact is None:
        raise Refused(msg("Your company has no contact yet, so there is nobody to ask."))
    return found.learner.backing.contact


def _about(lesson: Lesson, reading: Reading | None) -> str:
    if reading and reading.completed_at:
        return _("%(minutes)s min of reading. You finished it on %(day)s.", minutes=lesson.minutes,
                 day=short_day(day_of(reading.completed_at)))  # fmt: skip
    return _("%(minutes)s min of reading.", minutes=lesson.minutes)


def _parts(library: Library, course: Course, lesson: Lesson, answered: Answered | None) -> Iterator[Part]:
    """The text, split where checks stand."""
    pieces = MARK.split(pick(lesson.html, language()))
    for at in range(0, len(pieces), 3):
        yield Part(html=pieces[at])
        if at + 2 < len(pieces):
            quiz, question = Slug(pieces[at + 1]), Slug(pieces[at + 2])
            mine = answered if answered and (answered.quiz, answered.question) == (quiz, question) else None
            address = url_for("courses.check", course=course.id, lesson=lesson.id, quiz=quiz, question=question)
            yield Part(check=check_of(library.quizzes, quiz, question, address, mine))


def stands_in(lesson: Lesson, quiz: Slug, question: Slug) -> None:
    """Make sure that the lesson asks this question.

    Raises:
        NotFound: it does not.
    """
    if f"{quiz}#{question}" not in lesson.checks:
        raise NotFound


def _sections(lesson: Lesson) -> Iterator[Section]:
    other = next(one for one in LANGUAGES if one != language())
    for entry in sections(lesson, language()):
        counterpart = section_at(lesson, entry.anchor, other)
        yield Section(entry.anchor, entry.title, entry.level, counterpart.anchor if counterpart else "")


def _materials(library: Library, found: LessonForLearner) -> Iterator[Step]:
    """The materials that the text links to."""
    products = found.learner.backing.products
    for ref in dict.fromkeys(MATERIAL.findall(pick(found.lesson.html, language()))):
        material = library.materials.items.get(Slug(ref))
        if material and (products is None or material.visible_for(products)):
            yield Step(spoken(material.title), url_for("materials.material", material=material.id))


def _next(found: LessonForLearner) -> Lesson | None:
    """The lesson after this one that is not finished; behind the last one, whatever is left before; `None` at the end of the course."""
    course, lesson = found.course, found.lesson
    done = found.learner.record.done(course.id) | {lesson.id}
    if course_done(course, done):
        return None
    behind = course.lessons[course.lessons.index(lesson) + 1 :]
    return next((one for one in behind if one.id not in done), None) or next_lesson(course, done, {})


def _neighbour(course: Course, place: int) -> Step | None:
    if not 0 <= place < len(course.lessons):
        return None
    return Step(spoken(course.lessons[place].title), lesson_href(course.id, course.lessons[place].id))


def _onward(found: LessonForLearner, number: int) -> Step:
    """The way on from a finished lesson."""
    ahead = _neighbour(found.course, number)
    return Step(_("Next lesson"), ahead.href) if ahead else Step(_("To the course"), url_for("courses.course", course=found.course.id))
