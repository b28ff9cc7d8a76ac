"""When a quiz may be begun, and what stands in the way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from lms.quizzes.rules.barriers import AlreadyPassed, AttemptsUsed, Closed, CoolingDown, MarkerOwed, NotOpenYet, StartBarrier
from lms.quizzes.rules.counting import attempts_used, limit_of, result_of
from lms.quizzes.rules.quiz import Quiz, QuizKind
from lms.quizzes.rules.states import AttemptState, PastAttempt


@dataclass(frozen=True, slots=True)
class Study:
    """The lessons (`course/lesson`) of what was missed in the last attempt that did not pass, and which of them are still to be repeated.

    Repeated is what was finished, for the first time or again, after that attempt ended.
    """

    lessons: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def start_barrier(quiz: Quiz, earlier: Sequence[PastAttempt], now: datetime, study: Study | None = None) -> StartBarrier | None:
    """What the quiz itself puts in the way of a new attempt, given the attempts of this cycle. Only one thing can: the first that holds.

    Voided attempts count for nothing. The wait is counted from the end of the last attempt, and that is its deadline at the latest.
    """
    if quiz.kind is QuizKind.EXAM:
        result = result_of(quiz, earlier)
        if result is not None and result.passed:
            return AlreadyPassed(result.attempt or _ended(earlier)[-1].public_id)
        if owed := waiting(earlier):
            return MarkerOwed(owed.public_id, owed.ended_at or owed.started_at)
    limit = limit_of(quiz)
    if limit is not None and attempts_used(earlier) >= limit:
        return AttemptsUsed(limit)
    return _shut(quiz, now) or _later(quiz, _cooling(quiz, earlier, study), now)


def may_start(
    quiz: Quiz, earlier: Sequence[PastAttempt], unmet: Sequence[object], now: datetime, study: Study | None = None
) -> tuple[object, ...]:  # fmt: skip
    """Everything that keeps the person from starting now; empty: the way is free.

    `unmet` are the prerequisites that are missing, as `requirements` tells them; the quiz's own barrier comes after them.
    """
    barrier = start_barrier(quiz, earlier, now, study)
    return tuple(unmet) if barrier is None else (*unmet, barrier)


def last_failed(earlier: Sequence[PastAttempt]) -> PastAttempt | None:
    """The attempt whose end the wait is counted from; `None` where none has failed."""
    return next(reversed(_failed(earlier)), None)


def waiting(attempts: Sequence[PastAttempt]) -> PastAttempt | None:
    """The attempt that waits for a marker longest."""
    return next((one for one in _ended(attempts) if not one.state.has_grade), None)


def _shut(quiz: Quiz, now: datetime) -> Closed | None:
    closes = quiz.window.closes if quiz.window else None
    return Closed(closes) if closes is not None and now >= closes else None


def _later(quiz: Quiz, cooling: CoolingDown | None, now: datetime) -> CoolingDown | NotOpenYet | None:
    """The wait and the window: what lasts longer of the two."""
    opens = quiz.window.opens if quiz.window else None
    if opens is not None and now < opens and (cooling is None or cooling.opens_at <= opens):
        return NotOpenYet(opens)
    return cooling if cooling is not None and now < cooling.opens_at else None


def _cooling(quiz: Quiz, earlier: Sequence[PastAttempt], study: Study | None) -> CoolingDown | None:
    """The wait after the last attempt that failed, over or not. What was earned by repeating never lengthens it."""
    failed = _failed(earlier)
    if not failed or not quiz.cooldown or failed[-1].ended_at is None:
        return None
    since = failed[-1].ended_at
    opens_at = since + timedelta(seconds=quiz.cooldown[min(len(failed), len(quiz.cooldown)) - 1])
    if quiz.earned_cooldown is None or study is None or not study.lessons:
        return CoolingDown(opens_at)
    sooner_at = since + timedelta(seconds=quiz.earned_cooldown)
    if sooner_at >= opens_at:
        return CoolingDown(opens_at)
    return CoolingDown(opens_at, sooner_at, study.missing) if study.missing else CoolingDown(sooner_at)


def _ended(attempts: Sequence[PastAttempt]) -> list[PastAttempt]:
    """The attempts that are over and not voided, in the order in which they ended."""
    over = [(one.ended_at, one.started_at, one) for one in attempts if one.ended_at and one.state is not AttemptState.VOIDED]
    return [one for _, _, one in sorted(over, key=lambda each: each[:2])]


def _failed(attempts: Sequence[PastAttempt]) -> list[PastAttempt]:
    return [one for one in _ended(attempts) if one.state.has_grade and not one.passed]
