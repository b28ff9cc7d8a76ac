"""Requirements are read from YAML, and whatever is wrong is said at its place; every example of the manual loads."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from lms.core.content.yaml import Value
from lms.requirements.kinds import GATES_ONLY, KINDS, evaluate
from tests.requirements.made import DAY, WORDS, partner, read, rule

MANUAL = Path(__file__).parents[2] / "certificates" / "README.md"
SECTIONS = re.findall(r"^### (\w+)\n(.*?)(?=^#|\Z)", MANUAL.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
SPANS = [
    span
    for kind, text in SECTIONS
    for span in re.findall(r"`([^`]+)`", text)
    if span.startswith(f"{kind}: ") and "..." not in span and not re.search(r"[{,] ?\w+[,}]", span)
]
EXAMPLES = SPANS + [block for _, text in SECTIONS for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)]
HOLD_AT_ONCE = {"not", "product_is", "coverage"}
"""Kinds whose examples hold for a partner that only sells Backup: nothing forbidden is there, and no product asks for anybody."""


def test_every_kind_that_authors_write_has_a_section_in_the_manual_and_every_section_is_a_kind() -> None:
    assert {kind for kind, _ in SECTIONS} == set(KINDS)


def test_each_kind_calls_itself_what_its_line_says() -> None:
    assert all(kind.__dataclass_fields__["kind"].default == name for name, kind in KINDS.items())


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_of_the_manual_loads_and_answers(example: str) -> None:
    assert evaluate(rule(example), partner(), DAY, WORDS).met == (example.partition(":")[0] in HOLD_AT_ONCE)


def test_the_manual_holds_examples() -> None:
    assert {example.partition(":")[0] for example in EXAMPLES} >= set(KINDS) - {"all", "any"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("wish: 1", ("REQUIREMENT_UNKNOWN", 1, 1)),
        ("text", ("REQUIREMENT_SHAPE", 1, 1)),
        ("{people: {holds_any: [sf], need: 1}, agreement: current}", ("AND_OR_AMBIGUOUS", 1, 38)),
        ("all: sf", ("REQUIREMENT_SHAPE", 1, 6)),
        ("any: []", ("REQUIREMENT_EMPTY", 1, 1)),
        ("any: [nothing]", ("REQUIREMENT_SHAPE", 1, 7)),
        ("all:\n  - agreement: current\n  - wish: 1", ("REQUIREMENT_UNKNOWN", 3, 5)),
        ("people: {holds_any: [sf]}", ("KEY_MISSING", 1, 1)),
        ("people:\n  holds_any: [sf, xx]\n  need: 1", ("CERTIFICATION_UNKNOWN", 2, 19)),
        ("people:\n  holds_any: []\n  need: 1", ("VALUE_WRONG", 2, 3)),
        ("people:\n  holds_any: [sf]\n  need: 0", ("VALUE_WRONG", 3, 9)),
        ("people: {holds_any: [sf], need: 1, more: 1}", ("KEY_UNKNOWN", 1, 36)),
        ("metric: {name: turnover, min: 1}", ("METRIC_UNKNOWN", 1, 16)),
        ("metric: {name: csat, min: many}", ("VALUE_WRONG", 1, 27)),
        ("metric: {name: csat, min: 1, window: a year}", ("WINDOW_UNKNOWN", 1, 38)),
        ("evidence: {kind: letter}", ("EVIDENCE_UNKNOWN", 1, 18)),
        ("evidence: {kind: business_plan, valid: a week}", ("VALUE_NOT_ALLOWED", 1, 40)),
        ("agreement: newest", ("VALUE_WRONG", 1, 12)),
        ("tier_at_least: platinum", ("TIER_UNKNOWN", 1, 16)),
        ("tier_at_least: [silver]", ("TIER_UNKNOWN", 1, 1)),
        ("type_is: [friend]", ("TYPE_UNKNOWN", 1, 11)),
        ("type_is: consultant", ("VALUE_WRONG", 1, 10)),
        ("person_holds: xx", ("CERTIFICATION_UNKNOWN", 1, 15)),
        ("product_is: [hosting]", ("PRODUCT_UNKNOWN", 1, 14)),
        ("course_done: c99", ("COURSE_UNKNOWN", 1, 14)),
        ("roster: {sharing: some, slots: []}", ("VALUE_NOT_ALLOWED", 1, 19)),
        ("roster: {slots: [{id: a, need: 1, holds_any: [xx], label: {en: A, ru: A}}]}", ("CERTIFICATION_UNKNOWN", 1, 47)),
        ("roster: {slots: [{id: a, need: 1, holds_any: [sf], label: {en: A}}]}", ("TRANSLATION_MISSING", 1, 52)),
    ],
)
def test_what_is_wrong_is_said_at_its_place(text: str, expected: tuple[str, int, int]) -> None:
    found, faults = read(text)
    assert found is None
    assert expected in faults


def test_two_slots_with_one_id_are_a_fault() -> None:
    slot = "{id: a, need: 1, holds_any: [sf], label: {en: A, ru: A}}"
    found, faults = read(f"roster:\n  slots:\n    - {slot}\n    - {slot}")
    assert found is None
    assert faults == [("ID_DUPLICATE", 4, 12)]


@pytest.mark.parametrize("kind", sorted(GATES_ONLY))
def test_a_kind_for_gates_cannot_stand_where_gates_are_not(kind: str) -> None:
    value: Value = "sf"
    found, faults = read(f"{kind}: {value}", replace(WORDS, without=GATES_ONLY))
    assert found is None
    assert faults == [("REQUIREMENT_UNKNOWN", 1, 1)]


def test_all_of_nothing_holds_for_everybody() -> None:
    assert evaluate(rule("all: []"), partner(), DAY, WORDS).met
