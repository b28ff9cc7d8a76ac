"""A `not` that contradicts what the same tier or one below it asks for: whoever fulfils the one breaks the other."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from lms.programme.linting.implication import Implication, open_to
from lms.programme.rules import Programme, Tier
from lms.requirements.all import All
from lms.requirements.any import AnyOf
from lms.requirements.held_for import HeldFor
from lms.requirements.not_ import Not
from lms.requirements.tier_at_least import TierAtLeast


@dataclass(frozen=True, slots=True)
class Contradiction:
    """`forbids`, which stands in `tier`, forbids `asked`, which the tier that was looked at takes."""

    tier: Tier
    forbids: Any
    asked: Any


def contradiction(programme: Programme, tier: Tier, types: Collection[str]) -> Contradiction | None:
    """The first `not` that no partner of these types keeps who fulfils the rest of a tier; `None` when none is found.

    What is found is one for certain; what cannot be compared (a share of people, points, different papers) is not found.
    """
    needed = [found for found, _ in _needed(programme, tier, tier.requirement, types)]
    asked, known = [one for one in needed if not isinstance(one, Not)], Implication(programme, types)
    for one, owner in _needed(programme, tier, tier.requirement, types):
        if isinstance(one, Not) and known.implies(asked, one.requirement):
            single = (other for other in asked if not isinstance(other, All | TierAtLeast) and known.implies([other], one.requirement))
            return Contradiction(owner, one, next(single, one.requirement))
    return None


def _needed(programme: Programme, owner: Tier, rule: Any, types: Collection[str]) -> Iterator[tuple[Any, Tier]]:
    """Everything that whoever fulfils a rule fulfils, down to the lowest tier, each with the tier in which it stands."""
    yield rule, owner
    match rule:
        case All(requirements):
            for one in requirements:
                yield from _needed(programme, owner, one, types)
        case HeldFor():
            yield from _needed(programme, owner, rule.that, types)
        case TierAtLeast():
            below = programme.tier(rule.tier)
            yield from _needed(programme, below, below.requirement, types) if below else ()
        case AnyOf(requirements):
            ways = [one for one in requirements if open_to(one, types)]
            yield from _needed(programme, owner, ways[0], types) if len(ways) == 1 else ()
