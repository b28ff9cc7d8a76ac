"""How likely a blind guess passes an exam."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import lcm

from lms.quizzes.questions import KINDS, kind_of
from lms.quizzes.rules import Question, Quiz
from lms.quizzes.rules.drawing import heaviest

MOST_GUESSED = Fraction(1, 100)
"""An exam that a blind guess passes more often than this certifies nothing."""
FINE = 10**9

Guesses = Mapping[Fraction, Fraction]
"""How likely which share of a question is earned by guessing."""


def passing_by_guessing(quiz: Quiz) -> Fraction:
    """How likely a blind guess passes, on the paper of this quiz that is easiest to guess: exactly, by convolution of `Kind.guesses`.

    The easiest is the paper on which most points are expected from guessing, measured against what the pass asks of its questions;
    without quotas there is only one paper.

    Raises:
        CannotDrawError: no paper meets the quotas.
    """
    asked = {question.id: (guesses_of(question), question.points) for question in quiz.questions}
    if quiz.draw:
        bar = Fraction(quiz.pass_percent, 100)
        worth = {one: int(points * (_expected(guesses) - bar) * FINE) for one, (guesses, points) in asked.items()}
        asked = {one: asked[one] for one in heaviest(quiz, worth)}
    return chance_of(asked.values(), quiz.pass_percent)


def chance_of(asked: Iterable[tuple[Guesses, int]], pass_percent: int) -> Fraction:
    """How likely guesses at questions worth so many points earn the pass together: exactly, in whole numbers. Without points: never."""
    scored = [(guesses, points) for guesses, points in asked if points]
    out_of = sum(points for _, points in scored)
    unit = lcm(1, *(share.denominator for guesses, _ in scored for share in guesses))
    sums, whole = {0: 1}, 1
    for guesses, points in scored:
        parts = lcm(*(likely.denominator for likely in guesses.values()))
        steps = [(int(share * points * unit), int(likely * parts)) for share, likely in guesses.items() if likely]
        following: dict[int, int] = {}
        for earned, ways in sums.items():
            for more, times in steps:
                following[earned + more] = following.get(earned + more, 0) + ways * times
        sums, whole = following, whole * parts
    passing = sum(ways for earned, ways in sums.items() if out_of and 100 * earned >= pass_percent * out_of * unit)
    return Fraction(passing, whole)


def guesses_of(question: Question) -> Guesses:
    """What a blind guess earns of a question."""
    return kind_of(question).guesses(question) if question.type in KINDS else {Fraction(0): Fraction(1)}


def _expected(guesses: Guesses) -> Fraction:
    return sum((share * likely for share, likely in guesses.items()), Fraction())
