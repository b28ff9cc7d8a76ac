"""Which attempt is the result of a quiz."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.core.ids import PublicId
from lms.quizzes.rules import AttemptState, Counting, PastAttempt, QuizResult, result_of
from tests.quizzes.samples import exam

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
WAITING, VOIDED, GRADED, OPEN = AttemptState.WAITING, AttemptState.VOIDED, AttemptState.GRADED, AttemptState.IN_PROGRESS


def attempts(*made: int | AttemptState) -> tuple[PastAttempt, ...]:
    """Attempts in order: a percent for a graded one (75 passes), or the state of one without a grade that counts."""
    return tuple(
        PastAttempt(
            public_id=PublicId(f"a{number}"), state=one if isinstance(one, AttemptState) else GRADED,
            started_at=NOON + timedelta(days=number), deadline_at=None,
            finished_at=None if one is OPEN else NOON + timedelta(days=number, hours=1),
            passed=not isinstance(one, AttemptState) and one >= 75, percent=0 if isinstance(one, AttemptState) else one,
        )
        for number, one in enumerate(made)
    )  # fmt: skip


def counted(rule: Counting, *made: int | AttemptState) -> tuple[int, bool, str | None, bool] | None:
    """The result in short."""
    found = result_of(exam(counts=rule), attempts(*made)[::-1])
    return None if found is None else (found.percent, found.passed, found.attempt, found.pending)


@pytest.mark.parametrize(
    ("rule", "percent", "attempt"),
    [(Counting.FIRST_PASS, 80, "a1"), (Counting.BEST, 90, "a2"), (Counting.LAST, 70, "a3"), (Counting.FIRST, 60, "a0"),
     (Counting.AVERAGE, 75, None)],
)  # fmt: skip
def test_each_rule_takes_its_own_attempt(rule: Counting, percent: int, attempt: str | None) -> None:
    assert counted(rule, 60, 80, 90, 70) == (percent, percent >= 75, attempt, False)


@pytest.mark.parametrize("rule", Counting)
def test_nothing_finished_is_no_result_and_voided_attempts_count_for_nothing(rule: Counting) -> None:
    assert counted(rule) is counted(rule, OPEN) is counted(rule, VOIDED, OPEN) is None
    assert counted(rule, VOIDED, 80, VOIDED) == (80, True, "a1", False)


def test_without_a_pass_the_best_is_told() -> None:
    assert counted(Counting.FIRST_PASS, 60, 70, 65) == counted(Counting.BEST, 60, 70, 65) == (70, False, "a1", False)


def test_an_average_is_rounded_down_never_up_to_a_pass() -> None:
    assert counted(Counting.AVERAGE, 74, 75) == (74, False, None, False)
    assert counted(Counting.AVERAGE, 74, 76) == (75, True, None, False)


@pytest.mark.parametrize("rule", Counting)
def test_a_pass_is_pending_while_a_marker_is_owed(rule: Counting) -> None:
    assert counted(rule, WAITING) == (0, False, None, True)


def test_a_marker_who_can_change_nothing_leaves_nothing_pending() -> None:
    assert counted(Counting.FIRST_PASS, 80, WAITING) == (80, True, "a0", False)
    assert counted(Counting.FIRST_PASS, 60, WAITING) == (60, False, "a0", True)
    assert counted(Counting.FIRST, 60, WAITING) == (60, False, "a0", False)
    assert counted(Counting.LAST, WAITING, 60) == (60, False, "a1", False)
    assert counted(Counting.LAST, 80, WAITING) == (0, False, None, True)
    assert counted(Counting.AVERAGE, 90, WAITING) == (90, False, None, True), "the average may still fall below the pass mark"


@given(st.sampled_from(Counting), st.lists(st.one_of(st.integers(0, 100), st.sampled_from([WAITING, VOIDED, OPEN])), max_size=6))
def test_a_result_is_never_better_than_the_best_attempt_and_never_passes_without_one(
    rule: Counting, made: list[int | AttemptState]
) -> None:  # fmt: skip
    found = result_of(exam(counts=rule), attempts(*made))
    graded = [one for one in made if isinstance(one, int) and not isinstance(one, AttemptState)]
    if found is None:
        assert not graded
        assert WAITING not in made
        return
    assert 0 <= found.percent <= max(graded, default=0)
    assert not found.passed or max(graded) >= 75
    assert not (found.passed and found.pending)
    if found.pending:
        assert WAITING in made
    assert isinstance(found, QuizResult)
