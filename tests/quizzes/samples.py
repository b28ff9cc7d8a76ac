"""Small quizzes for the tests: values made by hand, with canary words wherever a key could leak."""

from random import Random

from lms.core.ids import RevisionHash, Slug
from lms.quizzes.rules import Draw, Option, Question, QuestionType, Quiz, QuizBank, QuizKind, ReviewPolicy

REVISION = RevisionHash("a" * 64)


def option(name: str, *, right: bool = False, pin_last: bool = False) -> Option:
    """An option whose explanation is a canary."""
    return Option(
        id=Slug(name), text={"en": f"<b>{name}</b>", "ru": f"{name} по-русски"}, right=right,
        explanation={"en": "canaryexplanation"}, pin_last=pin_last,
    )  # fmt: skip


def question(name: str, right: str = "a", *, of: str = "abcd", objective: str | None = "first", lesson: str | None = None) -> Question:
    """A question whose options are letters; `right` are the right ones, and more than one make it a multiple."""
    return Question(
        id=Slug(name),
        type=QuestionType.MULTIPLE if len(right) > 1 else QuestionType.SINGLE,
        objective=None if objective is None else Slug(objective),
        lesson=lesson,
        stem={"en": f"<i>{name}</i>", "ru": f"{name}?"},
        text={"en": name, "ru": f"{name}?"},
        body={"en": "<p>Body</p>"},
        options=tuple(option(letter, right=letter in right) for letter in of),
        explanation={"en": "canaryexplanation"},
    )


def statement(name: str = "statement") -> Question:
    """A question of type true_false whose answer is true."""
    return Question(
        id=Slug(name), type=QuestionType.TRUE_FALSE, objective=Slug("first"), lesson=None,
        stem={"en": name}, text={"en": name}, body={}, options=(option("true", right=True), option("false")),
    )  # fmt: skip


def exam(**changes: object) -> Quiz:
    """An exam of four questions with 75 percent, 30 minutes, 3 attempts and waits of 24 hours and 7 days."""
    values: dict[str, object] = {
        "id": Slug("basics"), "title": {"en": "Basics"}, "intro": {}, "kind": QuizKind.EXAM, "pass_percent": 75, "minutes": 30,
        "attempts": 3, "cooldown": (86_400, 604_800), "draw": (), "shuffle": True, "review": ReviewPolicy.AFTER_LAST,
        "questions": (question("q1"), question("q2", "ab"), question("q3", "b"), statement("q4")), "languages": ("en", "ru"),
    }  # fmt: skip
    return Quiz(**{**values, **changes})  # type: ignore[arg-type]


def practice(**changes: object) -> Quiz:
    """A practice quiz without limits."""
    values: dict[str, object] = {
        "id": Slug("drill"), "kind": QuizKind.PRACTICE, "minutes": None, "attempts": None, "cooldown": (), "review": ReviewPolicy.AT_ONCE,
    }  # fmt: skip
    return exam(**{**values, **changes})


def quota(objective: str, take: int) -> Draw:
    """One line of a draw."""
    return Draw(objective=Slug(objective), take=take)


def bank_of(*quizzes: Quiz) -> QuizBank:
    """A bank of these quizzes."""
    return QuizBank(quizzes={quiz.id: quiz for quiz in quizzes}, revisions={quiz.id: REVISION for quiz in quizzes})


def chance(seed: int = 1) -> Random:
    """Chance that a test can repeat."""
    return Random(seed)  # noqa: S311 - repeatable on purpose
