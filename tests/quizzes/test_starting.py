"""When a quiz may be begun, answered and reviewed."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.core.ids import PublicId
from lms.quizzes.rules import (
    AlreadyPassed,
    AttemptState,
    AttemptsUsed,
    CoolingDown,
    PastAttempt,
    ReviewPolicy,
    Timing,
    deadline,
    is_over,
    may_start,
    review_allowed,
)
from tests.quizzes.samples import exam, practice

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def past(started: datetime, *, took: timedelta | None = HOUR / 3, passed: bool = False, number: int = 1) -> PastAttempt:
    """An attempt with a limit of 30 minutes; `took=None` leaves it open."""
    return PastAttempt(
        public_id=PublicId(f"attempt{number}"),
        state=AttemptState.IN_PROGRESS if took is None else AttemptState.GRADED,
        started_at=started,
        deadline_at=started + timedelta(minutes=30),
        finished_at=None if took is None else started + took,
        passed=passed,
    )


def test_a_first_attempt_is_free() -> None:
    assert may_start(exam(), [], [], NOON) == ()


def test_missing_prerequisites_are_handed_on_with_the_quiz_s_own_barrier() -> None:
    used = [past(NOON - number * 30 * DAY, number=number) for number in (3, 2, 1)]
    assert may_start(exam(), [], ["needs a course"], NOON) == ("needs a course",)
    assert may_start(exam(), used, ["needs a course"], NOON) == ("needs a course", AttemptsUsed(3))


@pytest.mark.parametrize(("failed", "wait"), [(1, DAY), (2, 7 * DAY), (3, 7 * DAY), (4, 7 * DAY)])
def test_waits_grow_and_the_last_one_repeats(failed: int, wait: timedelta) -> None:
    attempts = [past(NOON - (failed - number) * 30 * DAY, number=number) for number in range(1, failed + 1)]
    opens_at = NOON + HOUR / 3 + wait
    quiz = exam(attempts=9)
    moment_before = opens_at - timedelta(microseconds=1)
    assert may_start(quiz, attempts, [], moment_before) == (CoolingDown(opens_at),)
    assert may_start(quiz, attempts, [], opens_at) == ()


def test_the_order_in_which_attempts_arrive_does_not_matter() -> None:
    attempts = [past(NOON, number=2), past(NOON - 30 * DAY)]
    assert may_start(exam(), attempts, [], NOON + HOUR) == may_start(exam(), attempts[::-1], [], NOON + HOUR)


def test_a_wait_is_counted_from_the_deadline_when_the_attempt_was_closed_later() -> None:
    closed_next_day = past(NOON, took=20 * HOUR)
    assert may_start(exam(), [closed_next_day], [], NOON + HOUR) == (CoolingDown(NOON + HOUR / 2 + DAY),)


def test_without_a_time_limit_a_wait_is_counted_from_the_end() -> None:
    attempt = PastAttempt(
        public_id=PublicId("p"), state=AttemptState.GRADED, started_at=NOON, deadline_at=None, finished_at=NOON + HOUR, passed=False
    )
    assert may_start(practice(cooldown=(3600,)), [attempt], [], NOON + HOUR) == (CoolingDown(NOON + 2 * HOUR),)


def test_no_attempt_is_left_after_the_last_one() -> None:
    attempts = [past(NOON, number=number) for number in range(3)]
    assert may_start(exam(), attempts[:2], [], NOON + 30 * DAY) == ()
    assert may_start(exam(), attempts, [], NOON + 30 * DAY) == (AttemptsUsed(3),)


def test_a_passed_exam_is_not_sat_again_in_its_cycle() -> None:
    attempts = [past(NOON), past(NOON + 2 * DAY, passed=True, number=2)]
    assert may_start(exam(), attempts, [], NOON + 30 * DAY) == (AlreadyPassed(PublicId("attempt2")),)


def test_practice_is_repeated_at_will() -> None:
    attempts = [past(NOON, passed=True, number=number) for number in range(20)]
    assert may_start(practice(), attempts, [], NOON + HOUR) == ()
    assert may_start(practice(attempts=20), attempts, [], NOON + HOUR) == (AttemptsUsed(20),)


def test_an_open_attempt_is_no_failed_one() -> None:
    assert may_start(exam(), [past(NOON, took=None)], [], NOON) == ()


def test_every_barrier_says_its_sentence_and_its_moment() -> None:
    barriers = (AlreadyPassed(PublicId("p")), AttemptsUsed(3), CoolingDown(NOON))
    assert len({barrier.message.msgid for barrier in barriers}) == len({barrier.kind for barrier in barriers}) == 3
    assert [barrier.opens_at for barrier in barriers] == [None, None, NOON]
    assert barriers[1].message.n == 3
    assert barriers[2].message.params == {"moment": NOON}


@given(st.lists(st.integers(0, 10), max_size=4), st.integers(0, 60))
def test_what_opens_at_a_moment_is_open_then_and_shut_before(gaps: list[int], later: int) -> None:
    attempts, start = [], NOON
    for number, gap in enumerate(gaps):
        start += gap * DAY + HOUR
        attempts.append(past(start, number=number))
    quiz = exam(attempts=None)
    now = start + HOUR + later * HOUR
    for barrier in may_start(quiz, attempts, [], now):
        assert isinstance(barrier, CoolingDown)
        assert now < barrier.opens_at
        assert may_start(quiz, attempts, [], barrier.opens_at) == ()


@pytest.mark.parametrize(("seconds", "over"), [(-1, False), (0, False), (4.999, False), (5, True), (9, True)])
def test_answers_are_taken_until_five_seconds_after_the_deadline(seconds: float, over: bool) -> None:
    end = deadline(Timing(started_at=NOON, limit=1800), NOON)
    assert end == NOON + HOUR / 2
    assert is_over(end, end + timedelta(seconds=seconds)) is over


def test_without_a_limit_nothing_is_over() -> None:
    assert deadline(Timing(started_at=NOON), NOON) is None
    assert not is_over(None, NOON + 1000 * DAY)


def test_review_at_once_needs_a_finished_attempt() -> None:
    quiz = practice()
    assert not review_allowed(quiz, [], NOON)
    assert review_allowed(quiz, [past(NOON)], NOON + HOUR)


def test_nothing_is_reviewed_while_a_sitting_goes_on() -> None:
    quiz, attempts = practice(), [past(NOON), past(NOON + HOUR, took=None, number=2)]
    assert not review_allowed(quiz, attempts, NOON + HOUR)
    assert review_allowed(quiz, attempts, NOON + 2 * HOUR), "the time of the open one is over"


def test_an_exam_is_reviewed_when_passed_or_when_no_attempt_is_left() -> None:
    quiz = exam()
    assert not review_allowed(quiz, [past(NOON), past(NOON)], NOON + HOUR)
    assert review_allowed(quiz, [past(NOON)] * 3, NOON + HOUR)
    assert review_allowed(quiz, [past(NOON), past(NOON, passed=True)], NOON + HOUR)
    assert not review_allowed(exam(attempts=None), [past(NOON)] * 9, NOON + HOUR)


def test_never_is_never() -> None:
    assert not review_allowed(exam(review=ReviewPolicy.NEVER), [past(NOON, passed=True)], NOON + HOUR)
