"""Gates that nobody opens and stops that wait for themselves are found, and those that only take work are not."""

import pytest

from tests.publishing.faulty.making import PATH, PITCH, PROGRAMME, Change, certification, checked_after, course, swap

GATE = "  all:\n    - tier_at_least: entry\n    - person_holds: basics\n"
ROSTER = "{id: sales, need: 1, holds_any: [basics], label: {en: Sales, ru: Продажи}}"


def codes(*changes: Change) -> list[str]:
    """What is wrong after changes."""
    return [fault.code for fault in checked_after(*changes).faults]


@pytest.mark.parametrize(
    "gate",
    [
        "tier_at_least: silver",
        "agreement: current",
        "metric: {name: active_projects, min: 100000}",
        "evidence: {kind: business_plan, valid: calendar_year, by: partner_manager}",
        "people: {holds_any: [basics], need: 400}",
        f"roster: {{sharing: none, slots: [{ROSTER.replace('need: 1', 'need: 90')}]}}",
        "any: [{agreement: {at_least: 7}}, {course_done: first-steps}]",
        "all: [{type_is: [service]}, {product_is: [backup]}, {type_is: [reseller]}]",
    ],
)
def test_a_gate_that_takes_work_or_time_is_no_fault(gate: str):
    assert codes(swap(PITCH, GATE, f"  {gate}\n")) == []


@pytest.mark.parametrize(
    "gate",
    [
        "agreement: {at_least: 2}",
        "any: [{agreement: {at_least: 7}}, {agreement: {at_least: 2}}]",
        "all: [{course_done: first-steps}, {agreement: {at_least: 2}}]",
    ],
)
def test_a_gate_that_asks_for_what_there_is_not_is_a_warning(gate: str):
    assert codes(swap(PITCH, GATE, f"  {gate}\n")) == ["GATE_NEVER_OPENS"]


def test_what_is_in_preparation_counts_as_coming():
    assert codes(swap(PITCH, GATE, "  person_holds: second\n"), certification("second", "SC", "state: in_preparation")) == []


def test_of_gates_nothing_is_said_while_there_are_errors():
    broken = swap(PROGRAMME, "version: 1\n", "version: one\n")
    assert "GATE_NEVER_OPENS" not in codes(broken, swap(PITCH, "person_holds: basics", "agreement: {at_least: 3}"))


def test_a_stop_may_need_what_stands_before_it_or_beside_it():
    assert (
        codes(
            swap(PATH, "ordered: true", "ordered: false"),
            swap(PATH, "  - course: first-steps\n", ""),
            swap(PATH, "  - certification: basics\n", "  - certification: basics\n  - course: first-steps\n"),
        )
        == []
    )
    beside = "  - any:\n    - certification: basics\n    - course: first-steps\n"
    assert codes(swap(PATH, "  - course: first-steps\n  - certification: basics\n", beside)) == []


def test_a_stop_that_waits_over_several_steps_is_found():
    later = "  - certification: basics\n  - all:\n    - course: second\n"
    changes = (
        swap(PATH, "  - course: first-steps\n  - certification: basics\n", later),
        swap("courses/first-steps/course.md", "prerequisites: []", "prerequisites: [second]"),
        course("second", "", "other"),
    )
    assert codes(*changes) == ["NEED_IN_PREPARATION", "PATH_ITEM_UNREACHABLE"]
