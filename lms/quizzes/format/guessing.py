"""Refuses an exam that can be passed without reading it."""

from decimal import ROUND_CEILING, Decimal

from lms.core.content.faults import Faults
from lms.core.content.yaml import Document
from lms.core.text import msg
from lms.quizzes.guessing import MOST_GUESSED, passing_by_guessing
from lms.quizzes.rules import Quiz, QuizKind
from lms.quizzes.rules.drawing import CannotDrawError


def check_guessing(document: Document, quiz: Quiz, faults: Faults) -> None:
    """Note an exam that a blind guess passes more often than `MOST_GUESSED`. To be asked when nothing else is wrong with it."""
    if quiz.kind is not QuizKind.EXAM:
        return
    try:
        chance = passing_by_guessing(quiz)
    except CannotDrawError:  # said already
        return
    if chance <= MOST_GUESSED:
        return
    percent = (Decimal(100 * chance.numerator) / chance.denominator).quantize(Decimal("0.1"), ROUND_CEILING)
    faults.add(
        document.path, document.key(("pass",)), "EXAM_GUESSABLE",
        msg("Who guesses blindly passes this exam with a chance of %(percent)s%%.", percent=percent),
        msg("Ask more questions, offer more options, or ask for more to pass: at most %(most)s%% may pass so.", most=1),
    )  # fmt: skip
