"""What each kind of requirement asks for, in the words that tables and headings use."""

import pytest

from lms.requirements.kinds import KINDS
from tests.requirements.made import WORDS, rule, said

ASKED = {
    "people": ("people: {holds_any: [sf, sp], need: 2}", "2 people with SF or SP"),
    "roster": ("roster: {slots: [{id: s, need: 3, holds_any: [sf], label: {en: S, ru: S}}]}", "A team of 3 different certified people"),
    "metric": ("metric: {name: active_projects, min: 4}", "Active projects: at least 4"),
    "evidence": ("evidence: {kind: business_plan}", "Business plan, confirmed by the partner manager"),
    "agreement": ("agreement: current", "The partner agreement, accepted in its current version"),
    "tier_at_least": ("tier_at_least: silver", "Everything that Silver asks for"),
    "type_is": ("type_is: [service]", "Registered as service partner"),
    "product_is": ("product_is: [backup]", "Sells Backup"),
    "person_holds": ("person_holds: sf", "The certificate “SF”"),
    "course_done": ("course_done: first-steps", "The course “First steps”, finished"),
    "all": ("all: [{agreement: current}]", "All of these"),
    "any": ("any: [{agreement: current}]", "One of these ways"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_says_what_it_asks_for(kind: str) -> None:
    text, asked = ASKED[kind]
    assert said(rule(text).asks(WORDS)) == asked


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("metric: {name: trainings, min: 1, window: trailing 1 month}", "Trainings held: at least 1 in the last 1 month"),
        ("metric: {name: trainings, min: 4, window: trailing 12 months}", "Trainings held: at least 4 in the last 12 months"),
        (
            "metric: {name: csat, min: 4.2, window: trailing 12 months, min_sample: 5}",
            "Customer rating: at least 4.2 over the last 12 months, from 5 values or more",
        ),
        ("evidence: {kind: business_plan, valid: calendar_year}", "Business plan for the calendar year, confirmed by the partner manager"),
        ("agreement: {at_least: 3}", "The partner agreement, accepted in version 3 or a later one"),
    ],
)
def test_windows_samples_and_versions_are_named(text: str, asked: str) -> None:
    assert said(rule(text).asks(WORDS)) == asked
