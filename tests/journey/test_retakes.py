"""Attempts after the first: waits that repeating lessons shortens, and the rule that says which attempts pass an exam."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from time_machine import Traveller

from lms import journey
from lms.certificates.models import Certificate
from lms.core import clock
from lms.core.db import transaction
from lms.core.errors import Refused
from lms.core.ids import PersonId, Slug
from lms.journey.voiding import void_attempt
from lms.learning.models import LessonProgress
from lms.publishing.library import Library
from lms.publishing.stored import stored
from lms.quizzes.models import Attempt
from lms.quizzes.queries import sheet_of
from lms.quizzes.rules import CoolingDown, Counting, Quiz, lessons_to_repeat
from lms.quizzes.service import Submission
from lms.releases.models import Revision
from tests.factories import Make
from tests.journey.world import SF, Company, company, mails, newest_mail

DAY, FLOOR = timedelta(days=1), timedelta(hours=2)


@pytest.fixture
def vector(make: Make) -> Company:
    """A partner with a seller who may sit the exam."""
    return company(make, "Vector")


def publish(db: SQLAlchemy, library: Library, **changes: object) -> Library:
    """The library with another wording of the exam's settings, as a release would store it."""
    quiz: Quiz = replace(library.quizzes.quizzes[SF], **changes)  # type: ignore[arg-type]  # names of fields
    item = stored("quiz", SF, quiz)
    with transaction():
        if db.session.get(Revision, item.revision) is None:
            db.session.add(Revision(hash=item.revision, kind="quiz", slug=SF, body=item.body))
    bank = replace(
        library.quizzes, quizzes={**library.quizzes.quizzes, SF: quiz}, revisions={**library.quizzes.revisions, SF: item.revision}
    )
    return replace(library, quizzes=bank)


def sit(make: Make, library: Library, person: PersonId, right: int) -> tuple[int | None, bool | None]:
    """A whole attempt in which the first `right` questions are answered rightly; its percent and whether it passed."""
    visitor = make.visitor(person)
    with transaction():
        attempt = journey.start_attempt(library, visitor, SF, clock.now()).public_id
        for slot in sheet_of(person, attempt).slots[:right]:
            question = library.quizzes.quizzes[SF].question(slot.question)
            assert question is not None
            said = Submission(attempt=attempt, position=slot.position, seq=1, values=tuple(sorted(question.right)))
            journey.save_answer(visitor, said, clock.now())
        done = journey.submit_attempt(library, visitor, attempt, clock.now())
        return done.percent, done.passed


def read(make: Make, library: Library, person: PersonId, reference: str) -> None:
    course, lesson = reference.split("/")
    with transaction():
        journey.finish_lesson(library, make.visitor(person), Slug(course), Slug(lesson), clock.now())


def test_reading_again_what_was_missed_opens_the_gate_at_its_floor(
    db: SQLAlchemy, make: Make, library: Library, vector: Company, clock: Traveller
) -> None:
    from lms.core.clock import now

    offered = publish(db, library, earned_cooldown=int(FLOOR.total_seconds()))
    person, visitor = vector.seller, make.visitor(vector.seller)
    for course in {one.split("/")[0] for one in lessons(offered)}:
        for lesson in offered.catalogue.courses[Slug(course)].lessons:
            read(make, offered, person, f"{course}/{lesson.id}")
    assert sit(make, offered, person, 14) == (70, False)
    entry = journey.entry_state(offered, visitor, SF, now())
    assert entry.study is not None
    (barrier,) = entry.barriers
    assert isinstance(barrier, CoolingDown)
    assert barrier.lessons == entry.study.lessons != ()
    assert barrier.sooner_at == barrier.opens_at - DAY + FLOOR
    clock.shift(timedelta(minutes=10))
    for done, lesson in enumerate(barrier.lessons, start=1):
        assert journey.entry_state(offered, visitor, SF, now()).study is not None
        read(make, offered, person, lesson)
        (left,) = journey.entry_state(offered, visitor, SF, now()).barriers
        assert isinstance(left, CoolingDown)
        assert left.lessons == barrier.lessons[done:]
    assert left == CoolingDown(barrier.sooner_at)
    with pytest.raises(Refused) as refused:
        sit(make, offered, person, 20)
    assert refused.value.unmet == (left,)
    clock.shift(FLOOR)
    assert sit(make, offered, person, 20) == (100, True)


def test_a_quiz_that_grants_no_shorter_wait_asks_for_no_facts(db: SQLAlchemy, make: Make, library: Library, vector: Company) -> None:
    offered = publish(db, library, earned_cooldown=None)
    assert sit(make, offered, vector.seller, 0) == (0, False)
    entry = journey.entry_state(offered, make.visitor(vector.seller), SF, clock.now())
    assert entry.study is None
    assert isinstance(entry.barriers[0], CoolingDown)
    assert entry.barriers[0].sooner_at is None


def test_finishing_a_lesson_again_keeps_its_first_moment(
    db: SQLAlchemy, make: Make, library: Library, vector: Company, clock: Traveller
) -> None:
    lesson = lessons(library)[0]
    read(make, library, vector.seller, lesson)
    (first,) = db.session.scalars(sa.select(LessonProgress)).all()
    completed = first.completed_at
    assert first.repeated_at is None
    clock.shift(DAY)
    read(make, library, vector.seller, lesson)
    db.session.expire_all()
    (again,) = db.session.scalars(sa.select(LessonProgress)).all()
    assert (again.completed_at, again.repeated_at is not None) == (completed, True)
    assert again.repeated_at is not None
    assert completed is not None
    assert again.repeated_at - completed >= DAY


def lessons(library: Library) -> tuple[str, ...]:
    """All lessons that the exam asks about."""
    quiz = library.quizzes.quizzes[SF]
    from lms.quizzes.rules import Mark

    return lessons_to_repeat(quiz, {question.id: Mark(0, 1) for question in quiz.questions})


def certificates(db: SQLAlchemy) -> list[int | None]:
    """The percents of all certificates."""
    return list(db.session.scalars(sa.select(Certificate.percent).order_by(Certificate.id)))


def test_where_the_average_counts_a_passed_attempt_alone_wins_nothing(
    db: SQLAlchemy, make: Make, library: Library, vector: Company
) -> None:
    offered = publish(db, library, counts=Counting.AVERAGE, cooldown=())
    before = newest_mail(db)
    assert sit(make, offered, vector.seller, 10) == (50, False)
    assert sit(make, offered, vector.seller, 18) == (90, True)
    assert certificates(db) == [], "70 on average"
    assert mails(db, before) == [("attempt_failed", "seller@vector.example")]
    assert sit(make, offered, vector.seller, 20) == (100, True)
    assert certificates(db) == [80]
    with pytest.raises(Refused):
        sit(make, offered, vector.seller, 0)


def test_where_the_average_counts_a_voided_attempt_may_lift_it_to_a_pass(
    db: SQLAlchemy, make: Make, library: Library, vector: Company
) -> None:
    offered = publish(db, library, counts=Counting.AVERAGE, cooldown=())
    assert sit(make, offered, vector.seller, 10) == (50, False)
    assert sit(make, offered, vector.seller, 18) == (90, True)
    worst, last = db.session.scalars(sa.select(Attempt).order_by(Attempt.id)).all()
    finished = last.finished_at
    with transaction():
        void_attempt(offered, worst.public_id, "The bell rang.", vector.manager, clock.now())
    (certificate,) = db.session.scalars(sa.select(Certificate)).all()
    assert (certificate.percent, certificate.issued_at, certificate.attempt_id) == (90, finished, last.id)


def test_a_pass_mark_that_is_lowered_later_passes_nobody_in_silence(db: SQLAlchemy, make: Make, library: Library, vector: Company) -> None:
    person = vector.seller
    assert sit(make, publish(db, library, counts=Counting.AVERAGE, cooldown=(), pass_percent=95), person, 18) == (90, False)
    easier = publish(db, library, counts=Counting.AVERAGE, cooldown=(), pass_percent=75)
    assert sit(make, easier, person, 14) == (70, False)
    assert certificates(db) == []
    assert sit(make, easier, person, 15) == (75, True)
    assert certificates(db) == [78]


@pytest.mark.parametrize("counts", [Counting.FIRST_PASS, Counting.BEST, Counting.LAST])
def test_what_was_won_stands_whatever_rule_comes_later(
    db: SQLAlchemy, make: Make, library: Library, vector: Company, counts: Counting
) -> None:
    assert sit(make, publish(db, library, counts=counts, cooldown=()), vector.seller, 15) == (75, True)
    stricter = publish(db, library, counts=Counting.AVERAGE, cooldown=(), pass_percent=90)
    assert sit(make, stricter, vector.seller, 0) == (0, False)
    assert certificates(db) == [75]
