"""Assignments, lessons and courses: given once, finished once, and never taken away."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from lms.core.db import transaction
from lms.core.errors import Invalid, NotFound
from lms.core.ids import PersonId, RevisionHash, Slug
from lms.courses.rules import Catalogue, Track
from lms.learning import queries, service
from lms.learning.events import CourseFinished, LessonFinished, PathAssigned, PathCompleted
from lms.learning.models import Assignment, CourseCompletion, LessonProgress
from lms.learning.rules import Learned
from lms.learning.service import Assignee
from tests.learning.made import certification, course, in_course, in_set, path_of
from tests.parallel import PARALLEL, at_once
from tests.partners.world import NOW, partner, person, statements

R1, R2 = RevisionHash("1" * 64), RevisionHash("2" * 64)
ONE, TWO = course("one", 2), course("two", 1)
SELLER = path_of(in_set("all", in_course("one"), certification("sf")), "seller")
ENGINEER = path_of(in_set("all", in_course("two")), "engineer", (Track.TECHNICAL,))
EVERYBODY = path_of(in_set("all", in_course("two")), "everybody", (Track.ALL,))
CATALOGUE = Catalogue({ONE.id: ONE, TWO.id: TWO}, {one.id: one for one in (SELLER, ENGINEER, EVERYBODY)}, {ONE.id: R1, TWO.id: R1})
LATER = NOW + timedelta(days=1)


@pytest.fixture
def anna(db: SQLAlchemy) -> PersonId:
    return person(db, "Anna").id


def test_an_admin_is_given_the_path_of_admins_where_there_is_one(db: SQLAlchemy, anna: PersonId) -> None:
    led = path_of(in_set("all", in_course("two")), "partner-admin", ())
    catalogue = Catalogue({TWO.id: TWO}, {one.id: one for one in (SELLER, led)}, {TWO.id: R1})
    with transaction():
        assert service.assign_for(Assignee(anna, None, ()), catalogue, NOW, None, "joined") == []
        (given,) = service.assign_for(Assignee(anna, None, (), is_admin=True), catalogue, NOW, None, "joined")
    assert isinstance(given, PathAssigned)
    assert given.path == "partner-admin"


def finish(who: PersonId, lesson: str, revision: RevisionHash = R1) -> list[object]:
    with transaction():
        return list(service.finish_lesson(who, ONE, Slug(lesson), revision, NOW))


def test_joining_gives_the_paths_of_ones_tracks_once(db: SQLAlchemy, anna: PersonId) -> None:
    vector = partner("Vector")
    assignee = Assignee(anna, vector.id, (Track.SALES,))
    with transaction():
        events = service.assign_for(assignee, CATALOGUE, NOW, None, "joined")
    given = queries.assignments_of([anna])
    assert [(one.path, one.due_on, one.reason, one.partner_id) for one in given] == [
        ("seller", date(2026, 12, 4), "joined", vector.id),
        ("everybody", date(2026, 12, 4), "joined", vector.id),
    ]
    assert events[0] == PathAssigned(
        at=NOW, person=anna, partner=vector.id, assignment=given[0].public_id, path=SELLER.id, due_on=date(2026, 12, 4), reason="joined"
    )
    with transaction():
        assert service.assign_for(assignee, CATALOGUE, LATER, None, "joined") == []
    with transaction():
        (added,) = service.assign_for(Assignee(anna, None, (Track.SALES, Track.TECHNICAL)), CATALOGUE, LATER, anna, "by hand")
    assert isinstance(added, PathAssigned)
    assert added.path == "engineer"


def test_without_a_track_nothing_is_given(anna: PersonId) -> None:
    with transaction():
        assert service.assign_for(Assignee(anna, None, ()), CATALOGUE, NOW, None, "joined") == []


def test_seeing_a_lesson_is_one_statement_and_keeps_the_first_moment(db: SQLAlchemy, anna: PersonId) -> None:
    with transaction():
        service.see_lesson(anna, ONE.id, Slug("one-1"), R1, NOW)
    with transaction(), statements(db) as seen:
        service.see_lesson(anna, ONE.id, Slug("one-1"), R2, LATER)
    assert len(seen) == 1
    (row,) = queries.progress_of(anna)
    assert (row.first_seen_at, row.seen_at, row.revision, row.completed_at) == (NOW, LATER, R2, None)


def test_the_place_in_a_lesson_is_kept_by_one_statement(db: SQLAlchemy, anna: PersonId) -> None:
    with transaction():
        service.see_lesson(anna, ONE.id, Slug("one-1"), R1, NOW)
    with transaction(), statements(db) as seen:
        service.keep_place(anna, ONE.id, Slug("one-1"), "prices", 40, LATER)
    assert len(seen) == 1
    with transaction():
        service.see_lesson(anna, ONE.id, Slug("one-1"), R1, LATER)
    row = queries.last_place(anna)
    assert row is not None
    assert (row.place, row.percent, row.seen_at) == ("prices", 40, LATER)


@pytest.mark.parametrize(("place", "percent"), [("a", -1), ("a", 101), ("a" * 121, 1)])
def test_a_place_that_cannot_be_one_is_refused(anna: PersonId, place: str, percent: int) -> None:
    with transaction():
        service.see_lesson(anna, ONE.id, Slug("one-1"), R1, NOW)
    with pytest.raises(Invalid), transaction():
        service.keep_place(anna, ONE.id, Slug("one-1"), place, percent, NOW)


def test_nobody_keeps_a_place_in_a_lesson_never_seen(anna: PersonId) -> None:
    with pytest.raises(NotFound), transaction():
        service.keep_place(anna, ONE.id, Slug("one-1"), "a", 1, NOW)


def test_the_last_lesson_finishes_the_course_and_both_keep_their_moment(anna: PersonId) -> None:
    who = {"at": NOW, "by": anna, "person": anna}
    first = LessonFinished(**who, course=ONE.id, lesson=Slug("one-1"), revision=R1)  # type: ignore[arg-type]
    second = LessonFinished(**who, course=ONE.id, lesson=Slug("one-2"), revision=R1)  # type: ignore[arg-type]
    assert finish(anna, "one-1") == [first]
    assert finish(anna, "one-1") == []
    assert finish(anna, "one-2") == [second, CourseFinished(**who, course=ONE.id, revision=R1)]  # type: ignore[arg-type]
    with transaction():
        assert service.finish_lesson(anna, ONE, Slug("one-2"), R2, LATER) == []
    assert queries.completions_of([anna]) == {anna: {ONE.id: NOW}}
    assert {row.completed_at for row in queries.progress_of(anna)} == {NOW}


def test_a_lesson_that_was_seen_first_can_be_finished(anna: PersonId) -> None:
    with transaction():
        service.see_lesson(anna, ONE.id, Slug("one-1"), R1, NOW)
    assert len(finish(anna, "one-1", R2)) == 1
    with transaction():
        service.see_lesson(anna, ONE.id, Slug("one-1"), R1, LATER)
    (row,) = queries.progress_of(anna)
    assert (row.completed_at, row.seen_at) == (NOW, LATER)
    assert queries.last_place(anna) is None


def test_a_finished_course_stays_finished_when_a_lesson_is_added(anna: PersonId) -> None:
    finish(anna, "one-1")
    finish(anna, "one-2")
    with transaction():
        assert len(service.finish_lesson(anna, course("one", 4), Slug("one-3"), R2, LATER)) == 1
    assert queries.completions_of([anna])[anna] == {ONE.id: NOW}


def test_there_is_no_finishing_what_is_not_there(anna: PersonId) -> None:
    with pytest.raises(NotFound):
        finish(anna, "one-9")
    with pytest.raises(NotFound):
        finish(PersonId(10**6), "one-1")


def test_a_course_that_loses_its_open_lesson_is_finished_by_the_next_settling(anna: PersonId) -> None:
    with transaction():
        service.finish_lesson(anna, course("one", 3), Slug("one-1"), R1, NOW)
    with transaction():
        service.finish_lesson(anna, course("one", 3), Slug("one-2"), R1, NOW)
    with transaction():
        assert service.finish_courses(anna, CATALOGUE, LATER) == [CourseFinished(at=LATER, person=anna, course=ONE.id, revision=R1)]
    with transaction():
        assert service.finish_courses(anna, CATALOGUE, LATER) == []


def test_a_path_is_completed_once(anna: PersonId) -> None:
    with transaction():
        service.assign_for(Assignee(anna, None, (Track.SALES,)), CATALOGUE, NOW, None, "joined")
    learned = Learned(finished=frozenset({ONE.id}), held=frozenset({Slug("sf")}))
    with transaction():
        assert service.complete_assignments(anna, CATALOGUE, Learned(finished=frozenset({ONE.id}), offered=learned.held), NOW) == []
    seller = queries.assignments_of([anna])[0]
    with transaction():
        assert service.complete_assignments(anna, CATALOGUE, learned, NOW) == [
            PathCompleted(at=NOW, person=anna, assignment=seller.public_id, path=SELLER.id)
        ]
    with transaction():
        assert service.complete_assignments(anna, CATALOGUE, learned, LATER) == []
    assert [one.completed_at for one in queries.assignments_of([anna])] == [NOW, None]


def test_an_assignment_of_a_path_that_is_gone_stays_as_it_is(anna: PersonId) -> None:
    with transaction():
        service.assign_for(Assignee(anna, None, (Track.SALES,)), CATALOGUE, NOW, None, "joined")
    with transaction():
        assert service.complete_assignments(anna, Catalogue(), Learned(), NOW) == []


def test_what_many_people_have_learned_costs_two_statements(db: SQLAlchemy, anna: PersonId) -> None:
    boris = person(db, "Boris").id
    finish(anna, "one-1")
    finish(anna, "one-2")
    finish(boris, "one-1")
    held = {anna: frozenset({Slug("sf")}), boris: frozenset[Slug]()}
    with statements(db) as seen:
        learned = queries.learned_of(held, frozenset({Slug("sf")}))
    assert len(seen) == 2
    assert (learned[anna].finished, learned[anna].held) == (frozenset({ONE.id}), frozenset({Slug("sf")}))
    assert (learned[boris].finished, learned[boris].lessons) == (frozenset(), {ONE.id: frozenset({Slug("one-1")})})


def test_progress_of_all_courses_is_one_select(db: SQLAlchemy, anna: PersonId) -> None:
    finish(anna, "one-1")
    with transaction():
        service.see_lesson(anna, TWO.id, Slug("two-1"), R1, LATER)
    with statements(db) as seen:
        rows = queries.progress_of(anna)
    assert (len(seen), [row.lesson for row in rows]) == (1, ["two-1", "one-1"])


def test_the_last_two_lessons_finished_at_the_same_moment_finish_the_course_once(db: SQLAlchemy, anna: PersonId) -> None:
    whole = course("one", PARALLEL)

    def act(number: int) -> int:
        events = service.finish_lesson(anna, whole, whole.lessons[number].id, R1, NOW)
        return sum(isinstance(event, CourseFinished) for event in events)

    assert sum(at_once(db, act)) == 1
    assert db.session.scalar(sa.select(sa.func.count()).select_from(CourseCompletion)) == 1
    assert db.session.scalar(sa.select(sa.func.count()).select_from(LessonProgress)) == PARALLEL


def test_fifty_parallel_assignments_are_one(db: SQLAlchemy, anna: PersonId) -> None:
    assignee = Assignee(anna, None, (Track.TECHNICAL,))
    answers = at_once(db, lambda _number: len(service.assign_for(assignee, CATALOGUE, NOW, None, "joined")))
    assert sum(answers) == 2
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Assignment)) == 2
