"""The steps of a standing: never above what was earned, never down without a word, back at once, and the same however late one looks."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.core.ids import Slug
from lms.programme.rules import Programme
from lms.programme.states import (
    Held,
    Look,
    Move,
    Seen,
    StandingState,
    StepKind,
    caught_up,
    day_of,
    falls_after,
    kept,
    lowered,
    next_states,
    promoted,
)
from tests.programme.made import programme, sample

NIMBUS = programme(sample())
"""Start is the floor; grace of 90 days; reviews on 15 January and 15 July; promotion at once."""
WORD = replace(NIMBUS, review=replace(NIMBUS.review, promote_needs="partner_manager"))
ON_DAYS = replace(NIMBUS, review=replace(NIMBUS.review, promote="on_days", promote_on=("04-01", "10-01")))
DAY = date(2026, 3, 22)
START, SILVER, GOLD = Slug("start"), Slug("silver"), Slug("gold")
TIERS = (None, START, SILVER, GOLD)
S, K = StandingState, StepKind


def look(earned: Slug | None, fails_on: date | None = None) -> Look:
    """Whatever the day and the tier, this is seen; a tier above what is earned does not hold."""

    def see(day: date, tier: Slug | None) -> Seen:
        return Seen(day, earned, fails_on if NIMBUS.step(earned) >= NIMBUS.step(tier) else None)

    return see


def kinds(moves: Sequence[Move]) -> list[StepKind]:
    return [one.kind for one in moves]


def after(
    held: Held, earned: Slug | None, day: date = DAY, rules: Programme = NIMBUS, fails_on: date | None = None
) -> tuple[list[StepKind], Held]:
    """The steps of a day and how the partner stands then."""
    moves = next_states(held, look(earned, fails_on), rules, day)
    return kinds(moves), moves[-1].after if moves else held


def in_grace(tier: Slug = GOLD, since: date = DAY) -> Held:
    return Held(tier, S.GRACE, since, since + timedelta(days=90))


def test_a_tier_that_is_earned_is_reached_at_once_and_over_several_steps() -> None:
    assert after(Held(), GOLD) == ([K.REACHED], Held(GOLD, S.MET))
    assert after(Held(START, S.MET), GOLD) == ([K.REACHED], Held(GOLD, S.MET))
    assert after(Held(), None) == ([], Held())


@pytest.mark.parametrize(("days", "risk"), [(90, True), (91, False)])
def test_a_tier_is_at_risk_when_it_stops_holding_within_the_horizon(days: int, risk: bool) -> None:
    steps, held = after(Held(GOLD, S.MET), GOLD, fails_on=DAY + timedelta(days=days))
    assert (steps, held.state) == (([K.AT_RISK], S.AT_RISK) if risk else ([], S.MET))


def test_what_was_at_risk_and_holds_beyond_the_horizon_is_safe_again() -> None:
    assert after(Held(GOLD, S.AT_RISK), GOLD, fails_on=DAY + timedelta(days=200)) == ([K.RECOVERED], Held(GOLD, S.MET))


def test_a_tier_reached_with_an_end_in_sight_is_said_to_be_at_risk_too() -> None:
    assert after(Held(), GOLD, fails_on=DAY + timedelta(days=21))[0] == [K.REACHED, K.AT_RISK]


def test_grace_begins_with_the_first_day_on_which_the_requirements_fail() -> None:
    expected = Held(GOLD, S.GRACE, DAY, date(2026, 6, 20))
    for held in (Held(GOLD, S.MET), Held(GOLD, S.AT_RISK)):
        assert after(held, SILVER) == ([K.GRACE], expected)
    assert after(expected, SILVER, DAY + timedelta(days=1)) == ([], expected)


@pytest.mark.parametrize(
    ("day", "steps"), [(date(2026, 6, 19), []), (date(2026, 6, 20), []), (date(2026, 7, 14), []), (date(2026, 7, 15), [K.PROPOSED])]
)  # fmt: skip
def test_a_tier_is_proposed_to_fall_at_the_first_review_after_the_grace_and_not_a_day_before(day: date, steps: list[StepKind]) -> None:
    assert after(in_grace(), SILVER, day)[0] == steps


def test_a_grace_that_ends_on_a_review_day_is_over_on_that_day() -> None:
    assert falls_after(NIMBUS.review, date(2026, 7, 15)) == date(2026, 7, 15)
    assert falls_after(NIMBUS.review, date(2026, 7, 16)) == date(2027, 1, 15)
    assert day_of((), DAY) is None


def test_the_floor_is_never_proposed_nor_lowered() -> None:
    held = in_grace(START)
    assert after(held, None, date(2028, 1, 15)) == ([], held)
    assert lowered(Held(GOLD, S.PROPOSED, DAY, DAY), None, NIMBUS) == Held(START, S.MET)


def test_without_a_review_calendar_nothing_is_proposed() -> None:
    never = replace(NIMBUS, review=replace(NIMBUS.review, demote_on=()))
    assert after(in_grace(), None, date(2030, 1, 1), never)[0] == []


@pytest.mark.parametrize("state", [S.GRACE, S.PROPOSED])
def test_what_holds_again_is_safe_at_once_whatever_was_proposed(state: StandingState) -> None:
    assert after(replace(in_grace(), state=state), GOLD) == ([K.RECOVERED], Held(GOLD, S.MET))
    assert after(replace(in_grace(SILVER), state=state), GOLD) == ([K.REACHED], Held(GOLD, S.MET))


def test_a_manager_lowers_to_what_is_earned_and_keeps_until_a_later_review() -> None:
    proposed = replace(in_grace(), state=S.PROPOSED)
    assert lowered(proposed, SILVER, NIMBUS) == Held(SILVER, S.MET)
    held = kept(proposed, date(2027, 1, 15))
    assert (held.state, held.failing_since, held.grace_until) == (S.GRACE, DAY, date(2027, 1, 15))
    assert after(held, SILVER, date(2027, 1, 14))[0] == []
    assert after(held, SILVER, date(2027, 1, 15))[0] == [K.PROPOSED]


def test_where_a_word_is_needed_a_tier_waits_for_it_and_is_offered_once() -> None:
    steps, held = after(Held(START, S.MET), GOLD, rules=WORD)
    assert (steps, held) == ([K.ELIGIBLE], Held(START, S.MET, eligible=GOLD))
    assert after(held, GOLD, rules=WORD) == ([], held)
    assert promoted(held, GOLD) == Held(GOLD, S.MET)


def test_what_waits_and_is_earned_no_longer_lapses_and_less_may_wait_instead() -> None:
    waiting = Held(START, S.MET, eligible=GOLD)
    assert after(waiting, START, rules=WORD) == ([K.LAPSED], Held(START, S.MET))
    assert after(waiting, SILVER, rules=WORD) == ([K.LAPSED, K.ELIGIBLE], Held(START, S.MET, eligible=SILVER))
    assert after(Held(START, S.MET, eligible=SILVER), GOLD, rules=WORD) == ([K.ELIGIBLE], Held(START, S.MET, eligible=GOLD))


@pytest.mark.parametrize(("day", "steps"), [(date(2026, 3, 31), [K.ELIGIBLE]), (date(2026, 4, 1), [K.REACHED])])
def test_promotion_on_days_waits_for_its_day(day: date, steps: list[StepKind]) -> None:
    assert after(Held(), GOLD, day, ON_DAYS)[0] == steps


def test_where_both_are_asked_for_a_word_can_be_given_from_the_day_on() -> None:
    both = replace(ON_DAYS, review=replace(ON_DAYS.review, promote_needs="partner_manager"))
    assert after(Held(), GOLD, date(2026, 3, 31), both)[0] == []
    assert after(Held(), GOLD, date(2026, 4, 1), both)[0] == [K.ELIGIBLE]


def test_a_held_tier_goes_its_way_while_a_higher_one_waits() -> None:
    waiting = Held(START, S.MET, eligible=GOLD)
    assert after(waiting, GOLD, rules=WORD, fails_on=DAY + timedelta(days=5))[0] == [K.AT_RISK]
    assert after(waiting, None, rules=WORD)[0] == [K.LAPSED, K.GRACE]


def test_a_tier_that_the_version_in_force_does_not_have_is_lost_to_what_is_earned() -> None:
    bare = replace(NIMBUS, tiers=NIMBUS.tiers[:2])
    assert after(Held(GOLD, S.MET), SILVER, rules=bare) == ([K.LOST], Held(SILVER, S.MET))
    assert after(in_grace(), None, rules=bare) == ([K.LOST], Held())


histories = st.lists(
    st.tuples(st.sampled_from(TIERS), st.sampled_from((None, 1, 60, 200)), st.sampled_from((1, 30, 100))), min_size=1, max_size=14
)  # fmt: skip
rules = st.sampled_from((NIMBUS, WORD, ON_DAYS))


@settings(max_examples=60)
@given(histories, rules)
def test_a_standing_is_never_above_what_was_earned_never_down_by_itself_and_back_at_once(
    history: list[tuple[Slug | None, int | None, int]], rules: Programme
) -> None:
    held, day, highest = Held(), DAY, 0
    for earned, fails_in, pause in history:
        day += timedelta(days=pause)
        see = look(earned, day + timedelta(days=fails_in) if fails_in else None)
        moves = next_states(held, see, rules, day)
        for one in moves:
            assert rules.step(one.after.tier) >= rules.step(one.before.tier), "down without a word"
            highest = max(highest, rules.step(earned))
            assert rules.step(one.after.tier) <= highest
            if one.kind is K.REACHED:
                assert rules.step(one.after.tier) <= rules.step(earned), "above what is earned"
        held = moves[-1].after if moves else held
        assert next_states(held, see, rules, day) == (), "asked twice"
        failing = rules.step(earned) < rules.step(held.tier)
        assert (held.state in (S.GRACE, S.PROPOSED)) == failing, "back at once"
        assert (held.failing_since is None) == (held.grace_until is None) == (not failing)
        assert held.eligible is None or rules.step(held.tier) < rules.step(held.eligible) <= rules.step(earned)
        assert held.tier != START or held.state is not S.PROPOSED


@settings(max_examples=60)
@given(histories, rules)
def test_no_two_steps_of_the_same_kind_follow_each_other_without_one_between(
    history: list[tuple[Slug | None, int | None, int]], rules: Programme
) -> None:
    held, day, steps = Held(), DAY, list[Move]()
    for earned, fails_in, pause in history:
        day += timedelta(days=pause)
        moves = next_states(held, look(earned, day + timedelta(days=fails_in) if fails_in else None), rules, day)
        steps += moves
        held = moves[-1].after if moves else held
    told = [(one.kind, one.after.tier, one.after.eligible) for one in steps]
    assert all(one != next_one for one, next_one in pairwise(told))


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 400), st.sampled_from(TIERS)), min_size=1, max_size=6), st.integers(0, 420), rules)
def test_nights_without_a_review_end_in_the_same_state_as_nights_with_one(
    calendar: list[tuple[int, Slug | None]], last: int, rules: Programme
) -> None:
    """What is earned changes on some days by the calendar alone: whoever looks daily and whoever looks once see the same."""
    changes = sorted(dict(calendar).items())

    def earned_on(day: date) -> Slug | None:
        return next((tier for at, tier in reversed(changes) if DAY + timedelta(days=at) <= day), None)

    def see(day: date, tier: Slug | None) -> Seen:
        failing = (DAY + timedelta(days=at) for at, earned in changes if rules.step(earned) < rules.step(tier))
        holds = rules.step(earned_on(day)) >= rules.step(tier)
        return Seen(day, earned_on(day), next((one for one in failing if one > day), None) if holds and tier else None)

    days = [DAY + timedelta(days=n) for n in range(last + 1)]
    daily: list[Move] = []
    for day in days:
        daily += next_states(daily[-1].after if daily else Held(), see, rules, day)
    at_once = caught_up(Held(), see, lambda _day: rules, days)
    assert tuple(daily) == at_once
