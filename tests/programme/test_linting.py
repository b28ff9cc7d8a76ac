"""Rules that can be read and make no sense are refused at their line, with a repair; rules that make sense are not."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lms.core.content.faults import Faults
from lms.core.content.tree import Tree
from lms.core.translation import say
from lms.programme.format import PROGRAMME, read_programme
from lms.programme.linting.least import contents
from lms.requirements.agreement import Agreement
from lms.requirements.all import All
from lms.requirements.any import AnyOf
from lms.requirements.metric import Metric
from lms.requirements.people import People
from lms.requirements.roster import Roster
from tests.programme.made import CERTIFICATIONS, render, sample
from tests.programme.rulebooks import HEAD, ONE, SLOTS, TWO, codes, linted, linted_text, tier


def test_rules_that_make_sense_are_taken() -> None:
    assert linted(ONE, TWO) == []
    assert linted_text(sample()) == []


# tiers that nobody reaches


@pytest.mark.parametrize(
    ("asked", "uncounted"),
    [
        ("agreement: {at_least: 3}", ()),
        ("people: {holds_any: [sp], need: 1}", ("sp",)),
        (f"roster: {{slots: [{SLOTS % 2}]}}", ("ta", "tp")),
        ("any: [{agreement: {at_least: 3}}, {people: {holds_any: [sp], need: 1}}]", ("sp",)),
        ("by_type: {consultant: {agreement: {at_least: 3}}, service: {people: {holds_any: [sp], need: 1}}}", ("sp",)),
        ("all: [{type_is: [consultant]}, {agreement: {at_least: 9}}]", ()),
    ],
)
def test_a_tier_that_nobody_can_reach_is_refused_where_it_asks_too_much(asked: str, uncounted: tuple[str, ...]) -> None:
    (fault,) = linted(ONE, tier("two", "tier_at_least: one", asked), uncounted=uncounted)
    assert fault.code == "TIER_UNREACHABLE"
    text = f"{HEAD.strip()}\ntiers:\n{ONE}{tier('two', 'tier_at_least: one', asked)}".split("\n")
    assert asked.partition(":")[0] in text[fault.at.line - 1]


@pytest.mark.parametrize(
    "asked",
    [
        "people: {holds_any: [sp, sf], need: 400}",
        f"roster: {{slots: [{SLOTS % 90}]}}",
        "metric: {name: deals, min: 100000}",
        "metric: {name: rating, min: 4.9, window: trailing 1 month, min_sample: 500}",
        "metric: {name: kept, min: 100}",
        "evidence: {kind: plan, valid: calendar_year}",
        "agreement: {at_least: 2}",
        "any: [{agreement: {at_least: 3}}, {people: {holds_any: [sf], need: 1}}]",
        "by_type: {service: {metric: {name: deals, min: 1}}}",
        "all: [{type_is: [service]}, {type_is: [reseller]}]",
    ],
)
def test_a_tier_that_only_takes_work_is_no_fault(asked: str) -> None:
    assert linted(ONE, tier("two", "tier_at_least: one", asked), uncounted=("sp",) if "sp, sf" in asked else ()) == []


def test_only_the_lowest_tier_that_is_out_of_reach_is_named() -> None:
    (fault,) = linted(tier("one", "agreement: {at_least: 5}"), TWO)
    assert (fault.code, say(fault.message, "en")) == (
        "TIER_UNREACHABLE",
        "Nobody can reach One: out of reach is “The partner agreement, accepted in version 5 or a later one”.",
    )


def test_a_type_that_the_file_presents_and_leaves_out_is_a_warning_at_its_line() -> None:
    types = "types:\n  - {id: service, says: {en: S, ru: С}}\n  - {id: reseller, says: {en: R, ru: Р}}\n"
    asked = tier("two", "tier_at_least: one", "by_type: {service: {metric: {name: deals, min: 1}}}")
    (fault,) = linted(ONE, asked, rest=types)
    assert (fault.code, fault.warning) == ("TYPE_LEFT_OUT", True)
    assert say(fault.message, "en") == "reseller: a partner of this type alone cannot reach Two."


# higher and easier

EITHER = "any: [{metric: {name: deals, min: 50}}, {metric: {name: trainings, min: 3}}]"


@pytest.mark.parametrize(
    ("higher", "said"),
    [
        (["metric: {name: deals, min: 5}"], "1 person with SF"),
        (["people: {holds_any: [sf], need: 1}", "metric: {name: deals, min: 5}"], "A team of 3 different certified people"),
        (["people: {holds_any: [sf], need: 1}", f"roster: {{slots: [{SLOTS % 2}]}}"], "Deals: at least 4"),
        (["tier_at_least: one", f"roster: {{slots: [{SLOTS % 4}]}}"], "Deals: at least 4"),
        (["tier_at_least: one", EITHER, f"roster: {{slots: [{SLOTS % 2}]}}"], "Deals: at least 4"),
    ],
)
def test_a_higher_tier_that_lets_in_who_does_not_fulfil_the_lower_is_refused(higher: list[str], said: str) -> None:
    lower = tier("two", "tier_at_least: one", "metric: {name: deals, min: 4}", f"roster: {{slots: [{SLOTS % 2}]}}")
    (fault,) = linted(ONE, lower, tier("three", *higher))
    assert fault.code == "TIER_EASIER"
    assert say(fault.message, "en") == f"Three can be reached without what Two asks for: “{said}”."
    assert say(fault.repair, "en").startswith("Let it begin with “tier_at_least: two”")


def test_a_higher_tier_that_asks_for_more_of_everything_need_not_name_the_lower() -> None:
    lower = tier(
        "two", "people: {holds_any: [sf], need: 2}", "metric: {name: deals, min: 4}", "evidence: {kind: plan}", "agreement: current"
    )
    higher = tier(
        "three", "people: {holds_any: [sf], need: 3}", "metric: {name: deals, min: 9}", "evidence: {kind: plan, valid: calendar_year}",
        "agreement: current", "metric: {name: rating, min: 4, min_sample: 3}", "metric: {name: kept, min: 70}",
    )  # fmt: skip
    assert linted(ONE, lower, higher) == []


@pytest.mark.parametrize(
    ("low", "high"),
    [
        ("metric: {name: deals, min: 4}", "metric: {name: deals, min: 3}"),
        ("people: {holds_any: [sf], need: 3}", "people: {holds_any: [sf], need: 2}"),
        (f"roster: {{slots: [{SLOTS % 3}]}}", f"roster: {{slots: [{SLOTS % 2}]}}"),
        (
            "by_type: {everyone: {metric: {name: deals, min: 4}}, service: {metric: {name: trainings, min: 10}}}",
            "by_type: {everyone: {metric: {name: deals, min: 21}}, service: {metric: {name: trainings, min: 3}}}",
        ),
    ],
)
def test_a_smaller_figure_in_a_higher_tier_is_refused_at_its_line_though_the_tier_builds_on_the_lower(low: str, high: str) -> None:
    tiers = (ONE, tier("two", "tier_at_least: one", low), tier("three", "tier_at_least: two", high))
    (fault,) = linted(*tiers)
    lines = f"{HEAD.strip()}\ntiers:\n{''.join(tiers)}".split("\n")
    assert (fault.code, high in lines[fault.at.line - 1]) == ("TIER_EASIER", True)


def test_the_same_figure_over_another_time_or_for_another_type_is_not_compared() -> None:
    low = "by_type: {everyone: {metric: {name: deals, min: 4}}, service: {metric: {name: trainings, min: 9}}}"
    high = "by_type: {everyone: {metric: {name: deals, min: 3, window: trailing 1 month}}, consultant: {metric: {name: trainings, min: 5}}}"
    assert linted(ONE, tier("two", "tier_at_least: one", low), tier("three", "tier_at_least: two", high)) == []


@pytest.mark.parametrize(
    "asked",
    [
        "type_is: [service, consultant]",
        "by_type: {service: {metric: {name: deals, min: 9}}}",
        "any: [{people: {holds_any: [sf], need: 9}}, {type_is: [service]}]",
    ],
)
def test_what_a_type_brings_does_not_make_up_for_what_the_lower_tier_asks(asked: str) -> None:
    (fault,) = linted(ONE, tier("two", asked))
    assert (fault.code, "1 person with SF" in say(fault.message, "en")) == ("TIER_EASIER", True)


def test_a_tier_below_that_asks_for_one_of_several_things_is_named_by_the_first() -> None:
    either = tier("two", "tier_at_least: one", "any: [{metric: {name: deals, min: 4}}, {evidence: {kind: plan}}]")
    (fault,) = linted(ONE, either, tier("three", "tier_at_least: one", "agreement: current"))
    assert "“Deals: at least 4”" in say(fault.message, "en")
    assert linted(ONE, either, tier("three", "tier_at_least: one", "evidence: {kind: plan}")) == []


def test_a_place_in_a_tier_above_one_out_of_reach_is_that_of_the_lower_tier() -> None:
    (fault,) = linted(tier("one", "people: {holds_any: [sf], need: 1}"), tier("two", "any: [{tier_at_least: one}]"), uncounted=("sf",))
    assert (fault.code, fault.at.line) == ("TIER_UNREACHABLE", len(HEAD.strip().split("\n")) + 6)


# against an oracle of its own

CODES = ("sf", "sp", "ta", "tp")
ASKED = st.recursive(
    st.one_of(
        st.builds(lambda codes, need: f"people: {{holds_any: [{', '.join(codes)}], need: {need}}}",
                  st.lists(st.sampled_from(CODES), min_size=1, max_size=2, unique=True), st.integers(1, 40)),
        st.builds(lambda at: f"agreement: {{at_least: {at}}}", st.integers(1, 3)),
        st.builds(lambda least: f"metric: {{name: kept, min: {least}}}", st.integers(1, 100)),
        st.builds(lambda least: f"metric: {{name: trainings, min: {least}, window: trailing 12 months}}", st.integers(1, 99999)),
        st.builds(lambda code: f"roster: {{slots: [{SLOTS % 3}]}}".replace("[sp]", f"[{code}]"), st.sampled_from(CODES)),
    ),
    lambda inner: st.builds(
        lambda kind, asked: f"{kind}: [{', '.join(f'{{{one}}}' for one in asked)}]",
        st.sampled_from(("all", "any")), st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=4,
)  # fmt: skip


def can_be_had(rule: object, uncounted: set[str]) -> bool:
    """Whether a rule can be fulfilled, found from its shape and not by trying it on anybody."""
    match rule:
        case All(requirements):
            return all(can_be_had(one, uncounted) for one in requirements)
        case AnyOf(requirements):
            return any(can_be_had(one, uncounted) for one in requirements)
        case People():
            return not set(rule.holds_any) <= uncounted
        case Roster():
            return all(not set(slot.holds_any) <= uncounted for slot in rule.slots)
        case Agreement():
            return rule.at_least is None or rule.at_least <= 2
    return isinstance(rule, Metric)


@settings(max_examples=25, deadline=None)
@given(ASKED, st.sets(st.sampled_from(CODES), max_size=3))
def test_a_tier_is_called_out_of_reach_exactly_when_nobody_can_have_what_it_asks_for(asked: str, uncounted: set[str]) -> None:
    free = tier("one", "agreement: {at_least: 1}")
    text = f"{HEAD.strip()}\ntiers:\n{free}{tier('two', 'tier_at_least: one', asked)}"
    found = read_programme(Tree({PROGRAMME: text.encode()}), CERTIFICATIONS, render, Faults())
    rule = found.tiers[1].requirement if found else None

    assume(codes(linted_text(text)) != ["YAML_TOO_DEEP"])
    refused = "TIER_UNREACHABLE" in codes(linted_text(text, tuple(uncounted)))
    plain = "TIER_UNREACHABLE" in codes(linted_text(text))
    assert plain == (found is None)
    assert rule is None or refused == (not can_be_had(All(rule.requirements[1:]) if isinstance(rule, All) else rule, uncounted))


@settings(max_examples=25, deadline=None)
@given(ASKED, ASKED)
def test_a_tier_that_is_taken_without_naming_the_lower_one_contains_it_on_the_smallest_partners(low: str, high: str) -> None:
    free = tier("one", "agreement: {at_least: 1}")
    text = f"{HEAD.strip()}\ntiers:\n{free}{tier('two', low)}{tier('three', high)}"
    found = read_programme(Tree({PROGRAMME: text.encode()}), CERTIFICATIONS, render, Faults())
    if found is not None:
        for scene in contents(found.tiers[2].requirement, found):
            assert found.tiers[1].requirement.holds(scene)


# what the programme promises


def test_the_tier_that_is_never_lost_rests_on_no_figure() -> None:
    floor = tier("one", "people: {holds_any: [sf], need: 1}", "metric: {name: deals, min: 1}")
    (fault,) = linted(floor, tier("two", "tier_at_least: one"))
    assert (fault.code, say(fault.message, "en")) == (
        "FLOOR_RESTS_ON_METRIC",
        "One is never lost for lack of sales, and yet asks for “Deals: at least 1”.",
    )
    either = tier("one", "any: [{metric: {name: deals, min: 1}}, {people: {holds_any: [sf], need: 1}}]")
    assert linted(either, tier("two", "tier_at_least: one")) == []


def test_a_floor_above_a_tier_with_a_figure_rests_on_it() -> None:
    head = HEAD.replace("floor: one", "floor: two")
    lowest = tier("one", "metric: {name: deals, min: 1}")
    (fault,) = linted(lowest, tier("two", "tier_at_least: one"), head=head)
    assert (fault.code, fault.at.line) == ("FLOOR_RESTS_ON_METRIC", len(HEAD.strip().split("\n")) + 6)


def test_who_is_promised_all_tiers_without_deals_reaches_the_highest() -> None:
    promise = "zero_deal: {types: [consultant], metrics: [deals]}\n"
    (fault,) = linted(ONE, TWO, rest=promise)
    assert (fault.code, say(fault.message, "en")) == (
        "ZERO_DEAL_OUT_OF_REACH",
        "consultant: without deals such a partner cannot reach Two; it takes “Deals: at least 4”.",
    )
    way = "by_type: {everyone: {metric: {name: deals, min: 4}}, consultant: {metric: {name: trainings, min: 4}}}"
    assert linted(ONE, tier("two", "tier_at_least: one", way), rest=promise) == []
    assert codes(linted(ONE, tier("two", "tier_at_least: one", way.replace("consultant", "service")), rest=promise)) == [
        "ZERO_DEAL_OUT_OF_REACH"
    ]


def test_the_samples_consultants_reach_gold_with_zero_projects_and_would_not_without_their_line() -> None:
    without = "\n".join(line for line in sample().split("\n") if not line.strip().startswith("consultant: {metric"))
    assert codes(linted_text(without)) == ["ZERO_DEAL_OUT_OF_REACH"]


def test_a_team_for_one_type_may_stand_as_deep_as_the_notation_puts_it() -> None:
    noun = "noun: {en: [seller, sellers], ru: [продавец, продавца, продавцов]}"
    team = f"roster: {{slots: [{{id: sales, need: 1, holds_any: [sp], label: {{en: S, ru: П}}, {noun}}}]}}"
    asked = f"by_type: {{everyone: {{metric: {{name: deals, min: 1}}}}, service: {{all: [{{{team}}}]}}}}"
    assert linted(ONE, tier("two", "tier_at_least: one", asked)) == []
