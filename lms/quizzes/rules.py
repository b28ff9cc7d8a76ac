"""What a quiz is, what an answer earns, and when a quiz may be begun, answered and reviewed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

from lms.core.ids import PublicId, RevisionHash, Slug
from lms.core.text import Message, Texts, msg, nmsg

GRACE = timedelta(seconds=5)
"""How long after the deadline an answer on its way is still taken."""

Answer = tuple[Slug, ...]
"""The ids of the chosen options, in the order in which the question is written."""


class QuizKind(StrEnum):
    """What a quiz is for."""

    EXAM = "exam"
    PRACTICE = "practice"
    CHECK = "check"


class QuestionType(StrEnum):
    """How a question is answered; each has its file in `questions/`."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUE_FALSE = "true_false"


class ReviewPolicy(StrEnum):
    """When a learner sees keys and explanations."""

    AT_ONCE = "at_once"
    AFTER_LAST = "after_last"
    NEVER = "never"


class AttemptState(StrEnum):
    """Where an attempt stands. Expired: the time ran out, and what was saved was graded."""

    OPEN = "open"
    SUBMITTED = "submitted"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One option of a question. `text` and `explanation` are rendered HTML by language."""

    id: Slug
    text: Texts
    right: bool
    explanation: Texts = field(default_factory=dict)
    pin_last: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question: `stem` (its heading), `body` and `explanation` are rendered HTML, `text` is the stem without markup."""

    id: Slug
    type: QuestionType
    objective: Slug | None
    lesson: str | None
    """The lesson that teaches the answer: `course/lesson`."""
    stem: Texts
    text: Texts
    body: Texts
    options: tuple[Option, ...]
    explanation: Texts = field(default_factory=dict)

    @property
    def right(self) -> frozenset[Slug]:
        """The ids of the right options: the key."""
        return frozenset(option.id for option in self.options if option.right)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """How many questions of one objective go on a paper."""

    objective: Slug
    take: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiz:
    """One quiz with all its questions, keys among them: it never goes to a browser as it is."""

    id: Slug
    title: Texts
    intro: Texts
    kind: QuizKind
    pass_percent: int
    """1 to 100; 0 in a quiz of checks, which is never graded."""
    minutes: int | None
    attempts: int | None
    """Attempts in one certification cycle; `None`: no limit."""
    cooldown: tuple[int, ...]
    """Seconds to wait after the first, second, ... attempt that did not pass; the last one repeats."""
    draw: tuple[Draw, ...]
    """Empty: all questions go on a paper."""
    shuffle: bool
    review: ReviewPolicy
    questions: tuple[Question, ...]
    languages: tuple[str, ...]

    def question(self, wanted: Slug) -> Question | None:
        """The question with this id."""
        return next((question for question in self.questions if question.id == wanted), None)

    @property
    def paper_size(self) -> int:
        """How many questions one paper has."""
        return sum(quota.take for quota in self.draw) or len(self.questions)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizBank:
    """The quizzes of one release, each with the hash of its revision."""

    quizzes: dict[Slug, Quiz] = field(default_factory=dict)
    revisions: dict[Slug, RevisionHash] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mark:
    """What one answer earns, of what it could."""

    earned: int
    out_of: int

    @property
    def full(self) -> bool:
        """Whether nothing is missing."""
        return self.earned == self.out_of


@dataclass(frozen=True, slots=True)
class Grade:
    """The result of an attempt."""

    earned: int
    out_of: int
    percent: int
    passed: bool


@dataclass(frozen=True, slots=True)
class ObjectiveResult:
    """What an attempt earned on one objective."""

    objective: Slug
    earned: int
    out_of: int


def grade(marks: Iterable[Mark], pass_percent: int) -> Grade:
    """Grade a finished attempt. The percent (0 to 100) is rounded down, never up to a pass; an empty paper earns 0."""
    given = list(marks)
    earned, out_of = sum(mark.earned for mark in given), sum(mark.out_of for mark in given)
    percent = 100 * earned // out_of if out_of else 0
    return Grade(earned, out_of, percent, percent >= pass_percent)


def objective_results(quiz: Quiz, marks: Mapping[Slug, Mark]) -> tuple[ObjectiveResult, ...]:
    """What the marks (by question) earned on each objective, in the order in which the quiz names them."""
    totals: dict[Slug, tuple[int, int]] = {}
    for question in quiz.questions:
        if question.objective is not None and question.id in marks:
            earned, out_of = totals.get(question.objective, (0, 0))
            mark = marks[question.id]
            totals[question.objective] = (earned + mark.earned, out_of + mark.out_of)
    return tuple(ObjectiveResult(objective, earned, out_of) for objective, (earned, out_of) in totals.items())


def lessons_to_repeat(quiz: Quiz, marks: Mapping[Slug, Mark]) -> tuple[str, ...]:
    """The source lessons (`course/lesson`) of questions that did not earn all, each once, in the order of the quiz."""
    missed = (question for question in quiz.questions if question.id in marks and not marks[question.id].full)
    return tuple(dict.fromkeys(question.lesson for question in missed if question.lesson is not None))


@dataclass(frozen=True, slots=True, kw_only=True)
class PastAttempt:
    """What the rules need to know of an attempt, open ones too."""

    public_id: PublicId
    state: AttemptState
    started_at: datetime
    deadline_at: datetime | None
    finished_at: datetime | None
    passed: bool

    @property
    def ended_at(self) -> datetime | None:
        """When the sitting ended: at its deadline at the latest, however late it was closed. `None` while it is open."""
        if self.finished_at is None or self.deadline_at is None:
            return self.finished_at
        return min(self.finished_at, self.deadline_at)


@dataclass(frozen=True, slots=True)
class AlreadyPassed:
    """The exam was passed in this cycle; there is nothing to win."""

    attempt: PublicId
    kind: Literal["already_passed"] = "already_passed"
    opens_at: None = None

    @property
    def message(self) -> Message:
        """The sentence for the person."""
        return msg("You have already passed this exam.")


@dataclass(frozen=True, slots=True)
class AttemptsUsed:
    """All attempts of this cycle are used."""

    limit: int
    kind: Literal["attempts_used"] = "attempts_used"
    opens_at: None = None

    @property
    def message(self) -> Message:
        """The sentence for the person."""
        return nmsg("You have used %(n)s attempt, and no more are left.", "You have used %(n)s attempts, and no more are left.", self.limit)


@dataclass(frozen=True, slots=True)
class CoolingDown:
    """The wait after an attempt that did not pass is not over: `opens_at` is the first moment at which one may start again."""

    opens_at: datetime
    kind: Literal["cooling_down"] = "cooling_down"

    @property
    def opens_minute(self) -> datetime:
        """The first whole minute at which one may start again: what people are told."""
        whole = self.opens_at.replace(second=0, microsecond=0)
        return whole if whole == self.opens_at else whole + timedelta(minutes=1)

    @property
    def message(self) -> Message:
        """The sentence for the person."""
        return msg("You may start your next attempt on %(moment)s.", moment=self.opens_minute)


StartBarrier = AlreadyPassed | AttemptsUsed | CoolingDown


def start_barrier(quiz: Quiz, earlier: Sequence[PastAttempt], now: datetime) -> StartBarrier | None:
    """What the quiz itself puts in the way of a new attempt, given the attempts of this cycle. Only one thing can: the first that holds.

    The wait is counted from the end of the last attempt, and that is its deadline at the latest.
    """
    finished = sorted((ended, attempt.passed, attempt.public_id) for attempt in earlier if (ended := attempt.ended_at))
    passed = next((public_id for _, was_passed, public_id in finished if was_passed), None)
    if quiz.kind is QuizKind.EXAM and passed is not None:
        return AlreadyPassed(passed)
    if quiz.attempts is not None and len(finished) >= quiz.attempts:
        return AttemptsUsed(quiz.attempts)
    failed = [ended for ended, was_passed, _ in finished if not was_passed]
    if failed and quiz.cooldown:
        opens_at = failed[-1] + timedelta(seconds=quiz.cooldown[min(len(failed), len(quiz.cooldown)) - 1])
        return CoolingDown(opens_at) if now < opens_at else None
    return None


def may_start(quiz: Quiz, earlier: Sequence[PastAttempt], unmet: Sequence[object], now: datetime) -> tuple[object, ...]:
    """Everything that keeps the person from starting now; empty: the way is free.

    `unmet` are the prerequisites that are missing, as `requirements` tells them; the quiz's own barrier comes after them.
    """
    barrier = start_barrier(quiz, earlier, now)
    return tuple(unmet) if barrier is None else (*unmet, barrier)


def deadline(started_at: datetime, minutes: int | None) -> datetime | None:
    """When the time of an attempt is over; `None` without a limit."""
    return None if minutes is None else started_at + timedelta(minutes=minutes)


def is_over(deadline_at: datetime | None, now: datetime) -> bool:
    """Whether no answer is taken any more: the deadline and its grace of five seconds have passed."""
    return deadline_at is not None and now >= deadline_at + GRACE


def review_allowed(quiz: Quiz, attempts: Sequence[PastAttempt], now: datetime) -> bool:
    """Whether keys and explanations may be shown, given all attempts of this cycle.

    Never while a sitting of the quiz goes on: its paper could hold the same questions.
    """
    if any(attempt.state is AttemptState.OPEN and not is_over(attempt.deadline_at, now) for attempt in attempts):
        return False
    finished = [attempt for attempt in attempts if attempt.state is not AttemptState.OPEN]
    if quiz.review is ReviewPolicy.NEVER or not finished:
        return False
    none_left = quiz.attempts is not None and len(finished) >= quiz.attempts
    return quiz.review is ReviewPolicy.AT_ONCE or none_left or any(attempt.passed for attempt in finished)
