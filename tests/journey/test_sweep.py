"""Time alone closes an exam: the sweep grades what was saved and lets everything follow, once."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from time_machine import Traveller

from lms import journey
from lms.certificates.models import Certificate
from lms.cli.worker import sweep
from lms.core import clock as moments
from lms.core.db import transaction
from lms.programme.queries import tier_of
from lms.quizzes.queries import sheet_of
from lms.quizzes.rules import AttemptState, Ending
from lms.quizzes.service import closing
from tests.factories import Make
from tests.journey.world import PRACTICE, Company, company, everything, hand_in, logged, mails, newest_mail, sit
from tests.parallel import at_once

OVER = timedelta(minutes=30, seconds=6)


@pytest.fixture
def vector(make: Make) -> Company:
    """A partner that is one certificate away from Start."""
    return company(make, "Vector")


def swept(make: Make) -> int:
    with transaction():
        return journey.sweep(make.library(), moments.now())


def test_the_sweep_closes_an_overdue_exam_and_everything_follows(db: SQLAlchemy, make: Make, vector: Company, clock: Traveller) -> None:
    attempt, before = sit(make, vector.seller, right=True), newest_mail(db)
    clock.shift(OVER)
    assert swept(make) == 1
    sheet = sheet_of(vector.seller, attempt)
    assert (sheet.state, sheet.ending, sheet.percent, sheet.passed) == (AttemptState.GRADED, Ending.EXPIRED, 100, True)
    assert db.session.scalars(sa.select(Certificate.attempt_id)).all() == [sheet.id]
    assert tier_of(vector.partner) == "start"
    assert [event for event, _ in mails(db, before)] == ["certificate_issued", "tier_reached", "tier_reached"]
    assert [row.by for row in logged(db, "attempt_passed")] == [None]


def test_an_overdue_exam_without_answers_is_failed_and_told(db: SQLAlchemy, make: Make, vector: Company, clock: Traveller) -> None:
    attempt, before = sit(make, vector.seller, right=False), newest_mail(db)
    clock.shift(OVER)
    assert swept(make) == 1
    assert sheet_of(vector.seller, attempt).percent == 0
    assert mails(db, before) == [("attempt_failed", "seller@vector.example")]


def test_swept_again_nothing_happens(db: SQLAlchemy, make: Make, vector: Company, clock: Traveller) -> None:
    sit(make, vector.seller, right=True)
    clock.shift(OVER)
    assert swept(make) == 1
    before = everything(db)
    assert swept(make) == 0
    assert everything(db) == before


def test_what_is_not_overdue_is_left_alone(db: SQLAlchemy, make: Make, vector: Company, clock: Traveller) -> None:
    exam, practice = sit(make, vector.seller, right=True), sit(make, vector.admin, right=True, quiz=PRACTICE)
    clock.shift(timedelta(minutes=30, seconds=1))
    assert swept(make) == 0
    assert sheet_of(vector.seller, exam).state is AttemptState.IN_PROGRESS
    clock.shift(timedelta(days=30))
    assert swept(make) == 1
    assert sheet_of(vector.admin, practice).state is AttemptState.IN_PROGRESS


def test_sweeps_at_the_same_moment_do_it_once(db: SQLAlchemy, make: Make, vector: Company, clock: Traveller) -> None:
    gamma = company(make, "Gamma")
    for one in (vector, gamma):
        sit(make, one.seller, right=True)
    clock.shift(OVER)
    library, before = make.library(), newest_mail(db)
    closed = at_once(db, lambda _number: journey.sweep(library, moments.now()), 4)
    assert sum(closed) == 2
    assert [len(logged(db, action)) for action in ("attempt_passed", "certificate_issued", "tier_reached")] == [2, 2, 2]
    assert [event for event, _ in mails(db, before)] == ["certificate_issued"] * 2 + ["tier_reached"] * 4


def test_a_sweep_and_the_learner_who_hands_in_late_do_it_once(db: SQLAlchemy, make: Make, vector: Company, clock: Traveller) -> None:
    attempt = sit(make, vector.seller, right=True)
    clock.shift(OVER)
    library, visitor = make.library(), make.visitor(vector.seller)

    def act(number: int) -> None:
        if number % 2:
            journey.sweep(library, moments.now())
        else:
            assert journey.submit_attempt(library, visitor, attempt, moments.now()).passed

    at_once(db, act, 6)
    assert [len(logged(db, action)) for action in ("attempt_passed", "certificate_issued", "tier_reached")] == [1, 1, 1]


def test_who_starts_again_has_the_overdue_attempt_closed_first(db: SQLAlchemy, make: Make, vector: Company, clock: Traveller) -> None:
    attempt = sit(make, vector.seller, right=False)
    clock.shift(timedelta(days=1, minutes=31))
    again = sit(make, vector.seller, right=True)
    assert again != attempt
    assert sheet_of(vector.seller, attempt).ending is Ending.EXPIRED
    assert hand_in(make, vector.seller, again) == (100, True)


def test_the_worker_sweeps_batch_after_batch_until_nothing_is_left(
    db: SQLAlchemy, make: Make, vector: Company, clock: Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(closing, "BATCH", 1)
    gamma = company(make, "Gamma")
    for one in (vector, gamma):
        sit(make, one.seller, right=False)
    clock.shift(OVER)
    sweep(moments.now())
    assert len(logged(db, "attempt_failed")) == 2
