"""Which tier the facts earn, what one more certificate would change, and what makes a version another one."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from lms.core.ids import PublicId, Slug
from lms.programme.rules import PROGRAMME_JSON, Agreement, Due, Gain, due_message, fills, rule_hash, standing, words_of
from lms.programme.states import falls_after
from lms.requirements.facts import Facts
from lms.requirements.kinds import evaluate
from lms.requirements.result import Place, Result, unmet
from tests.programme.made import ANNA_ENDS, company, example, programme, sample, vector
from tests.requirements.made import DAY, holding, member, partner, rule, said, texts

NIMBUS = programme(sample())


def roster(result: Result | None) -> Result:
    """The tier's own roster."""
    assert result is not None
    return next(child for child in result.children if child.kind == "roster")


def gain(facts: Facts, person: str, certification: str, day: date = DAY) -> Gain:
    """What it would change in the sample programme."""
    return fills(NIMBUS, facts, day, PublicId(person), Slug(certification))


def test_the_worked_example_holds_gold_with_five_of_five_until_annas_certificate_ends() -> None:
    seen = standing(NIMBUS, company(*vector()), DAY)
    assert (seen.tier, seen.next_tier) == ("gold", None)
    places = roster(seen.result(Slug("gold")))
    assert (places.have, places.need, places.first_false_on) == (5, 5, ANNA_ENDS)
    assert said(places.message) == "All 5 places are filled."
    gold = seen.result(Slug("gold"))
    assert gold is not None
    assert gold.first_false_on == ANNA_ENDS
    assert {place.holder for place in places.places} == {"anna", "boris", "dina", "vera", "gleb"}


def test_without_annas_certificate_four_of_five_are_left_and_silver_holds() -> None:
    seen = standing(NIMBUS, company(*vector()), ANNA_ENDS)
    assert (seen.tier, seen.next_tier) == ("silver", "gold")
    places = roster(seen.result(Slug("gold")))
    assert (places.have, places.need) == (4, 5)
    assert said(places.message) == "4 of 5 places are filled; still needed: 1 certified engineer."
    assert [(place.slot, place.holder) for place in places.places][-2:] == [("technical", "gleb"), ("technical", None)]
    gold = seen.result(Slug("gold"))
    assert gold is not None
    assert unmet(gold) == (places,)


@pytest.mark.parametrize("person", ["anna", "boris", "dina"])
def test_any_one_of_these_passing_ta_fills_the_place_and_reaches_gold(person: str) -> None:
    found = gain(company(*vector()), person, "ta", ANNA_ENDS)
    assert (found.tier_before, found.tier_after) == ("silver", "gold")
    assert found.place is not None
    assert found.place.slot == "technical"


@pytest.mark.parametrize(("person", "certification"), [("gleb", "sp"), ("vera", "sp"), ("gleb", "tp"), ("nobody", "ta"), ("gleb", "ta")])
def test_who_is_needed_elsewhere_is_not_promised_to_help(person: str, certification: str) -> None:
    found = gain(company(*vector()), person, certification, ANNA_ENDS)
    assert (found.tier_before, found.tier_after, found.place, found.anything) == ("silver", "silver", None, False)


def test_a_first_seller_lifts_a_partner_to_start() -> None:
    found = gain(company(member("Ira")), "ira", "sf")
    assert (found.tier_before, found.tier_after) == (None, "start")
    assert found.place is not None
    assert (found.place.slot, found.place.holder) == ("people", "ira")


def test_a_place_of_the_next_tier_is_filled_though_the_tier_is_not_yet_reached() -> None:
    found = gain(company(member("Boris", "sf"), member("Vera")), "vera", "ta")
    assert (found.tier_before, found.tier_after, found.anything) == ("start", "start", True)
    assert found.place is not None
    assert (found.place.slot, found.place.holder) == ("technical", "vera")


def test_somebody_without_a_partner_gains_nothing_for_one() -> None:
    assert gain(Facts(None, None, None, 3), "anna", "sf") == Gain(None, None, None)


def test_a_member_who_left_gains_nothing_for_the_partner() -> None:
    assert not gain(company(member("Ira", until=DAY)), "ira", "sf").anything


def test_tiers_are_cumulative_by_what_they_name() -> None:
    seen = standing(NIMBUS, company(*vector(), agreement=2), DAY)
    assert (seen.tier, seen.next_tier) == (None, "start")
    assert seen.result(None) is None
    gold = seen.result(Slug("gold"))
    assert gold is not None
    assert [leaf.kind for leaf in unmet(gold)] == ["agreement"]


def test_a_consultant_without_projects_reaches_gold_by_trainings() -> None:
    facts = company(*vector(), projects="0")
    assert facts.partner is not None
    trainings = tuple(replace(facts.partner.values[0], metric=Slug("trainings"), on=date(2026, 1, 1 + day)) for day in range(12))
    known = replace(facts.partner, types=("consultant",), values=(*facts.partner.values, *trainings))
    seen = standing(NIMBUS, replace(facts, partner=known), DAY)
    assert seen.tier == "gold"
    shut = standing(NIMBUS, replace(facts, partner=replace(known, types=("reseller",))), DAY)
    assert shut.tier == "start"


def test_the_day_before_a_plan_of_the_year_runs_out_still_counts() -> None:
    facts = company(*[replace(one, holdings=tuple(replace(held, expires_on=None) for held in one.holdings)) for one in vector()])
    last = date(2026, 12, 31)
    assert standing(NIMBUS, facts, last).tier == "gold"
    assert standing(NIMBUS, facts, last + timedelta(days=1)).tier == "silver"


def test_gates_read_the_words_of_the_version() -> None:
    words = words_of(NIMBUS, {Slug("c1"): texts("Cloud")})
    assert list(words.tiers) == ["start", "silver", "gold"]
    facts = replace(partner(), tier=Slug("gold"))
    assert evaluate(rule("tier_at_least: silver"), facts, DAY, words).met
    assert words.courses[Slug("c1")] == texts("Cloud")
    assert words.metrics[Slug("csat")].label["en"] == "Customer rating"


def test_a_version_survives_being_stored_as_json() -> None:
    assert PROGRAMME_JSON.validate_json(PROGRAMME_JSON.dump_json(NIMBUS)) == NIMBUS


def test_the_hash_follows_rules_and_the_source_of_the_agreement_but_no_titles_and_no_rendering() -> None:
    base = rule_hash(NIMBUS)
    assert rule_hash(programme(sample())) == base
    assert rule_hash(replace(NIMBUS, certifications=())) == base
    rendered = replace(NIMBUS.agreement, text={"en": "<p>other</p>", "ru": "<p>other</p>"})
    assert rule_hash(replace(NIMBUS, agreement=rendered)) == base
    changed = Agreement(3, NIMBUS.agreement.title, NIMBUS.agreement.text, base)
    assert rule_hash(replace(NIMBUS, agreement=changed)) != base
    assert rule_hash(programme(sample().replace("min: 21", "min: 20").replace("to: 20", "to: 19").replace("from: 21", "from: 20"))) != base


def test_the_order_of_tiers_gives_their_steps() -> None:
    assert [NIMBUS.step(Slug(one)) for one in ("start", "silver", "gold", "platinum")] == [1, 2, 3, 0]
    assert NIMBUS.step(None) == 0
    gold = NIMBUS.tier(Slug("gold"))
    assert gold is not None
    assert gold.label["en"] == "Gold"
    assert NIMBUS.tier(Slug("platinum")) is None


@pytest.mark.parametrize(
    ("due", "expected"),
    [(Due(0, working=False), "at once"), (Due(1, working=False), "within 1 day"), (Due(10, working=True), "within 10 working days")],
)
def test_how_soon_a_benefit_comes_is_a_sentence_part(due: Due, expected: str) -> None:
    assert said(due_message(due)) == expected


def test_the_manuals_programme_can_be_reached() -> None:
    people = [member("Anna", holding("basics"))]
    seen = standing(programme(example()), company(*people), DAY)
    assert seen.tier == "silver"
    silver = roster(seen.result(Slug("silver")))
    assert silver.places == (Place(Slug("sales"), {"en": "Sales", "ru": "Продажи"}, PublicId("anna"), texts("Anna"), Slug("basics")),)


@pytest.mark.parametrize(
    ("failing_since", "decided"),
    [
        (date(2026, 11, 5), date(2027, 7, 15)),
        (date(2026, 10, 17), date(2027, 1, 15)),
        (date(2026, 10, 18), date(2027, 7, 15)),
        (date(2026, 1, 1), date(2026, 7, 15)),
        (date(2026, 4, 16), date(2026, 7, 15)),
        (date(2026, 4, 17), date(2027, 1, 15)),
    ],
)
def test_a_tier_that_fails_may_fall_at_the_first_review_after_the_grace(failing_since: date, decided: date) -> None:
    assert falls_after(NIMBUS.review, failing_since + timedelta(days=90)) == decided
