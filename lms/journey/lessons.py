"""Lessons: finishing one, and asking about one."""

from datetime import datetime

from lms.core.errors import Invalid, NotFound, Refused
from lms.core.events import Event
from lms.core.ids import Slug
from lms.core.text import msg
from lms.courses.rules import Course, Lesson
from lms.journey.settle import settle
from lms.learning import service as learning
from lms.notifications.recipients import manager_of
from lms.notifications.service import announce
from lms.partners.rules import both_names
from lms.publishing.library import Library
from lms.reporting.visitor import Visitor

QUESTION_LENGTH = 2000


def finish_lesson(library: Library, visitor: Visitor, course: Slug, lesson: Slug, now: datetime) -> list[Event]:
    """Finish a lesson, and its course and path with it when it was the last one.

    Raises:
        NotFound: there is no such lesson in this release.
    """
    found = library.catalogue.courses.get(course)
    if found is None or visitor.actor.person is None:
        raise NotFound
    events = learning.finish_lesson(visitor.actor.person, found, lesson, library.catalogue.revisions[course], now)
    return settle(library, events, now)


def ask_about_lesson(visitor: Visitor, course: Course, lesson: Lesson, question: str, now: datetime) -> None:
    """Send a question about a lesson to the partner's manager; the answer goes to the person.

    Raises:
        Invalid: the question is empty or too long.
        Refused: the person has no partner, or the partner no manager.
    """
    text = question.strip()
    if not text:
        raise Invalid(msg("Write your question."))
    if len(text) > QUESTION_LENGTH:
        raise Invalid(msg("The question has %(n)s characters; it may have %(limit)s.", n=len(text), limit=QUESTION_LENGTH))
    manager = manager_of(visitor.partner_id) if visitor.partner_id is not None else None
    if manager is None:
        raise Refused(msg("Your company has no contact yet, so there is nobody to ask."))
    context = {
        "lesson": lesson.title,
        "course": course.title,
        "person": both_names(visitor.name, visitor.name_ru),
        "partner": both_names(visitor.partner_name, visitor.partner_name_ru),
        "question": text,
        "link": f"/courses/{course.id}/{lesson.id}",
    }
    announce(manager, "question", context, now, reply_to=visitor.email)
