"""Guessing and simulated learners, beside what can be counted."""

import dataclasses
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.core.errors import Refused
from lms.core.ids import Slug
from lms.quizzes.guessing import MOST_GUESSED, chance_of, guesses_of, passing_by_guessing
from lms.quizzes.papers import draw
from lms.quizzes.rules import Draw, Question, Quiz
from lms.quizzes.rules.drawing import CannotDrawError
from lms.quizzes.simulation import quotas_met, simulate
from tests.quizzes.samples import chance, exam, question, quota, statement

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)


def pool(*options: str, objective: str = "first", points: int = 1, prefix: str = "q") -> tuple[Question, ...]:
    """Questions with so many options each."""
    return tuple(
        dataclasses.replace(question(f"{prefix}{number}", of=of, objective=objective), points=points) for number, of in enumerate(options)
    )  # fmt: skip


def test_the_chance_of_a_guess_is_that_of_the_binomial_law() -> None:
    four = exam(questions=pool("abcd", "abcd", "abcd", "abcd"), pass_percent=75)
    assert passing_by_guessing(four) == 4 * QUARTER**3 * (1 - QUARTER) + QUARTER**4
    assert passing_by_guessing(exam(questions=(statement(),), pass_percent=100)) == HALF


@given(st.lists(st.tuples(st.lists(st.integers(0, 4), min_size=1, max_size=3), st.integers(0, 3)), max_size=4), st.integers(1, 100))
def test_convolution_is_counting_all_ways(asked: list[tuple[list[int], int]], pass_percent: int) -> None:
    """Each question: shares in quarters, equally likely; all combinations are tried."""
    out_of = sum(points for _, points in asked)
    ways = list(product(*(shares for shares, _ in asked)))
    passing = sum(
        bool(out_of)
        and 100 * sum(Fraction(share, 4) * points for share, (_, points) in zip(way, asked, strict=True)) >= pass_percent * out_of
        for way in ways
    )
    guesses = [({Fraction(share, 4): Fraction(shares.count(share), len(shares)) for share in shares}, points) for shares, points in asked]
    assert chance_of(guesses, pass_percent) == Fraction(passing, len(ways))


def test_the_paper_that_is_easiest_to_guess_decides() -> None:
    questions = (*pool("ab", "abcd", "abcd"), *pool("abcd", "ab", objective="second", prefix="s"))
    quiz = exam(questions=questions, draw=(quota("first", 1), quota("second", 1)), pass_percent=100)
    assert passing_by_guessing(quiz) == HALF * HALF
    excluding = dataclasses.replace(questions[0], excludes=(Slug("s1"),))
    apart = dataclasses.replace(quiz, questions=(excluding, *questions[1:]))
    assert passing_by_guessing(apart) == HALF * QUARTER, "the two easiest never meet"


def test_a_quiz_without_points_is_never_passed_by_guessing() -> None:
    assert passing_by_guessing(exam(questions=pool("ab", points=0))) == 0


def test_no_paper_no_chance() -> None:
    quiz = exam(questions=pool("ab"), draw=(quota("first", 2),))
    with pytest.raises(CannotDrawError):
        passing_by_guessing(quiz)
    with pytest.raises(Refused):
        draw(quiz, {}, chance())
    with pytest.raises(Refused):
        simulate(quiz, 1, chance())


def test_every_kind_tells_how_it_is_guessed() -> None:
    for asked in exam().questions:
        assert sum(guesses_of(asked).values()) == 1


def test_simulated_learners_meet_whole_quotas_and_fresh_papers_while_there_are_any() -> None:
    quiz = exam(questions=pool(*["abcd"] * 10), draw=(quota("first", 4),), attempts=3)
    seen = simulate(quiz, 50, chance(2))
    assert (seen.learners, seen.size, seen.pool, seen.short, seen.clashes) == (50, 4, 10, 0, 0)
    assert (seen.fresh, seen.spent, seen.largest_overlap) == (2, 3, 2)
    assert 0 < seen.overlap <= QUARTER, "of the third paper, two of four questions were seen, at times on the second"
    assert seen.papers == 150


def test_guesses_that_are_simulated_agree_with_those_that_are_computed() -> None:
    quiz = exam(questions=pool(*["ab"] * 6), draw=(quota("first", 2),), pass_percent=50)
    seen = simulate(quiz, 1_000, chance(3))
    assert seen.guessed == seen.guessed_mean == Fraction(3, 4)
    assert 700 < seen.passed < 800
    assert seen.guessed > MOST_GUESSED


def test_without_quotas_everybody_has_the_same_paper() -> None:
    done: list[int] = []
    seen = simulate(exam(attempts=2), 3, chance(), done.append)
    assert (seen.overlap, seen.largest_overlap, seen.fresh, seen.spent, seen.papers) == (1, 4, 1, 1, 6)
    assert done == [1, 2, 3]


def test_a_pool_that_is_never_used_up_is_told() -> None:
    pinned = tuple(dataclasses.replace(one, excludes=(Slug("s0"),)) for one in pool("ab"))
    quiz = exam(questions=(*pinned, *pool("ab", objective="second", prefix="s")), draw=(quota("first", 1),), attempts=None)
    assert simulate(quiz, 1, chance()).spent == 1
    other = pool("ab", prefix="s", objective="second")
    both = exam(
        questions=(dataclasses.replace(pinned[0], excludes=(Slug("q1"),)), *pool("ab", "ab")[1:], *other),
        draw=(quota("first", 1), quota("second", 1)), attempts=1,
    )  # fmt: skip
    assert simulate(both, 1, chance()).spent == 2
    never = exam(questions=pool(*["ab"] * 40), draw=(quota("first", 1),), attempts=1)
    assert simulate(never, 1, chance()).spent is None


def test_a_quota_that_is_not_met_is_seen() -> None:
    """The control: papers made by hand, each with one thing wrong."""
    questions = tuple(dataclasses.replace(one, difficulty=Slug("hard" if one.id == "q0" else "easy")) for one in pool("ab", "ab", "ab"))
    quiz: Quiz = exam(questions=questions, draw=(quota("first", 1), Draw(objective=Slug("first"), take=1, difficulty=Slug("hard"))))
    assert quotas_met(quiz, questions[:2])
    assert not quotas_met(quiz, questions[1:])
    assert not quotas_met(quiz, questions)
    assert not quotas_met(quiz, (questions[0], questions[0]))
    assert not quotas_met(exam(), ())
