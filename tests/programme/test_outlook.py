"""What lists say of a standing: what fixes a tier in danger, and who is one step from the next tier."""

from dataclasses import replace

from lms.core.ids import Slug
from lms.programme.outlook import OUTLOOK_JSON, Outlook, outlook
from lms.programme.states import Held, StandingState
from lms.requirements.facts import Facts, Member
from tests.programme.nimbus import CERTIFICATIONS, NIMBUS, read_by, worked
from tests.requirements.made import DAY

GOLD, SILVER = Slug("gold"), Slug("silver")
SAFE = Held(SILVER, StandingState.MET)


def without(facts: Facts, *names: str) -> Facts:
    """The company of the worked sentence without some of its people."""
    assert facts.partner is not None
    members: tuple[Member, ...] = tuple(one for one in facts.partner.members if one.name["en"] not in names)
    return replace(facts, tier=SILVER, partner=replace(facts.partner, members=members))


def seen(facts: Facts, held: Held = SAFE) -> Outlook | None:
    return outlook((NIMBUS,), facts, DAY, held, CERTIFICATIONS)


def test_one_person_short_is_one_step_with_the_person_and_the_remedy() -> None:
    found = seen(without(worked(), "Gleb"))
    assert found is not None
    assert (found.kind, found.tier) == ("step", GOLD)
    assert found.reason is not None
    assert found.action is not None
    assert "One step from Gold. 4 of 5 places are filled" in read_by("en", found.reason)
    assert read_by("en", found.action).startswith("This fixes it: ")


def test_two_people_short_are_more_than_a_step() -> None:
    assert seen(without(worked(), "Gleb", "Vera")) is None


def test_one_requirement_short_is_one_step_and_two_are_not() -> None:
    found = seen(replace(worked("20"), tier=SILVER))
    assert found is not None
    assert found.reason is not None
    assert read_by("en", found.reason) == "One step from Gold. Active projects: 20 of 21."
    assert seen(without(worked("20"), "Gleb")) is None


def test_a_tier_in_danger_says_what_fixes_it_and_nothing_of_steps() -> None:
    found = seen(replace(worked(), tier=GOLD), Held(GOLD, StandingState.AT_RISK))
    assert found is not None
    assert (found.kind, found.tier, found.reason) == ("danger", GOLD, None)
    assert found.action is not None
    assert read_by("ru", found.action) == "Исправит это: Анна продлит TA."


def test_nothing_is_said_of_who_holds_the_highest_or_waits_for_a_word() -> None:
    assert seen(replace(worked(), tier=GOLD), Held(GOLD, StandingState.MET)) is None
    assert seen(without(worked(), "Gleb"), replace(SAFE, eligible=GOLD)) is None
    assert outlook((), worked(), DAY, SAFE, CERTIFICATIONS) is None


def test_what_is_said_survives_being_stored() -> None:
    found = seen(without(worked(), "Gleb"))
    assert found is not None
    assert OUTLOOK_JSON.validate_python(OUTLOOK_JSON.dump_python(found, mode="json"), strict=False) == found
