"""Which of a person's attempts is the result of a quiz, and how many attempts are left."""

from collections.abc import Sequence
from dataclasses import dataclass

from lms.core.ids import PublicId
from lms.quizzes.rules.quiz import Counting, Quiz, QuizKind
from lms.quizzes.rules.states import AttemptState, PastAttempt


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizResult:
    """What a quiz came to in one cycle. `attempt` is the one that counts; `None` where several do, or none has a grade yet.

    `pending`: a marker is owed whose word may change it. Until then nothing is passed that is not passed without it.
    """

    percent: int
    passed: bool
    attempt: PublicId | None
    pending: bool = False


def result_of(quiz: Quiz, attempts: Sequence[PastAttempt]) -> QuizResult | None:
    """The result by the quiz's own rule of counting, given the attempts of one cycle; `None` where nothing was finished.

    Voided attempts count for nothing. Percents are rounded down, an average too. While a marker is owed a pass that needs it is pending.
    """
    counted = _finished(attempts)
    if not counted:
        return None
    match quiz.counts:
        case Counting.FIRST:
            return _alone(counted[0])
        case Counting.LAST:
            return _alone(counted[-1])
        case Counting.AVERAGE:
            return _average(counted, quiz.pass_percent)
    return _won(counted, first=quiz.counts is Counting.FIRST_PASS)


def limit_of(quiz: Quiz) -> int | None:
    """How many attempts one cycle allows; `None`: any number. Where only the first counts in an exam, nothing is won by another."""
    return 1 if quiz.kind is QuizKind.EXAM and quiz.counts is Counting.FIRST else quiz.attempts


def attempts_used(attempts: Sequence[PastAttempt]) -> int:
    """How many of the attempts of a cycle are used: each from its start on, the one that goes on too; voided ones never."""
    return sum(attempt.state is not AttemptState.VOIDED for attempt in attempts)


def attempts_left(quiz: Quiz, attempts: Sequence[PastAttempt]) -> int | None:
    """How many more attempts may be begun in this cycle, the one that goes on not counted; `None`: any number."""
    limit = limit_of(quiz)
    return None if limit is None else max(0, limit - attempts_used(attempts))


def place_of(this: PastAttempt, attempts: Sequence[PastAttempt]) -> int:
    """Which attempt of its cycle this is, voided ones left out."""
    before = (one for one in attempts if one.started_at < this.started_at)
    return 1 + attempts_used(tuple(before))


def _finished(attempts: Sequence[PastAttempt]) -> list[PastAttempt]:
    over = (one for one in attempts if not one.state.is_open and one.state is not AttemptState.VOIDED)
    return sorted(over, key=lambda one: one.started_at)


def _owed(attempt: PastAttempt) -> bool:
    return not attempt.state.has_grade


def _alone(attempt: PastAttempt) -> QuizResult:
    if _owed(attempt):
        return QuizResult(percent=0, passed=False, attempt=None, pending=True)
    return QuizResult(percent=attempt.percent, passed=attempt.passed, attempt=attempt.public_id)


def _average(counted: Sequence[PastAttempt], pass_percent: int) -> QuizResult:
    """Without an attempt that passed no average does, so that a pass mark that is lowered later passes nobody in silence."""
    graded = [one.percent for one in counted if not _owed(one)]
    percent = sum(graded) // len(graded) if graded else 0
    pending = len(graded) < len(counted)
    only = counted[0].public_id if len(counted) == 1 and graded else None
    passed = not pending and percent >= pass_percent and any(one.passed for one in counted)
    return QuizResult(percent=percent, passed=passed, attempt=only, pending=pending)


def _won(counted: Sequence[PastAttempt], *, first: bool) -> QuizResult:
    """The first pass, or the best; without a pass both tell the best."""
    graded = [one for one in counted if not _owed(one)]
    pending = len(graded) < len(counted)
    passes = [one for one in graded if one.passed]
    if not graded:
        return QuizResult(percent=0, passed=False, attempt=None, pending=True)
    chosen = passes[0] if passes and first else max(graded, key=lambda one: (one.passed, one.percent))
    return QuizResult(percent=chosen.percent, passed=chosen.passed, attempt=chosen.public_id, pending=pending and not passes)
