"""The programme as values: tiers, benefits, reviews; which tier the facts earn, and what one more certificate would change."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from pydantic import TypeAdapter

from lms.core.ids import PublicId, RevisionHash, Slug
from lms.core.text import Message, Texts, msg, nmsg
from lms.programme.bands import Bands
from lms.requirements.facts import Facts, Holding, Member
from lms.requirements.kinds import Requirement
from lms.requirements.result import Place, Result
from lms.requirements.scene import Scene
from lms.requirements.words import Measure, MetricWord, Words


class Mark(StrEnum):
    """The drawing of a tier."""

    START = "start"
    SILVER = "silver"
    GOLD = "gold"


@dataclass(frozen=True, slots=True)
class Due:
    """How soon a benefit is owed: within so many days, working days or not; 0 is at once."""

    days: int
    working: bool


@dataclass(frozen=True, slots=True)
class Benefit:
    """What a tier brings, who owes it and how soon."""

    id: Slug
    owed_by: Literal["vendor", "partner"]
    due: Due
    label: Texts


@dataclass(frozen=True, slots=True)
class Tier:
    """One tier; `requirement` names lower tiers itself when it builds on them."""

    id: Slug
    label: Texts
    mark: Mark
    requirement: Requirement
    benefits: tuple[Benefit, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """When a partner rises and falls. `promote_on` and `demote_on` are days of the year, `MM-DD`; `floor` is the tier that is never lost.

    A partner rises as soon as the facts earn it (`on_change`) or on one of `promote_on`, by itself or with a manager's word. A tier whose
    requirements will not hold within `horizon_days` is at risk.
    """

    promote: Literal["on_change", "on_days"]
    demote_on: tuple[str, ...]
    grace_days: int
    floor: Slug
    demote_needs: Literal["partner_manager"]
    promote_on: tuple[str, ...] = ()
    promote_needs: Literal["nobody", "partner_manager"] = "nobody"
    horizon_days: int = 90


@dataclass(frozen=True, slots=True)
class Word:
    """An id and how people read it."""

    id: Slug
    label: Texts


@dataclass(frozen=True, slots=True)
class MetricDefinition:
    """A figure that partners have. `means` says in prose what counts; a ratio, in per cent, is that of the metrics `part` and `whole`.

    Each of its values lies between `lowest` and `highest`, both included; `None` is without end.
    """

    id: Slug
    label: Texts
    measure: Measure
    part: Slug | None = None
    whole: Slug | None = None
    means: Texts = field(default_factory=dict)
    lowest: Decimal | None = None
    highest: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PartnerType:
    """A type of partner as the public page tells it: what such a partner does."""

    id: str
    says: Texts


@dataclass(frozen=True, slots=True)
class Agreement:
    """What a partner's admin accepts. `text` is rendered and sanitised; `text_hash` is of the source in all languages."""

    version: int
    title: Texts
    text: Texts
    text_hash: RevisionHash


@dataclass(frozen=True, slots=True)
class Programme:
    """One version of the rules. The tiers stand from the lowest to the highest; `certifications` label what rules name.

    Partners of `zero_deal_types` can reach every tier with nothing of `deal_metrics`. `mission` and `types` are prose and rule nothing.
    """

    id: Slug
    version: int
    effective_from: date
    notice_days: int
    overlap_days: int
    review: Review
    products: tuple[Word, ...]
    metrics: tuple[MetricDefinition, ...]
    evidence: tuple[Word, ...]
    certifications: tuple[Word, ...]
    agreement: Agreement
    tiers: tuple[Tier, ...]
    bands: tuple[Bands, ...] = ()
    zero_deal_types: tuple[str, ...] = ()
    deal_metrics: tuple[Slug, ...] = ()
    mission: Texts = field(default_factory=dict)
    types: tuple[PartnerType, ...] = ()

    def tier(self, tier_id: Slug) -> Tier | None:
        """The tier with this id."""
        return next((tier for tier in self.tiers if tier.id == tier_id), None)

    def label(self, tier_id: Slug | None) -> Texts:
        """How people read a tier; its id when this version has no such tier, nothing for no tier."""
        found = self.tier(tier_id) if tier_id else None
        return found.label if found else {"en": tier_id or ""}

    def step(self, tier_id: Slug | None) -> int:
        """How high a tier stands: 1 is the lowest, 0 is no tier (or none of this version)."""
        return next((step for step, tier in enumerate(self.tiers, start=1) if tier.id == tier_id), 0)


@dataclass(frozen=True, slots=True)
class TierResult:
    """What a tier's requirements answer."""

    tier: Slug
    result: Result


@dataclass(frozen=True, slots=True)
class Standing:
    """Which tier the facts earn on a day: the highest whose requirements hold; and the next one above it."""

    tier: Slug | None
    results: tuple[TierResult, ...]
    next_tier: Slug | None

    def result(self, tier: Slug | None) -> Result | None:
        """What this tier's requirements answered."""
        return next((one.result for one in self.results if one.tier == tier), None)


@dataclass(frozen=True, slots=True)
class Gain:
    """What one more certificate of a person would change for their partner; `place` is a place that it would fill."""

    tier_before: Slug | None
    tier_after: Slug | None
    place: Place | None

    @property
    def anything(self) -> bool:
        """Whether it changes anything."""
        return self.tier_before != self.tier_after or self.place is not None


PROGRAMME_JSON = TypeAdapter(Programme)
STANDING_JSON = TypeAdapter(Standing)
FACTS_JSON = TypeAdapter(Facts)


def standing(programme: Programme, facts: Facts, as_of: date, *, looks_ahead: bool = True) -> Standing:
    """The standing that the facts earn on a day, with the answer of every tier; without looking ahead, no answer says how long it holds."""
    rules = {tier.id: tier.requirement for tier in programme.tiers}
    scene = Scene(facts, as_of, words_of(programme), rules, looks_ahead)
    results = tuple(TierResult(tier.id, tier.requirement.evaluate(scene)) for tier in programme.tiers)
    earned = next((one.tier for one in reversed(results) if one.result.met), None)
    above = programme.tiers[programme.step(earned) :]
    return Standing(earned, results, above[0].id if above else None)


def fills(programme: Programme, facts: Facts, as_of: date, person: PublicId, certification: Slug) -> Gain:
    """What it would change for the partner if this person passed this certification on that day.

    Found by evaluating with and without the certificate, so that somebody who is needed elsewhere is not promised to help. The place is
    one of the next tier, or of the tier that would be reached; who fills it may be somebody who moves over.
    """
    before, after = standing(programme, facts, as_of), standing(programme, _with(facts, as_of, person, certification), as_of)
    above = programme.step(before.tier)
    places = zip(before.results[above:], after.results[above:], strict=True)
    pairs = ((dict(_places(then.result)), _places(now.result)) for then, now in places)
    filled = (one for then, now in pairs for at, one in now if one.holder is not None and at in then and then[at].holder is None)
    place = next(filled, None)
    return Gain(before.tier, after.tier, place)


def words_of(programme: Programme, courses: dict[Slug, Texts] | None = None) -> Words:
    """The words of this version, for reading and evaluating gates; the titles of courses come from the catalogue."""
    return Words(
        certifications={one.id: one.label for one in programme.certifications},
        courses=courses or {},
        tiers={tier.id: tier.label for tier in programme.tiers},
        metrics={one.id: MetricWord(one.label, one.measure, one.part, one.whole, one.means) for one in programme.metrics},
        evidence={one.id: one.label for one in programme.evidence},
        products={one.id: one.label for one in programme.products},
    )


def tiers_naming(programme: Programme, certification: Slug) -> tuple[Tier, ...]:
    """The tiers whose own requirements ask for holders of this certification, from the lowest."""
    return tuple(tier for tier in programme.tiers if certification in named(tier.requirement))


def named(rule: object) -> frozenset[Slug]:
    """The certifications that a requirement names in any `holds_any`, its own or of what is in it."""
    if isinstance(rule, tuple):
        return frozenset(slug for one in rule for slug in named(one))
    if not is_dataclass(rule):
        return frozenset()
    own = frozenset(getattr(rule, "holds_any", ()))
    return own.union(*(named(getattr(rule, one.name)) for one in fields(rule) if one.name != "holds_any"))


def rule_hash(programme: Programme) -> RevisionHash:
    """The SHA-256 of everything that a version rules: of the agreement its source, of the certifications not their titles, no prose."""
    bare = replace(programme, certifications=(), agreement=replace(programme.agreement, text={}), mission={}, types=())
    canonical = json.dumps(PROGRAMME_JSON.dump_python(bare, mode="json"), sort_keys=True, ensure_ascii=False)
    return RevisionHash(hashlib.sha256(canonical.encode()).hexdigest())


def due_message(due: Due) -> Message:
    """How soon a benefit comes, as a sentence part of its own."""
    if due.days == 0:
        return msg("at once")
    if due.working:
        return nmsg("within %(n)s working day", "within %(n)s working days", due.days)
    return nmsg("within %(n)s day", "within %(n)s days", due.days)


def scale_message(metric: MetricDefinition) -> Message | None:
    """On what scale the values of a metric lie, as a sentence for whoever types one."""
    if metric.lowest is not None and metric.highest is not None:
        return msg("Each value is from %(lowest)s to %(highest)s.", lowest=metric.lowest, highest=metric.highest)
    if metric.lowest is not None:
        return msg("Each value is at least %(lowest)s.", lowest=metric.lowest)
    return msg("Each value is at most %(highest)s.", highest=metric.highest) if metric.highest is not None else None


def meaning_of(metric: MetricDefinition) -> Message | Texts:
    """What counts as one of a metric, and on what scale its values lie; empty when neither is defined."""
    scale = scale_message(metric)
    if scale is None:
        return metric.means
    return msg("%(means)s %(scale)s", means=metric.means, scale=scale) if metric.means else scale


def _with(facts: Facts, as_of: date, person: PublicId, certification: Slug) -> Facts:
    if facts.partner is None:
        return facts
    passed = Holding(certification, PublicId(""), as_of, None, None, counts=True)

    def lifted(member: Member) -> Member:
        return replace(member, holdings=(*member.holdings, passed)) if member.person == person else member

    return replace(facts, partner=replace(facts.partner, members=tuple(lifted(one) for one in facts.partner.members)))


def _places(result: Result, path: tuple[int, ...] = ()) -> Iterator[tuple[tuple[object, ...], Place]]:
    """All places, each with where it stands: what is asked for may change with the day that an answer looks at."""
    for number, place in enumerate(result.places):
        yield (*path, place.slot, number), place
    for at, child in enumerate(result.children):
        yield from _places(child, (*path, at))
