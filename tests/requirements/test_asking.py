"""What each kind of requirement asks for, in the words that tables and headings use."""

import pytest

from lms.requirements.kinds import KINDS
from tests.requirements.made import WORDS, rule, said

TERM = "{id: t, label: {en: T, ru: T}, people: {holds_any: [sf]}, each: 1}"
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
    "at_least": ("at_least: {n: 2, of: [{agreement: current}, {type_is: [service]}]}", "At least 2 of these"),
    "not": ("not: {type_is: [service]}", "Not: Registered as service partner"),
    "percent": ("percent: {of: technical, holds_any: [ta, tp], min: 50}", "50% of the technical people with TA or TP"),
    "coverage": (
        "coverage: {where: {name: spend, min: 500, window: trailing 90 days}, holds: {compute: [ta], backup: [tp]}}",
        "1 certified person for each of Compute and Backup: where Spend is at least 500 in the last 90 days",
    ),
    "points": (
        f"points: {{min: 70, tracks: [{{id: a, label: {{en: A, ru: A}}, terms: [{TERM}]}}]}}",
        "70 points: A",
    ),
    "any_day_in": (
        "any_day_in: {window: month and 5 before, that: {type_is: [service]}}",
        "On one day at least in this month and the 5 before it: Registered as service partner",
    ),
    "held_for": ("held_for: {months: 3, that: {type_is: [service]}}", "For 3 months without a break: Registered as service partner"),
    "role_is": ("role_is: [technical]", "Works as engineer"),
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
