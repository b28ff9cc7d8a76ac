"""How a scorecard is counted, where an application may go, and when two roles meet in one person."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.core.ids import PersonId
from lms.partners.applications.rules import (
    ENDED,
    MEETINGS,
    MOST_POINTS,
    MOVES,
    OPEN,
    STEP_OF,
    WEIGHTS,
    ApplicationState,
    Criterion,
    Decision,
    Meeting,
    StepKind,
    after,
    met_in_deciding,
    met_in_signing,
    percent_of,
    share,
    unscored,
)

ANNA, BORIS, VERA = PersonId(1), PersonId(2), PersonId(3)
CARDS = st.dictionaries(st.sampled_from(Criterion), st.integers(0, MOST_POINTS))


def test_every_criterion_has_a_weight_and_every_meeting_a_sentence() -> None:
    assert set(WEIGHTS) == set(Criterion)
    assert set(MEETINGS) == set(Meeting)
    assert set(STEP_OF) == set(Decision)


def test_recommendations_weigh_most_and_the_total_is_exact() -> None:
    assert share({Criterion.RECOMMENDATIONS: 5}) == Fraction(15, 50)
    assert share({Criterion.AUDIENCE: 1}) == Fraction(1, 50)
    assert share(dict.fromkeys(Criterion, MOST_POINTS)) == 1
    assert share({}) == 0


@given(CARDS)
def test_a_percent_is_rounded_down_and_stays_between_0_and_100(points: dict[Criterion, int]) -> None:
    part = share(points)
    assert 0 <= percent_of(part) <= 100
    assert percent_of(part) <= 100 * part < percent_of(part) + 1


@given(CARDS, st.sampled_from(Criterion))
def test_one_more_point_never_lowers_the_total(points: dict[Criterion, int], more: Criterion) -> None:
    given_now = points.get(more, 0)
    if given_now < MOST_POINTS:
        assert share({**points, more: given_now + 1}) - share(points) == Fraction(WEIGHTS[more], MOST_POINTS * sum(WEIGHTS.values()))


def test_79_9_percent_is_not_80() -> None:
    assert percent_of(Fraction(799, 1000)) == 79


@given(CARDS)
def test_what_is_not_scored_is_named(points: dict[Criterion, int]) -> None:
    assert set(unscored(points)) == set(Criterion) - set(points)


@pytest.mark.parametrize("state", sorted(ENDED))
def test_nothing_leads_out_of_an_end(state: ApplicationState) -> None:
    assert [step for step in StepKind if after(state, step) is not None] == []


def test_only_what_is_accepted_can_be_signed_and_nothing_signed_is_withdrawn() -> None:
    assert [state for state in ApplicationState if after(state, StepKind.SIGNED)] == [ApplicationState.ACCEPTED]
    assert after(ApplicationState.ACCEPTED, StepKind.WITHDRAWN) is ApplicationState.WITHDRAWN
    assert after(ApplicationState.ACCEPTED, StepKind.DECLINED) is None


@given(st.lists(st.sampled_from(StepKind), max_size=12))
def test_every_way_reaches_an_end_or_can_still_be_withdrawn(steps: list[StepKind]) -> None:
    state = ApplicationState.RECEIVED
    for step in steps:
        state = after(state, step) or state
    assert state in ENDED or after(state, StepKind.WITHDRAWN) is ApplicationState.WITHDRAWN
    assert state in ENDED | OPEN | {ApplicationState.ACCEPTED}


def test_every_step_but_the_first_has_its_moves() -> None:
    assert set(MOVES) == set(StepKind) - {StepKind.RECEIVED}
    assert after(ApplicationState.RECEIVED, StepKind.RECEIVED) is None


def test_who_gave_points_and_decides_does_two_things() -> None:
    assert met_in_deciding({ANNA, BORIS}, ANNA) == (Meeting.SCORED_AND_DECIDES,)
    assert met_in_deciding({ANNA}, BORIS) == ()


def test_signing_says_which_roles_meet() -> None:
    assert met_in_signing(ANNA, BORIS, VERA) == ()
    assert met_in_signing(ANNA, ANNA, VERA) == (Meeting.DECIDED_AND_SIGNS,)
    assert met_in_signing(ANNA, BORIS, ANNA) == (Meeting.DECIDED_AND_MANAGES,)
    assert met_in_signing(ANNA, BORIS, BORIS) == (Meeting.SIGNS_AND_MANAGES,)
    assert met_in_signing(ANNA, ANNA, ANNA) == (Meeting.DECIDED_AND_SIGNS, Meeting.DECIDED_AND_MANAGES, Meeting.SIGNS_AND_MANAGES)


@given(st.integers(1, 3), st.integers(1, 3), st.integers(1, 3))
def test_roles_meet_exactly_where_fewer_people_than_roles_act(decider: int, signer: int, manager: int) -> None:
    met = met_in_signing(PersonId(decider), PersonId(signer), PersonId(manager))
    assert bool(met) == (len({decider, signer, manager}) < 3)
