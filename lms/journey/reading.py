"""Opening courses and lessons: whether they are there for the person, whether a gate stands before them, and noting that they are open."""

from dataclasses import dataclass
from datetime import datetime

from lms.core.errors import NotFound, Refused
from lms.core.ids import Slug
from lms.core.text import msg
from lms.courses.rules import Course, Lesson
from lms.learning import service as learning
from lms.publishing.library import Library
from lms.reporting.gates import missing, reads_everything, sees
from lms.reporting.learner import Learner, backing_of, learner_of
from lms.reporting.visitor import Visitor
from lms.requirements.result import Result


@dataclass(frozen=True, slots=True)
class CourseForLearner:
    """A course with the person who looks at it. `unmet` keeps its lessons shut."""

    course: Course
    learner: Learner
    unmet: tuple[Result, ...]


@dataclass(frozen=True, slots=True)
class LessonForLearner:
    """A lesson that stands open to the person."""

    course: Course
    lesson: Lesson
    learner: Learner


def course_for(library: Library, visitor: Visitor, course_id: Slug, now: datetime) -> CourseForLearner:
    """A course as the visitor may see it; four statements.

    Raises:
        NotFound: there is none, or the person's partner sells none of its products.
    """
    course = library.catalogue.courses.get(course_id)
    learner = learner_of(visitor, library.certifications, backing_of(visitor.partner_id), now.date())
    if course is None or not sees(visitor.actor, course, learner):
        raise NotFound
    return CourseForLearner(course, learner, shut(library, visitor, course, learner, now))


def shut(library: Library, visitor: Visitor, course: Course, learner: Learner, now: datetime) -> tuple[Result, ...]:
    """What keeps a course shut for the visitor; nothing does for people of the vendor."""
    if reads_everything(visitor.actor):
        return ()
    return missing(course, library.catalogue, library.certifications, learner, now.date())


def open_lesson(library: Library, visitor: Visitor, course_id: Slug, lesson_id: Slug, now: datetime) -> LessonForLearner:
    """A lesson that the visitor may read; four statements.

    Raises:
        NotFound: there is none, or its course is not there for the person.
        Refused: a gate stands before it; the list says what opens it.
    """
    found = course_for(library, visitor, course_id, now)
    lesson = found.course.lesson(lesson_id)
    known = found.course.offered or course_id in found.learner.record.finished or reads_everything(visitor.actor)
    if lesson is None or not known:
        raise NotFound
    if found.unmet:
        raise Refused(msg("The lesson “%(lesson)s” is not open to you yet.", lesson=lesson.title), found.unmet)
    return LessonForLearner(found.course, lesson, found.learner)


def see_lesson(library: Library, visitor: Visitor, course: Course, lesson: Lesson, now: datetime) -> None:
    """Note that the visitor has the lesson open; one statement."""
    if visitor.actor.person is not None:
        learning.see_lesson(visitor.actor.person, course.id, lesson.id, library.catalogue.revisions[course.id], now)
