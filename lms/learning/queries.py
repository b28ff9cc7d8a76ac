"""Reading assignments, lessons and finished courses; for one person, or for many in one statement."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select

from lms.core.db import db
from lms.core.ids import PersonId, Slug
from lms.learning.models import Assignment, CourseCompletion, LessonProgress
from lms.learning.rules import Learned


def progress_of(person: PersonId) -> Sequence[LessonProgress]:
    """All that the person has seen, of every course, what was seen last first; one statement."""
    chosen = select(LessonProgress).where(LessonProgress.person_id == person)
    newest_first = chosen.order_by(LessonProgress.seen_at.desc(), LessonProgress.lesson)
    return db.session.scalars(newest_first.execution_options(populate_existing=True)).all()


def last_place(person: PersonId) -> LessonProgress | None:
    """The lesson that the person saw last and has not finished."""
    open_ones = select(LessonProgress).where(LessonProgress.person_id == person, LessonProgress.completed_at.is_(None))
    newest = open_ones.order_by(LessonProgress.seen_at.desc(), LessonProgress.lesson).limit(1)
    return db.session.scalar(newest.execution_options(populate_existing=True))


def completions_of(people: Collection[PersonId]) -> dict[PersonId, dict[Slug, datetime]]:
    """When each of these people finished which course."""
    found: dict[PersonId, dict[Slug, datetime]] = {person: {} for person in people}
    rows = db.session.execute(
        select(CourseCompletion.person_id, CourseCompletion.course, CourseCompletion.completed_at)
        .where(CourseCompletion.person_id.in_(found))
        .order_by(CourseCompletion.completed_at, CourseCompletion.course)
    )
    for person, course, completed_at in rows:
        found[person][course] = completed_at
    return found


def lessons_done_of(people: Collection[PersonId]) -> dict[PersonId, dict[Slug, frozenset[Slug]]]:
    """The lessons that each of these people finished, by course."""
    found: dict[PersonId, dict[Slug, set[Slug]]] = {person: defaultdict(set) for person in people}
    rows = db.session.execute(
        select(LessonProgress.person_id, LessonProgress.course, LessonProgress.lesson).where(
            LessonProgress.person_id.in_(found), LessonProgress.completed_at.is_not(None)
        )
    )
    for person, course, lesson in rows:
        found[person][course].add(lesson)
    return {person: {course: frozenset(lessons) for course, lessons in courses.items()} for person, courses in found.items()}


def finished_since(person: PersonId, moment: datetime) -> frozenset[str]:
    """The lessons (`course/lesson`) that the person finished after a moment, for the first time or again; one statement."""
    last = func.coalesce(LessonProgress.repeated_at, LessonProgress.completed_at)
    rows = db.session.execute(select(LessonProgress.course, LessonProgress.lesson).where(LessonProgress.person_id == person, last > moment))
    return frozenset(f"{course}/{lesson}" for course, lesson in rows)


def learned_of(held: Mapping[PersonId, frozenset[Slug]], offered: frozenset[Slug]) -> dict[PersonId, Learned]:
    """What each of these people has done, as `rules.progress` looks at it; two statements however many they are.

    `held` are the certifications that each of them holds now; `products` is left to the caller.
    """
    lessons, completions = lessons_done_of(held), completions_of(held)
    nothing = Learned(offered=offered)
    return {
        person: replace(nothing, finished=frozenset(completions[person]), lessons=lessons[person], held=certifications)
        for person, certifications in held.items()
    }


def assignments_of(people: Collection[PersonId]) -> Sequence[Assignment]:
    """The paths that were given to these people, oldest first. A path stays with its person, whatever partner it was given at."""
    return db.session.scalars(select(Assignment).where(Assignment.person_id.in_(people)).order_by(Assignment.id)).all()
