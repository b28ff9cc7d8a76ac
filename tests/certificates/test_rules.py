"""How long a certificate counts, which cycle a pass opens, and how its code is written and read."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.certificates.rules import (
    CODE,
    Anchor,
    CertificateState,
    Certifications,
    Held,
    Validity,
    code_of,
    cycle_of,
    expires_on,
    format_code,
    lasts_longer,
    normalise_code,
    renewal_window,
    state_on,
)
from lms.core.ids import Slug
from lms.requirements.days import add_months
from tests.certificates.made import all_of, certification

ISSUED = date(2026, 3, 1)
ENDS = date(2028, 3, 1)
SF = certification("sf")
DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))


def held(cycle: int = 1, expires: date | None = ENDS, revoked: date | None = None) -> Held:
    return Held(cycle, ISSUED, expires, revoked)


@given(DAYS, st.integers(0, 120))
def test_months_later_is_the_same_day_or_the_last_of_a_shorter_month(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)


def test_the_validity_counts_from_its_anchor() -> None:
    released = Validity(24, Anchor.COURSE_RELEASE, Slug("migration"), date(2020, 2, 11))
    assert expires_on(Validity(24), ISSUED) == ENDS
    assert expires_on(released, date(2020, 11, 3)) == date(2022, 2, 11)
    assert expires_on(Validity(24, Anchor.COURSE_RELEASE, Slug("migration")), ISSUED) == ENDS
    assert expires_on(None, ISSUED) is None


def test_the_release_of_a_delta_course_moves_the_end_of_what_is_passed_after_it() -> None:
    released = Validity(24, Anchor.COURSE_RELEASE, Slug("migration"), date(2020, 2, 11))
    delta = replace(released, released_on=date(2021, 4, 21))
    assert expires_on(released, date(2020, 11, 3)) == date(2022, 2, 11)
    assert {expires_on(delta, date(2021, 4, 21)), expires_on(delta, date(2021, 11, 3))} == {date(2023, 4, 21)}
    assert lasts_longer(date(2023, 4, 21), date(2022, 2, 11))


@given(DAYS)
def test_a_certificate_that_ends_on_a_day_counts_up_to_but_not_on_it(day: date) -> None:
    assert (state_on(day, ENDS, None) is CertificateState.VALID) == (day < ENDS)
    assert state_on(day, None, None) is CertificateState.VALID


def test_a_revoked_certificate_is_revoked_from_its_day_on_even_when_it_has_ended() -> None:
    assert state_on(ISSUED, ENDS, ISSUED) is CertificateState.REVOKED
    assert state_on(ISSUED, ENDS, ISSUED + timedelta(days=1)) is CertificateState.VALID
    assert state_on(ENDS, ENDS, ISSUED) is CertificateState.REVOKED


def test_the_first_pass_opens_the_first_cycle() -> None:
    assert cycle_of(SF, (), ISSUED) == 1


@given(DAYS)
def test_the_next_cycle_opens_with_the_renewal_window_and_stays_open(day: date) -> None:
    opens = ENDS - timedelta(days=60)
    assert cycle_of(SF, (held(),), day) == (2 if day >= opens else 1)


def test_the_newest_cycle_decides() -> None:
    assert cycle_of(SF, (held(2, date(2030, 3, 1)), held(1)), ENDS) == 2


def test_a_certificate_that_never_ends_is_not_renewed() -> None:
    assert cycle_of(SF, (held(expires=None),), date(2099, 1, 1)) == 1


def test_after_a_revocation_a_pass_opens_the_next_cycle() -> None:
    assert cycle_of(SF, (held(expires=None, revoked=ISSUED),), ISSUED) == 2


def test_a_cycle_that_was_won_again_is_the_one_that_stands() -> None:
    lost, won = held(expires=None, revoked=ISSUED), held(expires=None)
    assert [cycle_of(SF, both, ISSUED) for both in ((lost, won), (won, lost))] == [1, 1]


def test_the_renewal_window_is_half_open() -> None:
    assert renewal_window(SF, ENDS) == (date(2028, 1, 1), date(2028, 3, 31))


@pytest.mark.parametrize(
    ("new", "old", "longer"),
    [(ENDS, ISSUED, True), (ENDS, ENDS, False), (ISSUED, ENDS, False), (None, ENDS, True), (ENDS, None, False), (None, None, False)],
)
def test_a_renewal_counts_when_it_lasts_longer(new: date | None, old: date | None, *, longer: bool) -> None:
    assert lasts_longer(new, old) is longer


@given(st.binary(min_size=16, max_size=16))
def test_a_code_is_read_back_however_it_is_written(secret: bytes) -> None:
    code = code_of(secret)
    assert CODE.fullmatch(code)
    assert normalise_code(code) == code
    assert normalise_code(f"  {format_code(code).lower().replace('-', ' – ')}\n") == code
    assert normalise_code(format_code(code).replace("O", "0").replace("I", "1").replace("B", "8")) == code


@given(st.binary(min_size=16, max_size=16), st.binary(min_size=16, max_size=16))
def test_two_secrets_have_two_codes(one: bytes, other: bytes) -> None:
    assert (code_of(one) == code_of(other)) == (one == other)


def test_a_code_stands_in_groups() -> None:
    assert format_code("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "ABCDE-FGHIJ-KLMNO-PQRST-UVWXYZ"


@pytest.mark.parametrize("typed", ["", "ABC", "A" * 25, "A" * 27, "A" * 25 + "9", "Ж" * 26, "A" * 25 + "'"])
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert normalise_code(typed) is None


def test_an_exam_leads_to_its_certification() -> None:
    assert all_of(SF).of_exam("sf") is SF
    assert Certifications().of_exam("sf") is None
