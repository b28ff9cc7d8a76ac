"""The best partner that can be imagined, and what even that partner cannot fulfil."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, is_dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from lms.core.ids import PublicId, Slug
from lms.programme.parts import is_rule, leaves, names_of
from lms.programme.rules import Programme, Tier, words_of
from lms.requirements.all import All
from lms.requirements.any import AnyOf
from lms.requirements.evidence import Evidence
from lms.requirements.facts import Facts, Holding, Member, Paper, PartnerFacts, Value
from lms.requirements.kinds import Requirement
from lms.requirements.metric import Metric
from lms.requirements.scene import Scene
from lms.requirements.tier_at_least import TierAtLeast
from lms.requirements.type_is import TypeIs
from lms.requirements.words import Measure

DAY, BEGIN = date(2026, 6, 15), date(2000, 1, 1)
"""Any day, and one long before it: nothing that the best partner has ends."""
PEOPLE = 30
"""Enough, as every rule is eased to one person a place."""
FAR = Decimal(10**9)
VALUES = 24
"""Values a month, over four years: more than any points and samples ask for."""


def best_of(programme: Programme, uncounted: Collection[Slug] = (), without: Collection[Slug] = ()) -> "Best":
    """The best partner, who holds nothing `uncounted` and has nothing of the metrics `without`."""
    held = tuple(
        Holding(one.id, PublicId(one.id), BEGIN, None, None, counts=True)
        for one in programme.certifications if one.id not in uncounted
    )  # fmt: skip
    members = tuple(
        Member(PublicId(f"{at:04}"), {}, sales=True, technical=True, since=BEGIN, until=None, holdings=held) for at in range(PEOPLE)
    )
    current = programme.agreement.version
    products = tuple(one.id for one in programme.products)
    papers = tuple(Paper(one.id, year, date(year, 1, 1)) for one in programme.evidence for year in range(DAY.year - 10, DAY.year + 1))
    partner = PartnerFacts((), products, members, tuple(_values(programme, without)), papers, current, BEGIN)
    bare = Best(programme, Scene(Facts(partner, None, None, current), DAY, words_of(programme)), frozenset(without))
    rules = {tier.id: bare.eased(tier.requirement) for tier in programme.tiers}
    return replace(bare, scene=replace(bare.scene, tiers=rules))


@dataclass(frozen=True, slots=True)
class Best:
    """Rules without what only work and time decide, and the partner that has all the rest.

    Requirements ask for more and never for less, but for types of partners: what does not hold here holds for nobody. Of metrics
    `without`, the partner has nothing, and they are not eased.
    """

    programme: Programme
    scene: Scene
    without: frozenset[Slug]

    def blocking(self, tier: Tier, types: Collection[str]) -> Requirement | None:
        """What keeps the best partner of these types from a tier; `None` when nothing does."""
        facts = replace(self.scene.facts, partner=replace(self.scene.partner, types=tuple(types)))
        blocked: Requirement | None = self._blocking(tier.requirement, replace(self.scene, facts=facts))
        return blocked

    def _blocking(self, rule: Any, scene: Scene) -> Any:
        if self.eased(rule).holds(scene):
            return None
        if isinstance(rule, All | AnyOf):
            return next((found for one in rule.requirements if (found := self._blocking(one, scene)) is not None), rule)
        if isinstance(rule, TierAtLeast):
            below = self.programme.tier(rule.tier)
            return self._blocking(below.requirement, scene) if below else rule
        return rule

    def _beyond(self, rule: Metric) -> bool:
        """Whether a metric is asked for more than its scale has: of a mean at all, of single values where only great ones are looked at."""
        highest = next((one.highest for one in self.programme.metrics if one.id == rule.name), None)
        asked = (rule.min if rule.measure is Measure.MEAN else None, rule.each)
        return highest is not None and any(one is not None and one > highest for one in asked)

    def eased(self, rule: Any) -> Any:
        """The rule with one person for each place and with every figure and paper taken for given."""
        if isinstance(rule, Metric):
            return rule if rule.name in self.without or self._beyond(rule) else All(())
        if isinstance(rule, Evidence):
            return All(())
        if getattr(rule, "kind", "") == "not":
            return rule if all(isinstance(leaf, TypeIs) for leaf in leaves(rule)) else All(())
        return _each_part(rule, self.eased)


def _values(programme: Programme, without: Collection[Slug]) -> Iterator[Value]:
    days = [date(DAY.year - back, month, 1) for back in range(4) for month in range(1, 13) if back or month <= DAY.month]
    for one in programme.metrics:
        if one.id not in without and one.measure is not Measure.RATIO:
            most = FAR if one.highest is None else one.highest
            yield from (Value(one.id, day, most, f"{at}-{day}") for day in days for at in range(VALUES))


def _each_part(rule: Any, eased: Any) -> Any:
    changed: dict[str, Any] = {}
    for name in names_of(rule):
        value = getattr(rule, name)
        if name == "need" and isinstance(value, int):
            changed[name] = 1
        elif is_dataclass(value):
            changed[name] = eased(value) if is_rule(value) else _each_part(value, eased)
        elif isinstance(value, tuple) and any(is_dataclass(one) for one in value):
            changed[name] = tuple(eased(one) if is_rule(one) else _each_part(one, eased) for one in value)
    return replace(rule, **changed) if changed else rule
