"""The paper of one attempt: which questions, in which order, and what of them a browser may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from lms.core.errors import NotFound, Refused
from lms.core.ids import Slug
from lms.core.text import Texts, msg
from lms.quizzes.questions import kind_of, mark
from lms.quizzes.questions.kind import LearnerOption, LearnerQuestion
from lms.quizzes.rules import Answer, Question, Quiz, QuizKind
from lms.quizzes.rules.drawing import CannotDrawError, can_draw, chosen

__all__ = [
    "CheckResult", "LearnerOption", "LearnerQuestion", "can_draw", "check_answer", "check_question", "draw", "learner_view", "option_order",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The answer to a check inside a lesson: nothing of it is stored."""

    correct: bool
    right: frozenset[Slug]
    options: dict[Slug, Texts]
    """Each option's explanation, rendered; empty where it has none."""
    explanation: Texts


def draw(quiz: Quiz, seen: Mapping[Slug, int], rng: Random) -> tuple[Question, ...]:
    """The questions of one paper: by quotas, the unseen first, then the least seen, never two that exclude each other.

    `seen` counts how often each question stood on the person's papers; chance decides among equals. A drawn paper stands in a random
    order; without quotas all questions stand as they are written.

    Raises:
        Refused: the quotas cannot be met, which the check of the content says beforehand (`can_draw`).
    """
    if not quiz.draw:
        return quiz.questions
    try:
        drawn = chosen(quiz, seen, rng)
    except CannotDrawError as impossible:
        raise Refused(msg("No paper can be put together for this exam. Tell whoever answers for the content.")) from impossible
    paper = [question for question in quiz.questions if question.id in drawn]
    rng.shuffle(paper)
    return tuple(paper)


def option_order(question: Question, rng: Random, *, shuffle: bool) -> tuple[str, ...]:
    """The ids of the options as one paper shows them."""
    return kind_of(question).order(question, rng, shuffle=shuffle)


def learner_view(question: Question, language: str, order: Sequence[str]) -> LearnerQuestion:
    """What goes to a browser before review: an allow-list, without key and explanations. `order` holds ids of options and choices."""
    return kind_of(question).view(question, language, order)


def check_question(quiz: Quiz | None, wanted: Slug) -> Question:
    """The question that a lesson asks in place.

    Raises:
        NotFound: there is no such question, or the quiz is none of checks: the key of an exam never leaves by this door.
    """
    question = quiz.question(wanted) if quiz is not None and quiz.kind is QuizKind.CHECK else None
    if question is None:
        raise NotFound
    return question


def check_answer(question: Question, answer: Answer) -> CheckResult:
    """Whether the answer to a check is right, and why. Only for questions from `check_question`."""
    return CheckResult(
        correct=mark(question, answer).full,
        right=question.right,
        options={option.id: option.explanation for option in question.options},
        explanation=question.explanation,
    )
