"""What a slot counts: a noun with all of its forms in both languages, or none."""

import pytest

from lms.requirements.roster import Roster
from tests.requirements.made import read, rule

SLOT = "roster: {{slots: [{{id: a, need: 1, holds_any: [ta], label: {{en: E, ru: Э}}{noun}}}]}}"


def test_a_noun_is_read_with_two_forms_in_english_and_three_in_russian() -> None:
    found = rule(SLOT.format(noun=", noun: {en: [engineer, engineers], ru: [инженер, инженера, инженеров]}"))
    assert isinstance(found, Roster)
    assert found.slots[0].noun == {"en": ("engineer", "engineers"), "ru": ("инженер", "инженера", "инженеров")}


def test_a_slot_may_go_without_a_noun() -> None:
    found = rule(SLOT.format(noun=""))
    assert isinstance(found, Roster)
    assert found.slots[0].noun == {}


@pytest.mark.parametrize(
    "noun",
    [
        "{en: [engineer, engineers]}",
        "{en: [engineer], ru: [инженер, инженера, инженеров]}",
        "{en: [engineer, engineers], ru: [инженер, инженера]}",
        "{en: [engineer, engineers], ru: [инженер, инженера, инженеров], de: [Ingenieur, Ingenieure]}",
    ],
)
def test_a_noun_without_all_of_its_forms_is_a_fault_at_its_place(noun: str) -> None:
    found, faults = read(SLOT.format(noun=f", noun: {noun}"))
    assert found is None
    assert [code for code, *_ in faults] == ["NOUN_FORMS"]
