"""What asks for the same has the same subject, also in a later release that knows more parts of a rule."""

from dataclasses import dataclass, field, make_dataclass

from lms.requirements.held_for import HeldFor
from lms.requirements.result import same
from tests.requirements.made import rule


@dataclass(frozen=True, slots=True)
class Old:
    need: int
    kinds: tuple[str, ...] = ()


New = make_dataclass(
    "Old", [("need", int), ("kinds", tuple[str, ...], ()), ("by", str, "manager"), ("says", dict[str, str], field(default_factory=dict))]
)


def test_a_part_that_a_later_release_adds_changes_no_subject_until_it_is_used() -> None:
    assert same(Old(3, ("a",))) == same(New(3, ("a",)))
    assert same((Old(3), Old(4))) == same((New(3), New(4)))
    assert len({same(one) for one in (Old(3), Old(4), Old(3, ("a",)), New(3, by="admin"), New(3, says={"en": "x"}), (Old(3),))}) == 6


def test_requirements_that_differ_anywhere_have_other_subjects() -> None:
    texts = [
        "agreement: current",
        "agreement: {at_least: 2}",
        "any: [{agreement: current}]",
        "held_for: {months: 3, that: {agreement: current}}",
        "held_for: {months: 4, that: {agreement: current}}",
        "people: {holds_any: [sf], need: 1}",
        "people: {holds_any: [sf], need: 2}",
    ]
    rules = [rule(text) for text in texts]
    assert isinstance(rules[3], HeldFor)
    assert len({same(one) for one in rules}) == len(rules)
    assert [same(rule(text)) for text in texts] == [same(one) for one in rules]
