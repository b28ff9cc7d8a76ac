"""Figures are exact: ratios rounded down, distinct things, thresholds of single values; points in parts and never up to a pass."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from lms.core.ids import Slug
from lms.requirements.facts import Facts
from lms.requirements.figure import Figure
from lms.requirements.kinds import evaluate
from lms.requirements.result import Result, Unit
from lms.requirements.scene import Scene
from lms.requirements.words import Measure, MetricWord
from tests.requirements.made import DAY, WORDS, member, partner, read, rule, said, value

RATIO = "metric: {name: retention, min: 80, window: trailing 12 months%s}"


def judged(text: str, facts: Facts) -> Result:
    """The answer of a lone requirement."""
    return evaluate(rule(text), facts, DAY, WORDS)


def retention(part: str, whole: str, on: date = DAY) -> Facts:
    """So much of so much."""
    return partner(values=(value("renewed", on, part), value("ended", on, whole)))


def test_a_ratio_is_rounded_down_and_79_9_is_not_80() -> None:
    result = judged(RATIO % "", retention("799", "1000"))
    assert (result.met, result.have, result.need, result.unit) == (False, 79, 80, Unit.PERCENT)
    assert said(result.message) == "Retention: 79% of the 80% that are needed."
    assert judged(RATIO % "", retention("800", "1000")).met
    assert said(rule(RATIO % "").asks(WORDS)) == "Retention: at least 80% in the last 12 months"


def test_a_ratio_is_never_outside_of_0_to_100() -> None:
    assert judged(RATIO % "", retention("5", "1")).have == 100
    assert judged(RATIO % "", retention("-5", "1")).have == 0


@pytest.mark.parametrize("facts", [partner(), retention("1", "0"), retention("1", "-1"), retention("9", "9", date(2024, 1, 1))])
def test_a_ratio_to_nothing_does_not_hold_and_says_so(facts: Facts) -> None:
    result = judged(RATIO % "", facts)
    assert (result.met, said(result.message)) == (False, "Retention: there is nothing to compare with yet.")


def test_a_ratio_of_nothing_in_particular_is_no_figure() -> None:
    assert Figure(Slug("odd"), Measure.RATIO).worth(Scene(partner(), DAY, WORDS)) is None


def test_a_ratio_counts_the_values_of_its_whole() -> None:
    result = judged(RATIO % ", min_sample: 2", retention("8", "10"))
    assert (result.met, said(result.message)) == (False, "Retention: 1 of the 2 values that it takes to judge.")


def test_the_same_thing_counts_once_and_what_is_not_named_each_time() -> None:
    values = (value("customers", DAY, "1", "a"), value("customers", DAY, "1", "a"), value("customers", DAY), value("customers", DAY))
    result = judged("metric: {name: customers, min: 4}", partner(values=values))
    assert (result.have, result.unit) == (3, Unit.THINGS)


def test_only_values_of_at_least_so_much_are_looked_at() -> None:
    values = tuple(value("deals", DAY, amount) for amount in ("1500", "1499.99", "3000"))
    result = judged("metric: {name: deals, min: 3, each: 1500}", partner(values=values))
    assert (result.met, result.have, said(result.message)) == (False, 2, "Deals of 1500 or more: 2 of 3.")


def test_two_figures_are_the_same_only_when_everything_is() -> None:
    texts = ("deals, min: 1", "deals, min: 1, each: 5", "deals, min: 1, window: trailing 3 days", "deals, min: 1, window: calendar year")
    subjects = {judged(f"metric: {{name: {text}}}", partner()).subject for text in texts}
    assert len(subjects) == 4
    assert judged("metric: {name: deals, min: 9}", partner()).subject in subjects


POINTS = """
points:
  min: 70
  each_above_zero: %s
  tracks:
    - id: main
      label: {en: Main, ru: M}
      terms:
        - {id: spend, label: {en: Spend, ru: S}, metric: {name: spend}, each: 0.1, most: 85}
        - {id: people, label: {en: People, ru: P}, people: {holds_any: [sf]}, each: 7.5, most: 15}
    - id: other
      label: {en: Other, ru: O}
      terms:
        - {id: rating, label: {en: Rating, ru: R}, metric: {name: csat}, each: 3}
"""


def test_85_points_with_one_term_at_zero_do_not_hold() -> None:
    facts = partner(values=(value("spend", DAY, "9000"),))
    result = judged(POINTS % "true", facts)
    assert (result.met, result.have, result.need, result.unit) == (False, 85, 70, Unit.POINTS)
    assert said(result.message) == "Main: 85 of 70 points, and none for People, where some are needed."
    assert judged(POINTS % "false", facts).met
    assert judged(POINTS % "true", partner(member("A", "sf"), values=(value("spend", DAY, "9000"),))).met


def test_points_come_in_parts_and_are_never_rounded_up_to_a_pass() -> None:
    near = judged(POINTS % "false", partner(member("A", "sf"), values=(value("spend", DAY, "624.9999"),)))
    assert (near.met, near.have) == (False, Decimal("69.99"))
    assert said(near.message) == "Main: 69.99 of 70 points."
    assert judged(POINTS % "false", partner(member("A", "sf"), values=(value("spend", DAY, "625"),))).met


def test_the_best_track_counts_and_all_are_explained() -> None:
    thirds = tuple(value("csat", DAY, amount) for amount in ("23", "23", "24"))
    result = judged(POINTS % "true", partner(member("A", "sf"), values=(*thirds, value("spend", DAY, "-5"))))
    assert (result.met, result.have, said(result.message)) == (True, 70, "Other: 70 of 70 points.")
    assert [(child.subject, child.met, child.have) for child in result.children] == [("main", False, Decimal("7.5")), ("other", True, 70)]
    assert [said(term.message) for term in result.children[0].children] == [
        "Spend: 0 of at most 85 points", "People: 7.5 of at most 15 points",
    ]  # fmt: skip
    assert said(result.children[1].children[0].message) == "Rating: 70 points"
    assert said(rule(POINTS % "true").asks(WORDS)) == "70 points, some for each part: Main and Other"


PEOPLE = "people: {holds_any: [sf]}"
TERM = f"{{id: t, label: {{en: T, ru: T}}, {PEOPLE}, each: 1, most: 5}}"
UNKNOWN = TERM.replace(PEOPLE, "metric: {name: xx}")
SLOT = "need: 1, holds_any: [sf], label: {en: A, ru: A}"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("at_least: {n: 3, of: [{agreement: current}]}", "REQUIREMENT_EMPTY"),
        ("at_least: {n: 1, of: [wish: 1]}", "REQUIREMENT_UNKNOWN"),
        ("at_least: {n: 0, of: []}", "VALUE_WRONG"),
        ("not: wish", "REQUIREMENT_SHAPE"),
        ("people: {holds_any: [sf], need: 2, of_which: [{holds_any: [sp], need: 3}]}", "VALUE_WRONG"),
        ("people: {holds_any: [sf], need: 2, of_which: [{holds_any: [xx], need: 1}]}", "CERTIFICATION_UNKNOWN"),
        ("percent: {of: managers, holds_any: [sf], min: 5}", "VALUE_NOT_ALLOWED"),
        ("percent: {of: sales, holds_any: [xx], min: 5}", "CERTIFICATION_UNKNOWN"),
        ("percent: {of: sales, holds_any: [sf], min: 101}", "VALUE_WRONG"),
        ("coverage: {where: {name: xx, min: 5}, holds: {compute: [sf]}}", "METRIC_UNKNOWN"),
        ("coverage: {where: {name: spend, min: 5}, holds: {hosting: [sf]}}", "PRODUCT_UNKNOWN"),
        ("coverage: {where: {name: spend, min: 5}, holds: {compute: [xx]}}", "CERTIFICATION_UNKNOWN"),
        ("coverage: {where: {name: spend}}", "KEY_MISSING"),
        ("coverage: {where: {name: spend, min: 5}, holds: {compute: [sf]}, need: 1001}", "VALUE_WRONG"),
        ("metric: {name: retention, min: 101}", "VALUE_WRONG"),
        ("metric: {name: retention, min: 80, each: 5}", "VALUE_WRONG"),
        (f"points: {{min: 6, tracks: [{{id: a, label: {{en: A, ru: A}}, terms: [{TERM}]}}]}}", "POINTS_UNREACHABLE"),
        (f"points: {{min: 5, tracks: [{{id: a, label: {{en: A}}, terms: [{TERM}]}}]}}", "TRANSLATION_MISSING"),
        (f"points: {{min: 5, tracks: [{{id: a, label: {{en: A, ru: A}}, terms: [{TERM}, {TERM}]}}]}}", "ID_DUPLICATE"),
        ("points: {min: 5, tracks: [{id: a, label: {en: A, ru: A}, terms: [{id: t, label: {en: T, ru: T}, each: 1}]}]}", "VALUE_WRONG"),
        (f"points: {{min: 5, tracks: [{{id: a, label: {{en: A, ru: A}}, terms: [{TERM.replace('sf', 'xx')}]}}]}}", "CERTIFICATION_UNKNOWN"),
        (f"points: {{min: 5, tracks: [{{id: a, label: {{en: A, ru: A}}, terms: [{UNKNOWN}]}}]}}", "METRIC_UNKNOWN"),
        ("points: {min: 5}", "KEY_MISSING"),
        ("any_day_in: {window: a week, that: {agreement: current}}", "WINDOW_UNKNOWN"),
        ("any_day_in: {window: lifetime, that: {wish: 1}}", "REQUIREMENT_UNKNOWN"),
        ("any_day_in: {window: lifetime}", "KEY_MISSING"),
        ("held_for: {months: 3, that: {wish: 1}}", "REQUIREMENT_UNKNOWN"),
        ("held_for: {months: 0, that: {agreement: current}}", "VALUE_WRONG"),
        ("role_is: [friend]", "ROLE_UNKNOWN"),
        ("evidence: {kind: business_plan, valid: {months: 0}}", "VALUE_WRONG"),
        ("evidence: {kind: letter, valid: {months: 5}}", "EVIDENCE_UNKNOWN"),
        (f"roster: {{sharing: none, slots: [{{id: a, role: se, {SLOT}}}]}}", "ROLE_WITHOUT_CAPS"),
        ("roster: {slots: [{id: a, need: 1001, holds_any: [sf], label: {en: A, ru: A}}]}", "VALUE_WRONG"),
        ("roster: {slots: [" + ", ".join(f"{{id: a{at}, {SLOT}}}" for at in range(51)) + "]}", "VALUE_WRONG"),
        (f"roster: {{sharing: {{caps: {{default: 1, se: 2}}}}, slots: [{{id: a, {SLOT}}}]}}", "ROLE_UNKNOWN"),
        (f"roster: {{sharing: {{caps: {{se: 2}}}}, slots: [{{id: a, {SLOT}}}, {{id: b, role: se, {SLOT}}}]}}", "CAP_MISSING"),
        (f"roster: {{sharing: {{caps: {{default: 0}}}}, slots: [{{id: a, {SLOT}}}]}}", "VALUE_WRONG"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused(text: str, code: str) -> None:
    found, faults = read(text)
    assert found is None
    assert code in {fault[0] for fault in faults}


def test_a_ratio_of_what_is_no_sum_is_refused() -> None:
    for part in (None, Slug("csat"), Slug("gone")):
        words = replace(WORDS, metrics={**WORDS.metrics, Slug("odd"): MetricWord({"en": "Odd"}, Measure.RATIO, part, Slug("ended"))})
        found, faults = read("metric: {name: odd, min: 5}", words)
        assert (found, faults[0][0]) == (None, "METRIC_UNKNOWN")
