"""Ranges that overlap, leave a number out or part from their tier are refused, with the number, the place and a repair."""

import pytest

from lms.core.translation import say
from tests.programme.rulebooks import HEAD, ONE, TWO, codes, linted, tier

GOLDEN = """bands:
  - id: projects
    label: {en: Projects, ru: Проекты}
    of: deals
    ranges:
      - {from: 4, to: 21, tier: two}
      - {from: 21, tier: three}
  - id: rate
    label: {en: Rate, ru: Ставка}
    of: months
    ranges:
      - {from: 1, to: 6}
      - {from: 6, to: 12}
      - {from: 14}
  - id: small
    label: {en: Small, ru: Малые}
    of: deals
    ranges:
      - {to: 5}
      - {from: 5, to: 20}
"""


def test_the_golden_overlaps_are_all_named_with_place_number_and_repair() -> None:
    three = tier("three", "tier_at_least: two", "metric: {name: deals, min: 21}")
    top = len(f"{HEAD.strip()}\ntiers:\n{ONE}{TWO}{three}".split("\n")) - 1
    said = [
        (fault.code, fault.at.line - top, fault.at.column, say(fault.message, "en"), say(fault.repair, "en"))
        for fault in linted(ONE, TWO, three, rest=GOLDEN)
    ]
    lower = "or end the one below it earlier."
    assert said == [
        ("BANDS_OVERLAP", 7, 16, "21 stands in two ranges of “projects”.", f"Let this range begin at 22, {lower}"),
        ("BANDS_OVERLAP", 13, 16, "6 stands in two ranges of “rate”.", f"Let this range begin at 7, {lower}"),
        ("BANDS_GAP", 14, 16, "13 stands in no range of “rate”.", "Let this range begin at 13, or the one below it reach up to here."),
        ("BANDS_OVERLAP", 20, 16, "5 stands in two ranges of “small”.", f"Let this range begin at 6, {lower}"),
    ]


def bands(*ranges: str, of: str = "deals") -> str:
    """Ranges of a figure."""
    lines = "".join(f"      - {one}\n" for one in ranges)
    return f"bands:\n  - id: b\n    label: {{en: B, ru: Б}}\n    of: {of}\n    ranges:\n{lines}"


@pytest.mark.parametrize(
    ("ranges", "said"),
    [
        (["{from: 4, to: 9}", "{from: 7}"], "Everything from 7 to 9 stands in two ranges of “b”."),
        (["{from: 4}", "{from: 7}"], "Everything from 7 stands in two ranges of “b”."),
        (["{to: 4}", "{to: 7}"], "Everything up to 4 stands in two ranges of “b”."),
        (["{from: 1, to: 4}", "{from: 9}"], "Everything from 5 to 8 stands in no range of “b”."),
        (["{from: 9, to: 4}"], "This range ends before it begins."),
    ],
)
def test_wider_overlaps_and_gaps_name_all_their_numbers(ranges: list[str], said: str) -> None:
    assert [say(fault.message, "en") for fault in linted(ONE, TWO, rest=bands(*ranges))] == [said]


@pytest.mark.parametrize(
    ("one", "said"),
    [
        ("{from: 5, tier: two}", "Two begins at 4 and this range elsewhere."),
        ("{to: 5, tier: two}", "Two begins at 4 and this range elsewhere."),
        ("{from: 5, tier: one}", "One asks for nothing of “deals”, which this range is of."),
    ],
)
def test_a_range_begins_where_its_tier_does(one: str, said: str) -> None:
    (fault,) = linted(ONE, TWO, rest=bands(one))
    assert (fault.code, say(fault.message, "en")) == ("BAND_TIER_DIFFERS", said)
    assert linted(ONE, TWO, rest=bands("{from: 4, tier: two}")) == []


def test_a_finer_step_closes_what_would_be_a_gap() -> None:
    coarse = bands("{from: 4, to: 4.4}", "{from: 4.5}", of="rating")
    assert codes(linted(ONE, TWO, rest=coarse)) == []
    assert codes(linted(ONE, TWO, rest=coarse.replace("of: rating", "of: rating\n    step: 0.01"))) == ["BANDS_GAP"]
