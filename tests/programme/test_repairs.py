"""Each fault of a rule file has its own sentence and the repair that mends it, in both languages."""

import pytest

from lms.core.content.faults import Fault, Faults
from lms.core.content.tree import Tree
from lms.core.translation import say
from lms.programme.format import PROGRAMME, read_programme
from tests.programme.made import CERTIFICATIONS, example, render

AGREEMENT = "It is not said which version of the agreement is asked for.", "Write “agreement: current” or “agreement: {at_least: 3}”."
MANUAL = "Write it as the manual of the folder shows."
ENTRY = "Entry {} of “{}” cannot be read: {}."
VALUE = "The value of “{}” cannot be read: {}."
WINDOWS = (
    "Write one of: “trailing 12 months”, “trailing 90 days”, “month and 5 before”, “lifetime”, “calendar year”, “calendar quarter”, "
    "“partnership year”."
)
NOT_OF_TWO = (
    "Write “not: {all: [agreement: ..., type_is: ...]}” when each of them is needed, "
    "“not: {any: [agreement: ..., type_is: ...]}” when one is enough."
)
FIRST, SECOND = "agreement: {at_least: 1}", "tier_at_least: entry"


def faults_of(old: str, new: str) -> list[Fault]:
    """What is wrong when a piece of the manual's example is replaced."""
    assert old in example()
    faults = Faults()
    read_programme(Tree({PROGRAMME: example().replace(old, new, 1).encode()}), CERTIFICATIONS, render, faults)
    return faults.ordered()


@pytest.mark.parametrize(
    ("old", "new", "message", "repair"),
    [
        (FIRST, "agreement: curent", *AGREEMENT),
        (FIRST, "agreement: 3", *AGREEMENT),
        (FIRST, "agreement: [current]", *AGREEMENT),
        (FIRST, "metric: 3", VALUE.format("metric", "keys with values are expected"), MANUAL),
        ("[01-15, 07-15]", "[01-15, 13-01]", ENTRY.format(2, "demote_on", "a day of the year is written 01-15"), MANUAL),
        ("[01-15, 07-15]", "[W02]", ENTRY.format(1, "demote_on", "a day of the year is written 01-15"), MANUAL),
        ("[01-15, 07-15]", "[0115]", ENTRY.format(1, "demote_on", "a day of the year is written 01-15"), MANUAL),
        ("[basics], need: 1}", "[[basics]], need: 1}", ENTRY.format(1, "holds_any", "a text is expected"), MANUAL),
        ("from: 2026-01-01", "from: 1767225600", VALUE.format("effective_from", "a day is written 2026-03-31"), MANUAL),
        ("from: 2026-01-01", "from: 2026-W01-1", VALUE.format("effective_from", "a day is written 2026-03-31"), MANUAL),
        ("sharing: none", "sharing: some", "“some” is not allowed for “sharing”.", "Write “none”, “free” or “{caps: {default: 2}}”."),
        ("min: 4.2", "min: inf", VALUE.format("min", "a number is expected"), MANUAL),
        ("min: 4.2", "min: 4.12345", VALUE.format("min", "at most 4 digits behind the point are expected"), MANUAL),
        ("min: 4.2", f"min: {'1' * 15}", VALUE.format("min", "at most 14 digits are expected"), MANUAL),
        ("min: 4.2", f"min: {'1' * 12}", VALUE.format("min", "at most 10 digits before the point are expected"), MANUAL),
        ("min: 4.2, window: trailing 12 months", "min: 4.2, window: a year", "“a year” is not a window.", WINDOWS),
        (FIRST, "tier_at_least: none", "There is no tier “none” to name here.", "Take it out: there is no tier below this one."),
        ("floor: entry", "floor: cellar", "There is no tier “cellar” to name here.", "Write one of: entry, silver."),
        (
            SECOND, "not: [{agreement: current}, {type_is: [service]}]",
            "A list stands here without “all” or “any”: it stays open whether each is needed or one is enough.",
            NOT_OF_TWO,
        ),
        (
            SECOND, "metric: [{name: csat, min: 4}, {name: trainings, min: 1}]",
            "A list stands here without “all” or “any”: it stays open whether each is needed or one is enough.",
            "Write “all: [metric: ..., metric: ...]” when each of them is needed, “any: [metric: ..., metric: ...]” when one is enough.",
        ),
    ],
)  # fmt: skip
def test_a_fault_says_what_is_wrong_and_how_it_is_mended(old: str, new: str, message: str, repair: str) -> None:
    (fault,) = faults_of(old, new)
    assert (say(fault.message, "en"), say(fault.repair, "en")) == (message, repair)
    for text in (say(fault.message, "ru"), say(fault.repair, "ru")):
        assert any("а" <= sign <= "я" for sign in text), text


def test_a_name_that_stands_twice_is_offered_once() -> None:
    told = {fault.code: say(fault.repair, "en") for fault in faults_of("  - id: silver\n    label", "  - id: entry\n    label")}
    assert told["TIER_UNKNOWN"] == "Write one of: entry."


def test_where_nothing_is_defined_the_repair_says_so() -> None:
    papers = "evidence:\n  - {id: business_plan, label: {en: Business plan, ru: Бизнес-план}}\n"
    (fault,) = faults_of(papers, "evidence: []\n")
    assert (fault.code, say(fault.repair, "en")) == ("EVIDENCE_UNKNOWN", "Define one first, or take this out: there is none yet.")


def test_what_else_is_wrong_with_a_roster_is_said_beside_its_sharing() -> None:
    found = faults_of(
        "sharing: none\n          slots:\n            - {id: sales, need: 1",
        "sharing: some\n          slots:\n            - {id: sales, need: 0",
    )
    assert [fault.code for fault in found] == ["VALUE_NOT_ALLOWED", "VALUE_WRONG"]
