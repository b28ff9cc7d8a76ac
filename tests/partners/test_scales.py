"""A figure keeps to the scale of its metric, however it comes in; what was entered off it can still be struck out."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.core.ids import Slug
from lms.core.translation import say
from lms.partners.figures import Figure, Scale, Vocabulary, fault_of, parse, read_csv, read_sent

RATING, MONEY, DISCOUNT, FREE = Slug("rating"), Slug("money"), Slug("discount"), Slug("free")
SCALES = {RATING: Scale(Decimal(1), Decimal(5)), MONEY: Scale(Decimal(0)), DISCOUNT: Scale(highest=Decimal(0))}
WORDS = Vocabulary((RATING, MONEY, DISCOUNT, FREE), (), SCALES)
DAY = date(2026, 11, 20)


def by_hand(metric: Slug, value: str) -> Figure:
    return Figure(metric, DAY, "A-1", Decimal(value), reason="Told.")


def ways(metric: Slug, value: str) -> list[str]:
    """What each way in says of a figure."""
    told = fault_of(by_hand(metric, value), WORDS, DAY)
    file = read_csv(f"partner,metric,date,reference,value\nVector,{metric},{DAY},A-1,{value}\n".encode(), WORDS, DAY)
    body = f'{{"figures": [{{"partner": "Vector", "metric": "{metric}", "date": "{DAY}", "reference": "A-1", "value": {value}}}]}}'
    sent = read_sent(parse(body.encode()), WORDS, DAY)
    assert {(one.line, one.column) for one in file.faults} <= {(2, "value")}
    assert {(one.line, one.column) for one in sent.faults} <= {(1, "value")}
    assert all(say(one.repair, "en") == "Look at the decimal point and at the sign." for one in (*file.faults, *sent.faults))
    return [say(one, "en") for one in (told, *(one.what for one in file.faults), *(one.what for one in sent.faults)) if one is not None]


@pytest.mark.parametrize(
    ("metric", "value", "said"),
    [
        (RATING, "47", "47 is not on the scale of this figure, which runs from 1 to 5."),
        (RATING, "0.9999", "0.9999 is not on the scale of this figure, which runs from 1 to 5."),
        (MONEY, "-5", "-5 is too small: this figure is at least 0."),
        (DISCOUNT, "0.1", "0.1 is too large: this figure is at most 0."),
    ],
)
def test_a_figure_off_its_scale_is_told_in_the_same_words_by_hand_in_a_file_and_over_the_api(metric: Slug, value: str, said: str) -> None:
    assert ways(metric, value) == [said] * 3


@given(st.decimals(-100, 100, places=2), st.sampled_from((RATING, MONEY, DISCOUNT, FREE)))
def test_every_figure_within_its_scale_is_taken_both_ends_too_and_no_other(value: Decimal, metric: Slug) -> None:
    scale = SCALES.get(metric, Scale())
    low, high = scale.lowest, scale.highest
    within = (low is None or value >= low) and (high is None or value <= high)
    assert (ways(metric, f"{value:f}") == []) == within


def test_what_was_entered_off_the_scale_can_be_struck_out() -> None:
    assert fault_of(replace(by_hand(RATING, "47"), struck=True), WORDS, DAY) is None
