"""The attempts of a quiz that are over, each with as much of its result as the review rule shows."""

from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from lms.core.ids import PersonId
from lms.quizzes.queries import Told, told_of
from lms.quizzes.rules import AttemptState, PastAttempt, Quiz, What, shown
from lms.web.presentation import day_of, spoken


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierAttempt:
    """One attempt that is over; `state` is one of passed, failed, waiting, voided."""

    name: str
    day: str
    percent: str
    state: str
    href: str


def earlier_attempts(person: PersonId, quiz: Quiz, now: datetime) -> tuple[EarlierAttempt, ...]:
    """All attempts that are over, of every cycle, newest first; one statement."""
    told = told_of(person, quiz.id)
    return tuple(_earlier(quiz, one, told, now) for one in reversed(told) if one.attempt.finished_at is not None)


def _earlier(quiz: Quiz, told: Told, others: tuple[Told, ...], now: datetime) -> EarlierAttempt:
    this, cycle = told.attempt, tuple(one.attempt for one in others if one.cycle == told.cycle)
    scored = this.state is AttemptState.GRADED and What.SCORE in shown(quiz, cycle, this, now)
    return EarlierAttempt(
        name=_("Attempt %(number)s", number=told.number), day=spoken(day_of(this.finished_at)) if this.finished_at else "",
        percent=_("%(percent)s%%", percent=this.percent) if scored else "", state=_state(this),
        href=url_for("quizzes.result", attempt=this.public_id),
    )  # fmt: skip


def _state(this: PastAttempt) -> str:
    if this.state is AttemptState.VOIDED:
        return "voided"
    if not this.state.has_grade:
        return "waiting"
    return "passed" if this.passed else "failed"
