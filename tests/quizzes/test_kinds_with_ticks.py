"""What ticks earn in each mode."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.quizzes.questions import kind_of
from lms.quizzes.questions.multiple import MODES
from lms.quizzes.rules import Mark, Question
from tests.quizzes.samples import chance
from tests.quizzes.written import ticks

questions = st.builds(ticks, st.integers(1, 5), st.integers(1, 5), st.sampled_from((*MODES, None)), st.integers(0, 4))


def let_through(question: Question) -> bool:
    """Whether the check takes the question."""
    return not list(kind_of(question).complaints(question))


def value(question: Question, *chosen: str) -> Fraction:
    """What the ticks earn, as a share."""
    mark = kind_of(question).mark(question, chosen)
    return Fraction(mark.earned, mark.out_of)


@pytest.mark.parametrize(
    ("mode", "chosen", "share"),
    [
        (None, "r0 r1", 1), (None, "r0", 0), (None, "r0 r1 w0", 0),
        ("proportional", "r0", Fraction(1, 2)), ("proportional", "r0 r1 w0", Fraction(3, 4)), ("proportional", "w0 w1", 0),
        ("strict", "r0", Fraction(1, 2)), ("strict", "r0 r1 w0", 0),
        ("penalty", "r0 r1 w0", Fraction(1, 2)), ("penalty", "r0 w0 w1", 0), ("penalty", "r1", Fraction(1, 2)),
    ],
)  # fmt: skip
def test_each_mode_marks_as_the_manual_says(mode: str | None, chosen: str, share: Fraction) -> None:
    assert value(ticks(2, 4, mode), *chosen.split()) == share


@given(questions, st.data())
def test_no_ticks_earn_less_than_nothing_or_more_than_all(question: Question, data: st.DataObject) -> None:
    chosen = data.draw(st.sets(st.sampled_from([option.id for option in question.options])))
    mark = kind_of(question).mark(question, tuple(chosen))
    assert 0 <= mark.earned <= mark.out_of
    assert mark.points == question.points


@given(questions)
def test_all_right_ticks_earn_all_and_none_earn_nothing(question: Question) -> None:
    assert value(question, *question.right) == 1
    assert value(question) == 0


@given(questions)
def test_ticking_everything_earns_nothing_in_any_mode_that_the_check_lets_through(question: Question) -> None:
    if let_through(question):
        assert value(question, *(option.id for option in question.options)) == 0


def test_a_penalty_that_would_pay_for_ticking_everything_is_refused() -> None:
    weak = ticks(3, 2, "penalty")
    assert value(weak, *(option.id for option in weak.options)) > 0
    assert [complaint.code for complaint in kind_of(weak).complaints(weak)] == ["PENALTY_TOO_WEAK"]


@given(questions, st.integers(0, 99))
def test_the_order_of_options_never_changes_a_mark(question: Question, seed: int) -> None:
    kind = kind_of(question)
    shown = kind.order(question, chance(seed), shuffle=True)
    chosen = shown[: 1 + seed % len(shown)]
    assert kind.mark(question, chosen) == kind.mark(question, tuple(reversed(chosen))) == kind.mark(question, kind.read(question, chosen))


@given(questions)
def test_what_is_guessed_sums_to_1_and_is_what_counting_gives(question: Question) -> None:
    guesses = kind_of(question).guesses(question)
    assert sum(guesses.values()) == 1
    every = [{option.id for at, option in enumerate(question.options) if bits >> at & 1} for bits in range(2 ** len(question.options))]
    mean = sum((value(question, *chosen) for chosen in every), Fraction()) / len(every)
    assert mean == sum(share * likely for share, likely in guesses.items())


def test_the_learner_is_told_the_mode_and_nothing_of_the_key() -> None:
    kind, question = kind_of(ticks(1, 1)), ticks(2, 2, "strict")
    assert kind.view(question, "en", ("w0", "r0")).hints == {"mode": "strict"}
    assert kind.mark(ticks(1, 1), ("r0",)) == Mark(1, 1)
