"""A check inside a lesson: what a browser may see of it before and after it is answered. Nothing is graded, nothing is kept."""

from collections.abc import Sequence
from dataclasses import dataclass

from lms.core.ids import Slug
from lms.core.text import pick
from lms.quizzes.papers import CheckResult, LearnerQuestion, check_answer, check_question, learner_view
from lms.quizzes.questions import kind_of
from lms.quizzes.rules import QuizBank
from lms.web.context import language


@dataclass(frozen=True, slots=True)
class Answered:
    """What somebody answered; `values` are the chosen options as the form sent them."""

    quiz: Slug
    question: Slug
    values: tuple[str, ...]

    @property
    def anchor(self) -> str:
        """Where the check stands on the page."""
        return anchor(self.quiz, self.question)


@dataclass(frozen=True, slots=True)
class CheckOption:
    """One option; `state` and `why` are empty until the check is answered."""

    id: Slug
    text: str
    chosen: bool = False
    state: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check. `verdict` is "", "right", "wrong" or "empty"."""

    anchor: str
    address: str
    question: LearnerQuestion
    input: str
    options: tuple[CheckOption, ...]
    verdict: str = ""
    explanation: str = ""


def anchor(quiz: Slug, question: Slug) -> str:
    """Where a check stands on the page."""
    return f"check-{quiz}-{question}"


def check_of(bank: QuizBank, quiz: Slug, question_id: Slug, address: str, answered: Answered | None) -> Check:
    """A check as its reader sees it; key and reasons are in it only when it was answered.

    Raises:
        NotFound: there is no such check.
        Invalid: the answer holds what is no option.
    """
    question = check_question(bank.quizzes.get(quiz), question_id)
    shown = learner_view(question, language(), [option.id for option in (*question.options, *question.choices)])
    kind = kind_of(question)
    chosen: Sequence[str] = kind.read(question, answered.values) if answered else ()
    result = check_answer(question, tuple(chosen)) if chosen else None
    verdict = "" if answered is None else "empty" if result is None else "right" if result.correct else "wrong"
    return Check(
        anchor=anchor(quiz, question_id), address=f"{address}#{anchor(quiz, question_id)}", question=shown,
        input="checkbox" if kind.several else "radio",
        options=tuple(_option(one.id, one.text, one.id in chosen, result) for one in shown.options),
        verdict=verdict, explanation=pick(result.explanation, language()) if result else "",
    )  # fmt: skip


def _option(option: Slug, text: str, chosen: bool, result: CheckResult | None) -> CheckOption:
    if result is None:
        return CheckOption(option, text, chosen)
    state = "ok" if option in result.right else "bad" if chosen else ""
    return CheckOption(option, text, chosen, state, pick(result.options[option], language()))
