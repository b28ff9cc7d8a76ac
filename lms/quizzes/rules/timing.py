"""How long an attempt may take: one function of limit, window, accommodations and outages."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from lms.quizzes.rules.quiz import ExpiryPolicy, Quiz
from lms.quizzes.rules.states import Ending

GRACE = timedelta(seconds=5)
"""How long after the deadline an answer on its way is still taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """What the deadline of one attempt depends on. All in seconds but `factor`, a percent of 100 or more."""

    started_at: datetime
    limit: int | None = None
    """the time limit of the quiz, before the person's factor"""
    closes_at: datetime | None = None
    """the end of a window for finishing, before the person's extension"""
    factor: int = 100
    credit: int = 0
    """given back for outages of the server"""
    break_allowance: int = 0
    """how long the person may stop the clock altogether"""
    break_used: int = 0
    paused_at: datetime | None = None


def deadline(timing: Timing, now: datetime) -> datetime | None:
    """When the time of an attempt is over; `None` without a limit and a window.

    The limit is lengthened by the person's factor, the window by as much as that adds; breaks and credited outages move both. While the
    clock stands still the deadline moves on with `now`, up to the allowance.
    """
    paused = 0 if timing.paused_at is None else max(0, int((now - timing.paused_at).total_seconds()))
    stopped = min(timing.break_allowance, timing.break_used + paused)
    longer = timedelta(seconds=timing.credit + stopped)
    extra = timedelta(seconds=(timing.limit or 0) * (timing.factor - 100) // 100)
    ends = []
    if timing.limit is not None:
        ends.append(timing.started_at + timedelta(seconds=timing.limit) + extra + longer)
    if timing.closes_at is not None:
        ends.append(timing.closes_at + extra + longer)
    return min(ends, default=None)


def is_over(deadline_at: datetime | None, now: datetime) -> bool:
    """Whether no answer is taken any more: the deadline and its grace of five seconds have passed."""
    return deadline_at is not None and now >= deadline_at + GRACE


def swept_at(quiz: Quiz, deadline_at: datetime | None) -> datetime | None:
    """When an attempt that nobody submitted is closed without its learner."""
    if deadline_at is None:
        return None
    waits = timedelta(seconds=quiz.grace_seconds) if quiz.expiry is ExpiryPolicy.GRACE else timedelta()
    return deadline_at + max(GRACE, waits)


def ending_at(quiz: Quiz, deadline_at: datetime | None, now: datetime) -> Ending:
    """How a sitting ends that is closed now, by its learner or by the sweep."""
    if not is_over(deadline_at, now):
        return Ending.SUBMITTED
    if quiz.expiry is ExpiryPolicy.SUBMIT:
        return Ending.EXPIRED
    swept = swept_at(quiz, deadline_at)
    return Ending.SUBMITTED if quiz.expiry is ExpiryPolicy.GRACE and swept is not None and now < swept else Ending.ABANDONED
