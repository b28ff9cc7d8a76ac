"""Which requirements of a tier fail on a day: those that people could fulfil, and the rest."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from lms.core.ids import Slug
from lms.programme.rules import Programme, named, words_of
from lms.programme.versions import under
from lms.requirements.facts import Facts
from lms.requirements.result import Result, opens, ways
from lms.requirements.scene import Rule, Scene
from lms.requirements.tier_at_least import TierAtLeast

PEOPLE_KINDS = frozenset({"people", "roster", "percent", "coverage"})
"""Kinds that a certificate can fulfil."""
CLOSED = frozenset({"type_is", "not"})
"""Kinds that nothing fulfils that a partner does."""
MOST_WAYS = 6
"""So many ways to a tier are looked at."""


@dataclass(frozen=True, slots=True)
class Failing:
    """What a version lacks for a tier on one way to it: requirements that people could fulfil, their answers, and all other answers."""

    scene: Scene
    tier: Rule
    staff: tuple[Rule, ...]
    answers: tuple[Result, ...]
    others: tuple[Result, ...]

    @classmethod
    def each(cls, version: Programme, facts: Facts, day: date, tier: Slug) -> "tuple[Failing, ...]":
        """What a version lacks, once for each way to the tier where some of several requirements are enough; the nearest first.

        Ways that nobody can go, because they are for partners of another type or want something gone, are left out beside others.
        Nothing when the version has no such tier, or nothing is missing for it.
        """
        rules: Mapping[Slug, Rule] = {one.id: one.requirement for one in version.tiers}
        scene = Scene(under(version, facts), day, words_of(version), rules, looks_ahead=False)
        if tier not in rules or rules[tier].holds(scene):
            return ()
        result = rules[tier].evaluate(scene)
        asked = {id(leaf): rule for leaf, rule in _pairs(result, rules[tier], rules)}
        found = ways(result, MOST_WAYS)
        open_ones = [leaves for leaves in found if not any(leaf.kind in CLOSED for leaf in leaves)]
        return tuple(cls._of(scene, rules[tier], leaves, asked) for leaves in open_ones or found[:1])

    @classmethod
    def _of(cls, scene: Scene, tier: Rule, lacking: tuple[Result, ...], asked: Mapping[int, Rule]) -> "Failing":
        staff = tuple(leaf for leaf in lacking if leaf.kind in PEOPLE_KINDS and id(leaf) in asked)
        others = tuple(leaf for leaf in lacking if not any(leaf is one for one in staff))
        return cls(scene, tier, tuple(asked[id(leaf)] for leaf in staff), staff, others)

    def named(self) -> frozenset[Slug]:
        """The certifications that the failing requirements name."""
        return frozenset(slug for rule in self.staff for slug in named(rule))

    def fixed_by(self, facts: Facts) -> bool:
        """Whether the tier would hold with these facts and with everything of `others` fulfilled."""
        scene = self._with(facts)
        if not all(rule.holds(scene) for rule in self.staff):
            return False
        return opens(self.tier.evaluate(scene), self.others) if self.others else self.tier.holds(scene)

    def filled_by(self, facts: Facts) -> int:
        """How much of what people could fulfil is there with these facts: people, places or points of percent, added up."""
        scene = self._with(facts)
        return sum(int(rule.evaluate(scene).have) for rule in self.staff)

    def _with(self, facts: Facts) -> Scene:
        return replace(self.scene, facts=replace(facts, agreement_current=self.scene.facts.agreement_current))


def _pairs(result: Result, rule: Rule, tiers: Mapping[Slug, Rule]) -> Iterator[tuple[Result, Rule]]:
    """Each answer without children, with the requirement that gave it."""
    if not result.children:
        yield result, rule
    elif isinstance(rule, TierAtLeast):
        yield from _pairs(result.children[0], tiers[rule.tier], tiers)
    else:
        for child, one in zip(result.children, getattr(rule, "requirements", ()), strict=False):
            yield from _pairs(child, one, tiers)
