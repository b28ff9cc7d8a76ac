"""While an older version still serves, pages show what that version asks where it is the one that says so."""

from dataclasses import replace
from datetime import timedelta

import pytest

from lms.access import Role
from lms.core.db import transaction
from lms.core.ids import PublicId, Slug
from lms.programme import service
from lms.programme.queries import published
from lms.programme.rules import standing
from lms.requirements.facts import PartnerFacts
from lms.web.presentation import spoken
from lms.web.programme.rows import Look, rows
from tests.conftest import NOW
from tests.programme.nimbus import NIMBUS, worked
from tests.requirements.made import DAY, rule

ADMIN = "irina@vector.example"
START = Slug("start")
SEVERAL = "all: [{people: {holds_any: [sp], need: 2}}, {people: {holds_any: [ta], need: 1}}, {people: {holds_any: [tp], need: 1}}]"


@pytest.fixture
def overlap(app, make):
    """Vector, at Start by the version before; since today Start asks for three other things, one more than before."""
    partner = make.partner("Vector", make.person("elena@nimbus.example", Role.PARTNER_MANAGER))
    make.agreement(partner, make.member(partner, ADMIN, admin=True, name="Irina Belova"))
    with app.app_context(), transaction():
        old = published().versions[-1]
        start = replace(old.tiers[0], requirement=rule(SEVERAL))
        new = replace(old, version=old.version + 1, effective_from=NOW.date(), overlap_days=90, tiers=(start, *old.tiers[1:]))
        service.publish_version(new, NOW - timedelta(days=200))
    make.certificate(make.member(partner, "boris@vector.example", name="Boris Gusev"), "sf")


def text(response):
    return response.get_data(as_text=True)


def test_the_tier_page_shows_what_the_version_asks_that_says_the_tier_holds(overlap, sign_in):
    answer = sign_in(ADMIN).get("/tier")
    assert answer.status_code == 200
    page = text(answer)
    assert "<h1>Start" in page
    assert "1 person with Cloud Sales Foundation" in page


def test_the_history_shows_what_the_version_asked_that_said_so(overlap, sign_in):
    page = text(sign_in(ADMIN).get("/tier/history?step=1"))
    assert "It comes out the same again" in page
    start = page[page.rindex("<h3>Start</h3>") :]
    assert "1 person with Cloud Sales Foundation" in start
    assert "2 people with Sales Professional" not in start


@pytest.mark.parametrize(
    "other",
    [
        "people: {holds_any: [sp], need: 1}",
        "all: [{people: {holds_any: [sp], need: 1}}]",
        "all: [{agreement: current}, {people: {holds_any: [sp], need: 1}}, {people: {holds_any: [sp], need: 1}}]",
        "all: [{any: [{agreement: current}, {people: {holds_any: [sp], need: 1}}]}, {agreement: current}]",
    ],
)
def test_an_answer_that_is_none_to_what_is_asked_speaks_for_itself(app, other):
    asked = rule("all: [{any: [{people: {holds_any: [sp], need: 1}}, {agreement: current}]}, {agreement: current}]")
    rules, others = (replace(NIMBUS, tiers=(replace(NIMBUS.tiers[0], requirement=one),)) for one in (asked, rule(other)))
    look = Look(programme=rules, facts=worked().partner or PartnerFacts(), day=DAY, me=PublicId("anna"), names=True)
    answer, fitting = (standing(one, worked(), DAY).results[0].result for one in (others, rules))
    with app.test_request_context():
        told = [one.title for one in rows(look, START, answer)]
        assert told == [spoken(one.message) for one in answer.children or (answer,)]
        assert [one.title for one in rows(look, START, fitting)] != [spoken(one.message) for one in fitting.children]
