"""Which versions govern a day, and the standing that they give together during the overlap."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from lms.core.ids import Slug
from lms.programme.rules import Programme
from lms.programme.versions import answering, governing, in_force, judged, overlap_ends
from tests.programme.made import company, programme, sample, vector
from tests.requirements.made import DAY, rule

FOUR = programme(sample())
STARTS = date(2026, 6, 1)


def stricter(version: int = 5, begins: date = STARTS, need: int = 25) -> Programme:
    """A version whose Gold asks for more projects than the company has."""
    (*lower, gold) = FOUR.tiers
    more = rule(f"all: [{{tier_at_least: silver}}, {{metric: {{name: active_projects, min: {need}, window: trailing 6 months}}}}]")
    return replace(FOUR, version=version, effective_from=begins, tiers=(*lower, replace(gold, requirement=more)))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2025, 12, 31), ()), (date(2026, 1, 1), (4,)), (STARTS - timedelta(days=1), (4,)), (STARTS, (5, 4)),
        (STARTS + timedelta(days=89), (5, 4)), (STARTS + timedelta(days=90), (5,)),
    ],
)  # fmt: skip
def test_the_version_before_serves_up_to_but_not_on_the_end_of_the_overlap(day: date, expected: tuple[int, ...]) -> None:
    assert tuple(one.version for one in governing((FOUR, stricter()), day)) == expected
    assert overlap_ends(stricter()) == STARTS + timedelta(days=90)


def test_of_two_versions_that_begin_on_a_day_the_higher_one_applies_and_the_one_before_both_serves() -> None:
    versions = (stricter(6), FOUR, stricter(5))
    assert [one.version for one in governing(versions, STARTS)] == [6, 4]
    found = in_force(versions, STARTS)
    assert found is not None
    assert found.version == 6


def test_before_the_first_version_nothing_is_earned() -> None:
    seen = judged((FOUR,), company(*vector()), date(2025, 12, 31))
    assert (seen.tier, seen.results, seen.next_tier) == (None, (), None)


def test_during_the_overlap_a_tier_holds_when_either_version_says_so_and_its_answer_is_of_the_version_that_does() -> None:
    facts = company(*[replace(one, holdings=tuple(replace(held, expires_on=None) for held in one.holdings)) for one in vector()])
    versions = (FOUR, stricter())
    last = overlap_ends(stricter()) - timedelta(days=1)
    assert [judged(versions, facts, day).tier for day in (STARTS, last, last + timedelta(days=1))] == ["gold", "gold", "silver"]
    gold = judged(versions, facts, STARTS).result(Slug("gold"))
    assert gold is not None
    assert gold.met
    assert judged((stricter(),), facts, STARTS).tier == "silver"
    assert [answering(versions, facts, STARTS, Slug(tier)).version for tier in ("start", "silver", "gold", "platinum")] == [5, 5, 4, 5]
    assert answering(versions, company(), STARTS, Slug("gold")).version == 5, "where neither says so, the one in force answers"
    assert answering(versions, facts, last + timedelta(days=1), Slug("gold")).version == 5
    assert judged(versions, facts, STARTS).next_tier is None


def test_where_both_versions_hold_the_answer_is_of_the_one_in_force() -> None:
    (*lower, gold) = FOUR.tiers
    easy = rule("all: [{tier_at_least: silver}, {people: {holds_any: [ta], need: 2}}]")
    versions = (FOUR, replace(stricter(), tiers=(*lower, replace(gold, requirement=easy))))
    day = STARTS - timedelta(days=1)
    facts = company(*[replace(one, holdings=tuple(replace(held, expires_on=None) for held in one.holdings)) for one in vector()])
    asked = []
    for on in (day, STARTS):
        found = judged(versions, facts, on).result(Slug("gold"))
        assert found is not None
        assert found.met
        asked.append([leaf.kind for leaf in found.children if leaf.kind in {"roster", "people"}])
    assert asked == [["roster"], ["people"]]
    assert [answering(versions, facts, on, Slug("gold")).version for on in (day, STARTS)] == [4, 5]


def test_what_neither_version_gives_answers_by_the_one_in_force() -> None:
    facts = company(*vector(), projects="4")
    seen = judged((FOUR, stricter()), facts, STARTS)
    assert (seen.tier, seen.next_tier) == ("silver", "gold")
    gold = seen.result(Slug("gold"))
    assert gold is not None
    assert [leaf.need for leaf in gold.children if leaf.kind == "metric"] == [25]


def test_each_version_asks_for_its_own_agreement() -> None:
    newer = replace(stricter(need=21), agreement=replace(FOUR.agreement, version=4), overlap_days=0)
    facts = company(*vector(), agreement=3)
    assert judged((FOUR, newer), facts, STARTS - timedelta(days=1)).tier == "silver"
    assert judged((FOUR, newer), facts, STARTS).tier is None
    assert judged((FOUR,), replace(facts, agreement_current=9), DAY).tier == "gold"


def test_without_looking_ahead_the_answers_are_the_same_but_for_until_when() -> None:
    facts = company(*vector())
    ahead, today = judged((FOUR,), facts, DAY), judged((FOUR,), facts, DAY, looks_ahead=False)
    assert (ahead.tier, ahead.next_tier) == (today.tier, today.next_tier)
    gold, bare = ahead.result(Slug("gold")), today.result(Slug("gold"))
    assert gold is not None
    assert bare is not None
    assert gold.first_false_on is not None
    assert bare.first_false_on is None
    assert (gold.met, gold.have) == (bare.met, bare.have)
