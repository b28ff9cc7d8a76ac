"""Whatever kinds a tier asks for, its pages can say it."""

from dataclasses import replace

import pytest
from flask import Flask

from lms.core.ids import PublicId
from lms.programme.rules import Programme, standing
from lms.requirements.all import All
from lms.requirements.kinds import GATES_ONLY, Requirement
from lms.web.programme.rows import Look, rows
from lms.web.public.table import tiers_of
from tests.programme.made import company, programme, sample, vector
from tests.requirements.made import DAY, rule
from tests.requirements.test_reading import EXAMPLES

IN_TIERS = [one for one in EXAMPLES if one.partition(":")[0] not in GATES_ONLY | {"tier_at_least"}]


def asking(*asked: Requirement) -> Programme:
    """The sample programme with a lowest tier that asks for this."""
    nimbus = programme(sample())
    return replace(nimbus, tiers=(replace(nimbus.tiers[0], requirement=All(asked)),))


@pytest.mark.parametrize("example", IN_TIERS)
def test_a_tier_is_shown_whatever_it_asks_for(app: Flask, example: str) -> None:
    rules = asking(rule(example))
    facts = company(*vector())
    assert facts.partner is not None
    look = Look(programme=rules, facts=facts.partner, day=DAY, me=PublicId("anna"), names=True)
    with app.test_request_context():
        (line,) = tiers_of(rules).asks
        (row,) = rows(look, rules.tiers[0].id, standing(rules, facts, DAY).results[0].result)
    assert all(line.cells[0].lines)
    assert row.title


def test_two_requirements_of_one_kind_are_two_rows(app: Flask) -> None:
    both = asking(
        rule("any_day_in: {window: lifetime, that: {all: [agreement: current]}}"),
        rule("any_day_in: {window: lifetime, that: {agreement: current}}"),
    )
    with app.test_request_context():
        first, second = tiers_of(both).asks
    assert first.cells[0].lines[1] == second.cells[0].lines[0].partition(": ")[2]
