"""Rosters: the golden cases of the programme, who is left out and why, and the days on which it ends."""

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from lms.requirements.facts import Member
from lms.requirements.kinds import evaluate
from lms.requirements.result import Result
from tests.requirements.made import DAY, WORDS, holding, member, partner, rule, said

TWO_AND_THREE = """
roster:
  slots:
    - {id: sales, need: 2, holds_any: [s], label: {en: Sales, ru: Продажи}}
    - {id: tech, need: 3, holds_any: [t], label: {en: Engineers, ru: Инженеры}}
"""
ONE_ENGINEER = "roster: {sharing: none, slots: [{id: tech, need: 1, holds_any: [ta, tp], label: {en: Engineer, ru: Инженер}}]}"


def judged(text: str, *members: Member, day: date = DAY) -> Result:
    """The roster's answer over these people."""
    return evaluate(rule(text), partner(*members), day, WORDS)


def test_the_naive_count_lies_where_matching_finds_four_of_five() -> None:
    result = judged(TWO_AND_THREE, member("Anna", "s", "t"), member("Boris", "s"), member("Vera", "t"), member("Gleb", "t"))
    assert (result.met, result.have, result.need) == (False, 4, 5)
    assert said(result.message) == "4 of 5 places are filled; 1 more person is needed for Engineers."
    assert [place.holder for place in result.places] == ["anna", "boris", "gleb", "vera", None]


def test_greedy_lies_where_matching_moves_a_person_over() -> None:
    text = """
roster:
  slots:
    - {id: sales, need: 1, holds_any: [s], label: {en: Sales, ru: Продажи}}
    - {id: tech, need: 1, holds_any: [t], label: {en: Engineer, ru: Инженер}}
"""
    result = judged(text, member("P1", "s"), member("P2", "s", "t"))
    assert [(place.slot, place.holder, place.certification) for place in result.places] == [("sales", "p1", "s"), ("tech", "p2", "t")]
    swapped = judged(text, member("P1", "s", "t"), member("P2", "s"))
    assert [place.holder for place in swapped.places] == ["p2", "p1"]
    assert said(swapped.message) == "All 2 places are filled."


def test_two_empty_sorts_of_places_are_both_named() -> None:
    assert said(judged(TWO_AND_THREE).message) == "0 of 5 places are filled; 5 more people are needed for Sales or Engineers."


def test_a_certificate_that_ends_on_a_day_counts_the_day_before_and_not_on_it() -> None:
    end = date(2026, 3, 22)
    vera = member("Vera", holding("ta", expires=end))
    before = judged(ONE_ENGINEER, vera, day=end - timedelta(days=1))
    assert before.met
    assert before.first_false_on == end
    assert not judged(ONE_ENGINEER, vera, day=end).met


def test_a_person_who_moves_on_a_day_counts_there_and_no_longer_here() -> None:
    day = date(2026, 5, 4)
    here, there = member("Vera", "ta", until=day), member("Vera", "ta", since=day)
    assert judged(ONE_ENGINEER, here, day=day - timedelta(days=1)).met
    assert not judged(ONE_ENGINEER, here, day=day).met
    assert judged(ONE_ENGINEER, there, day=day).met
    assert not judged(ONE_ENGINEER, there, day=day - timedelta(days=1)).met


@pytest.mark.parametrize(
    ("colleague", "reason"),
    [
        (member("Vera", holding("ta", expires=date(2026, 2, 1))), "The certificate ended on 2026-02-01."),
        (member("Vera", holding("ta", revoked=date(2026, 2, 1))), "The certificate was revoked on 2026-02-01."),
        (member("Vera", holding("ta", counts=False)), "The certificate does not count for tiers."),
        (member("Vera", "sf"), "Holds none of the certifications that are asked for."),
        (member("Vera", holding("ta", issued=date(2026, 3, 2))), "Holds none of the certifications that are asked for."),
        (member("Vera", "ta", until=DAY), "Left on 2026-03-01."),
        (member("Vera", "ta", since=date(2026, 4, 1)), "Joins on 2026-04-01."),
    ],
)
def test_who_is_left_out_is_told_why(colleague: Member, reason: str) -> None:
    result = judged(ONE_ENGINEER, colleague)
    assert not result.met
    assert [(one.person, said(one.reason)) for one in result.left_out] == [("vera", reason)]


def test_who_is_not_needed_is_told_so() -> None:
    result = judged(ONE_ENGINEER, member("Anna", "ta"), member("Boris", "ta", since=date(2021, 1, 1)))
    assert [place.holder for place in result.places] == ["anna"]
    assert said(result.left_out[0].reason) == "Every place that this person could fill is filled by others."


def test_nothing_is_told_of_what_people_who_left_did_later_or_could_not_fill() -> None:
    later = member("Vera", holding("ta", issued=date(2026, 2, 1)), until=date(2026, 1, 1))
    assert (
        judged(ONE_ENGINEER, later, member("Gleb", "sf", until=date(2026, 1, 1)), member("Ira", "sf", since=date(2027, 1, 1))).left_out
        == ()
    )


def test_somebody_who_left_and_came_back_is_one_person() -> None:
    first, again = member("Vera", "ta", until=date(2025, 1, 1)), member("Vera", "ta", since=date(2026, 1, 1))
    text = ONE_ENGINEER.replace("need: 1", "need: 2")
    result = judged(text, first, again)
    assert (result.have, result.left_out) == (1, ())


def test_the_answer_does_not_depend_on_the_order_in_which_people_are_given() -> None:
    people = [member(name, *held) for name, held in (("A", "st"), ("B", "s"), ("C", "t"), ("D", "stu"), ("E", "t"), ("F", "u"))]
    expected = judged(TWO_AND_THREE, *people)
    dice = random.Random(7)  # noqa: S311 (a test, not a secret)
    for _ in range(20):
        dice.shuffle(people)
        assert judged(TWO_AND_THREE, *people) == expected


def test_a_later_end_of_a_second_certificate_carries_on() -> None:
    vera = member("Vera", holding("ta", expires=date(2026, 4, 1)), holding("tp", expires=date(2026, 6, 1)))
    assert judged(ONE_ENGINEER, vera).first_false_on == date(2026, 6, 1)
    assert judged(ONE_ENGINEER, replace(vera, until=date(2026, 5, 1))).first_false_on == date(2026, 5, 1)
