"""What a learner may see of an attempt, and when."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from lms.core.ids import PublicId
from lms.quizzes.rules import (
    OPEN_ONCE,
    TELLING,
    AttemptState,
    Counting,
    Moment,
    Opening,
    PastAttempt,
    Quiz,
    ReviewPolicy,
    ReviewRules,
    What,
    Window,
    moment_of,
    opening_of,
    rules_of,
    shown,
)
from tests.quizzes.samples import exam, practice

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
RESULT, ALL = frozenset({What.SCORE, What.OBJECTIVES}), frozenset(What)
OPEN_BOOK = ReviewRules(during=tuple(What), right_after=tuple(What))
"""The most that an author can write."""


def past(
    number: int = 1, *, passed: bool = False, state: AttemptState = AttemptState.GRADED, seen: datetime | None = None
) -> PastAttempt:  # fmt: skip
    """The attempt of a day, from noon to one o'clock."""
    started = NOON + number * DAY
    return PastAttempt(
        public_id=PublicId(f"a{number}"), state=state, started_at=started, deadline_at=started + HOUR,
        finished_at=None if state.is_open else started + HOUR, passed=passed, percent=80 if passed else 40, review_seen_at=seen,
    )  # fmt: skip


LATER = NOON + 40 * DAY


def test_after_an_exam_score_and_objectives_are_shown_and_nothing_else() -> None:
    assert shown(exam(), [past()], past(), LATER) == RESULT


def test_failing_the_last_attempt_reveals_no_key() -> None:
    used = [past(1), past(2), past(3)]
    for review in (*ReviewPolicy, OPEN_BOOK):
        quiz = exam(review=review)
        assert moment_of(quiz, used, past(3), LATER) is Moment.AFTER_LAST
        assert all(shown(quiz, used, one, LATER) & TELLING == frozenset() for one in used)
    assert What.OWN_ANSWERS in shown(exam(), used, past(3), LATER), "one's own paper is no key"


def test_who_has_passed_sees_everything_that_the_word_allows() -> None:
    won = [past(1), past(2, passed=True)]
    assert shown(exam(), won, won[0], LATER) == shown(exam(), won, won[1], LATER) == ALL
    assert shown(exam(review=ReviewPolicy.NEVER), won, won[1], LATER) == RESULT


def test_an_attempt_that_passes_while_the_average_does_not_opens_nothing() -> None:
    quiz = exam(counts=Counting.AVERAGE)
    assert shown(quiz, [past(1), past(2, passed=True)], past(2, passed=True), LATER) == RESULT


def test_practice_shows_all_at_once() -> None:
    assert shown(practice(), [past()], past(), LATER) == ALL


def test_while_a_sitting_goes_on_only_results_of_others_are_shown_even_when_its_time_is_over() -> None:
    going_on = past(2, state=AttemptState.IN_PROGRESS)
    quiz = practice(review=OPEN_BOOK)
    assert shown(quiz, [past(1), going_on], past(1), LATER) == RESULT
    assert shown(exam(review=OPEN_BOOK), [past(1, passed=True), going_on], past(1, passed=True), LATER) == RESULT


def test_only_practice_shows_anything_during_and_only_what_is_written() -> None:
    going_on = past(state=AttemptState.IN_PROGRESS)
    assert shown(exam(review=OPEN_BOOK), [going_on], going_on, NOON) == frozenset()
    assert shown(practice(review=OPEN_BOOK), [going_on], going_on, NOON) == TELLING | {What.OWN_ANSWERS}
    assert shown(practice(), [going_on], going_on, NOON) == frozenset()


def test_no_score_while_a_marker_is_owed_and_nothing_of_a_voided_attempt() -> None:
    waits = past(state=AttemptState.WAITING)
    assert shown(exam(), [waits], waits, LATER) == {What.OBJECTIVES}
    void = past(state=AttemptState.VOIDED)
    assert shown(practice(), [void], void, LATER) == frozenset()


def test_each_moment_shows_its_own_row() -> None:
    rows = ReviewRules(
        right_after=(What.SCORE,), later_while_open=(What.OBJECTIVES,), after_last=(What.OWN_ANSWERS,), after_close=(What.KEY,)
    )
    quiz = exam(review=rows, attempts=2, window=Window(opens=None, closes=LATER))
    ended = NOON + DAY + HOUR
    one, both = [past(1)], [past(1), past(2)]
    assert shown(quiz, one, one[0], ended) == {What.SCORE}
    assert shown(quiz, one, one[0], ended + HOUR) == {What.OBJECTIVES}
    assert shown(quiz, both, one[0], ended + 3 * DAY) == {What.OWN_ANSWERS}
    assert shown(quiz, both, one[0], LATER) == {What.KEY}, "the table says so itself, for when the quiz is closed for everybody"
    silent = exam(window=Window(opens=None, closes=LATER), review=ReviewPolicy.AFTER_LAST)
    assert shown(silent, one, one[0], LATER) & TELLING == frozenset(), "closing alone opens nothing"


def test_a_quiz_has_closed_only_when_nobody_sits_in_it_any_more() -> None:
    """Who began at the last minute, or was given more time, still sits when the window is over."""
    quiz = exam(review=ReviewRules(after_last=(What.SCORE,), after_close=tuple(What)), window=Window(opens=None, closes=LATER))
    this = past(passed=True)
    assert shown(quiz, [this], this, LATER) == ALL
    assert shown(quiz, [this], this, LATER, others_sit=True) == {What.SCORE}


def test_a_moment_that_is_left_out_shows_what_the_one_before_shows() -> None:
    rules = ReviewRules(right_after=(What.SCORE,), after_last=(What.SCORE, What.KEY))
    assert [rules.at(one) for one in Moment] == [
        frozenset(), {What.SCORE}, {What.SCORE}, {What.SCORE, What.KEY}, {What.SCORE, What.KEY}
    ]  # fmt: skip


def test_a_word_and_a_table_are_stored_and_read_again() -> None:
    stored = TypeAdapter(Quiz)
    for review in (*ReviewPolicy, OPEN_BOOK, ReviewRules(after_close=())):
        assert stored.validate_json(stored.dump_json(exam(review=review))).review == review
    assert rules_of(OPEN_BOOK) is OPEN_BOOK


def test_a_review_that_opens_once_can_be_read_for_a_while_and_then_no_more() -> None:
    quiz, seen = practice(review_once=True), LATER
    assert opening_of(practice(), past(), LATER) is Opening.FREE
    assert opening_of(quiz, past(), LATER) is Opening.ONCE
    assert opening_of(quiz, past(seen=seen), LATER) is Opening.OPENED
    assert opening_of(quiz, past(seen=seen), seen + OPEN_ONCE) is Opening.SPENT
    assert opening_of(quiz, past(state=AttemptState.IN_PROGRESS), LATER) is Opening.FREE


WHATS = st.lists(st.sampled_from(What), unique=True).map(tuple)
ROWS = st.builds(
    ReviewRules, during=WHATS, right_after=WHATS, later_while_open=st.none() | WHATS, after_last=st.none() | WHATS, after_close=st.none()
)


@given(st.one_of(ROWS, st.sampled_from(ReviewPolicy)), st.lists(st.sampled_from(AttemptState), min_size=1, max_size=4), st.integers(0, 90))
@pytest.mark.parametrize("counts", Counting)
def test_an_exam_that_is_not_passed_never_tells_a_key_whatever_its_author_wrote(
    counts: Counting, review: ReviewRules | ReviewPolicy, states: list[AttemptState], days: int
) -> None:
    quiz = exam(review=review, counts=counts, window=Window(opens=None, closes=LATER))
    attempts = [past(number, state=state) for number, state in enumerate(states)]
    for this in attempts:
        assert shown(quiz, attempts, this, NOON + days * DAY) & TELLING == frozenset()
