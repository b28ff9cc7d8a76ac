"""Of every kind: fulfil exactly the listed conditions and the lock opens, leave any one out and it stays shut."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.core.ids import PublicId, Slug
from lms.requirements.all import All
from lms.requirements.any import AnyOf
from lms.requirements.any_day_in import AnyDayIn
from lms.requirements.at_least import AtLeast
from lms.requirements.facts import Facts, Holding, Member, Paper, PartnerFacts, PersonFacts, Value
from lms.requirements.kinds import KINDS, Requirement, evaluate
from lms.requirements.result import Result, opens, unmet
from lms.requirements.window import Window
from lms.requirements.words import Measure, MetricWord, Words
from tests.requirements.made import DAY, read, texts

OWN = [f"k{number}" for number in range(8)]
WORLD = Words(
    certifications={Slug(one): texts(one) for one in OWN},
    courses={Slug(one): texts(one) for one in ("c1", "c2")},
    tiers={Slug(one): texts(one) for one in ("entry", "silver", "gold")},
    metrics={
        Slug("m1"): MetricWord(texts("M1"), Measure.SUM),
        Slug("part"): MetricWord(texts("Part"), Measure.SUM),
        Slug("whole"): MetricWord(texts("Whole"), Measure.SUM),
        Slug("m2"): MetricWord(texts("M2"), Measure.RATIO, Slug("part"), Slug("whole")),
        Slug("m3"): MetricWord(texts("M3"), Measure.COUNT),
        Slug("m4"): MetricWord(texts("M4"), Measure.SUM),
        Slug("m5"): MetricWord(texts("M5"), Measure.SUM),
    },
    evidence={Slug("p1"): texts("P1"), Slug("p2"): texts("P2")},
    products={Slug("compute"): texts("Compute"), Slug("backup"): texts("Backup")},
)
AGO = date(2020, 1, 1)
LAST_MONTH = DAY - timedelta(days=40)


def with_partner(facts: Facts, **more: object) -> Facts:
    """The facts with these of the partner."""
    assert facts.partner is not None
    return replace(facts, partner=replace(facts.partner, **more))


def holders(*slugs: str, count: int = 1, since: date = DAY, until: date | None = None, technical: bool = False) -> Callable[[Facts], Facts]:
    """So many more people who hold these, from a day on."""

    def add(facts: Facts) -> Facts:
        assert facts.partner is not None
        held = tuple(Holding(Slug(one), PublicId(one), since, until, None, counts=True) for one in slugs)
        known = len(facts.partner.members)
        new = (Member(PublicId(f"n{known + at}"), texts("N"), False, technical, AGO, None, held) for at in range(count))  # noqa: FBT003
        return with_partner(facts, members=(*facts.partner.members, *new))

    return add


def values(*given: tuple[str, str], on: date = DAY, product: str | None = None) -> Callable[[Facts], Facts]:
    """These values."""

    def add(facts: Facts) -> Facts:
        assert facts.partner is not None
        new = (Value(Slug(name), on, Decimal(amount), "", Slug(product) if product else None) for name, amount in given)
        return with_partner(facts, values=(*facts.partner.values, *new))

    return add


def person(**more: object) -> Callable[[Facts], Facts]:
    """These facts of the person."""

    def add(facts: Facts) -> Facts:
        assert facts.person is not None
        return replace(facts, person=replace(facts.person, **more))

    return add


def course(slug: str) -> Callable[[Facts], Facts]:
    """One more finished course."""
    return lambda facts: person(finished_courses=(*facts.person.finished_courses, Slug(slug)))(facts)  # type: ignore[union-attr] # there is one


def agreement(version: int) -> Callable[[Facts], Facts]:
    """The agreement accepted in this version or a later one."""
    return lambda facts: with_partner(facts, agreement=max(version, facts.partner.agreement or 0))  # type: ignore[union-attr] # there is one


def tier(name: str) -> Callable[[Facts], Facts]:
    """At least this tier."""
    order = [*WORLD.tiers]
    return lambda facts: replace(facts, tier=Slug(max(facts.tier or "entry", name, key=lambda one: order.index(Slug(one)))))


def paper(facts: Facts) -> Facts:
    """The paper of this year."""
    assert facts.partner is not None
    return with_partner(facts, papers=(*facts.partner.papers, Paper(Slug("p1"), 2026, DAY)))


def forbidden(facts: Facts) -> Facts:
    """The paper that must not be."""
    assert facts.partner is not None
    return with_partner(facts, papers=(*facts.partner.papers, Paper(Slug("p2"), None, AGO)))


def withdrawn(facts: Facts) -> Facts:
    """The paper that must not be has ended."""
    assert facts.partner is not None
    kept = (replace(one, until=DAY) if one.kind == "p2" else one for one in facts.partner.papers)
    return with_partner(facts, papers=tuple(kept))


@dataclass(frozen=True)
class Thing:
    """One condition over words of its own; `fulfil` makes it true from the day on, `before` was true of last month only."""

    rule: Requirement
    fulfil: Callable[[Facts], Facts]
    before: Callable[[Facts], Facts] | None = None


def thing(text: str, fulfil: Callable[[Facts], Facts], before: Callable[[Facts], Facts] | None = None) -> Thing:
    """A condition written as YAML."""
    found, faults = read(text, WORLD)
    assert found is not None, faults
    return Thing(found, fulfil, before)


LABEL = "label: {en: A, ru: A}"
THINGS = [
    thing("people: {holds_any: [k0], need: 1}", holders("k0"), holders("k0", since=AGO, until=LAST_MONTH)),
    thing("people: {holds_any: [k0], need: 2}", holders("k0", count=2), holders("k0", count=2, since=AGO, until=LAST_MONTH)),
    thing(
        f"roster: {{slots: [{{id: a, need: 1, holds_any: [k1], {LABEL}}}, {{id: b, need: 1, holds_any: [k1, k2], {LABEL}}}]}}",
        holders("k1", count=2),
        holders("k1", count=2, since=AGO, until=LAST_MONTH),
    ),
    thing("percent: {of: technical, holds_any: [k3], min: 50}", holders("k3", count=3, technical=True)),
    thing("metric: {name: m1, min: 4, window: trailing 1 month}", values(("m1", "4")), values(("m1", "4"), on=LAST_MONTH)),
    thing("metric: {name: m1, min: 21, window: trailing 1 month}", values(("m1", "21")), values(("m1", "21"), on=LAST_MONTH)),
    thing("metric: {name: m2, min: 80, window: trailing 1 month}", values(("part", "9"), ("whole", "10"))),
    thing(
        f"points: {{min: 70, each_above_zero: true, tracks: [{{id: a, {LABEL}, terms: ["
        f"{{id: x, {LABEL}, metric: {{name: m3}}, each: 70}}, {{id: y, {LABEL}, metric: {{name: m5}}, each: 1}}]}}]}}",
        values(("m3", "1"), ("m5", "1")),
    ),
    thing("coverage: {where: {name: m4, min: 500}, holds: {compute: [k4], backup: [k5]}}", holders("k4", "k5")),
    thing("evidence: {kind: p1, valid: calendar_year}", paper),
    thing("agreement: {at_least: 2}", agreement(2)),
    thing("agreement: current", agreement(3)),
    thing("type_is: [service]", lambda facts: with_partner(facts, types=("service",))),
    thing("product_is: [backup]", lambda facts: with_partner(facts, products=(Slug("backup"),))),
    thing("role_is: [sales]", person(roles=("sales",))),
    thing("person_holds: k6", person(holdings=(Holding(Slug("k6"), PublicId("k6"), DAY, None, None, counts=True),))),
    thing("course_done: c1", course("c1")),
    thing("course_done: c2", course("c2")),
    thing("tier_at_least: silver", tier("silver")),
    thing("tier_at_least: gold", tier("gold")),
    thing("not: {evidence: {kind: p2}}", withdrawn),
]
TIMED = [
    thing("held_for: {months: 3, that: {people: {holds_any: [k7], need: 1}}}", holders("k7", since=DAY - timedelta(days=100))),
    thing("held_for: {months: 6, that: {people: {holds_any: [k7], need: 1}}}", holders("k7", since=DAY - timedelta(days=200))),
]
"""What only time fulfils: tried by looking as if the time had passed, and not inside of a window, which would move with it."""


def start(present: set[int], before: set[int], *, banned: bool) -> Facts:
    """A partner that has these conditions, and had those last month."""
    facts = Facts(PartnerFacts(), PersonFacts(PublicId("me")), Slug("entry"), 3)
    facts = values(("m4", "500"), on=AGO, product="compute")(values(("m4", "600"), on=AGO, product="backup")(facts))
    facts = holders(technical=True, count=3, since=AGO)(facts)
    facts = forbidden(facts) if banned else facts
    for number, one in enumerate(THINGS):
        if number in present:
            facts = one.fulfil(facts)
        if number in before and one.before is not None:
            facts = one.before(facts)
    return facts


def trees() -> st.SearchStrategy[Requirement]:
    """Trees over all conditions, some of which stand in several branches."""
    dated = _deep(st.sampled_from([one.rule for one in THINGS]))
    windows = st.sampled_from((Window("month", 5), Window("months", 2), Window("days", 10)))
    inner = dated | st.builds(AnyDayIn, windows, dated) | st.sampled_from([one.rule for one in TIMED])
    return _deep(inner)


def _deep(inner: st.SearchStrategy[Requirement]) -> st.SearchStrategy[Requirement]:
    return inner | _around(inner | _around(inner))


def _around(inner: st.SearchStrategy[Requirement]) -> st.SearchStrategy[Requirement]:
    some = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        some.map(All), some.map(AnyOf), some.flatmap(lambda parts: st.integers(1, len(parts)).map(lambda n: AtLeast(n, parts)))
    )


def fulfilled(facts: Facts, leaf: Result, known: Facts) -> Facts:
    """The facts with one more condition fulfilled; `known` are those in which it was found missing."""
    found = next(one for one in (*THINGS, *TIMED) if alike(evaluate(one.rule, known, DAY, WORLD), leaf))
    return found.fulfil(facts)


def alike(one: Result, other: Result) -> bool:
    """Whether two answers are of the same condition, looked at on whatever day."""
    return (one.kind, one.subject, one.need) == (other.kind, other.subject, other.need)


INDEXES = st.sets(st.integers(0, len(THINGS) - 1))


@given(tree=trees(), present=INDEXES, before=INDEXES, banned=st.booleans())
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_fulfilling_exactly_the_unmet_opens_and_leaving_any_one_out_does_not(
    tree: Requirement, present: set[int], before: set[int], *, banned: bool
) -> None:
    facts = start(present, before, banned=banned)
    result = evaluate(tree, facts, DAY, WORLD)
    missing = unmet(result)
    assert result.met == (missing == ())
    assert opens(result, missing)
    everything = facts
    for leaf in missing:
        everything = fulfilled(everything, leaf, facts)
    assert evaluate(tree, everything, DAY, WORLD).met
    for left_out in missing:
        some = facts
        for leaf in missing:
            some = some if leaf is left_out else fulfilled(some, leaf, facts)
        assert not evaluate(tree, some, DAY, WORLD).met
        assert not opens(result, [leaf for leaf in missing if leaf is not left_out])


def test_the_conditions_are_of_every_kind() -> None:
    around = {"all", "any", "at_least", "any_day_in"}
    assert {one.rule.kind for one in (*THINGS, *TIMED)} | around == set(KINDS)


@pytest.mark.parametrize("one", [*THINGS, *TIMED], ids=lambda one: one.rule.kind)
def test_each_condition_is_missing_until_it_is_fulfilled(one: Thing) -> None:
    facts = start(set(), set(), banned=True)
    assert not evaluate(one.rule, facts, DAY, WORLD).met
    assert evaluate(one.rule, one.fulfil(facts), DAY, WORLD).met


def test_of_several_that_would_do_the_nearest_so_many_are_named() -> None:
    rule = AtLeast(2, (THINGS[4].rule, THINGS[9].rule, All((THINGS[12].rule, THINGS[13].rule))))
    facts = values(("m1", "3"))(start(set(), set(), banned=False))
    assert [leaf.kind for leaf in unmet(evaluate(rule, facts, DAY, WORLD))] == ["metric", "evidence"]
    met = THINGS[9].fulfil(facts)
    assert [leaf.kind for leaf in unmet(evaluate(rule, met, DAY, WORLD))] == ["metric"]


def test_a_day_that_lacked_only_what_has_no_day_is_a_way_too() -> None:
    rule = AnyDayIn(Window("month", 5), All((THINGS[4].rule, THINGS[12].rule)))
    facts = start(set(), {4}, banned=False)
    assert [leaf.kind for leaf in unmet(evaluate(rule, facts, DAY, WORLD))] == ["type_is"]
