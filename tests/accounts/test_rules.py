"""The rules of passwords, counters and sessions."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.accounts import rules
from lms.accounts.rules import LIMITS, WINDOW, Count, CounterKind

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
EMAIL = "anna.belova@severny.example"


def sentences(password: str, email: str = EMAIL) -> list[str]:
    return [fault.msgid for fault in rules.password_faults(password, email)]


@given(st.text(max_size=rules.PASSWORD_LENGTH - 1))
def test_a_password_shorter_than_twelve_characters_is_refused(password: str) -> None:
    assert any("at least" in sentence for sentence in sentences(password))


def test_a_sentence_is_a_good_password_without_digits_or_signs() -> None:
    assert sentences("seven geese crossed the frozen river") == []


def test_a_password_may_not_be_longer_than_what_is_hashed() -> None:
    assert sentences("ab c" * 50) == ["This password is among the first that anybody would try. Choose another."]
    assert any("at most" in sentence for sentence in sentences("x" * (rules.PASSWORD_LIMIT + 1)))


@pytest.mark.parametrize(
    "password",
    ["Password1234!", "qwertyuiop123", "123456789012", "210987654321"[::-1], "йцукенгшщзхъ", "aaaaaaaaaaaa", "abababababab", "1qaz2wsx3edc",
     "abcabcabcabc", "!!!Administrator!!!", "NimbusCloud2026"],
)  # fmt: skip
def test_what_everybody_tries_first_is_refused(password: str) -> None:
    assert any("first that anybody" in sentence for sentence in sentences(password))


@pytest.mark.parametrize("password", ["anna.belova and the sea", "my ANNA.BELOVA@severny.example", "xx anna.belova xx"])
def test_a_password_must_not_contain_the_address(password: str) -> None:
    assert sentences(password) == ["The password must not contain your mail address."]


def test_a_short_name_in_the_address_may_occur_by_chance() -> None:
    assert sentences("seven annals of the river", "ann@severny.example") == []
    assert sentences("seven annals of the river", "") == []


@given(st.emails())
def test_an_address_is_the_same_in_any_case(email: str) -> None:
    assert rules.plain_email(f"  {email.upper()} ") == rules.plain_email(email.upper())
    assert rules.plain_email(email) == rules.plain_email(email).lower()


def test_a_counter_is_named_by_a_keyed_hash() -> None:
    named = rules.key_hash("secret", CounterKind.ACCOUNT, EMAIL)
    assert EMAIL not in named
    assert len(named) == 64
    assert named != rules.key_hash("other", CounterKind.ACCOUNT, EMAIL)
    assert named != rules.key_hash("secret", CounterKind.ADDRESS, EMAIL)


@pytest.mark.parametrize("kind", list(CounterKind))
def test_the_last_allowed_try_is_open_and_the_next_is_paused_until_the_window_ends(kind: CounterKind) -> None:
    assert rules.pause([Count(kind, LIMITS[kind], NOW)]) is None
    assert rules.pause([Count(kind, LIMITS[kind] + 1, NOW)]) == NOW + WINDOW


def test_the_longest_pause_is_the_one_that_is_told() -> None:
    counts = [Count(CounterKind.ACCOUNT, 11, NOW), Count(CounterKind.ADDRESS, 101, NOW + timedelta(minutes=3))]
    assert rules.pause(counts) == NOW + timedelta(minutes=18)


def test_a_wrong_try_tells_how_many_are_left() -> None:
    message = rules.wrong([Count(CounterKind.ACCOUNT, 6, NOW), Count(CounterKind.ADDRESS, 6, NOW)])
    assert message.n == 4


def test_last_seen_is_written_at_most_once_a_minute() -> None:
    assert not rules.needs_touch(NOW, NOW + timedelta(seconds=59))
    assert rules.needs_touch(NOW, NOW + timedelta(seconds=60))
