"""When a quiz may be begun, and what stands in the way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from lms.core.ids import PublicId
from lms.core.text import Message, msg, nmsg
from lms.quizzes.rules.quiz import Quiz, QuizKind
from lms.quizzes.rules.states import PastAttempt


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
