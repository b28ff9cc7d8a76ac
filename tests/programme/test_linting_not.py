"""A `not` that nobody can keep who fulfils the rest of a tier is refused where it stands; one that leaves a way open is not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.core.translation import say
from lms.programme.format import PROGRAMME
from lms.programme.linting.least import contents
from lms.requirements.all import All
from tests.programme.made import programme, sample
from tests.programme.rulebooks import HEAD, SLOTS, codes, linted, linted_text, tier

SOLD = "metric: {name: trainings, min: 4, window: trailing 12 months}"
BASE = "people: {holds_any: [sf], need: 1}"


def rules(forbidden: str, *asked: str) -> list[str]:
    """The codes of a lowest tier that forbids something and of one above it that asks for something."""
    return codes(linted(tier("one", BASE, f"not: {{{forbidden}}}"), tier("two", "tier_at_least: one", *asked)))


@pytest.mark.parametrize(
    ("forbidden", "asked"),
    [
        ("people: {holds_any: [sp], need: 1}", "people: {holds_any: [sp], need: 2}"),
        ("people: {holds_any: [sp, ta], need: 2}", "people: {holds_any: [sp], need: 2}"),
        ("people: {holds_any: [ta, tp], need: 3}", f"roster: {{slots: [{SLOTS % 3}]}}"),
        ("people: {holds_any: [sp, ta, tp], need: 4}", f"roster: {{slots: [{SLOTS % 3}]}}"),
        ("metric: {name: trainings, min: 2}", SOLD),
        ("metric: {name: trainings, min: 4, window: trailing 24 months}", SOLD),
        ("metric: {name: trainings, min: 4, window: trailing 12 months, min_sample: 4}", SOLD),
        ("metric: {name: rating, min: 4}", "metric: {name: rating, min: 4.2}"),
        ("agreement: current", "agreement: {at_least: 2}"),
        ("agreement: {at_least: 1}", "agreement: current"),
        ("evidence: {kind: plan}", "evidence: {kind: plan, valid: calendar_year}"),
        ("any: [{agreement: current}, {people: {holds_any: [tp], need: 9}}]", "agreement: current"),
        (
            "at_least: {n: 2, of: [{agreement: current}, {evidence: {kind: plan}}, {people: {holds_any: [sf], need: 1}}]}",
            "agreement: current",
        ),
        ("any_day_in: {window: trailing 3 months, that: {agreement: current}}", "held_for: {months: 3, that: {agreement: current}}"),
        ("agreement: current", "any: [{all: [{agreement: current}, {evidence: {kind: plan}}]}, {agreement: {at_least: 2}}]"),
        ("agreement: current", "by_type: {everyone: {agreement: current}, service: {agreement: {at_least: 2}}}"),
    ],
)
def test_a_not_that_the_tier_above_cannot_keep_is_refused(forbidden: str, asked: str) -> None:
    assert rules(forbidden, asked) == ["TIER_CONTRADICTS"]


@pytest.mark.parametrize(
    ("forbidden", "asked"),
    [
        ("people: {holds_any: [sp], need: 3}", "people: {holds_any: [sp], need: 2}"),
        ("people: {holds_any: [sp], need: 1}", "people: {holds_any: [sp, ta], need: 2}"),
        ("people: {holds_any: [ta], need: 1}", f"roster: {{slots: [{SLOTS % 3}]}}"),
        ("people: {holds_any: [sp, ta, tp], need: 4}", f"roster: {{sharing: free, slots: [{SLOTS % 3}]}}"),
        ("metric: {name: trainings, min: 4, window: trailing 6 months}", SOLD),
        ("metric: {name: trainings, min: 5}", SOLD),
        ("metric: {name: trainings, min: 2, each: 10}", SOLD),
        ("metric: {name: rating, min: 4, window: trailing 3 months}", "metric: {name: rating, min: 4.2}"),
        ("metric: {name: rating, min: 4, min_sample: 3}", "metric: {name: rating, min: 4.2}"),
        ("evidence: {kind: plan, valid: calendar_year}", "evidence: {kind: plan}"),
        ("type_is: [affiliate]", "agreement: current"),
        ("agreement: current", "any: [{agreement: current}, {evidence: {kind: plan}}]"),
        ("agreement: current", "by_type: {everyone: {agreement: current}, service: {evidence: {kind: plan}}}"),
        ("all: [{agreement: current}, {evidence: {kind: plan}}]", "agreement: current"),
    ],
)
def test_a_not_that_leaves_a_way_is_taken(forbidden: str, asked: str) -> None:
    assert rules(forbidden, asked) == []


def test_the_not_is_named_where_it_stands_with_what_it_forbids_and_a_repair() -> None:
    (fault,) = linted(tier("one", BASE, "not: {agreement: current}"), tier("two", "tier_at_least: one", "agreement: {at_least: 2}"))
    lines = f"{HEAD.strip()}\ntiers:\n{tier('one', BASE, 'not: {agreement: current}')}".split("\n")
    assert (fault.path, "not: {agreement: current}" in lines[fault.at.line - 1]) == (PROGRAMME, True)
    assert say(fault.message, "en") == (
        "Nobody can reach Two: it takes “The partner agreement, accepted in version 2 or a later one”, and this forbids it."
    )
    assert say(fault.repair, "en") == "Take this “not” out, or let it forbid only what is more than the tiers ask for."


def test_a_tier_that_asks_for_what_it_forbids_itself_is_refused() -> None:
    assert codes(linted(tier("one", "agreement: current", "not: {agreement: current}"))) == ["TIER_CONTRADICTS"]


def test_a_type_that_a_not_keeps_from_a_tier_that_others_reach_is_warned_of() -> None:
    start = "      - people: {holds_any: [sf], need: 1}\n"
    text = sample().replace(start, f"{start}      - not: {{metric: {{name: active_projects, min: 2}}}}\n", 1)
    assert set(codes(linted_text(text))) == {"TYPE_LEFT_OUT"}
    text = sample().replace(start, f"{start}      - not: {{people: {{holds_any: [sp], need: 1}}}}\n", 1)
    assert codes(linted_text(text)) == ["TIER_CONTRADICTS"]


ASKED = st.sampled_from(
    [
        "agreement: current", "people: {holds_any: [sp], need: 1}", "people: {holds_any: [sp, ta], need: 2}", SOLD,
        "metric: {name: trainings, min: 2}", "metric: {name: rating, min: 3}", "evidence: {kind: plan}", "type_is: [service]",
        f"roster: {{slots: [{SLOTS % 1}]}}", "any: [{agreement: current}, {evidence: {kind: plan}}]",
        "by_type: {everyone: {metric: {name: trainings, min: 1}}, service: {people: {holds_any: [ta], need: 1}}}",
    ]
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.lists(ASKED, min_size=1, max_size=3, unique=True), ASKED)
def test_what_is_refused_is_held_by_no_partner_who_has_just_enough(asked: list[str], forbidden: str) -> None:
    one, two = tier("one", BASE, f"not: {{{forbidden}}}"), tier("two", "tier_at_least: one", *asked)
    refused = "TIER_CONTRADICTS" in codes(linted(one, two))
    allowed = programme(f"{HEAD.strip()}\ntiers:\n{tier('one', BASE)}{tier('two', 'tier_at_least: one', *asked)}")
    banned = programme(f"{HEAD.strip()}\ntiers:\n{tier('one', BASE)}{tier('two', 'tier_at_least: one', forbidden)}").tiers[1].requirement
    assert isinstance(banned, All)
    if refused:
        assert all(banned.requirements[1].holds(scene) for scene in contents(allowed.tiers[1].requirement, allowed))
