"""When a quiz may be begun: attempts of a cycle, waits that grow and that repeating shortens, markers that are owed, windows."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.core.ids import PublicId
from lms.quizzes.rules import (
    AlreadyPassed,
    AttemptState,
    AttemptsUsed,
    Closed,
    CoolingDown,
    Counting,
    MarkerOwed,
    NotOpenYet,
    PastAttempt,
    StartBarrier,
    Study,
    Window,
    attempts_left,
    attempts_used,
    last_failed,
    may_start,
    place_of,
    start_barrier,
)
from tests.quizzes.samples import exam, practice

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def past(
    started: datetime, *, took: timedelta | None = HOUR / 3, passed: bool = False, number: int = 1, state: AttemptState | None = None,
) -> PastAttempt:  # fmt: skip
    """An attempt with a limit of 30 minutes; `took=None` leaves it open."""
    return PastAttempt(
        public_id=PublicId(f"attempt{number}"),
        state=state or (AttemptState.IN_PROGRESS if took is None else AttemptState.GRADED),
        started_at=started,
        deadline_at=started + timedelta(minutes=30),
        finished_at=None if took is None else started + took,
        passed=passed,
        percent=80 if passed else 40,
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
    barriers: tuple[StartBarrier, ...] = (
        AlreadyPassed(PublicId("p")), AttemptsUsed(3), CoolingDown(NOON), MarkerOwed(PublicId("p"), NOON), NotOpenYet(NOON), Closed(NOON),
        CoolingDown(NOON, NOON - HOUR, ("a/b", "a/c")),
    )  # fmt: skip
    assert len({barrier.message.msgid for barrier in barriers}) == 7
    assert [barrier.opens_at for barrier in barriers] == [None, None, NOON, None, NOON, None, NOON]
    assert barriers[1].message.n == 3
    assert barriers[2].message.params == {"moment": NOON}
    assert barriers[6].message.n == 2
    assert barriers[6].message.params == {"moment": NOON, "sooner": NOON - HOUR}


def test_the_minute_that_people_are_told_is_never_before_the_gate_opens() -> None:
    odd = NOON + timedelta(seconds=1)
    assert CoolingDown(NOON, NOON).opens_minute == CoolingDown(NOON, NOON).sooner_minute == NotOpenYet(NOON).opens_minute == NOON
    assert CoolingDown(odd, odd).opens_minute == CoolingDown(odd, odd).sooner_minute == NOON + timedelta(minutes=1)
    assert CoolingDown(odd).sooner_minute is None


def test_a_voided_attempt_counts_for_nothing() -> None:
    void = past(NOON, state=AttemptState.VOIDED)
    assert may_start(exam(attempts=1), [void], [], NOON + HOUR) == ()
    assert may_start(exam(attempts=1), [past(NOON, passed=True, state=AttemptState.VOIDED)], [], NOON + HOUR) == ()
    assert last_failed([void]) is None
    assert attempts_used([void, past(NOON + DAY)]) == 1
    assert place_of(past(NOON + DAY), [void, past(NOON + DAY)]) == 1


def test_nobody_starts_an_exam_whose_last_attempt_waits_for_a_marker() -> None:
    waits = past(NOON, state=AttemptState.WAITING)
    assert may_start(exam(), [waits], [], NOON + 30 * DAY) == (MarkerOwed(waits.public_id, NOON + HOUR / 3),)
    assert may_start(practice(cooldown=(3600,)), [waits], [], NOON + HOUR / 2) == (), "practice does not wait, and nothing has failed yet"


def test_where_only_the_first_attempt_counts_no_other_one_is_offered() -> None:
    assert may_start(exam(counts=Counting.FIRST), [past(NOON)], [], NOON + 30 * DAY) == (AttemptsUsed(1),)
    assert may_start(practice(counts=Counting.FIRST), [past(NOON)], [], NOON + 30 * DAY) == ()


def test_a_passed_attempt_whose_average_does_not_pass_leaves_the_way_open() -> None:
    low, high = past(NOON), past(NOON + 2 * DAY, passed=True, number=2)
    assert may_start(exam(counts=Counting.AVERAGE, cooldown=()), [low, high], [], NOON + 3 * DAY) == ()
    best = past(NOON, passed=True)
    assert may_start(exam(counts=Counting.AVERAGE), [best, high], [], NOON + 3 * DAY) == (AlreadyPassed(high.public_id),)


def test_a_window_shuts_before_and_after() -> None:
    window = Window(opens=NOON, closes=NOON + DAY)
    quiz = exam(window=window)
    assert may_start(quiz, [], [], NOON - HOUR) == (NotOpenYet(NOON),)
    assert may_start(quiz, [], [], NOON) == ()
    assert may_start(quiz, [], [], NOON + DAY) == (Closed(NOON + DAY),)
    assert may_start(exam(window=Window(opens=None, closes=None)), [], [], NOON) == ()
    failed = past(NOON - 2 * DAY)
    assert may_start(quiz, [failed], [], NOON - 2 * DAY + HOUR) == (NotOpenYet(NOON),), "the window opens after the wait"
    failed = past(NOON - HOUR)
    assert may_start(quiz, [failed], [], NOON - HOUR / 2) == (CoolingDown(NOON - 2 * HOUR / 3 + DAY),), "the wait ends after it opens"


EARNED = {"earned_cooldown": 7200, "attempts": 9}
TWO = ("first/a", "first/b")


def test_repeating_the_lessons_of_what_was_missed_shortens_the_wait_to_its_floor() -> None:
    failed, ended = [past(NOON)], NOON + HOUR / 3
    floor = ended + 2 * HOUR
    quiz = exam(**EARNED)
    assert start_barrier(quiz, failed, ended, Study(TWO, TWO)) == CoolingDown(ended + DAY, floor, TWO)
    assert start_barrier(quiz, failed, ended, Study(TWO, TWO[1:])) == CoolingDown(ended + DAY, floor, TWO[1:])
    assert start_barrier(quiz, failed, ended, Study(TWO)) == CoolingDown(floor)
    assert start_barrier(quiz, failed, floor, Study(TWO)) is None
    assert start_barrier(quiz, failed, floor, Study(TWO, TWO[:1])) == CoolingDown(ended + DAY, floor, TWO[:1]), "one is missing"
    assert start_barrier(quiz, failed, ended, Study()) == CoolingDown(ended + DAY), "nothing to repeat shortens nothing"
    assert start_barrier(exam(), failed, ended, Study(TWO)) == CoolingDown(ended + DAY), "this quiz has no shorter wait"


def test_a_floor_that_is_no_shorter_changes_nothing() -> None:
    failed, ended = [past(NOON)], NOON + HOUR / 3
    assert start_barrier(exam(earned_cooldown=90_000), failed, ended, Study(TWO)) == CoolingDown(ended + DAY)


@given(
    st.lists(st.tuples(st.integers(0, 10), st.sampled_from(AttemptState)), max_size=4), st.integers(1, 40), st.integers(0, 100),
    st.sampled_from([None, Study(), Study(TWO), Study(TWO, TWO)]),
)  # fmt: skip
def test_repeating_never_makes_a_wait_longer(
    made: list[tuple[int, AttemptState]], earned_hours: int, later: int, study: Study | None
) -> None:  # fmt: skip
    attempts, start = [], NOON
    for number, (gap, state) in enumerate(made):
        start += gap * DAY + HOUR
        attempts.append(past(start, number=number, state=state, took=None if state.is_open else HOUR / 3))
    now = start + later * HOUR
    quiz = practice(cooldown=(86_400, 604_800), earned_cooldown=3600 * earned_hours)
    without, with_it = start_barrier(quiz, attempts, now), start_barrier(quiz, attempts, now, study)
    if with_it is None:
        return
    assert isinstance(with_it, CoolingDown)
    assert isinstance(without, CoolingDown)
    assert with_it.opens_at <= without.opens_at
    assert start_barrier(quiz, attempts, with_it.opens_at, study) is None
    if with_it.sooner_at is not None:
        assert with_it.sooner_at < with_it.opens_at
        assert start_barrier(quiz, attempts, max(now, with_it.sooner_at), Study(TWO)) is None, "what was promised holds"


@given(st.integers(1, 5), st.lists(st.sampled_from(AttemptState), max_size=6))
def test_exactly_as_many_attempts_can_be_begun_as_are_said_to_be_left(limit: int, states: list[AttemptState]) -> None:
    quiz = practice(attempts=limit)
    attempts = [past(NOON + number * DAY, number=number, state=state, took=None if state.is_open else HOUR / 3)
                for number, state in enumerate(states)]  # fmt: skip
    left = attempts_left(quiz, attempts)
    assert left is not None
    begun = 0
    while not may_start(quiz, attempts, [], NOON + 30 * DAY):
        begun += 1
        attempts.append(past(NOON + (30 + begun) * DAY, number=100 + begun))
    assert begun == left
    assert attempts_left(practice(), attempts) is None


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
