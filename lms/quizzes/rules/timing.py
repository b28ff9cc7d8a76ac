"""How long an attempt may take: one function of limit, window, accommodations, breaks and outages."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import ceil

from lms.quizzes.rules.quiz import ExpiryPolicy, Quiz, WindowFor
from lms.quizzes.rules.states import Ending

GRACE = timedelta(seconds=5)
"""How long after the deadline an answer on its way is still taken."""
CREDIT_LIMIT = timedelta(minutes=30)
"""The most that one attempt gets back: who waits longer has had the time to look things up, and is owed another attempt, not more time.
A window for starting is lengthened by no more either."""
LONGEST_STRETCH = timedelta(hours=24)
"""Without a limit, a factor lengthens no more than a day of what is left of a window: one that is open for weeks needs no weeks more."""


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
    """by breaks that are over"""
    paused_at: datetime | None = None


def deadline(timing: Timing, now: datetime) -> datetime | None:
    """When the time of an attempt is over; `None` without a limit and a window.

    The limit is lengthened by the person's factor, the window by as much as that adds; breaks and credited outages move both. While the
    clock stands still the deadline moves on with `now`, up to the allowance.
    """
    longer = timedelta(seconds=timing.credit + stopped(timing, now))
    extra = extension(timing.limit, timing.closes_at, timing.factor, timing.started_at)
    ends = []
    if timing.limit is not None:
        ends.append(timing.started_at + timedelta(seconds=timing.limit) + extra + longer)
    if timing.closes_at is not None:
        ends.append(timing.closes_at + extra + longer)
    return min(ends, default=None)


def last_deadline(timing: Timing) -> datetime | None:
    """The deadline at the latest: as if the break that goes on took all that is left of the allowance. Without a break, the deadline.

    This is what is stored, so that nobody closes an attempt whose clock stands still.
    """
    return deadline(timing, clock_goes_on_at(timing) or timing.started_at)


def clock_goes_on_at(timing: Timing) -> datetime | None:
    """When the allowance of the break that goes on is used up, and the clock runs again by itself; `None` outside a break."""
    if timing.paused_at is None:
        return None
    return timing.paused_at + timedelta(seconds=timing.break_allowance - timing.break_used)


def stopped(timing: Timing, now: datetime) -> int:
    """For how many seconds the clock stood still until `now`: never more than the allowance. A second that has begun counts whole."""
    paused = 0 if timing.paused_at is None else max(0, ceil((now - timing.paused_at).total_seconds()))
    return min(timing.break_allowance, timing.break_used + paused)


def extension(limit: int | None, closes_at: datetime | None, factor: int, started_at: datetime) -> timedelta:
    """What a factor adds to limit and window: its share of the limit, without one of the time that is left of the window."""
    if limit is not None:
        return timedelta(seconds=limit * (factor - 100) // 100)
    if closes_at is None:
        return timedelta()
    stretch = min(LONGEST_STRETCH, max(timedelta(), closes_at - started_at))
    return timedelta(seconds=int(stretch.total_seconds()) * (factor - 100) // 100)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Accommodation:
    """What stands for one person in every quiz: the time as a percent, attempts more than the quiz gives, minutes of breaks."""

    time_percent: int = 100
    extra_attempts: int = 0
    break_minutes: int = 0

    @property
    def is_any(self) -> bool:
        """Whether it changes anything."""
        return self != Accommodation()

    def limit_of(self, quiz: Quiz) -> int | None:
        """The person's own time limit in seconds, without breaks; `None` where the quiz has none."""
        return None if quiz.minutes is None else 60 * quiz.minutes * self.time_percent // 100


def accommodated(quiz: Quiz, own: Accommodation, now: datetime) -> Quiz:
    """The quiz with the attempts and the window that one person has who would start now; minutes stay those of the quiz.

    The window opens when it does for all, and closes later by what the factor adds to the time.
    """
    window = quiz.window
    if window is not None and window.closes is not None:
        limit = None if quiz.minutes is None else 60 * quiz.minutes
        window = replace(window, closes=window.closes + extension(limit, window.closes, own.time_percent, now))
    return replace(quiz, window=window, attempts=None if quiz.attempts is None else quiz.attempts + own.extra_attempts)


def reopened(quiz: Quiz, outages: Sequence[tuple[datetime, datetime]]) -> Quiz:
    """The quiz whose window for starting closed while the server could not be reached: it closes later by as long as that took.

    `outages` are their beginnings and ends, in order. What one moves into another moves on; by `CREDIT_LIMIT` altogether at most.
    """
    window = quiz.window
    if window is None or window.closes is None or window.closing is not WindowFor.START:
        return quiz
    closes, last = window.closes, window.closes + CREDIT_LIMIT
    for began_at, ended_at in outages:
        if began_at < closes <= ended_at:
            closes = min(last, closes + (ended_at - began_at))
    return replace(quiz, window=replace(window, closes=closes))
