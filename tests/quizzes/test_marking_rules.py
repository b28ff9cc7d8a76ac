"""The rules of marking by hand: what marks of several markers come to, and when a second one is asked."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.quizzes.rules import Grade, Mark
from lms.quizzes.rules.marking import counted, is_near


@given(st.lists(st.integers(0, 10), min_size=1, max_size=4), st.integers(1, 9))
def test_what_counts_is_the_exact_mean_and_the_order_of_markers_is_nothing(earned: list[int], points: int) -> None:
    marks = [Mark(one, 10, points) for one in earned]
    mean = counted(marks)
    assert mean.value == sum((one.value for one in marks), Fraction()) / len(marks)
    assert 0 <= mean.earned <= mean.out_of
    assert counted(marks[::-1]) == mean


def test_marks_of_different_rubrics_are_brought_to_the_same_parts() -> None:
    assert counted([Mark(1, 2, 3), Mark(1, 3, 3)]) == Mark(5, 12, 3)


@pytest.mark.parametrize(
    ("earned", "near"),
    [(Fraction(6999, 100), False), (Fraction(70), True), (Fraction(75), True), (Fraction(80), True), (Fraction(8001, 100), False)],
)
def test_a_second_marker_is_asked_within_five_points_both_ends_included(earned: Fraction, near: bool) -> None:
    assert is_near(Grade(earned, 100, int(earned), earned >= 75), 75) is near


def test_an_empty_paper_asks_nobody() -> None:
    assert not is_near(Grade(Fraction(), 0, 0, passed=False), 5)
