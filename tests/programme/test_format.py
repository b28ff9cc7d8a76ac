"""The programme is read whole, and whatever is wrong in it is said at its line."""

import pytest

from lms.core.content.faults import Faults
from lms.core.content.tree import Tree
from lms.programme.format import PROGRAMME, read_programme
from lms.programme.rules import Due
from tests.programme.made import CERTIFICATIONS, example, programme, read, render, sample


def line_of(needle: str) -> int:
    """Where a piece stands in the manual's example."""
    return example()[: example().index(needle)].count("\n") + 1


def test_the_manuals_example_and_the_sample_load_without_faults() -> None:
    for text in (example(), sample()):
        found, faults = read(text)
        assert found is not None
        assert faults == []


def test_the_sample_says_what_its_facts_say() -> None:
    nimbus = programme(sample())
    assert (nimbus.id, nimbus.version, nimbus.notice_days, nimbus.overlap_days) == ("nimbus", 4, 60, 90)
    assert [(tier.id, tier.mark) for tier in nimbus.tiers] == [("start", "start"), ("silver", "silver"), ("gold", "gold")]
    assert (nimbus.review.demote_on, nimbus.review.grace_days, nimbus.review.floor) == (("01-15", "07-15"), 90, "start")
    gold = nimbus.tiers[2]
    assert [benefit.due for benefit in gold.benefits if benefit.id == "architect"] == [Due(10, working=True)]
    assert [benefit.due for benefit in nimbus.tiers[0].benefits if benefit.id == "library"] == [Due(0, working=False)]


def test_the_agreement_is_rendered_with_the_line_at_which_its_text_begins() -> None:
    at = sample()[: sample().index("This is what your company")].count("\n") + 1
    assert programme(sample()).agreement.text["en"].startswith(f"<p>{PROGRAMME}:{at}:False:")
    one_line = example()[: example().index("You keep to")].count("\n") + 1
    assert programme(example()).agreement.text["en"].startswith(f"<p>{PROGRAMME}:{one_line}:False:")


def test_a_tree_without_a_programme_has_none_and_no_fault() -> None:
    faults = Faults()
    assert read_programme(Tree({}), CERTIFICATIONS, render, faults) is None
    assert faults.found == []


@pytest.mark.parametrize(
    ("old", "new", "code", "at"),
    [
        ("version: 1\neffective", "version: none\neffective", "VALUE_WRONG", "version: 1"),
        ("effective_from: 2026-01-01", "effective_from: soon", "VALUE_WRONG", "effective_from"),
        ("notice_days: 60\n", "", "KEY_MISSING", "programme:"),
        ("[01-15, 07-15]", "[01-15, 02-30]", "VALUE_WRONG", "demote_on"),
        ("floor: entry", "floor: cellar", "TIER_UNKNOWN", "floor"),
        ("promote: on_change", "promote: yearly", "VALUE_WRONG", "promote"),
        ("measure: mean", "measure: median", "VALUE_NOT_ALLOWED", "id: csat"),
        ("id: backup, label", "id: compute, label", "ID_DUPLICATE", "id: backup"),
        ("{en: Compute, ru: Compute}", "{en: Compute}", "TRANSLATION_MISSING", "id: compute"),
        ("{en: Compute, ru: Compute}", "{en: Compute, ru: Compute, de: Compute}", "LANGUAGE_UNKNOWN", "id: compute"),
        ("{en: Partner agreement, ru: Партнёрское соглашение}", "{en: Agreement}", "TRANSLATION_MISSING", "title: {en: Partner"),
        ("ru: Вы соблюдаете правила программы.", "ru: ''", "TRANSLATION_MISSING", "text: {en"),
        ("{en: Base library, ru: Базовая библиотека}", "{ru: Базовая библиотека}", "TRANSLATION_MISSING", "id: library"),
        ("due: at once", "due: soon", "VALUE_WRONG", "id: library"),
        ("owed_by: vendor", "owed_by: nobody", "VALUE_NOT_ALLOWED", "id: library"),
        ("mark: silver", "mark: bronze", "VALUE_NOT_ALLOWED", "mark: silver"),
        ("- id: silver", "- id: entry", "ID_DUPLICATE", "- id: silver"),
        ("tier_at_least: entry", "tier_at_least: silver", "TIER_UNKNOWN", "tier_at_least"),
        ("tier_at_least: entry", "tier_at_least: platinum", "TIER_UNKNOWN", "tier_at_least"),
        ("tier_at_least: entry", "person_holds: basics", "REQUIREMENT_UNKNOWN", "tier_at_least"),
        ("holds_any: [basics], need: 1}", "holds_any: [advanced], need: 1}", "CERTIFICATION_UNKNOWN", "people:"),
        ("{name: csat, min: 4.2", "{name: nps, min: 4.2", "METRIC_UNKNOWN", "{name: csat"),
        ("kind: business_plan", "kind: letter", "EVIDENCE_UNKNOWN", "kind: business_plan"),
        ("type_is: [consultant]", "type_is: [friend]", "TYPE_UNKNOWN", "type_is"),
    ],
)
def test_what_is_wrong_is_said_at_its_line(old: str, new: str, code: str, at: str) -> None:
    assert old in example()
    found, faults = read(example().replace(old, new, 1))
    assert found is None
    assert (code, line_of(at)) in faults


def test_several_faults_are_found_at_once() -> None:
    text = (
        example()
        .replace("floor: entry", "floor: cellar")
        .replace("tier_at_least: entry", "tier_at_least: x")
        .replace("[consultant]", "[x]")
    )
    assert [code for code, _ in read(text)[1]] == ["TIER_UNKNOWN", "TIER_UNKNOWN", "TYPE_UNKNOWN"]


def test_two_benefits_of_a_tier_with_one_id_are_a_fault() -> None:
    line = next(line for line in example().split("\n") if "id: library" in line)
    assert ("ID_DUPLICATE", line_of("id: library") + 1) in read(example().replace(line, f"{line}\n{line}"))[1]


@pytest.mark.parametrize("data", [b"\xff\xfe", b"tiers: [", b"", b"just text"])
def test_an_unreadable_file_is_a_fault_and_not_an_error(data: bytes) -> None:
    faults = Faults()
    assert read_programme(Tree({PROGRAMME: data}), CERTIFICATIONS, render, faults) is None
    assert faults.errors
