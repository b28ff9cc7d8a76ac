"""Late answers by each policy: in time up to the grace of five seconds, then kept apart, whatever becomes of the attempt."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from lms.core.db import transaction
from lms.core.ids import PersonId
from lms.quizzes.models import AttemptSlot, LateAnswer
from lms.quizzes.rules import Ending, ExpiryPolicy
from lms.quizzes.service import Outcome, submit
from tests.quizzes.samples import exam
from tests.quizzes.test_outages import answered, begun, row, swept

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
POLICIES = [
    (ExpiryPolicy.SUBMIT, 0, Ending.EXPIRED), (ExpiryPolicy.GRACE, 120, Ending.SUBMITTED), (ExpiryPolicy.ZERO, 0, Ending.ABANDONED),
]  # fmt: skip


@pytest.mark.parametrize("case", POLICIES)
def test_an_answer_counts_up_to_the_end_of_the_grace_and_one_after_is_kept_apart(
    db: SQLAlchemy, anna: PersonId, now: datetime, case: tuple[ExpiryPolicy, int, Ending]
) -> None:
    policy, grace, ending = case
    quiz, ends = exam(expiry=policy, grace_seconds=grace), now + 30 * MINUTE
    attempt = begun(anna, quiz, now)
    assert answered(anna, quiz, attempt, ends + 4.999 * SECOND) is Outcome.SAVED
    for seq, late in enumerate((5 * SECOND, MINUTE, 60 * MINUTE), start=2):
        assert answered(anna, quiz, attempt, ends + late, seq) is Outcome.LATE
    with transaction():
        finished, _ = submit(anna, attempt, lambda _revision: quiz, ends + 10 * SECOND)
    assert finished.ending is ending


@pytest.mark.parametrize("case", POLICIES)
def test_nobody_comes_back_and_the_sweep_ends_it_by_the_same_policy(
    db: SQLAlchemy, anna: PersonId, now: datetime, case: tuple[ExpiryPolicy, int, Ending]
) -> None:
    policy, grace, ending = case
    quiz, ends = exam(expiry=policy, grace_seconds=grace), now + 30 * MINUTE
    attempt = begun(anna, quiz, now)
    answered(anna, quiz, attempt, now + MINUTE)
    waits = timedelta(seconds=max(5, grace))
    assert swept(quiz, ends + waits - timedelta(microseconds=1)) == 0
    assert swept(quiz, ends + waits) == 1
    held = row(db, attempt)
    assert held.ending is (Ending.ABANDONED if policy is ExpiryPolicy.GRACE else ending)
    assert held.percent == (25 if policy is ExpiryPolicy.SUBMIT else 0)
    assert db.session.scalars(sa.select(AttemptSlot.answer).where(AttemptSlot.position == 4)).all() == [["true"]]
    assert db.session.scalars(sa.select(LateAnswer)).all() == []


@pytest.mark.parametrize("step", [-1, 0, 1])
def test_a_hundred_answers_around_the_deadline_are_judged_alike(db: SQLAlchemy, anna: PersonId, now: datetime, step: int) -> None:
    quiz = exam()
    attempt, border = begun(anna, quiz, now), now + 30 * MINUTE + 5 * SECOND
    at = border + step * SECOND
    judged = {answered(anna, quiz, attempt, at, seq) for seq in range(1, 35)}
    assert judged == ({Outcome.SAVED} if step < 0 else {Outcome.LATE})
