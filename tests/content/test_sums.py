"""Lines of statements in lessons and questions are recalculated from the table of rates that the lesson shows."""

import re
from decimal import Decimal

import pytest

from lms.core.text import LANGUAGES
from tests.content.statements import passage, plain, sample

PAYOUTS = "lesson:programme-rules/payouts-by-month"
SUM = r"(\d[\d ,]*(?:[.,]\d\d)?) ₽"
POINTS = 5


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("quiz", "question", "tier", "registered"),
    [
        ("programme-rules-checks", "workshop-line", "Silver", True),
        ("sf", "plain-line", "Silver", False),
        ("sf", "deal-line", "Gold", True),
        ("sf-practice", "october-line", "Silver", True),
    ],
)
def test_the_right_option_is_the_commission_that_the_lesson_calculates(
    quiz: str, question: str, tier: str, registered: bool, language: str
):
    asked = sample().quizzes.quizzes[quiz].question(question)
    assert asked is not None
    paid, *credited = [_sum(found, language) for found in re.findall(SUM, plain(asked.body[language]))]
    rate = _rates(language)[tier, registered]

    (right,) = (plain(option.text[language]) for option in asked.options if option.right)

    assert _sum(right.removesuffix(" ₽"), language) == (paid - sum(credited)) * rate // 100


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_of_the_statement_in_the_lesson_is_calculated_and_rounded_down(language: str):
    text = passage(sample(), PAYOUTS, language)
    lines = re.findall(rf"{SUM} {SUM} {SUM} (\d+)% {SUM} {SUM}", text)
    total = re.search(rf"(?:Total|Итого) {SUM} {SUM}", text)

    assert len(lines) == 3
    assert total is not None
    for paid, credit, base, rate, exact, commission in lines:
        assert _sum(base, language) == _sum(paid, language) - _sum(credit, language)
        assert _sum(exact, language) == _sum(base, language) * int(rate) / 100
        assert _sum(commission, language) == _sum(exact, language) // 1
    assert _sum(total[1], language) == sum(_sum(line[4], language) for line in lines)
    assert _sum(total[2], language) == sum(_sum(line[5], language) for line in lines)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_registered_deal_adds_five_points_from_silver_on(language: str):
    rates = _rates(language)

    assert {tier: rates[tier, True] - rates[tier, False] for tier in ("Silver", "Gold")} == {"Silver": POINTS, "Gold": POINTS}


def _rates(language: str) -> dict[tuple[str, bool], int]:
    found = re.search(r"Start (\d+)% Silver (\d+)% (\d+)% Gold (\d+)% (\d+)%", passage(sample(), PAYOUTS, language))
    assert found is not None
    start, silver, silver_deal, gold, gold_deal = map(int, found.groups())
    return {
        ("Start", False): start,
        ("Silver", False): silver,
        ("Silver", True): silver_deal,
        ("Gold", False): gold,
        ("Gold", True): gold_deal,
    }


def _sum(written: str, language: str) -> Decimal:
    return Decimal(written.replace(",", "") if language == "en" else written.replace(" ", "").replace(",", "."))
