"""When an employment counts, when an invitation is open, and what is kept of its secret."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lms.courses.rules import Track
from lms.partners.rules import both_names, counts_on, invitation_open, token_hash, tracks_of

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))


@given(st.lists(DAYS, min_size=2, unique=True), DAYS)
def test_of_employments_that_follow_each_other_at_most_one_counts_on_any_day(moves: list[date], day: date) -> None:
    starts = sorted(moves)
    counted = [counts_on(day, since, until) for since, until in zip(starts, [*starts[1:], None], strict=True)]
    assert sum(counted) == (1 if day >= starts[0] else 0)


def test_a_move_on_a_day_counts_at_the_new_partner_on_that_day() -> None:
    day = date(2026, 5, 4)
    assert not counts_on(day, date(2025, 1, 1), day)
    assert counts_on(day, day, None)


def test_an_invitation_is_open_until_its_end_and_not_at_it() -> None:
    assert invitation_open(NOW, NOW + timedelta(seconds=1), None, None)
    assert not invitation_open(NOW, NOW, None, None)
    assert not invitation_open(NOW, NOW + timedelta(days=1), NOW, None)
    assert not invitation_open(NOW, NOW + timedelta(days=1), None, NOW)


def test_only_a_hash_of_the_secret_is_kept() -> None:
    assert token_hash("secret") != token_hash("Secret")
    assert len(token_hash("secret")) == 64
    assert "secret" not in token_hash("secret")


def test_tracks_are_those_that_were_chosen() -> None:
    assert tracks_of(sales=True, technical=True) == (Track.SALES, Track.TECHNICAL)
    assert tracks_of(sales=False, technical=False) == ()


def test_a_name_serves_in_both_languages() -> None:
    assert both_names("Vector", "") == {"en": "Vector", "ru": "Vector"}
    assert both_names("Vector", "Вектор") == {"en": "Vector", "ru": "Вектор"}
