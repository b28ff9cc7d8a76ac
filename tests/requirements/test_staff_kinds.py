"""Kinds that people fulfil: shares of a track, people for what is sold, nested minimums, sharing; and why somebody fills no place."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.core.ids import Slug
from lms.requirements.facts import Facts, Member
from lms.requirements.kinds import evaluate
from lms.requirements.percent import Cap, Percent
from lms.requirements.result import Result, Unit, Why
from tests.requirements.made import DAY, WORDS, member, partner, rule, said, value


def judged(text: str, *members: Member, facts: Facts | None = None) -> Result:
    """The answer over these people."""
    return evaluate(rule(text), facts or partner(*members), DAY, WORDS)


def crowd(holders: int, others: int, *, technical: bool = True) -> list[Member]:
    """So many people with TA, and so many without."""
    people = [member(f"h{at}", "ta") for at in range(holders)] + [member(f"o{at}" if technical else f"s{at}") for at in range(others)]
    return [replace(one, technical=technical, sales=not technical) for one in people]


HALF = "percent: {of: technical, holds_any: [ta], min: 50%s}"


@pytest.mark.parametrize(
    ("holders", "others", "cap", "expected"),
    [
        (1, 1, "", (True, 1, 1)),
        (1, 2, "", (False, 1, 2)),
        (49, 51, "", (False, 49, 50)),
        (2, 6, ", cap: {at: 4, on: base}", (True, 2, 2)),
        (1, 7, ", cap: {at: 4, on: base}", (False, 1, 2)),
        (3, 7, ", cap: {at: 4, on: result}", (False, 3, 4)),
        (4, 36, ", cap: {at: 4, on: result}", (True, 4, 4)),
        (1, 1, ", cap: {at: 4, on: result}", (True, 1, 1)),
    ],
)
def test_a_cap_on_the_whole_is_not_one_on_what_is_asked_for(holders: int, others: int, cap: str, expected: tuple[bool, int, int]) -> None:
    result = judged(HALF % cap, *crowd(holders, others), *crowd(0, 3, technical=False))
    assert (result.met, result.have, result.need) == expected
    assert result.unit is Unit.PEOPLE


def test_a_percent_is_rounded_down_and_said() -> None:
    result = judged("percent: {of: technical, holds_any: [ta], min: 67}", *crowd(2, 1))
    assert said(result.message) == "2 of 3 people hold TA, which is 66%; 67% is needed: 3 people."
    assert [one.person for one in result.left_out] == ["o0"]


@given(base=st.integers(1, 300), least=st.integers(1, 100))
def test_as_many_are_needed_as_make_the_percent_when_it_is_rounded_down(base: int, least: int) -> None:
    need = Percent("everyone", (Slug("ta"),), least)._need(base)
    assert 100 * need // base >= least > 100 * (need - 1) // base


def test_a_share_of_nobody_does_not_hold_and_says_so() -> None:
    result = judged(HALF % "", *crowd(2, 0, technical=False))
    assert (result.met, result.have, result.need) == (False, 0, 1)
    assert said(result.message) == "There is nobody of whom 50% could hold TA."
    assert judged("percent: {of: sales, holds_any: [ta], min: 100}", *crowd(2, 0, technical=False)).met
    assert not judged("percent: {of: everyone, holds_any: [ta], min: 100}", *crowd(2, 1)).met


@pytest.mark.parametrize(
    ("cap", "words"),
    [
        (None, "50% of all people with TA"),
        (Cap(100, "base"), "50% of all people with TA; of more than 100 people, of 100"),
        (Cap(1, "result"), "50% of all people with TA; 1 person is always enough"),
    ],
)
def test_a_share_says_its_cap(cap: Cap | None, words: str) -> None:
    assert said(Percent("everyone", (Slug("ta"),), 50, cap).asks(WORDS)) == words


COVERAGE = "coverage: {where: {name: spend, min: 500}, holds: {compute: [ta], backup: [tp, ta]}, need: 2}"


def test_people_are_asked_for_where_enough_is_sold_and_nowhere_else() -> None:
    sold = (value("spend", DAY, "500", product="compute"), value("spend", DAY, "499.99", product="backup"), value("spend", DAY, "900"))
    result = judged(COVERAGE, facts=partner(member("A", "ta"), member("B", "tp"), values=sold))
    assert (result.met, result.have, result.need, result.unit) == (False, 1, 2, Unit.PLACES)
    assert [(place.slot, place.holder) for place in result.places] == [("compute", "a"), ("compute", None)]
    assert [one.person for one in result.left_out] == ["b"]
    assert said(result.message) == "1 certified person is missing for Compute."
    both = (*sold, value("spend", DAY, "1", product="backup"))
    met = judged(COVERAGE, facts=partner(member("A", "ta"), member("B", "ta"), values=both))
    assert (met.met, met.have, met.left_out) == (True, 4, ())
    assert said(met.message) == "Certified people are there for Compute and Backup."
    nothing = judged(COVERAGE, facts=partner(member("A", "ta")))
    assert (nothing.met, nothing.need, said(nothing.message)) == (True, 0, "No product asks for certified people: Spend stays below 500.")


NESTED = "people: {holds_any: [ta, tp], need: 3, of_which: [{holds_any: [tp], need: 2}, {holds_any: [sf], need: 1}]}"


def test_of_those_who_count_some_hold_more_and_one_may_be_two_of_them() -> None:
    result = judged(NESTED, member("A", "ta"), member("B", "ta"), member("C", "tp"), member("D", "sf"))
    assert (result.met, result.have, result.need) == (False, 2, 3)
    assert said(result.message) == "3 of 3 needed people hold TA or TP. Of them: 1 of 2 with TP and 0 of 1 with SF."
    assert result.places[0].holder == "c"
    assert judged(NESTED, member("A", "ta"), member("B", "tp"), member("C", "tp", "sf")).met
    assert judged(NESTED).have == 0
    assert said(rule(NESTED).asks(WORDS)) == "3 people with TA or TP, of which 2 people with TP and 1 person with SF"


CISCO = "roster:\n  sharing: {caps: {default: 2}}\n  slots:\n" + "".join(
    f"    - {{id: area-{at}, role: se, need: 1, holds_any: [ta], label: {{en: Area {at}, ru: Area {at}}}}}\n" for at in (1, 2, 3)
)


def test_an_engineer_with_a_cap_of_two_leaves_the_third_slot_empty() -> None:
    result = judged(CISCO, member("Anna", "ta"))
    assert (result.met, result.have, result.need) == (False, 2, 3)
    assert [place.holder for place in result.places] == ["anna", "anna", None]
    assert [(one.person, one.why, said(one.reason)) for one in result.left_out] == [
        ("anna", Why.ELSEWHERE, "Is counted already: Area 1, Area 2."),
    ]  # fmt: skip
    assert judged(CISCO, member("Anna", "ta"), member("Boris", "ta")).met


def test_somebody_who_fills_another_slot_is_said_to_be_counted_there() -> None:
    text = """
roster:
  slots:
    - {id: sales, need: 2, holds_any: [s], label: {en: Sales, ru: Продажи}}
    - {id: tech, need: 3, holds_any: [t], label: {en: Engineers, ru: Инженеры}}
"""
    people = (member("Anna", "s", "t"), member("Boris", "s"), member("Vera", "t"), member("Gleb", "t"))
    result = judged(text, *people)
    assert [(one.person, one.why, said(one.reason)) for one in result.left_out] == [
        ("anna", Why.ELSEWHERE, "Is counted already: Sales."),
    ]  # fmt: skip
    assert judged(text, *people, member("Dina", "t")).left_out == ()


def test_whose_exam_waits_to_be_marked_is_said_to_wait() -> None:
    waiting = replace(member("Vera"), waiting=(Slug("basics"), Slug("ta")))
    text = "people: {holds_any: [ta], need: 1}"
    assert [(one.why, said(one.reason)) for one in judged(text, waiting).left_out] == [
        (Why.WAITING, "The exam for “TA” waits to be marked."),
    ]  # fmt: skip
    assert judged("people: {holds_any: [tp], need: 1}", waiting).left_out[0].why is Why.NOTHING


def test_a_noun_is_counted_in_each_language() -> None:
    noun = "noun: {en: [engineer, engineers], ru: [инженер, инженера, инженеров]}"
    text = f"roster: {{slots: [{{id: t, need: 3, holds_any: [ta], label: {{en: T, ru: T}}, {noun}}}]}}"
    for filled, expected in ((0, "3 engineers"), (2, "1 engineer")):
        message = judged(text, *crowd(filled, 0)).message
        assert said(message) == f"{filled} of 3 places are filled; still needed: {expected}."


def test_slots_that_count_the_same_are_one_number() -> None:
    noun = "noun: {en: [engineer, engineers], ru: [инженер, инженера, инженеров]}"
    slots = ", ".join(f"{{id: {at}, need: 1, holds_any: [ta], label: {{en: {at}, ru: {at}}}, {noun}}}" for at in ("a", "b"))
    assert said(judged(f"roster: {{slots: [{slots}]}}").message) == "0 of 2 places are filled; still needed: 2 engineers."


def test_free_sharing_and_caps_say_that_people_are_shared() -> None:
    slots = "slots: [{id: t, need: 3, holds_any: [ta], label: {en: T, ru: T}}]"
    assert said(rule(f"roster: {{sharing: free, {slots}}}").asks(WORDS)) == "3 places; one person may fill one of each sort"
    assert said(rule(f"roster: {{sharing: {{caps: {{default: 2}}}}, {slots}}}").asks(WORDS)) == "3 places; one person may fill some of them"
