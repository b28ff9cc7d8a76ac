"""Windows, days that qualify, and what has to hold for months: to the day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.core.ids import Slug
from lms.requirements.days import add_months, after_months, months_passed
from lms.requirements.facts import Facts, Paper
from lms.requirements.kinds import evaluate
from lms.requirements.result import Result, Unit, unmet
from lms.requirements.scene import Scene
from lms.requirements.window import Window
from tests.requirements.made import DAY, WORDS, holding, member, partner, rule, said, value
from tests.requirements.worlds import windows

ANYTIME = st.dates(date(2019, 1, 1), date(2030, 1, 1))


def judged(text: str, facts: Facts, day: date = DAY) -> Result:
    """The answer of a lone requirement."""
    return evaluate(rule(text), facts, day, WORDS)


def since(facts: Facts, day: date | None) -> Facts:
    """The partnership began on this day."""
    assert facts.partner is not None
    return replace(facts, partner=replace(facts.partner, since=day))


@pytest.mark.parametrize(
    ("window", "today", "first", "gone"),
    [
        (Window("months", 12), date(2026, 3, 1), date(2025, 3, 2), date(2026, 3, 2)),
        (Window("months", 1), date(2026, 2, 28), date(2026, 2, 1), date(2026, 3, 1)),
        (Window("days", 90), date(2026, 3, 31), date(2026, 1, 1), date(2026, 4, 1)),
        (Window("year"), date(2026, 3, 1), date(2026, 1, 1), date(2027, 1, 1)),
        (Window("quarter"), date(2026, 6, 30), date(2026, 4, 1), date(2026, 7, 1)),
        (Window("quarter"), date(2026, 12, 31), date(2026, 10, 1), date(2027, 1, 1)),
        (Window("month", 5), date(2024, 8, 15), date(2024, 3, 1), date(2024, 9, 1)),
        (Window("partnership_year"), date(2026, 3, 1), date(2026, 2, 28), date(2027, 2, 28)),
    ],
)
def test_a_window_begins_on_a_day_and_that_day_leaves_it_on_another(window: Window, today: date, first: date, gone: date) -> None:
    began = date(2024, 2, 29)
    assert window.starts(today, began) == first
    assert window.leaves(first, began) == gone
    assert window.sees(first, today, began)
    assert not window.sees(first - timedelta(days=1), today, began)
    assert not window.sees(first, gone, began)
    assert not window.sees(today + timedelta(days=1), today, began)


@given(window=windows(), day=ANYTIME, today=ANYTIME, began=ANYTIME)
def test_what_is_seen_lies_between_the_first_day_and_today(window: Window, day: date, today: date, began: date) -> None:
    first = window.starts(today, began)
    assert window.sees(day, today, began) == (day <= today and (first is None or first <= day))


def test_a_year_of_the_partnership_is_not_known_without_its_beginning() -> None:
    text = "metric: {name: trainings, min: 1, window: partnership year}"
    facts = partner(values=(value("trainings", DAY),))
    result = judged(text, facts)
    assert (result.met, said(result.message)) == (False, "Trainings held: it is not known when the partnership began.")
    assert judged(text, since(facts, date(2020, 3, 1))).first_false_on == date(2027, 3, 1)
    assert not Window("partnership_year").sees(DAY, DAY, None)
    day = "any_day_in: {window: partnership year, that: {agreement: current}}"
    unknown = judged(day, partner(agreement=3))
    assert (unknown.met, said(unknown.message)) == (
        False, "On no day did it hold: The partner agreement, accepted in its current version.",
    )  # fmt: skip
    assert Window("partnership_year").starts(DAY, None) is Window().starts(DAY, None) is None


@pytest.mark.parametrize(
    ("window", "words"),
    [
        ("calendar year", "in the calendar year"),
        ("calendar quarter", "in the calendar quarter"),
        ("partnership year", "in the year of the partnership"),
        ("trailing 30 days", "in the last 30 days"),
        ("month and 1 before", "in this month and the 1 before it"),
    ],
)
def test_every_window_is_read_and_said(window: str, words: str) -> None:
    assert said(rule(f"metric: {{name: csat, min: 4, window: {window}}}").asks(WORDS)) == f"Customer rating: at least 4 {words}"
    sampled = rule(f"metric: {{name: csat, min: 4, window: {window}, min_sample: 5}}")
    assert said(sampled.asks(WORDS)) == f"Customer rating: at least 4 {words}, from 5 values or more"


def test_as_of_the_middle_of_august_the_window_begins_in_march_and_one_day_is_enough() -> None:
    text, day = "any_day_in: {window: month and 5 before, that: {people: {holds_any: [sf], need: 1}}}", date(2024, 8, 15)
    on_its_first_day = partner(member("Anna", holding("sf", expires=date(2024, 3, 2))))
    result = judged(text, on_its_first_day, day)
    assert (result.met, result.first_false_on, result.unit) == (True, date(2024, 9, 1), Unit.DAYS)
    assert said(result.message) == "It held on 2024-03-01: 1 person with SF."
    assert result.children[0].met
    too_early = judged(text, partner(member("Anna", holding("sf", expires=date(2024, 3, 1)))), day)
    assert (too_early.met, too_early.have) == (False, 0)
    assert said(too_early.message) == "On no day since 2024-03-01 did it hold: 1 person with SF."
    assert [leaf.kind for leaf in unmet(too_early)] == ["people"]


def test_months_have_to_pass_to_the_day() -> None:
    text = "held_for: {months: 3, that: {people: {holds_any: [sf], need: 1}}}"
    facts = partner(member("Anna", holding("sf", issued=date(2026, 3, 12), expires=date(2027, 1, 1))))
    begun = judged(text, facts, date(2026, 5, 20))
    assert (begun.met, begun.have, begun.need, begun.unit) == (False, 2, 3, Unit.MONTHS)
    assert said(begun.message) == "This has held since 2026-03-12 and only has to stay so until 2026-06-12: 1 person with SF."
    assert not judged(text, facts, date(2026, 6, 11)).met
    met = judged(text, facts, date(2026, 6, 12))
    assert (met.met, met.have, met.first_false_on) == (True, 3, date(2027, 1, 1))
    assert said(met.message) == "This has held for 3 months: 1 person with SF."
    assert {date(2026, 6, 12), date(2027, 1, 1)} <= rule(text).turns(_scene(facts))
    missing = judged(text, partner())
    assert said(missing.message) == "0 of 1 needed person holds SF. Once that is there, it has to stay so for 3 months."
    assert [leaf.kind for leaf in unmet(missing)] == ["held_for"]
    newcomer = partner(member("Anna", holding("sf", issued=DAY), since=DAY))
    assert (judged(text, newcomer, date(2026, 4, 1)).have, judged(text, newcomer, date(2026, 6, 1)).met) == (1, True)
    broken = partner(member("Anna", holding("sf", expires=date(2026, 4, 1)), holding("sf", issued=date(2026, 4, 2))))
    assert not judged(text, broken, date(2026, 7, 1)).met
    assert judged(text, broken, date(2026, 7, 2)).met


@pytest.mark.parametrize("text", ["held_for: {months: 1, that: %s}", "any_day_in: {window: month and 1 before, that: %s}", "not: %s"])
@given(issued=st.dates(DAY - timedelta(days=70), DAY + timedelta(days=70)), length=st.integers(1, 120))
@settings(max_examples=30, deadline=None)
def test_the_days_on_which_it_turns_are_known_both_ways(text: str, issued: date, length: int) -> None:
    asked = rule(text % "{people: {holds_any: [sf], need: 1}}")
    facts = partner(member("Anna", holding("sf", issued=issued, expires=issued + timedelta(days=length))))
    days = [DAY + timedelta(days=more) for more in range(-80, 260)]
    holds = [asked.holds(_scene(facts).on(day)) for day in days]
    assert {day for day, before, now in zip(days[1:], holds, holds[1:], strict=False) if before != now} <= asked.turns(_scene(facts))


@given(day=ANYTIME, months=st.integers(1, 30))
def test_so_many_months_have_passed_from_that_day_on_and_not_the_day_before(day: date, months: int) -> None:
    end = after_months(day, months)
    assert add_months(end, -months) >= day > add_months(end - timedelta(days=1), -months)
    assert months_passed(day, end) == months > months_passed(day, end - timedelta(days=1))
    assert months_passed(day, day) == months_passed(day, day - timedelta(days=40)) == 0


def test_a_paper_counts_for_its_months_and_never_past_its_own_end() -> None:
    text = "evidence: {kind: business_plan, valid: {months: 12}, by: programme_admin}"
    paper = Paper(Slug("business_plan"), None, date(2025, 6, 1))
    assert judged(text, partner(papers=(paper,))).first_false_on == date(2026, 6, 1)
    ended = replace(paper, until=date(2026, 4, 1))
    assert judged(text, partner(papers=(ended,))).first_false_on == date(2026, 4, 1)
    over = judged(text, partner(papers=(ended,)), date(2026, 4, 1))
    assert (over.met, said(over.message)) == (False, "Business plan: what was confirmed ended on 2026-04-01.")
    assert judged("evidence: {kind: business_plan}", partner(papers=(ended,))).first_false_on == date(2026, 4, 1)
    assert said(judged(text, partner()).message) == "Business plan: not yet confirmed by the programme admin."
    assert said(rule(text).asks(WORDS)) == "Business plan, confirmed by the programme admin in the last 12 months"


def _scene(facts: Facts) -> Scene:
    return Scene(facts, DAY, WORDS)
