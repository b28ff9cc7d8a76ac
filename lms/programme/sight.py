"""Looks at the same facts on many days, each requirement only on the days on which its answer may turn."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from lms.core.ids import Slug
from lms.core.text import Message
from lms.programme.rules import Programme, words_of
from lms.programme.versions import governing, overlap_ends, under
from lms.requirements.all import All
from lms.requirements.any import AnyOf
from lms.requirements.facts import Facts
from lms.requirements.result import Result
from lms.requirements.scene import Rule, Scene
from lms.requirements.words import Words


@dataclass(frozen=True, slots=True)
class Sight:
    """Facts seen through versions of the programme."""

    versions: tuple[Programme, ...]
    facts: Facts
    _views: "dict[int, _View]"

    @classmethod
    def of(cls, versions: Sequence[Programme], facts: Facts) -> "Sight":
        """Nothing is evaluated yet."""
        return cls(tuple(versions), facts, {one.version: _View.of(one, under(one, facts)) for one in versions})

    def days(self) -> list[date]:
        """All days, past and to come, on which a standing may change, in order."""
        turns = {day for view in self._views.values() for day in view.days()}
        changes = {day for one in self.versions for day in (one.effective_from, overlap_ends(one))}
        return sorted(turns | changes)

    def tier_on(self, day: date) -> Slug | None:
        """The tier that is earned on a day: the same as `judged(...).tier`."""
        holding = self.holding(day)
        return holding[-1] if holding else None

    def holding(self, day: date) -> tuple[Slug, ...]:
        """The tiers of the version in force whose requirements hold on a day by a version that governs it, from the lowest."""
        by = governing(self.versions, day)
        if not by:
            return ()
        views = [self._views[one.version] for one in by]
        return tuple(tier.id for tier in by[0].tiers if any(view.holds(tier.id, day) for view in views))

    def reaches(self, tier: Slug, day: date) -> bool:
        """Whether this tier or a higher one is earned on a day; a tier that the version in force does not know is not."""
        by = governing(self.versions, day)
        if not by or by[0].step(tier) == 0:
            return False
        views, above = [self._views[one.version] for one in by], by[0].tiers[by[0].step(tier) - 1 :]
        return any(view.holds(one.id, day) for one in above for view in views)


@dataclass(frozen=True, slots=True)
class _View:
    scene: Scene
    tiers: "Mapping[Slug, Rule]"

    @classmethod
    def of(cls, version: Programme, facts: Facts) -> "_View":
        tiers: dict[Slug, Rule] = {}
        scene = Scene(facts, version.effective_from, words_of(version), tiers)
        for tier in version.tiers:
            tiers[tier.id] = stepped(tier.requirement, scene)
        return cls(scene, tiers)

    def holds(self, tier: Slug, day: date) -> bool:
        rule = self.tiers.get(tier)
        return rule is not None and rule.holds(self.scene.on(day))

    def days(self) -> set[date]:
        return {day for rule in self.tiers.values() for day in rule.turns(self.scene)}


@dataclass(frozen=True, slots=True)
class _Steps:
    """A requirement that is asked once between two days on which its answer may turn."""

    rule: Rule
    turns_on: tuple[date, ...]
    known: dict[int, bool] = field(default_factory=dict)

    def holds(self, scene: Scene) -> bool:
        at = bisect_right(self.turns_on, scene.as_of)
        if at not in self.known:
            self.known[at] = self.rule.holds(scene)
        return self.known[at]

    def turns(self, scene: Scene) -> set[date]:  # noqa: ARG002 (the protocol of all kinds)
        return set(self.turns_on)

    def evaluate(self, scene: Scene) -> Result:
        return self.rule.evaluate(scene)

    def asks(self, words: Words) -> Message:
        return self.rule.asks(words)


def stepped(rule: Rule, scene: Scene) -> Rule:
    """The same requirement, of which each part is asked once between two days on which its answer may turn."""
    match rule:
        case All(requirements):
            return All(tuple(_each(requirements, scene)))
        case AnyOf(requirements):
            return AnyOf(tuple(_each(requirements, scene)))
    return _Steps(rule, tuple(sorted(rule.turns(scene))))


def _each(rules: Iterable[Rule], scene: Scene) -> Iterable[Rule]:
    return (stepped(one, scene) for one in rules)
