"""Questions that name the rule they compute from part with it loudly."""

import pytest

from lms.core.content.tree import Tree
from lms.publishing.check import check
from tests.content.manual import manual_files
from tests.publishing.faulty.making import PROGRAMME, Change, own, swap

ASKED = "## How much? {#much type=numeric source=%s}\n\n- = %s {#it}\n"
ASKED_RU = "## Сколько? {#much}\n"


def codes(source: str, key: str, *changes: Change) -> list[str]:
    """What the check says of a question with this source and this answer."""
    files = manual_files()
    for change in (own(ASKED % (source, key), ASKED_RU), *changes):
        change(files)
    return [fault.code for fault in check(Tree(files)).faults]


@pytest.mark.parametrize(
    ("source", "key"),
    [
        ("programme.version", "1"), ("programme.review.grace_days", "90"), ("programme.tiers.silver.sales.need", "1"),
        ("programme.agreement.version", "1"), ("programme.version", "0.5..1"), ("programme.version", "1 ± 10%"),
    ],
)  # fmt: skip
def test_an_answer_that_agrees_with_its_rule_is_taken(source: str, key: str) -> None:
    assert codes(source, key) == []


@pytest.mark.parametrize(
    ("source", "key", "code"),
    [
        ("programme.version", "2", "SOURCE_DIFFERS"),
        ("programme.version", "1.1 ± 1", "SOURCE_DIFFERS"),
        ("programme.version", "2..3", "SOURCE_DIFFERS"),
        ("programme.tiers.platinum.need", "2", "SOURCE_UNKNOWN"),
        ("programme.tiers", "2", "SOURCE_UNKNOWN"),
        ("programme.programme", "2", "SOURCE_UNKNOWN"),
        ("programme.label", "2", "SOURCE_UNKNOWN"),
        ("certificates.version", "1", "SOURCE_UNREADABLE"),
    ],
)
def test_an_answer_that_parted_from_its_rule_is_refused(source: str, key: str, code: str) -> None:
    assert codes(source, key) == [code]


def test_a_changed_rule_refuses_the_question_that_it_makes_wrong() -> None:
    assert codes("programme.review.grace_days", "90") == []
    assert codes("programme.review.grace_days", "90", swap(PROGRAMME, "grace_days: 90", "grace_days: 60")) == ["SOURCE_DIFFERS"]


def test_a_programme_that_cannot_be_read_is_one_fault() -> None:
    assert codes("programme.version", "1", swap(PROGRAMME, "version: 1", "version: [")) == ["YAML_SYNTAX"]
