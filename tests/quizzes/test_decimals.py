"""Numbers as people write them."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.quizzes.questions.decimals import NoNumber, TooFar, plain, read_decimal, written_in


@pytest.mark.parametrize(
    ("text", "number", "rest"),
    [
        ("1,5", "1.5", ""), ("1.5", "1.5", ""), ("13350", "13350", ""), ("13 350", "13350", ""), ("13\u00a0350", "13350", ""),
        ("13\u202f350,25 GB", "13350.25", "GB"), (" −3 °C ", "-3", "°C"), ("–0,5", "-0.5", ""), ("+7", "7", ""), (".5", "0.5", ""),
        ("5.", "5", ""), ("1e3", "1000", ""), ("1 000 000", "1000000", ""), ("１２", "12", ""), ("40%", "40", "%"), ("0" * 20, "0", ""),
    ],
)  # fmt: skip
def test_a_number_is_read_however_it_is_written(text: str, number: str, rest: str) -> None:
    assert read_decimal(text) == (Decimal(number), rest)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "abc",
        "NaN",
        "nan",
        "inf",
        "-inf",
        "Infinity",
        "--1",
        "1,500.25",
        "1.500.000",
        "1 5",
        "1 2345",
        "½",
        "1/2",
        ".",
        "-",
        "1-2",
        "e5",
    ],
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(NoNumber):
        read_decimal(text)


@pytest.mark.parametrize("text", ["1e999", "1e-31", "9" * 31, "1e9999", "1" + "0" * 25 + "e9", "0," + "1" * 31])
def test_what_nobody_means_is_too_far(text: str) -> None:
    with pytest.raises(TooFar):
        read_decimal(text)


@given(st.decimals(-(10**12), 10**12, places=6, allow_nan=False), st.sampled_from(["en", "ru"]))
@settings(max_examples=50)
def test_what_is_written_reads_as_the_same_number(number: Decimal, language: str) -> None:
    assert read_decimal(written_in(number, language)) == (number, "")


@given(st.text(max_size=40))
@settings(max_examples=50)
def test_any_text_is_a_number_or_refused_with_a_reason(text: str) -> None:
    try:
        number, _ = read_decimal(text)
    except (NoNumber, TooFar):
        return
    assert number.is_finite()
    assert plain(plain(text)) == plain(text)


def test_numbers_are_written_as_each_language_does() -> None:
    assert written_in(Decimal("13350.50"), "ru") == "13\u00a0350,5"
    assert written_in(Decimal(1350), "en") == "1350"
    assert written_in(Decimal("-0.25"), "en") == "-0.25"
