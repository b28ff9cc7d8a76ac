"""How long an attempt may take: never less by anything that is given to a person, and exact to the second at both ends."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.quizzes.rules import (
    CREDIT_LIMIT,
    GRACE,
    Accommodation,
    Closed,
    CoolingDown,
    Ending,
    ExpiryPolicy,
    NotOpenYet,
    Timing,
    Window,
    WindowFor,
    accommodated,
    clock_goes_on_at,
    deadline,
    ending_at,
    is_over,
    last_deadline,
    may_start,
    reopened,
    swept_at,
)
from tests.quizzes.samples import exam, practice
from tests.quizzes.test_starting import past

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
TICK = timedelta(microseconds=1)

seconds = st.integers(min_value=0, max_value=100_000)
spans = st.integers(min_value=0, max_value=2_000_000).map(lambda tenths: timedelta(seconds=tenths / 10))


@st.composite
def timings(draw: st.DrawFn) -> Timing:
    allowance = draw(seconds)
    return Timing(
        started_at=NOON, limit=draw(st.none() | st.integers(min_value=60, max_value=20_000)),
        closes_at=draw(st.none() | spans.map(lambda span: NOON + SECOND + span)), factor=draw(st.integers(min_value=100, max_value=399)),
        credit=draw(seconds), break_allowance=allowance, break_used=draw(st.integers(min_value=0, max_value=allowance)),
        paused_at=draw(st.none() | spans.map(lambda span: NOON + span)),
    )  # fmt: skip


def ends(timing: Timing, now: datetime) -> datetime:
    return deadline(timing, now) or datetime.max.replace(tzinfo=UTC)


@given(timings(), spans, st.integers(min_value=1, max_value=1000))
@settings(max_examples=50)
def test_nothing_that_is_given_to_a_person_moves_a_deadline_earlier(timing: Timing, later: timedelta, more: int) -> None:
    now = NOON + later
    for given_more in (
        replace(timing, factor=timing.factor + 1), replace(timing, credit=timing.credit + more),
        replace(timing, break_allowance=timing.break_allowance + more), replace(timing, paused_at=timing.paused_at or now),
    ):  # fmt: skip
        assert ends(given_more, now) >= ends(timing, now)
    assert ends(timing, now + more * SECOND) >= ends(timing, now)


@given(timings(), spans)
@settings(max_examples=50)
def test_a_break_gives_back_at_least_what_it_took_and_never_more_than_the_allowance(timing: Timing, later: timedelta) -> None:
    running = replace(timing, paused_at=None)
    paused = replace(running, paused_at=NOON)
    gained = ends(paused, NOON + later) - ends(running, NOON)
    left = timedelta(seconds=timing.break_allowance - timing.break_used)
    if timing.limit is None and timing.closes_at is None:
        assert gained == timedelta()
    else:
        assert min(left, later) <= gained <= min(left, later + SECOND)
        assert last_deadline(paused) == ends(running, NOON) + left
        assert clock_goes_on_at(paused) == NOON + left


@given(timings())
@settings(max_examples=50)
def test_there_is_always_time_after_the_start(timing: Timing) -> None:
    assert ends(timing, NOON) > NOON


@pytest.mark.parametrize(("factor", "ended"), [(100, 30 * MINUTE), (125, 37 * MINUTE + 30 * SECOND), (150, 45 * MINUTE), (400, 2 * HOUR)])
def test_a_factor_multiplies_the_limit(factor: int, ended: timedelta) -> None:
    assert deadline(Timing(started_at=NOON, limit=1800, factor=factor), NOON) == NOON + ended


def test_a_window_for_finishing_ends_an_attempt_before_its_limit_and_is_lengthened_by_the_same() -> None:
    timing = Timing(started_at=NOON, limit=1800, closes_at=NOON + 10 * MINUTE)
    assert deadline(timing, NOON) == NOON + 10 * MINUTE
    assert deadline(replace(timing, factor=150), NOON) == NOON + 25 * MINUTE
    assert deadline(replace(timing, factor=150, credit=60), NOON) == NOON + 26 * MINUTE


def test_without_a_limit_a_factor_lengthens_what_is_left_of_the_window_by_a_day_at_most() -> None:
    timing = Timing(started_at=NOON, closes_at=NOON + 2 * HOUR, factor=150)
    assert deadline(timing, NOON) == NOON + 3 * HOUR
    assert deadline(replace(timing, closes_at=NOON + 240 * HOUR, factor=200), NOON) == NOON + 264 * HOUR


def test_an_attempt_without_limit_and_window_has_no_deadline() -> None:
    timing = Timing(started_at=NOON, factor=200, credit=60, paused_at=NOON, break_allowance=60)
    assert deadline(timing, NOON) is None
    assert last_deadline(timing) is None
    assert swept_at(practice(), None) is None
    assert not is_over(None, NOON)


def test_a_break_before_it_begins_takes_nothing() -> None:
    timing = Timing(started_at=NOON, limit=1800, break_allowance=600, paused_at=NOON + MINUTE)
    assert deadline(timing, NOON) == NOON + 30 * MINUTE


@pytest.mark.parametrize(
    ("policy", "grace", "closes", "meanwhile", "at_last"),
    [
        (ExpiryPolicy.SUBMIT, 0, GRACE, None, Ending.EXPIRED),
        (ExpiryPolicy.ZERO, 0, GRACE, None, Ending.ABANDONED),
        (ExpiryPolicy.GRACE, 600, 10 * MINUTE, Ending.SUBMITTED, Ending.ABANDONED),
        (ExpiryPolicy.GRACE, 1, GRACE, None, Ending.ABANDONED),
    ],
)
def test_each_policy_ends_an_attempt_in_its_own_way_to_the_tick(
    policy: ExpiryPolicy, grace: int, closes: timedelta, meanwhile: Ending | None, at_last: Ending
) -> None:
    quiz, ended = exam(expiry=policy, grace_seconds=grace), NOON
    assert swept_at(quiz, ended) == ended + closes
    for before in (-SECOND, timedelta(), SECOND, GRACE - TICK):
        assert ending_at(quiz, ended, ended + before) is Ending.SUBMITTED
        assert not is_over(ended, ended + before)
    for after in (GRACE, GRACE + SECOND):
        assert is_over(ended, ended + after)
    if meanwhile:
        assert ending_at(quiz, ended, ended + GRACE) is meanwhile
        assert ending_at(quiz, ended, ended + closes - TICK) is meanwhile
    assert ending_at(quiz, ended, ended + closes) is at_last
    assert ending_at(quiz, ended, ended + closes + HOUR) is at_last


WINDOW = Window(opens=NOON, closes=NOON + HOUR, closing=WindowFor.START)


@pytest.mark.parametrize("closing", list(WindowFor))
def test_a_window_is_open_from_its_first_moment_up_to_but_not_at_its_last(closing: WindowFor) -> None:
    quiz = exam(window=replace(WINDOW, closing=closing))
    assert may_start(quiz, [], [], NOON - TICK) == (NotOpenYet(NOON),)
    assert may_start(quiz, [], [], NOON) == ()
    assert may_start(quiz, [], [], NOON + HOUR - TICK) == ()
    assert may_start(quiz, [], [], NOON + HOUR) == (Closed(NOON + HOUR),)


@pytest.mark.parametrize("window", [Window(opens=None, closes=None), None])
def test_a_quiz_without_ends_to_its_window_is_open(window: Window | None) -> None:
    assert may_start(exam(window=window), [], [], NOON) == ()


def test_of_a_window_and_a_wait_the_later_one_is_told() -> None:
    failed = [past(NOON)]
    quiz = exam(cooldown=(3600,))
    over = CoolingDown(NOON + HOUR / 3 + HOUR)
    for opens, told in ((NOON + HOUR, over), (NOON + 5 * HOUR, NotOpenYet(NOON + 5 * HOUR))):
        assert may_start(replace(quiz, window=Window(opens=opens, closes=None)), failed, [], NOON + HOUR / 2) == (told,)


def test_the_minute_that_is_told_is_the_first_at_which_a_window_is_really_open() -> None:
    assert NotOpenYet(NOON + SECOND).opens_minute == NOON + MINUTE
    assert NotOpenYet(NOON).opens_minute == NOON


def test_an_accommodation_adds_attempts_and_closes_a_window_later_and_opens_none_earlier() -> None:
    quiz = exam(window=WINDOW, minutes=30, attempts=3)
    own = accommodated(quiz, Accommodation(time_percent=200, extra_attempts=2, break_minutes=10), NOON)
    assert own.attempts == 5
    assert own.window == replace(WINDOW, closes=NOON + HOUR + 30 * MINUTE)
    assert own.minutes == 30
    assert Accommodation(time_percent=150).limit_of(quiz) == 2700
    assert may_start(own, [], [], NOON - TICK) == (NotOpenYet(NOON),)


def test_without_an_accommodation_a_quiz_is_as_it_was_written() -> None:
    for quiz in (exam(window=WINDOW), practice(), exam(window=Window(opens=NOON, closes=None))):
        assert accommodated(quiz, Accommodation(), NOON) == quiz
    assert not Accommodation().is_any
    assert Accommodation(break_minutes=1).is_any
    assert Accommodation().limit_of(practice()) is None


@given(
    st.integers(min_value=100, max_value=400), st.integers(min_value=1, max_value=300),
    st.none() | st.integers(min_value=1, max_value=300), st.integers(min_value=-500, max_value=500),
)  # fmt: skip
@settings(max_examples=50)
def test_whoever_may_still_start_in_a_window_for_finishing_has_time_to_finish(
    factor: int, open_minutes: int, limit: int | None, at: int
) -> None:
    window = Window(opens=NOON, closes=NOON + open_minutes * MINUTE, closing=WindowFor.FINISH)
    quiz, now = exam(window=window, minutes=limit), NOON + at * MINUTE
    own = Accommodation(time_percent=factor)
    if may_start(accommodated(quiz, own, now), [], [], now) == ():
        timing = Timing(started_at=now, limit=None if limit is None else 60 * limit, closes_at=window.closes, factor=factor)
        assert ends(timing, now) > now


def closing(outages: list[tuple[int, int]], closing_for: WindowFor = WindowFor.START) -> datetime:
    """When a window closes that was written to close at noon, after outages from a minute to a minute after eleven."""
    eleven = NOON - HOUR
    quiz = reopened(
        exam(window=Window(opens=None, closes=NOON, closing=closing_for)), [(eleven + a * MINUTE, eleven + b * MINUTE) for a, b in outages]
    )  # fmt: skip
    assert quiz.window is not None
    assert quiz.window.closes is not None
    return quiz.window.closes


@pytest.mark.parametrize(
    ("outages", "later"),
    [
        ([], 0), ([(40, 59)], 0), ([(60, 70)], 0), ([(50, 60)], 10), ([(50, 70)], 20), ([(59, 61)], 2), ([(10, 90)], 30),
        ([(50, 70), (75, 81)], 26), ([(50, 70), (80, 90)], 20), ([(50, 70), (75, 95)], 30), ([(30, 40), (50, 62)], 12),
    ],
)  # fmt: skip
def test_a_window_for_starting_that_closes_in_an_outage_closes_later_by_as_long(outages: list[tuple[int, int]], later: int) -> None:
    assert closing(outages) == NOON + later * MINUTE
    assert closing(outages, WindowFor.FINISH) == NOON, "Attempts get back their own time there."


@given(st.lists(st.tuples(st.integers(0, 150), st.integers(1, 90)), max_size=5))
@settings(max_examples=40)
def test_no_outage_closes_a_window_earlier_and_none_keeps_it_open_for_longer_than_the_limit(spans_of: list[tuple[int, int]]) -> None:
    found = closing([(began, began + long) for began, long in sorted(spans_of)])
    assert NOON <= found <= NOON + CREDIT_LIMIT


def test_what_has_no_window_is_not_opened() -> None:
    assert reopened(exam(), [(NOON, NOON + HOUR)]) == exam()
