"""What a person does in learning: be given a path, see a lesson, stop at a place, finish. Each verb is safe to repeat."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Insert, case, func, select, update

from lms.accounts.models import Person
from lms.core.db import db, run
from lms.core.errors import Invalid, NotFound
from lms.core.events import Event
from lms.core.ids import PartnerId, PersonId, RevisionHash, Slug, new_public_id
from lms.core.text import msg
from lms.core.upsert import insert, written_once
from lms.courses.rules import Catalogue, Course, Track
from lms.learning.events import CourseFinished, LessonFinished, PathAssigned, PathCompleted
from lms.learning.models import Assignment, CourseCompletion, LessonProgress
from lms.learning.queries import lessons_done_of
from lms.learning.rules import Learned, course_done, progress, working_days_after

PLACE_LENGTH = 120
ADMIN_PATH = Slug("partner-admin")
"""The path of whoever leads a team, if the content has one; a path of this id is given to partner admins, whatever their tracks."""
KEY = (LessonProgress.person_id, LessonProgress.course, LessonProgress.lesson)


@dataclass(frozen=True, slots=True)
class Assignee:
    """Who is given paths: a person, with the tracks they have at the partner, and whether they lead its team."""

    person: PersonId
    partner: PartnerId | None
    tracks: tuple[Track, ...]
    is_admin: bool = False


def assign_for(assignee: Assignee, catalogue: Catalogue, now: datetime, by: PersonId | None, reason: str) -> list[Event]:
    """Give a person the paths of their tracks, and an admin the path of admins, where there is one. One that they have already stays
    as it is, with its due day."""
    wanted = {*assignee.tracks, Track.ALL} if assignee.tracks else set()
    led = {ADMIN_PATH} if assignee.is_admin else set()
    paths = [path for path in catalogue.paths.values() if wanted & set(path.tracks) or path.id in led]
    events: list[Event] = []
    for path in paths:
        due_on = working_days_after(now.date(), path.due_days)
        row = {
            "public_id": new_public_id(), "person_id": assignee.person, "partner_id": assignee.partner, "path": path.id,
            "reason": reason, "assigned_by": by, "assigned_at": now, "due_on": due_on,
        }  # fmt: skip
        new = db.session.scalar(insert(Assignment).values(row).on_conflict_do_nothing().returning(Assignment.public_id))
        if new is not None:
            events.append(
                PathAssigned(
                    at=now, by=by, person=assignee.person, partner=assignee.partner,
                    assignment=new, path=path.id, due_on=due_on, reason=reason,
                )
            )  # fmt: skip
    return events


def see_lesson(person: PersonId, course: Slug, lesson: Slug, revision: RevisionHash, now: datetime) -> None:
    """Note that the person has the lesson open, in this revision of its course; one statement."""
    run(_note_seen(), _seen(person, course, lesson, revision, now))


def keep_place(person: PersonId, course: Slug, lesson: Slug, place: str, percent: int, now: datetime) -> None:
    """Keep where in a lesson the person stopped: the anchor of the section, and the percent of the page read; one statement.

    Raises:
        Invalid: the place cannot be one.
        NotFound: the person has never seen the lesson.
    """
    if not 0 <= percent <= 100 or len(place) > PLACE_LENGTH:
        raise Invalid(msg("This is no place in a lesson."))
    changed = db.session.execute(
        update(LessonProgress)
        .where(LessonProgress.person_id == person, LessonProgress.course == course, LessonProgress.lesson == lesson)
        .values(place=place, percent=percent, seen_at=now)
        .returning(LessonProgress.lesson)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if changed is None:
        raise NotFound


def finish_lesson(person: PersonId, course: Course, lesson: Slug, revision: RevisionHash, now: datetime) -> list[Event]:
    """Finish a lesson; with the last one of the course, the course too. What is finished stays finished, with its first moment.

    Finishing it again is kept apart, with its last moment: who repeats what an exam found missing waits less for the next attempt.

    Raises:
        NotFound: the course has no such lesson.
    """
    if course.lesson(lesson) is None:
        raise NotFound
    _hold(person)
    statement = insert(LessonProgress).values({**_seen(person, course.id, lesson, revision, now), "completed_at": now})
    again = db.session.execute(
        statement.on_conflict_do_update(
            index_elements=KEY,
            set_={
                "seen_at": statement.excluded.seen_at,
                "revision": statement.excluded.revision,
                "completed_at": func.coalesce(LessonProgress.completed_at, statement.excluded.seen_at),
                "repeated_at": case((LessonProgress.completed_at.is_not(None), statement.excluded.seen_at)),
            },
        ).returning(LessonProgress.repeated_at)
    ).scalar_one()
    events: list[Event] = []
    if again is None:
        events.append(LessonFinished(at=now, by=person, person=person, course=course.id, lesson=lesson, revision=revision))
    return [*events, *_finish_courses(person, [(course, revision)], now, by=person)]


def finish_courses(person: PersonId, catalogue: Catalogue, now: datetime) -> list[Event]:
    """Finish every course of which the person has all lessons, such as one that lost its last open lesson by a new release."""
    _hold(person)
    return _finish_courses(person, [(course, catalogue.revisions[course.id]) for course in catalogue.courses.values()], now, by=None)


def complete_assignments(person: PersonId, catalogue: Catalogue, learned: Learned, now: datetime) -> list[Event]:
    """Complete the person's paths that have come to their end; `completed_at` is set once and for ever."""
    chosen = select(Assignment).where(Assignment.person_id == person, Assignment.completed_at.is_(None)).order_by(Assignment.id)
    events: list[Event] = []
    for assignment in db.session.scalars(chosen.with_for_update().execution_options(populate_existing=True)).all():
        path = catalogue.paths.get(assignment.path)
        if path is not None and progress(path, catalogue, learned).complete:
            assignment.completed_at = now
            events.append(
                PathCompleted(at=now, person=person, partner=assignment.partner_id, assignment=assignment.public_id, path=assignment.path)
            )
    db.session.flush()
    return events


@written_once
def _note_seen() -> Insert:
    statement = insert(LessonProgress)
    changes = {"seen_at": statement.excluded.seen_at, "revision": statement.excluded.revision}
    return statement.on_conflict_do_update(index_elements=KEY, set_=changes)


def _seen(person: PersonId, course: Slug, lesson: Slug, revision: RevisionHash, now: datetime) -> dict[str, object]:
    return {
        "person_id": person, "course": course, "lesson": lesson, "revision": revision,
        "place": "", "percent": 0, "first_seen_at": now, "seen_at": now,
    }  # fmt: skip


def _hold(person: PersonId) -> None:
    """Let two last lessons, finished at the same moment, see each other."""
    if db.session.scalar(select(Person.id).where(Person.id == person).with_for_update(key_share=True)) is None:
        raise NotFound


def _finish_courses(
    person: PersonId, courses: Iterable[tuple[Course, RevisionHash]], now: datetime, *, by: PersonId | None
) -> list[Event]:  # fmt: skip
    lessons = lessons_done_of([person])[person]
    rows = [
        {"person_id": person, "course": course.id, "revision": revision, "completed_at": now}
        for course, revision in courses
        if course_done(course, lessons.get(course.id, frozenset()))
    ]
    if not rows:
        return []
    statement = insert(CourseCompletion).values(rows).on_conflict_do_nothing()
    new = db.session.execute(statement.returning(CourseCompletion.course, CourseCompletion.revision))
    return [CourseFinished(at=now, by=by, person=person, course=course, revision=revision) for course, revision in sorted(new)]
