"""An active project of the sample: what its definition says is what the rules count, on every day."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from lms.core.ids import Slug
from lms.programme.causes import Why
from lms.programme.forecast import forecast
from lms.programme.parts import leaves
from lms.programme.versions import judged
from lms.requirements.facts import Facts
from lms.requirements.metric import Metric
from lms.requirements.words import Measure
from tests.programme.made import company
from tests.programme.nimbus import NIMBUS, lasting, named
from tests.requirements.made import DAY, member, value

PROJECTS = Slug("active_projects")
GOLD_TEAM = named(lasting(member("Anna", "sf", "sp"), member("Boris", "sp"), member("Vera", "ta", "tp"), member("Gleb", "ta"),
                          member("Dina", "ta")))  # fmt: skip
LAST_PAID = date(2026, 2, 10)
STOPS = date(2026, 8, 10)
"""Six months after the invoice that was paid last."""


def paid(**last: date) -> Facts:
    """A partner with a Gold team and these projects: of each an invoice was paid in every month of half a year, up to this day."""
    facts = company(*GOLD_TEAM, projects="0")
    monthly = (value(PROJECTS, day - timedelta(days=30 * back), "1", name) for name, day in last.items() for back in range(6))
    assert facts.partner is not None
    return replace(facts, partner=replace(facts.partner, values=(*facts.partner.values, *monthly)))


def projects(count: int, last: date = LAST_PAID) -> dict[str, date]:
    """So many projects, paid for the last time on a day."""
    return {f"P{number}": last for number in range(count)}


def test_a_project_that_is_reported_in_several_months_counts_once() -> None:
    tiers = {count: judged((NIMBUS,), paid(**projects(count)), DAY).tier for count in (3, 4, 20, 21)}
    assert tiers == {3: "start", 4: "silver", 20: "silver", 21: "gold"}


def test_a_project_that_is_no_longer_reported_stops_counting_on_the_day_that_the_forecast_names() -> None:
    facts = paid(**projects(3), last=LAST_PAID + timedelta(days=60))
    seen = forecast((NIMBUS,), facts, LAST_PAID + timedelta(days=60))
    assert seen.first_change is not None
    assert (seen.first_change.day, seen.first_change.before, seen.first_change.after) == (STOPS, "silver", "start")
    assert [one.why for one in seen.first_change.causes] == [Why.WINDOW]
    assert (judged((NIMBUS,), facts, STOPS - timedelta(days=1)).tier, judged((NIMBUS,), facts, STOPS).tier) == ("silver", "start")


def test_a_project_that_is_reported_every_month_is_not_at_risk_of_ending() -> None:
    seen = forecast((NIMBUS,), paid(**projects(21, DAY - timedelta(days=40))), DAY)
    assert seen.first_change is not None
    assert seen.first_change.day > DAY + timedelta(days=NIMBUS.review.horizon_days)


@pytest.mark.parametrize(("language", "months"), [("en", r"in the last (\d+) months"), ("ru", r"за последние (\d+) месяцев")])
def test_the_definition_says_the_window_that_every_tier_counts_in_and_that_each_project_counts_once(language: str, months: str) -> None:
    (defined,) = (one for one in NIMBUS.metrics if one.id == PROJECTS)
    asked = [leaf for tier in NIMBUS.tiers for leaf in leaves(tier.requirement) if isinstance(leaf, Metric) and leaf.name == PROJECTS]
    written = re.search(months, defined.means[language])
    assert written is not None
    assert {leaf.months for leaf in asked} == {int(written[1])}
    assert defined.measure is Measure.DISTINCT
