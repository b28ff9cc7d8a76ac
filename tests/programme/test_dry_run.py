"""A dry run tells what the rules change and nothing else: not what the calendar or the facts would have changed anyhow."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.core.ids import Slug
from lms.core.translation import say
from lms.programme.difference import difference
from lms.programme.dry_run import EFFECT_JSON, Outcome, earliest_start, effect, told
from lms.programme.rules import standing
from tests.programme.made import company, vector
from tests.programme.test_difference import FOUR, five
from tests.requirements.made import holding, member

TODAY = date(2026, 11, 21)
GOLD = [
    member("Anna", "sp", "ta"), member("Boris", "sf", "sp"), member("Dina", "sp"), member("Vera", "ta", "tp"), member("Gleb", "ta"),
]  # fmt: skip
HARDER = five(("{id: sales, need: 2, holds_any: [sp]", "{id: sales, need: 3, holds_any: [sp]"))
EASIER = five(
    ("name: active_projects, min: 21", "name: active_projects, min: 15"),
    ("from: 4, to: 20", "from: 4, to: 14"),
    ("from: 21, tier", "from: 15, tier"),
)


def holding_gold(projects: str = "21"):
    return replace(company(*GOLD, projects=projects), tier=Slug("gold"))


def test_who_lacks_a_place_by_the_new_rules_falls_at_the_review_after_overlap_and_grace() -> None:
    seen = effect(FOUR, HARDER, holding_gold(), TODAY)
    assert (seen.outcome, seen.held, seen.before, seen.after, seen.on) == (Outcome.FALLS, "gold", "gold", "silver", date(2027, 3, 1))
    assert (HARDER.overlap_days, HARDER.review.grace_days, HARDER.review.demote_on) == (90, 90, ("01-15", "07-15"))
    assert seen.falls_on == date(2028, 1, 15)
    assert [one.kind for one in seen.missing] == ["roster"]
    assert "Gold" in say(told(FOUR, HARDER, seen), "en")


FALLS = "From 1 March 2027 the company no longer earns Gold"
STAYS = "Nothing changes on 1 March 2027: the company"


@pytest.mark.parametrize(
    ("new", "held", "projects", "says", "falls"),
    [
        (five(), "gold", "21", f"{STAYS} keeps Gold.", False),
        (five(), None, "21", f"{STAYS} has no tier yet.", False),
        (five(), "gold", "5", f"{STAYS} does not earn Gold now, and would not by the new rules.", False),
        (HARDER, "gold", "21", f"{FALLS} but Silver. After overlap and grace it may fall at the review on 15 January 2028.", True),
        (HARDER, "silver", "21", f"{FALLS}; it keeps Silver.", False),
        (HARDER, None, "21", f"{FALLS}.", False),
    ],
)
def test_who_holds_another_tier_than_it_earns_is_told_the_truth(new, held: str | None, projects: str, says: str, falls: bool) -> None:
    seen = effect(FOUR, new, replace(holding_gold(projects), tier=Slug(held) if held else None), TODAY)
    assert (say(told(FOUR, new, seen), "en"), seen.falls_on is not None) == (says, falls)
    assert (seen.outcome is Outcome.FALLS) == bool(new is HARDER and seen.missing), "whoever loses a tier hears what it lacks"


def test_whoever_has_enough_by_easier_rules_rises_on_their_first_day() -> None:
    facts = replace(holding_gold(projects="16"), tier=Slug("silver"))
    seen = effect(FOUR, EASIER, facts, TODAY)
    assert (seen.outcome, seen.before, seen.after, seen.falls_on, seen.missing) == (Outcome.RISES, "silver", "gold", None, ())
    assert say(told(FOUR, EASIER, seen), "en") == "From 1 March 2027 the company has earned Gold."


def test_what_ends_by_the_calendar_before_the_new_day_is_no_effect_of_the_rules() -> None:
    people = [replace(one, holdings=(holding("sp", expires=date(2027, 1, 1)),)) if one.name["en"] == "Dina" else one for one in vector()]
    seen = effect(FOUR, five(), replace(company(*people), tier=Slug("gold")), TODAY)
    assert seen.outcome is Outcome.STAYS


@given(st.booleans(), st.integers(min_value=0, max_value=30))
def test_an_effect_agrees_with_the_evaluation_and_survives_being_stored(agreed: bool, projects: int) -> None:
    facts = replace(company(*GOLD, projects=str(projects), agreement=3 if agreed else None), tier=None)
    seen = effect(FOUR, EASIER, facts, TODAY)
    assert seen.after == standing(EASIER, facts, TODAY).tier
    assert EFFECT_JSON.validate_python(EFFECT_JSON.dump_python(seen, mode="json"), strict=False) == seen


@pytest.mark.parametrize(("old", "new", "expected"), [(60, 60, 60), (60, 0, 60), (30, 90, 90)])
def test_the_longer_of_both_notices_counts(old: int, new: int, expected: int) -> None:
    found = earliest_start(replace(FOUR, notice_days=old), replace(FOUR, notice_days=new, version=5), TODAY)
    assert found == TODAY + timedelta(days=expected)


def test_a_certification_that_is_only_called_otherwise_is_no_change() -> None:
    renamed = tuple(replace(one, label={"en": "Another name"}) for one in FOUR.certifications)
    assert difference(FOUR, replace(FOUR, version=5, certifications=renamed)) == ()
