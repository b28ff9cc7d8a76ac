"""A check inside a lesson: what a browser may see of it before and after it is answered. Nothing is graded, nothing is kept."""

from dataclasses import dataclass, replace
from random import Random

from lms.core.errors import Invalid
from lms.core.ids import Slug
from lms.core.text import Texts, pick
from lms.quizzes.papers import CheckResult, LearnerQuestion, check_answer, check_question, learner_view
from lms.quizzes.questions import kind_of
from lms.quizzes.rules import Question, QuestionType, QuizBank
from lms.web.context import language
from lms.web.presentation import spoken
from lms.web.quizzes.pages.review import ReviewedPart, reviewed_part

LISTS = frozenset({QuestionType.SINGLE, QuestionType.MULTIPLE, QuestionType.TRUE_FALSE})
"""Questions that are nothing but options: the reasons stand with them."""


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
    """One check. `verdict` is "", "right", "wrong", "said" for what is not scored, "empty", or "refused" with the `problem`.

    `options` are those of questions that are nothing but options; any other is asked by its `template`, with what was `chosen`, and what
    was right stands below it in `parts` or in `key`, each with `reasons`.
    """

    anchor: str
    address: str
    question: LearnerQuestion
    template: str
    input: str
    chosen: tuple[str, ...]
    options: tuple[CheckOption, ...]
    verdict: str = ""
    problem: str = ""
    parts: tuple[ReviewedPart, ...] = ()
    key: tuple[Texts, ...] = ()
    reasons: tuple[str, ...] = ()
    explanation: str = ""

    @property
    def status(self) -> int:
        """With which status the page answers: 400 where nothing was answered, or what cannot be read."""
        return 400 if self.verdict in ("empty", "refused") else 200


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
    kind = kind_of(question)
    # Everybody sees the same order; what would tell the key as it is written, such as steps, is shuffled all the same.
    order = kind.order(question, Random(f"{quiz}#{question_id}"), shuffle=False)  # noqa: S311 - nobody gains by guessing it
    here = anchor(quiz, question_id)
    known = Check(
        anchor=here, address=f"{address}#{here}", question=learner_view(question, language(), order),
        template=f"quizzes/questions/{question.type.value}.html", input="checkbox" if kind.several else "radio", chosen=(), options=(),
    )  # fmt: skip
    if answered is None:
        return replace(known, options=_options(known, question, None))
    try:
        chosen = kind.read(question, answered.values)
    except Invalid as refused:
        if question.type in LISTS:
            raise
        return replace(known, chosen=answered.values, verdict="refused", problem=spoken(refused.message))
    return _told(replace(known, chosen=chosen), question)


def _told(check: Check, question: Question) -> Check:
    """The check with what an answer to it makes known; nothing, when there is no answer."""
    result = check_answer(question, check.chosen) if check.chosen else None
    if result is None:
        return replace(check, verdict="empty", options=_options(check, question, None))
    kind = kind_of(question)
    verdict = "said" if not kind.scored else "right" if result.correct else "wrong"
    reasons = [pick(option.explanation, language()) for option in question.options if option.id in check.chosen]
    return replace(
        check, verdict=verdict, options=_options(check, question, result), explanation=pick(result.explanation, language()),
        parts=tuple(reviewed_part(part) for part in kind.parts(question, check.chosen)), key=() if result.correct else kind.key(question),
        reasons=tuple(reason for reason in reasons if reason),
    )  # fmt: skip


def _options(check: Check, question: Question, result: CheckResult | None) -> tuple[CheckOption, ...]:
    if question.type not in LISTS:
        return ()
    return tuple(_option(one.id, one.text, one.id in check.chosen, result) for one in check.question.options)


def _option(option: Slug, text: str, chosen: bool, result: CheckResult | None) -> CheckOption:
    if result is None:
        return CheckOption(option, text, chosen)
    state = "ok" if option in result.right else "bad" if chosen else ""
    return CheckOption(option, text, chosen, state, pick(result.options[option], language()))
