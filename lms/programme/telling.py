"""Which event tells of which step of a standing."""

from collections.abc import Sequence
from datetime import datetime

from lms.core.events import Event
from lms.core.ids import PartnerId, Slug
from lms.programme.events import (
    TierAtRisk,
    TierEligible,
    TierInGrace,
    TierKept,
    TierLapsed,
    TierLost,
    TierLowered,
    TierProposed,
    TierReached,
    TierRecovered,
)
from lms.programme.reviews import Found, look_at, serving, whose_end_it_is
from lms.programme.rules import Programme
from lms.programme.states import StepKind

FALLING = {StepKind.LOWERED: TierLowered, StepKind.LOST: TierLost}
WAITING = {StepKind.ELIGIBLE: TierEligible, StepKind.LAPSED: TierLapsed}
HOLDING = {StepKind.PROPOSED: TierProposed, StepKind.RECOVERED: TierRecovered}


def told(versions: Sequence[Programme], found: Found, version: int, partner: PartnerId, now: datetime) -> Event:
    """The event of a step."""
    before, after, kind = found.move.before, found.move.after, found.move.kind
    tier = after.tier or Slug("")
    if kind is StepKind.REACHED:
        return TierReached(at=now, partner=partner, version=version, before=before.tier, after=tier)
    if kind in FALLING:
        return FALLING[kind](at=now, partner=partner, version=version, before=before.tier or Slug(""), after=after.tier)
    if kind in WAITING:
        return WAITING[kind](at=now, partner=partner, version=version, tier=after.eligible or before.eligible or Slug(""))
    if kind in HOLDING:
        return HOLDING[kind](at=now, partner=partner, version=version, tier=tier)
    return _warned(versions, found, version, partner, now)


def _warned(versions: Sequence[Programme], found: Found, version: int, partner: PartnerId, now: datetime) -> Event:
    """At risk, in grace, or kept in it."""
    day, after = found.move.day, found.move.after
    tier, until = after.tier or Slug(""), after.grace_until or day
    if found.move.kind is StepKind.GRACE:
        return TierInGrace(at=now, partner=partner, version=version, tier=tier, since=after.failing_since or day, until=until)
    if found.move.kind is StepKind.KEPT:
        return TierKept(at=now, partner=partner, version=version, tier=tier, until=until)
    fails_on = look_at(serving(versions, day), found.facts)(day, tier).first_false_on or day
    people = whose_end_it_is(versions, found.facts, day, tier)
    return TierAtRisk(at=now, partner=partner, version=version, tier=tier, fails_on=fails_on, people=people)
