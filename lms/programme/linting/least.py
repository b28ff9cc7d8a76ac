"""The smallest partners that a rule is content with."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from itertools import islice, product, zip_longest
from typing import Any

from lms.core.ids import PublicId, Slug
from lms.programme.linting.best import BEGIN, DAY
from lms.programme.rules import Programme, words_of
from lms.requirements.agreement import Agreement
from lms.requirements.all import All
from lms.requirements.any import AnyOf
from lms.requirements.evidence import Evidence
from lms.requirements.facts import Facts, Holding, Member, Paper, PartnerFacts, Value
from lms.requirements.metric import Metric
from lms.requirements.people import People
from lms.requirements.roster import Roster
from lms.requirements.scene import Scene
from lms.requirements.tier_at_least import TierAtLeast
from lms.requirements.type_is import TypeIs
from lms.requirements.words import Measure

WAYS = 60
"""How many ways to fulfil a rule are tried at most."""
MANY = 300
"""More people and values than this are not made up; such a rule is compared by its numbers alone."""
WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True)
class Least:
    """What is just enough: what each person holds, and everything else of the partner."""

    people: tuple[frozenset[Slug], ...] = ()
    values: tuple[Value, ...] = ()
    papers: tuple[Paper, ...] = ()
    types: tuple[str, ...] = ()
    agreement: int | None = None

    def beside(self, other: "Least") -> "Least":
        """Both at once, with as few people as can be: each person of one may hold what a person of the other does."""
        people = zip_longest(self.people, other.people, fillvalue=frozenset[Slug]())
        return Least(
            tuple(one | two for one, two in people), tuple(dict.fromkeys(self.values + other.values)),
            tuple(dict.fromkeys(self.papers + other.papers)), tuple(dict.fromkeys(self.types + other.types)),
            max((one.agreement for one in (self, other) if one.agreement is not None), default=None),
        )  # fmt: skip


def contents(rule: Any, programme: Programme) -> Iterator[Scene]:
    """Partners that fulfil a rule with little; of a rule that is no plain sum of its parts perhaps none."""
    rules = {tier.id: tier.requirement for tier in programme.tiers}
    for one in islice(_ways(rule, programme), WAYS):
        scene = Scene(_facts(one, programme), DAY, words_of(programme), rules)
        if rule.holds(scene):
            yield scene


def _ways(rule: Any, programme: Programme) -> Iterator[Least]:
    match rule:
        case All(requirements):
            yield from _together([list(islice(_ways(one, programme), WAYS)) for one in requirements])
        case AnyOf(requirements):
            for one in requirements:
                yield from _ways(one, programme)
        case TierAtLeast():
            below = programme.tier(rule.tier)
            yield from _ways(below.requirement, programme) if below else ()
        case People() | Roster():
            yield from _teams(rule)
        case _:
            yield from _rest(rule, programme)


def _rest(rule: Any, programme: Programme) -> Iterator[Least]:
    match rule:
        case Metric():
            yield Least(values=_values(rule, programme))
        case Evidence():
            yield Least(papers=(Paper(rule.paper, DAY.year, DAY),))
        case Agreement():
            yield Least(agreement=programme.agreement.version if rule.at_least is None else rule.at_least)
        case TypeIs():
            yield from (Least(types=(one,)) for one in rule.types)
        case _:
            yield Least()


def _together(parts: Sequence[Iterable[Least]]) -> Iterator[Least]:
    for chosen in product(*parts):
        whole = Least()
        for one in chosen:
            whole = whole.beside(one)
        yield whole


def _teams(rule: People | Roster) -> Iterator[Least]:
    """All places filled by holders of the first certification that fits, then of the second, and so on."""
    places = [(rule.need, rule.holds_any)] if isinstance(rule, People) else [(slot.need, slot.holds_any) for slot in rule.slots]
    for at in range(max(len(fitting) for _, fitting in places)):
        held = (frozenset({fitting[min(at, len(fitting) - 1)]}) for need, fitting in places for _ in range(min(need, MANY)))
        yield Least(tuple(islice(held, MANY)))


def _values(rule: Metric, programme: Programme) -> tuple[Value, ...]:
    count = max(rule.min_sample, 1)
    match rule.measure:
        case Measure.COUNT | Measure.DISTINCT:
            needed = min(max(count, int(rule.min.to_integral_value(ROUND_CEILING))), MANY)
            return tuple(Value(rule.name, DAY, Decimal(1), f"{at}") for at in range(needed))
        case Measure.MEAN:
            return tuple(Value(rule.name, DAY, rule.min, f"{at}") for at in range(min(count, MANY)))
        case Measure.RATIO:
            definition = next(one for one in programme.metrics if one.id == rule.name)
            parts = ((definition.part, rule.min), (definition.whole, WHOLE))
            return tuple(Value(name, DAY, figure, f"{at}") for name, figure in parts if name for at in range(min(count, MANY)))
    zeros = tuple(Value(rule.name, DAY, Decimal(0), f"{at}") for at in range(1, min(count, MANY)))
    return (Value(rule.name, DAY, rule.min, "0"), *zeros)


def _facts(least: Least, programme: Programme) -> Facts:
    members = tuple(
        Member(PublicId(f"{at:04}"), {}, sales=True, technical=True, since=BEGIN, until=None, holdings=_holdings(held))
        for at, held in enumerate(least.people)
    )
    partner = PartnerFacts(least.types, (), members, least.values, least.papers, least.agreement, BEGIN)
    return Facts(partner, None, None, programme.agreement.version)


def _holdings(held: frozenset[Slug]) -> tuple[Holding, ...]:
    return tuple(Holding(slug, PublicId(slug), BEGIN, None, None, counts=True) for slug in sorted(held))
