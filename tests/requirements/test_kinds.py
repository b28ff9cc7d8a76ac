"""Each kind of requirement: when it holds, what it says, and until when."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from lms.core.ids import Slug
from lms.requirements.days import add_months
from lms.requirements.facts import Facts, Paper, Value
from lms.requirements.kinds import Requirement, evaluate
from lms.requirements.result import Result
from lms.requirements.words import Words
from tests.requirements.made import DAY, WORDS, holding, member, partner, person, rule, said, value


def judged(text: str, facts: Facts, day: date = DAY) -> Result:
    """The answer of a gate or a lone requirement."""
    return evaluate(rule(text), facts, day, WORDS)


def told(text: str, facts: Facts, day: date = DAY) -> tuple[bool, str]:
    """Whether it holds and what it says."""
    result = judged(text, facts, day)
    return result.met, said(result.message)


def test_people_are_counted_once_each_and_named() -> None:
    facts = partner(member("Anna", "sf", "sp"), member("Boris", "ta"))
    result = judged("people: {holds_any: [sf, sp], need: 2}", facts)
    assert (result.met, result.have, result.need) == (False, 1, 2)
    assert said(result.message) == "1 of 2 needed people hold SF or SP."
    assert [place.holder for place in result.places] == ["anna", None]
    assert [one.person for one in result.left_out] == ["boris"]
    assert told("people: {holds_any: [sf], need: 1}", facts) == (True, "1 of 1 needed person holds SF.")


def test_people_beyond_those_needed_are_left_out_as_not_needed() -> None:
    result = judged("people: {holds_any: [sf], need: 1}", partner(member("Anna", "sf"), member("Boris", "sf")))
    assert (result.have, [one.person for one in result.left_out]) == (2, ["boris"])


def test_people_end_when_too_few_are_left_and_not_at_the_first_end() -> None:
    staff = [member("Anna", holding("sf", expires=date(2026, 4, 1))), member("Boris", holding("sf", expires=date(2026, 5, 1)))]
    assert judged("people: {holds_any: [sf], need: 1}", partner(*staff)).first_false_on == date(2026, 5, 1)


def test_three_names_are_listed_with_a_comma_and_an_or() -> None:
    assert told("people: {holds_any: [sf, sp, ta], need: 1}", partner())[1] == "0 of 1 needed person holds SF, SP or TA."


def test_a_sum_adds_up_over_the_whole_life() -> None:
    facts = partner(values=(value("active_projects", date(2019, 1, 1), "20"), value("active_projects", DAY, "1.0000")))
    result = judged("metric: {name: active_projects, min: 21}", facts)
    assert (result.met, result.have, result.need, result.first_false_on) == (True, 21, 21, None)
    assert said(result.message) == "Active projects: 21 of 21."


def test_a_value_of_tomorrow_does_not_count_today() -> None:
    facts = partner(values=(value("active_projects", date(2026, 3, 2), "21"),))
    assert not judged("metric: {name: active_projects, min: 21}", facts).met
    assert judged("metric: {name: active_projects, min: 21}", facts, date(2026, 3, 2)).met


def test_a_count_counts_values_whatever_they_are() -> None:
    facts = partner(values=(value("trainings", DAY, "40"), value("trainings", DAY, "0")))
    assert judged("metric: {name: trainings, min: 4, window: trailing 12 months}", facts).have == 2


def test_a_value_leaves_a_trailing_window_on_the_same_day_months_later() -> None:
    text = "metric: {name: trainings, min: 1, window: trailing 12 months}"
    facts = partner(values=(value("trainings", date(2025, 3, 2)),))
    result = judged(text, facts)
    assert (result.met, result.first_false_on) == (True, date(2026, 3, 2))
    assert not judged(text, facts, date(2026, 3, 2)).met
    assert not judged(text, facts, date(2025, 3, 1)).met


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2025, 12, 15), 1, date(2026, 1, 15)),
        (date(2024, 8, 15), -5, date(2024, 3, 15)),
        (date(2020, 11, 3), 24, date(2022, 11, 3)),
    ],
)
def test_months_clamp_to_the_end_of_a_shorter_month(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


def test_a_mean_with_too_few_values_does_not_hold_and_says_so() -> None:
    text = "metric: {name: csat, min: 4.2, window: trailing 12 months, min_sample: 5}"
    five = tuple(value("csat", date(2025, month, 1), "4.5") for month in (6, 7, 8, 9, 10))
    assert told(text, partner(values=five[:3])) == (False, "Customer rating: 3 of the 5 values that it takes to judge.")
    result = judged(text, partner(values=five))
    assert (result.met, result.have, result.first_false_on) == (True, Decimal("4.5"), date(2026, 6, 1))


def test_a_mean_is_rounded_down_and_never_up_to_a_pass() -> None:
    values = (value("csat", DAY, "4.199"), value("csat", DAY, "4.2"))
    assert told("metric: {name: csat, min: 4.2}", partner(values=values)) == (False, "Customer rating: 4.19 of 4.2.")
    thirds = tuple(value("csat", DAY, one) for one in ("4.1", "4.2", "4.3"))
    assert told("metric: {name: csat, min: 4.2}", partner(values=thirds)) == (True, "Customer rating: 4.2 of 4.2.")


def test_a_mean_of_nothing_does_not_hold() -> None:
    assert told("metric: {name: csat, min: 4.2}", partner()) == (False, "Customer rating: 0 of 4.2.")


def test_an_unlabelled_metric_is_shown_by_its_id() -> None:
    result = evaluate(rule("metric: {name: csat, min: 4.2}"), partner(), DAY, Words())
    assert said(result.message) == "csat: 0 of 4.2."


def test_a_paper_of_a_year_holds_until_the_year_ends() -> None:
    text = "evidence: {kind: business_plan, valid: calendar_year, by: partner_manager}"
    plan = Paper(Slug("business_plan"), 2026, date(2026, 2, 1))
    result = judged(text, partner(papers=(plan,)))
    assert (result.met, result.first_false_on) == (True, date(2027, 1, 1))
    assert said(result.message) == "Business plan for 2026: confirmed."
    both = partner(papers=(plan, Paper(Slug("business_plan"), 2027, date(2026, 2, 2))))
    assert judged(text, both).first_false_on == date(2028, 1, 1)
    assert told(text, partner(papers=(plan,)), date(2027, 1, 1)) == (
        False, "Business plan for 2027: not yet confirmed by the partner manager.",
    )  # fmt: skip
    assert not judged(text, partner(papers=(plan,)), date(2026, 1, 31)).met


def test_a_paper_for_good_holds_for_good() -> None:
    text = "evidence: {kind: business_plan}"
    result = judged(text, partner(papers=(Paper(Slug("business_plan"), None, date(2020, 1, 1)),)))
    assert (result.met, result.first_false_on, said(result.message)) == (True, None, "Business plan: confirmed.")
    assert told(text, partner()) == (False, "Business plan: not yet confirmed by the partner manager.")


def test_the_agreement_is_accepted_in_a_version_or_a_later_one() -> None:
    assert told("agreement: current", partner(agreement=3)) == (True, "The agreement is accepted in version 3.")
    assert told("agreement: current", partner(agreement=2)) == (False, "The agreement is accepted in version 2; version 3 is needed.")
    assert told("agreement: {at_least: 2}", partner(agreement=3))[0]
    assert told("agreement: {at_least: 2}", partner()) == (False, "The agreement is not yet accepted; version 2 is needed.")


def test_a_gate_compares_the_standing_in_the_order_of_the_tiers() -> None:
    assert told("tier_at_least: silver", person(tier="gold")) == (True, "The partner’s tier is Gold; Silver opens this.")
    assert told("tier_at_least: silver", person(tier="entry")) == (False, "The partner’s tier is Entry; Silver is needed.")
    assert told("tier_at_least: silver", person()) == (False, "The partner has no tier yet; Silver is needed.")
    result = judged("tier_at_least: silver", person(tier="entry"))
    assert (result.have, result.need) == (1, 2)


def test_a_gate_that_names_a_tier_of_the_past_stays_shut() -> None:
    result = evaluate(rule("tier_at_least: silver"), person(tier="gold"), DAY, Words())
    assert (result.met, said(result.message)) == (False, "The partner’s tier is gold; silver is needed.")


def test_inside_a_tier_the_named_tier_is_asked_itself() -> None:
    tiers = {Slug("entry"): rule("people: {holds_any: [sf], need: 1}")}
    staff = partner(member("Anna", holding("sf", expires=date(2026, 4, 1))))
    met = evaluate(rule("tier_at_least: entry"), staff, DAY, WORDS, tiers)
    assert (met.met, met.first_false_on, said(met.message)) == (True, date(2026, 4, 1), "The requirements of Entry hold.")
    shut = evaluate(rule("all: [tier_at_least: entry]"), partner(), DAY, WORDS, tiers)
    assert said(shut.children[0].message) == "The requirements of Entry do not all hold."
    assert shut.children[0].children[0].kind == "people"
    lone = evaluate(rule("any: [tier_at_least: entry]"), staff, DAY, WORDS, tiers)
    assert lone.first_false_on == date(2026, 4, 1)


def test_a_type_opens_for_partners_of_that_type() -> None:
    facts = partner(types=("consultant",))
    assert told("type_is: [consultant, service]", facts) == (True, "The partner is registered as consultant or service partner.")
    assert told("type_is: [reseller]", facts) == (False, "This is for a partner registered as reseller.")


def test_a_product_opens_for_partners_that_sell_it() -> None:
    assert told("product_is: [backup]", person(products=("backup",))) == (True, "The partner sells Backup.")
    assert told("product_is: [backup]", person(products=("compute",))) == (False, "This is for partners who sell Backup.")


def test_a_person_holds_a_certification_until_it_ends() -> None:
    end = date(2026, 3, 2)
    result = judged("person_holds: sf", person(holding("sf", expires=end)))
    assert (result.met, result.first_false_on, said(result.message)) == (True, end, "The certificate “SF” is held.")
    assert told("person_holds: sf", person(holding("sf", expires=end)), end) == (
        False, "The certificate “SF” is needed; it ended on 2026-03-02.",
    )  # fmt: skip
    assert told("person_holds: sf", person(holding("ta"))) == (False, "The certificate “SF” is needed.")
    assert told("person_holds: sf", person(holding("sf", revoked=DAY)))[0] is False


def test_a_certificate_that_does_not_count_for_tiers_still_opens_its_holders_gates() -> None:
    assert judged("person_holds: sf", person(holding("sf", counts=False))).met
    assert not judged("people: {holds_any: [sf], need: 1}", partner(member("Anna", holding("sf", counts=False)))).met


def test_a_finished_course_stays_finished() -> None:
    assert told("course_done: first-steps", person(courses=("first-steps",))) == (True, "The course “First steps” is finished.")
    assert told("course_done: first-steps", person()) == (False, "The course “First steps” is not finished yet.")


def test_somebody_without_a_partner_stands_before_shut_gates_and_not_before_an_error() -> None:
    nobody = Facts(None, None, None, 3)
    for text in (
        "tier_at_least: entry",
        "type_is: [reseller]",
        "product_is: [backup]",
        "person_holds: sf",
        "people: {holds_any: [sf], need: 1}",
    ):
        assert not judged(text, nobody).met


def test_all_ends_with_the_first_and_any_with_the_last() -> None:
    facts = partner(member("Anna", holding("sf", expires=date(2026, 4, 1))), member("Boris", holding("ta", expires=date(2026, 5, 1))))
    both = "[people: {holds_any: [sf], need: 1}, people: {holds_any: [ta], need: 1}]"
    assert judged(f"all: {both}", facts).first_false_on == date(2026, 4, 1)
    assert judged(f"any: {both}", facts).first_false_on == date(2026, 5, 1)
    assert told(f"all: {both}", partner(member("Anna", "sf"))) == (False, "1 of 2 requirements hold.")
    assert told(f"any: {both}", partner(member("Anna", "sf"))) == (True, "1 of 2 ways hold; one is enough.")
    assert judged("any: [type_is: [consultant], agreement: current]", partner(types=("consultant",), agreement=3)).first_false_on is None
    assert judged("any: [product_is: [backup], course_done: first-steps, tier_at_least: entry]", partner()).first_false_on is None


DAYS = st.dates(date(2026, 3, 2), date(2026, 3, 20))


@given(
    ends=st.lists(st.none() | DAYS, max_size=4),
    untils=st.lists(st.none() | DAYS, min_size=4, max_size=4),
    values=st.lists(st.dates(date(2026, 2, 1), date(2026, 3, 10)), max_size=4),
    text=st.sampled_from([
        "people: {holds_any: [sf], need: 2}",
        "metric: {name: trainings, min: 2, window: trailing 1 month}",
        "any: [people: {holds_any: [sf], need: 1}, metric: {name: trainings, min: 1, window: trailing 1 months}]",
        "all: [people: {holds_any: [sf], need: 1}, metric: {name: trainings, min: 1, window: trailing 1 months}]",
    ]),
)  # fmt: skip
def test_until_the_first_false_day_it_holds_and_on_that_day_it_does_not(
    ends: list[date | None], untils: list[date | None], values: list[date], text: str
) -> None:
    staff = [member(f"p{at}", holding("sf", expires=end), until=untils[at]) for at, end in enumerate(ends)]
    facts = partner(*staff, values=tuple(value("trainings", on) for on in values))
    result = judged(text, facts)
    days = [date.fromordinal(DAY.toordinal() + more) for more in range(60)]
    shut = next((day for day in days if not judged(text, facts, day).met), None)
    assert result.first_false_on == (shut if result.met else None)


ANSWERS = TypeAdapter(Result)
RULES: TypeAdapter[Requirement] = TypeAdapter(Requirement)


def test_rules_and_answers_survive_being_stored_as_json() -> None:
    text = """
all:
  - any: [agreement: current, evidence: {kind: business_plan, valid: calendar_year}]
  - roster: {slots: [{id: tech, need: 2, holds_any: [ta], label: {en: Engineers, ru: Инженеры}}]}
  - metric: {name: csat, min: 4.2, window: trailing 12 months}
  - person_holds: sf
  - course_done: first-steps
  - product_is: [backup]
  - type_is: [consultant, service, reseller]
  - tier_at_least: silver
  - people: {holds_any: [sf, sp], need: 1}
"""
    gate = rule(text)
    assert RULES.validate_json(RULES.dump_json(gate)) == gate
    facts = partner(member("Anna", holding("ta", expires=DAY)), member("Boris", "ta"), values=(Value(Slug("csat"), DAY, Decimal("4.25")),))
    result = evaluate(gate, facts, DAY, WORDS)
    assert ANSWERS.validate_json(ANSWERS.dump_json(result)) == result
    assert ANSWERS.validate_python(ANSWERS.dump_python(result, mode="json")) == result
