"""How far a new partner has come: five milestones, each with its day; pure, and nothing that was reached is taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lms.core.text import Texts

LEARNERS = 2
"""So many people on a track make a team that can sell."""


class Mark(StrEnum):
    """The milestones, in order."""

    AGREEMENT = "agreement"
    ADMIN = "admin"
    LEARNERS = "learners"
    CERTIFICATE = "certificate"
    TIER = "tier"


@dataclass(frozen=True, slots=True)
class Joined:
    """Somebody who was or is at the partner; `certified_on` is when they held their first certificate while they were there."""

    name: Texts
    on: date
    is_admin: bool
    learns: bool
    certified_on: date | None = None


@dataclass(frozen=True, slots=True)
class Milestone:
    """One milestone. `on` is the day it was reached, `who` the person who reached it, `have` of `need` how far it is."""

    mark: Mark
    on: date | None
    who: Texts | None = None
    have: int = 0
    need: int = 1


def milestones(agreement_on: date | None, joined: Sequence[Joined], tier_on: date | None) -> tuple[Milestone, ...]:
    """The milestones of a partner, in order, also of one that reached a later one first."""
    admin = min((one for one in joined if one.is_admin), key=lambda one: one.on, default=None)
    learners = sorted((one for one in joined if one.learns), key=lambda one: one.on)
    certified = [(one.certified_on, one) for one in joined if one.certified_on is not None]
    first = min(certified, key=lambda pair: pair[0], default=None)
    team_on = learners[LEARNERS - 1].on if len(learners) >= LEARNERS else None
    return (
        Milestone(Mark.AGREEMENT, agreement_on, have=int(agreement_on is not None)),
        Milestone(Mark.ADMIN, admin.on if admin else None, admin.name if admin else None, int(admin is not None)),
        Milestone(Mark.LEARNERS, team_on, have=min(len(learners), LEARNERS), need=LEARNERS),
        Milestone(Mark.CERTIFICATE, first[0] if first else None, first[1].name if first else None, int(first is not None)),
        Milestone(Mark.TIER, tier_on, have=int(tier_on is not None)),
    )


def stands_at(found: Sequence[Milestone]) -> Mark | None:
    """The first milestone that is not reached: where the partner stands; `None` when all are."""
    return next((one.mark for one in found if one.on is None), None)
