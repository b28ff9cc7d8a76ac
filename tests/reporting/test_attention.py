"""Why a partner needs a call."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lms.core.ids import PublicId
from lms.core.text import msg
from lms.core.translation import say
from lms.reporting.attention import FIRST_CERTIFICATE_DAYS, HORIZON, Cause, Ending, Signs, Someone, reasons, seen_on

TODAY = date(2026, 11, 21)
GOLD = {"en": "Gold", "ru": "Gold"}
ANNA = Someone(PublicId("anna"), {"en": "Anna Krylova", "ru": "Анна Крылова"}, "anna@x.example", is_admin=False, seen_on=TODAY)
IRINA = Someone(PublicId("irina"), {"en": "Irina Belova", "ru": "Ирина Белова"}, "irina@x.example", is_admin=True, seen_on=TODAY)
WELL = Signs(created_on=date(2024, 1, 1), tier=GOLD, people=(ANNA, IRINA), certified=True)


def days(number: int) -> timedelta:
    return timedelta(days=number)


def told(signs: Signs, language: str = "en") -> list[str]:
    return [say(one.message, language).replace("\N{NO-BREAK SPACE}", " ") for one in reasons(signs, TODAY)]


def test_a_partner_that_goes_well_has_no_reason() -> None:
    assert reasons(WELL, TODAY) == ()


def test_a_certificate_on_which_the_tier_rests_is_named_with_its_holder_and_day() -> None:
    ends = TODAY + days(21)
    signs = replace(WELL, falls_on=ends, endings=(Ending(ANNA, {"en": "Technical Associate"}, ends),))
    (reason,) = reasons(signs, TODAY)
    assert (reason.cause, reason.who, reason.grave) == (Cause.ENDS, ANNA, True)
    assert told(signs) == ["Technical Associate of Anna Krylova stops counting on 12 December 2026; then Gold is at risk"]


def test_a_certificate_on_which_no_tier_rests_is_no_reason() -> None:
    assert reasons(replace(WELL, endings=(Ending(ANNA, {"en": "TA"}, TODAY + days(5)),)), TODAY) == ()


def test_a_tier_that_falls_by_something_else_says_up_to_when_it_holds() -> None:
    signs = replace(WELL, falls_on=date(2027, 1, 1), endings=(Ending(ANNA, {"en": "TA"}, TODAY + days(5)),))
    assert told(signs) == ["The requirements of Gold hold only up to 1 January 2027"]


def test_what_lies_beyond_the_horizon_is_not_told() -> None:
    assert [one.cause for one in reasons(replace(WELL, falls_on=TODAY + HORIZON), TODAY)] == [Cause.FALLS]
    assert reasons(replace(WELL, falls_on=TODAY + HORIZON + days(1)), TODAY) == ()


def test_a_tier_at_risk_is_told_once_whoever_found_it() -> None:
    assert told(replace(WELL, at_risk_since=TODAY - days(3), falls_on=TODAY + days(3))) == ["Gold is at risk since 18 November 2026"]
    assert told(replace(WELL, falls_on=TODAY)) == ["Gold is at risk since 21 November 2026"]


def test_grace_says_until_when_and_a_due_decision_says_so() -> None:
    grace = replace(WELL, at_risk_since=TODAY - days(3), grace_until=TODAY + days(87), fix=msg("Anna renews"))
    (reason,) = reasons(grace, TODAY)
    assert (reason.cause, reason.fix) == (Cause.GRACE, msg("Anna renews"))
    assert told(grace) == ["Gold has not held since 18 November 2026; its grace runs to 16 February 2027"]
    due = replace(grace, proposed=True)
    assert [one.cause for one in reasons(due, TODAY)] == [Cause.DECIDE]
    assert told(due) == ["A decision is due: Gold has not held since 18 November 2026"]


def test_a_grace_that_is_over_is_not_told_as_one_to_come() -> None:
    over = replace(WELL, at_risk_since=TODAY - days(90), grace_until=TODAY)
    assert told(over) == ["Gold has not held since 23 August 2026; its grace ended on 21 November 2026"]
    assert told(over, "ru") == ["Требования Gold не выполнены с 23 августа 2026; отсрочка закончилась 21 ноября 2026"]
    assert "its grace runs to 22 November" in told(replace(over, grace_until=TODAY + days(1)))[0]


def test_of_a_tier_that_is_never_lost_no_grace_is_told_and_nothing_is_grave() -> None:
    start = replace(WELL, at_risk_since=TODAY - days(200), grace_until=TODAY - days(110), kept=True, fix=msg("Anna renews"))
    (reason,) = reasons(start, TODAY)
    assert (reason.cause, reason.grave, reason.fix) == (Cause.GRACE, False, msg("Anna renews"))
    assert told(start) == ["Gold has not held since 5 May 2026; it is never lost"]
    assert told(start, "ru") == ["Требования Gold не выполнены с 5 мая 2026; сам уровень не теряется"]


def test_an_earned_tier_that_waits_for_a_word_is_told_beside_what_else_is_the_matter() -> None:
    assert [one.cause for one in reasons(replace(WELL, waits=GOLD), TODAY)] == [Cause.WAITS]
    both = replace(WELL, waits=GOLD, falls_on=TODAY)
    assert [one.cause for one in reasons(both, TODAY)] == [Cause.AT_RISK, Cause.WAITS]


def test_silence_counts_from_the_last_visit_of_anybody_and_names_the_admin() -> None:
    silent = replace(WELL, people=(replace(ANNA, seen_on=TODAY - days(29)), replace(IRINA, seen_on=TODAY - days(140))))
    assert reasons(silent, TODAY) == ()
    silent = replace(WELL, people=(replace(ANNA, seen_on=TODAY - days(140)), replace(IRINA, seen_on=None)))
    (reason,) = reasons(silent, TODAY)
    assert (reason.cause, reason.grave, reason.who and reason.who.person) == (Cause.SILENT, True, IRINA.person)
    assert told(silent) == ["Silent for 140 days"]


def test_silence_becomes_grave_with_time() -> None:
    def grave(number: int) -> list[bool]:
        people = (replace(IRINA, seen_on=TODAY - days(number)),)
        return [one.grave for one in reasons(replace(WELL, people=people), TODAY)]

    assert (grave(29), grave(30), grave(89), grave(90)) == ([], [False], [False], [True])


def test_people_who_never_came_are_silent_since_the_partner_joined() -> None:
    new = Signs(created_on=TODAY - days(31), people=(replace(IRINA, seen_on=None),), certified=True)
    assert told(new) == ["Silent for 31 days"]
    assert seen_on(new.people) is None


def test_a_partner_without_people_has_that_one_reason_after_a_week() -> None:
    assert reasons(Signs(created_on=TODAY - days(6)), TODAY) == ()
    assert told(Signs(created_on=TODAY - days(60))) == ["Nobody has joined for 60 days"]


def test_a_team_without_an_admin_is_told() -> None:
    assert [one.cause for one in reasons(replace(WELL, people=(ANNA,)), TODAY)] == [Cause.NO_ADMIN]


def test_no_first_certificate_is_told_after_thirty_days() -> None:
    young = replace(WELL, tier=None, certified=False, created_on=TODAY - days(FIRST_CERTIFICATE_DAYS - 1))
    assert reasons(young, TODAY) == ()
    assert told(replace(young, created_on=TODAY - days(40))) == ["No first certificate after 40 days"]


@given(
    st.booleans(), st.booleans(), st.integers(0, 400), st.none() | st.integers(-30, 120), st.none() | st.integers(0, 400)
)  # fmt: skip
def test_the_gravest_reasons_come_first_and_none_stands_there_twice(
    certified: bool, admin: bool, age: int, falls: int | None, seen: int | None
) -> None:
    someone = replace(IRINA, is_admin=admin, seen_on=None if seen is None else TODAY - days(seen))
    signs = Signs(
        created_on=TODAY - days(age), tier=GOLD, falls_on=None if falls is None else TODAY + days(falls), people=(someone,),
        certified=certified,
    )  # fmt: skip
    found = reasons(signs, TODAY)
    assert [one.grave for one in found] == sorted((one.grave for one in found), reverse=True)
    assert len({one.cause for one in found}) == len(found)
