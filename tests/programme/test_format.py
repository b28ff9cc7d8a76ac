"""The programme is read whole, and whatever is wrong in it is said at its line."""

from dataclasses import replace
from decimal import Decimal

import pytest

from lms.core.content.faults import Faults
from lms.core.content.tree import Tree
from lms.core.ids import Slug
from lms.programme.format import PROGRAMME, read_programme
from lms.programme.rules import PROGRAMME_JSON, Due, rule_hash, words_of
from lms.requirements.all import All
from lms.requirements.any import AnyOf
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


def tiers_only() -> str:
    """The manual's example without its prose and ranges."""
    return example()[: example().index("bands:\n")]


def added(text: str) -> str:
    """The manual's example with other prose and ranges, which stand above the tiers."""
    return tiers_only().replace("tiers:\n", f"{text}tiers:\n", 1)


@pytest.mark.parametrize(
    ("old", "new", "code", "at"),
    [
        ("promote: on_change", "promote: []", "VALUE_WRONG", "promote:"),
        ("promote: on_change", "promote: [on_change, 01-15]", "VALUE_WRONG", "promote:"),
        ("promote: on_change", "promote: [01-15, 13-01]", "VALUE_WRONG", "promote:"),
        ("promote: on_change", "promote: [01-15, 01-15]", "VALUE_WRONG", "promote:"),
        ("promote: on_change", "promote: on_change\n  promote_needs: everybody", "VALUE_NOT_ALLOWED", "promote:"),
        ("[01-15, 07-15]", "[07-15, 07-15]", "VALUE_WRONG", "demote_on"),
        ("[01-15, 07-15]", "[]", "VALUE_WRONG", "demote_on"),
        ("grace_days: 90", "grace_days: 366", "VALUE_WRONG", "grace_days"),
        ("grace_days: 90", "grace_days: 90\n  horizon_days: 400", "VALUE_WRONG", "grace_days"),
        ("effective_from: 2026-01-01", "effective_from: 0206-01-01", "VALUE_WRONG", "effective_from"),
        ("notice_days: 60", "notice_days: 366", "VALUE_WRONG", "notice_days"),
        ("overlap_days: 90", "overlap_days: 366", "VALUE_WRONG", "overlap_days"),
        ("version: 1\neffective", "version: 10000\neffective", "VALUE_WRONG", "version"),
        ("effective_from: 2026-01-01", "effective_from: 2206-01-01", "VALUE_WRONG", "effective_from"),
        ("measure: mean", "measure: ratio, part: trainings", "KEY_MISSING", "id: csat"),
        ("measure: mean", "measure: ratio, part: trainings, whole: csat", "METRIC_UNKNOWN", "id: csat"),
        ("measure: mean", "measure: mean, part: trainings", "KEY_UNKNOWN", "id: csat"),
        ("measure: mean", "measure: mean, means: {en: What customers say}", "TRANSLATION_MISSING", "id: csat"),
        ("      - tier_at_least: entry\n", "      - tier_at_least: entry\n        people: {}\n", "AND_OR_AMBIGUOUS", "- any:"),
        ("    all:\n      - tier_at_least", "    any: []\n    all:\n      - tier_at_least", "AND_OR_AMBIGUOUS", "mark: silver"),
        ("      - tier_at_least: entry\n", "      - tier_at_least: entry\n      - by_type: {friend: {agreement: current}}\n",
         "TYPE_UNKNOWN", "- any:"),
        ("      - tier_at_least: entry\n", "      - tier_at_least: entry\n      - by_type: everyone\n", "REQUIREMENT_SHAPE", "- any:"),
        ("      - tier_at_least: entry\n", "      - tier_at_least: entry\n      - by_type: {service: {agreement: soon}}\n",
         "VALUE_WRONG", "- any:"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_reviews_metrics_and_types_is_said_at_its_line(old: str, new: str, code: str, at: str) -> None:
    assert old in example()
    found, faults = read(example().replace(old, new, 1))
    assert found is None
    after = line_of(at)
    assert [one for one, line in faults if line in (after, after + 1)] == [code]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("mission: {en: We help.}\n", "TRANSLATION_MISSING"),
        ("types: [{id: friend, says: {en: A, ru: А}}]\n", "TYPE_UNKNOWN"),
        ("types: [{id: service, says: {en: A}}]\n", "TRANSLATION_MISSING"),
        ("types: [{id: service, says: {en: A, ru: А}}, {id: service, says: {en: B, ru: Б}}]\n", "ID_DUPLICATE"),
        ("zero_deal: {types: [friend], metrics: [active_projects]}\n", "TYPE_UNKNOWN"),
        ("zero_deal: {types: [consultant], metrics: [sales]}\n", "METRIC_UNKNOWN"),
        ("zero_deal: {types: [], metrics: [active_projects]}\n", "VALUE_WRONG"),
        ("bands: [{id: a, label: {en: A, ru: А}, of: sales, ranges: [{from: 1}]}]\n", "METRIC_UNKNOWN"),
        ("bands: [{id: a, label: {en: A}, of: months, ranges: [{from: 1}]}]\n", "TRANSLATION_MISSING"),
        ("bands: [{id: a, label: {en: A, ru: А}, of: months, ranges: [{from: 1, gives: {ru: Много}}]}]\n", "TRANSLATION_MISSING"),
        ("bands: [{id: a, label: {en: A, ru: А}, of: months, ranges: [{from: 1, tier: platinum}]}]\n", "TIER_UNKNOWN"),
        ("bands: [{id: a, label: {en: A, ru: А}, of: months, step: 0, ranges: [{from: 1}]}]\n", "VALUE_WRONG"),
        ("bands: [{id: a, label: {en: A, ru: А}, of: months, ranges: [{from: few}]}]\n", "VALUE_WRONG"),
        ("bands: [{id: a, label: {en: A, ru: А}, of: months, ranges: [{form: 1}]}]\n", "KEY_UNKNOWN"),
    ],
)
def test_what_is_wrong_in_prose_and_ranges_is_said_at_its_line(text: str, code: str) -> None:
    assert read(added(text)) == (None, [(code, line_of("tiers:"))])


def test_two_groups_of_ranges_with_one_id_are_a_fault() -> None:
    one = "  - {id: a, label: {en: A, ru: А}, of: months, ranges: [{from: 1}]}\n"
    assert read(added(f"bands:\n{one}{one}")) == (None, [("ID_DUPLICATE", line_of("tiers:") + 2)])


def test_what_may_be_left_out_has_its_meaning_without() -> None:
    text = example()
    for line in ("  promote_needs: nobody\n", "  horizon_days: 90\n"):
        text = text.replace(line, "")
    found = programme(text)
    assert (found.review.promote, found.review.promote_on, found.review.promote_needs, found.review.horizon_days) == (
        "on_change", (), "nobody", 90,
    )  # fmt: skip


def test_a_partner_may_rise_on_days_and_with_a_managers_word() -> None:
    text = example().replace("promote: on_change", "promote: [01-15, 04-15]\n  promote_needs: partner_manager\n  horizon_days: 120", 1)
    review = programme(text).review
    assert (review.promote, review.promote_on, review.promote_needs, review.horizon_days) == (
        "on_days", ("01-15", "04-15"), "partner_manager", 120,
    )  # fmt: skip


def test_a_ratio_names_both_its_parts_and_says_what_it_means() -> None:
    text = example().replace(
        "measure: mean", "measure: ratio, part: trainings, whole: active_projects, means: {en: Trained, ru: Обучено}", 1
    )  # fmt: skip
    ratio = programme(text).metrics[1]
    assert (ratio.part, ratio.whole, ratio.means["en"]) == ("trainings", "active_projects", "Trained")
    word = words_of(programme(text)).metrics[Slug("csat")]
    assert (word.part, word.whole) == ("trainings", "active_projects")


def test_what_is_asked_of_each_type_is_read_into_the_kinds_that_there_are() -> None:
    notation = (
        "      - by_type:\n          everyone: {metric: {name: active_projects, min: 4, window: trailing 6 months}}\n"
        "          consultant: {metric: {name: trainings, min: 4, window: trailing 12 months}}\n"
    )  # fmt: skip
    start, end = example().index("      - any:\n"), example().index("      - roster:")
    assert programme(example()[:start] + notation + example()[end:]) == programme(example())


def test_a_type_may_be_asked_for_several_things() -> None:
    both = "all: [{agreement: current}, {people: {holds_any: [basics], need: 2}}]"
    found = programme(
        tiers_only().replace("      - tier_at_least: entry\n", f"      - tier_at_least: entry\n      - by_type: {{service: {{{both}}}}}\n")
    )
    silver = found.tiers[1].requirement
    assert isinstance(silver, All)
    assert isinstance(silver.requirements[1], AnyOf)
    (way,) = silver.requirements[1].requirements
    assert isinstance(way, All)
    assert [one.kind for one in way.requirements] == ["type_is", "agreement", "people"]


def test_the_samples_prose_and_ranges_are_read_in_both_languages() -> None:
    nimbus = programme(sample())
    assert set(nimbus.mission) == {"en", "ru"}
    assert [one.id for one in nimbus.types] == ["reseller", "white_label", "service", "consultant"]
    assert all(set(metric.means) == {"en", "ru"} for metric in nimbus.metrics)
    assert (nimbus.zero_deal_types, nimbus.deal_metrics) == (("consultant",), ("active_projects",))
    projects = nimbus.bands[0]
    assert [band and band.tier for band in map(projects.of_number, map(Decimal, (3, 4, 20, 21, 400)))] == [
        None, "silver", "silver", "gold", "gold",
    ]  # fmt: skip


def test_prose_may_be_mended_without_a_new_version_and_a_range_may_not() -> None:
    nimbus = programme(sample())
    assert rule_hash(replace(nimbus, mission={}, types=())) == rule_hash(nimbus)
    assert rule_hash(replace(nimbus, bands=())) != rule_hash(nimbus)


def test_a_version_that_was_kept_before_there_were_ranges_and_prose_loads() -> None:
    kept = PROGRAMME_JSON.dump_python(programme(sample()), mode="json")
    for key in ("bands", "zero_deal_types", "deal_metrics", "mission", "types"):
        del kept[key]
    for metric in kept["metrics"]:
        del metric["means"]
    assert PROGRAMME_JSON.validate_python(kept).bands == ()
    whole = programme(sample())
    assert PROGRAMME_JSON.validate_json(PROGRAMME_JSON.dump_json(whole)) == whole


def test_several_faults_are_found_at_once() -> None:
    text = (
        tiers_only()
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
