"""Whether whoever fulfils some requirements fulfils another one too, as far as that can be said for certain."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lms.programme.rules import Programme
from lms.requirements.agreement import Agreement
from lms.requirements.all import All
from lms.requirements.any import AnyOf
from lms.requirements.any_day_in import AnyDayIn
from lms.requirements.at_least import AtLeast
from lms.requirements.evidence import Evidence
from lms.requirements.held_for import HeldFor
from lms.requirements.metric import Metric
from lms.requirements.people import People
from lms.requirements.roster import Roster
from lms.requirements.tier_at_least import TierAtLeast
from lms.requirements.type_is import TypeIs
from lms.requirements.window import Window
from lms.requirements.words import Measure

COUNTED = (Measure.COUNT, Measure.DISTINCT)
"""These figures only grow with the window that is looked at."""


@dataclass(frozen=True, slots=True)
class Implication:
    """The rules of one version, for partners of these types."""

    programme: Programme
    types: Collection[str]

    def implies(self, given: Sequence[Any], asked: Any) -> bool:
        """Whether everybody who fulfils all that is given fulfils what is asked; `False` where it cannot be said."""
        match asked:
            case All(requirements):
                found = all(self.implies(given, one) for one in requirements)
            case AnyOf(requirements):
                found = any(self.implies(given, one) for one in requirements)
            case AtLeast(n, requirements):
                found = sum(self.implies(given, one) for one in requirements) >= n
            case AnyDayIn():
                found = self.implies(given, asked.that)
            case TypeIs():
                found = bool({*asked.types} & {*self.types})
            case TierAtLeast():
                below = self.programme.tier(asked.tier)
                found = below is not None and self.implies(given, below.requirement)
            case _:
                found = False
        return found or any(self._ensures(one, asked) for one in given)

    def _ensures(self, one: Any, asked: Any) -> bool:
        if one == asked:
            return True
        match one:
            case All(requirements):
                return any(self._ensures(part, asked) for part in requirements)
            case AnyOf(requirements):
                ways = [way for way in requirements if open_to(way, self.types)]
                return bool(ways) and all(self._ensures(way, asked) for way in ways)
            case HeldFor():
                return self._ensures(one.that, asked)
        return self._more(one, asked)

    def _more(self, one: Any, asked: Any) -> bool:
        """Whether one requirement is another one and more of it."""
        match one, asked:
            case Metric(), Metric():
                return _figure(one, asked)
            case People(), People():
                return not asked.of_which and _among(one, asked) and one.need >= asked.need
            case Roster(), People():
                return not asked.of_which and _placed(one, asked) >= asked.need
            case Agreement(), Agreement():
                current = self.programme.agreement.version
                have, need = (current if rule.at_least is None else rule.at_least for rule in (one, asked))
                return have >= need
            case Evidence(), Evidence():
                return (one.paper, one.by, asked.valid) == (asked.paper, asked.by, "always")
        return False


def open_to(way: Any, types: Collection[str]) -> bool:
    """Whether a partner of these types can go one of several ways."""
    parts = way.requirements if isinstance(way, All) else (way,)
    return all(bool({*part.types} & {*types}) for part in parts if isinstance(part, TypeIs))


def _figure(one: Metric, asked: Metric) -> bool:
    """A figure at least as large, over a window that the other one holds, of values at least as many."""
    first, second = one.figure(), asked.figure()
    counted = one.measure in COUNTED
    if (one.name, one.min >= asked.min) != (asked.name, True):
        return False
    same = replace(first, window=second.window) == second and (
        first.window == second.window or (counted and _holds(second.window, first.window))
    )
    samples = max(one.min_sample, int(one.min)) if one.measure is Measure.COUNT else one.min_sample
    return same and samples >= asked.min_sample


def _holds(wide: Window, narrow: Window) -> bool:
    return wide.span == "lifetime" or (
        wide.span == narrow.span and wide.span in {"months", "days", "month"} and wide.length >= narrow.length
    )


def _among(one: Any, asked: People) -> bool:
    return {*one.holds_any} <= {*asked.holds_any}


def _placed(roster: Roster, asked: People) -> int:
    """How many different people with one of the certifications asked for a full roster has at least."""
    needs = [slot.need for slot in roster.slots if _among(slot, asked)]
    return sum(needs) if roster.sharing == "none" else max(needs, default=0)
