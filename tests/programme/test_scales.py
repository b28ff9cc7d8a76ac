"""The scale of a metric's values: how it is written, and what the linter finds out of its reach."""

from decimal import Decimal

import pytest

from lms.core.translation import say
from lms.programme.rules import meaning_of
from tests.programme.made import example, programme, read, sample
from tests.programme.rulebooks import HEAD, ONE, codes, linted, tier

RATED = HEAD.replace("measure: mean}", "measure: mean, from: 1, to: 5}").replace("measure: sum}", "measure: sum, from: 0, to: 100}")


def test_the_sample_rates_from_1_to_5_and_counts_nothing_below_1() -> None:
    scales = {one.id: (one.lowest, one.highest) for one in programme(sample()).metrics}
    counted = (Decimal(1), None)
    assert scales == {
        "active_projects": counted, "delivered_migrations": counted, "trainings": counted, "csat": (Decimal(1), Decimal(5)),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("keys", "said"),
    [("from: 1, to: 5", "Each value is from 1 to 5."), ("from: 0", "Each value is at least 0."), ("to: 9.5", "Each value is at most 9.5.")],
)
def test_a_scale_is_said_behind_what_counts(keys: str, said: str) -> None:
    found = programme(example().replace("measure: mean}", f"measure: mean, {keys}}}", 1))
    assert [say(meaning_of(one), "en") for one in found.metrics][:2] == ["Projects with an invoice paid in the last 6 months.", said]
    both = programme(example().replace("measure: distinct,", f"measure: distinct, {keys},", 1)).metrics[0]
    assert say(meaning_of(both), "en") == f"Projects with an invoice paid in the last 6 months. {said}"


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ("measure: mean, from: 5, to: 1", "SCALE_BACKWARDS"),
        ("measure: mean, from: low", "VALUE_WRONG"),
        ("measure: mean, to: inf", "VALUE_WRONG"),
        ("measure: ratio, part: trainings, whole: active_projects, to: 50", "KEY_UNKNOWN"),
        ("measure: ratio, part: trainings, whole: active_projects, from: 50", "KEY_UNKNOWN"),
    ],
)
def test_a_scale_that_is_none_is_refused_at_its_line(keys: str, code: str) -> None:
    at = example()[: example().index("id: csat")].count("\n") + 1
    assert (code, at) in read(example().replace("measure: mean}", f"{keys}}}", 1))[1]


def test_a_scale_of_one_number_is_one() -> None:
    assert (
        programme(example().replace("measure: mean}", "measure: mean, from: 3, to: 3}").replace("min: 4.2", "min: 3")).metrics[1].highest
        == 3
    )


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("metric: {name: rating, min: 5}", []),
        ("metric: {name: rating, min: 5.1}", ["TIER_UNREACHABLE"]),
        ("metric: {name: rating, min: 6, window: trailing 12 months, min_sample: 5}", ["TIER_UNREACHABLE"]),
        ("metric: {name: deals, min: 5000}", []),
        ("metric: {name: deals, min: 2, each: 100}", []),
        ("metric: {name: deals, min: 2, each: 101}", ["TIER_UNREACHABLE"]),
        ("any: [{metric: {name: rating, min: 6}}, {metric: {name: deals, min: 3}}]", []),
    ],
)
def test_a_tier_that_asks_for_more_than_the_scale_has_cannot_be_reached(asked: str, found: list[str]) -> None:
    assert codes(linted(ONE, tier("two", "tier_at_least: one", asked), head=RATED)) == found
