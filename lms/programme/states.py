"""The states of a standing and the steps between them: the same ones whoever looks, how often, and how late."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from lms.core.ids import Slug
from lms.programme.rules import Programme, Review


class StandingState(StrEnum):
    """How safely a partner holds its tier."""

    NONE = "none"
    """it holds none"""
    MET = "met"
    AT_RISK = "at_risk"
    """its requirements hold today and will not all hold on a day within the horizon, if nothing changes"""
    GRACE = "grace"
    """they do not all hold; the tier is kept"""
    PROPOSED = "proposed"
    """grace and a review day have passed: whether it falls needs a manager's word"""


class StepKind(StrEnum):
    """What happened to a standing."""

    REACHED = "reached"
    ELIGIBLE = "eligible"
    """a higher tier is earned and waits for its day or for a manager's word"""
    LAPSED = "lapsed"
    """what waited so is earned no longer"""
    AT_RISK = "at_risk"
    GRACE = "grace"
    PROPOSED = "proposed"
    RECOVERED = "recovered"
    """what was at risk, in grace or proposed holds again"""
    KEPT = "kept"
    """a manager's word: it does not fall at this review"""
    LOWERED = "lowered"
    """a manager's word: it falls"""
    LOST = "lost"
    """the version in force has no such tier"""


@dataclass(frozen=True, slots=True)
class Held:
    """How a partner stands. `eligible` is a higher tier that waits; `failing_since` and `grace_until` are there in grace and after it."""

    tier: Slug | None = None
    state: StandingState = StandingState.NONE
    failing_since: date | None = None
    grace_until: date | None = None
    eligible: Slug | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What a review sees on a day: the tier that is earned, and the first day on which the held one would not hold, if it holds now."""

    day: date
    earned: Slug | None
    first_false_on: date | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """One step: what happened on which day, and how the partner stood before and stands after it."""

    kind: StepKind
    day: date
    before: Held
    after: Held


Look = Callable[[date, Slug | None], Seen]
"""What is seen on a day of a partner that holds this tier."""


def next_states(held: Held, see: Look, programme: Programme, day: date) -> tuple[Move, ...]:
    """Every step that follows on a day, in order, until none does: asked again with the last one's `after`, there is none.

    Never above what is earned, never down without a manager's word (but for a tier that this version does not have), back at once.
    """
    moves: list[Move] = []
    while step := _step(held, see(day, held.tier), programme):
        kind, after = step
        moves.append(Move(kind, day, held, after))
        held = after
    return tuple(moves)


def caught_up(held: Held, see: Look, rules: Callable[[date], Programme], days: Iterable[date]) -> tuple[Move, ...]:
    """The steps of several days, each by the rules of its own: what somebody would have seen who had looked on each of them."""
    moves: list[Move] = []
    for day in sorted(days):
        moves += next_states(held, see, rules(day), day)
        held = moves[-1].after if moves else held
    return tuple(moves)


def promoted(held: Held, tier: Slug) -> Held:
    """After a manager's word: the partner rises to the tier that it is eligible for."""
    return replace(_safe(held, tier), eligible=None)


def lowered(held: Held, earned: Slug | None, programme: Programme) -> Held:
    """After a manager's word: the partner falls to what it earns, and never below the floor."""
    floor = programme.review.floor
    return _safe(held, earned if programme.step(earned) >= programme.step(floor) else floor)


def kept(held: Held, until: date) -> Held:
    """After a manager's word: grace goes on until a day, and the tier is proposed to fall at the first review from then on."""
    return replace(held, state=StandingState.GRACE, grace_until=until)


def falls_after(review: Review, grace_until: date) -> date | None:
    """The review at which a tier may fall whose grace ends on a day: the first one on or after it."""
    return day_of(review.demote_on, grace_until)


def day_of(days: Iterable[str], since: date) -> date | None:
    """The first of these days of the year (`MM-DD`) on or after a day; `None` when there are none."""
    written = sorted(days)
    every = (date.fromisoformat(f"{year}-{one}") for year in (since.year, since.year + 1) for one in written)
    return next((day for day in every if day >= since), None)


def may_fall(programme: Programme, tier: Slug | None) -> bool:
    """Whether a tier can be lost at all: the floor, and what stands below it, never is."""
    return programme.step(tier) > programme.step(programme.review.floor)


def _step(held: Held, seen: Seen, programme: Programme) -> tuple[StepKind, Held] | None:
    earned, mine, waits = programme.step(seen.earned), programme.step(held.tier), programme.step(held.eligible)
    if held.tier is not None and mine == 0:
        return StepKind.LOST, replace(_safe(held, seen.earned), eligible=None)
    if held.eligible is not None and (earned < waits or waits <= mine):
        return StepKind.LAPSED, replace(held, eligible=None)
    if earned > mine and (rise := _rise(held, seen, programme.review)):
        return rise
    if held.tier is None:
        return None
    return _secured(held, seen, programme) if earned >= mine else _failing(held, seen, programme)


def _rise(held: Held, seen: Seen, review: Review) -> tuple[StepKind, Held] | None:
    """A tier that is earned is given at once or on its day; where a manager's word is needed, it waits for that."""
    its_day = review.promote == "on_change" or day_of(review.promote_on, seen.day) == seen.day
    word = review.promote_needs == "partner_manager"
    if seen.earned is not None and its_day and not word:
        return StepKind.REACHED, promoted(held, seen.earned)
    if held.eligible == seen.earned or (word and not its_day):
        return None
    return StepKind.ELIGIBLE, replace(held, eligible=seen.earned)


def _secured(held: Held, seen: Seen, programme: Programme) -> tuple[StepKind, Held] | None:
    """The requirements hold today."""
    horizon = seen.day + timedelta(days=programme.review.horizon_days)
    threatened = seen.first_false_on is not None and seen.first_false_on <= horizon
    if held.state in (StandingState.GRACE, StandingState.PROPOSED) or (held.state is StandingState.AT_RISK and not threatened):
        return StepKind.RECOVERED, replace(_safe(held, held.tier), eligible=held.eligible)
    if threatened and held.state is StandingState.MET:
        return StepKind.AT_RISK, replace(held, state=StandingState.AT_RISK)
    return None


def _failing(held: Held, seen: Seen, programme: Programme) -> tuple[StepKind, Held] | None:
    """They do not."""
    if held.grace_until is None:
        until = seen.day + timedelta(days=programme.review.grace_days)
        return StepKind.GRACE, replace(held, state=StandingState.GRACE, failing_since=seen.day, grace_until=until)
    falls = falls_after(programme.review, held.grace_until)
    if held.state is StandingState.GRACE and may_fall(programme, held.tier) and falls is not None and seen.day >= falls:
        return StepKind.PROPOSED, replace(held, state=StandingState.PROPOSED)
    return None


def _safe(held: Held, tier: Slug | None) -> Held:
    return replace(held, tier=tier, state=StandingState.MET if tier else StandingState.NONE, failing_since=None, grace_until=None)
