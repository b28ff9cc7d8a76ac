"""The history of a standing: every step with its evidence for whoever sees the team, only the tier's own changes for everybody else."""

import json

import pytest
import sqlalchemy as sa

from lms.access import Role
from lms.core.db import db, transaction
from lms.partners.models import Partner
from lms.programme.models import StandingStep
from tests.conftest import NOW
from tests.visitors import text_of

ADMIN = "irina@vector.example"
SELLER = "boris@vector.example"


@pytest.fixture
def vector(make):
    """A partner that reached Start by the certificate of its seller."""
    partner = make.partner("Vector", make.person("elena@nimbus.example", Role.PARTNER_MANAGER))
    admin = make.member(partner, ADMIN, admin=True, name="Irina Belova")
    make.agreement(partner, admin)
    make.certificate(make.member(partner, SELLER, name="Boris Gusev"), "sf")
    return partner


def test_a_step_shows_the_rules_the_facts_and_that_the_answer_comes_out_again(vector, sign_in):
    page = text_of(sign_in(ADMIN).get("/tier/history?step=1"))
    assert "Start is reached." in page
    assert "It comes out the same again" in page
    assert "Boris Gusev" in page


def test_an_answer_that_was_tampered_with_is_said_to_differ(app, vector, sign_in):
    with app.app_context(), transaction():
        step = db.session.scalars(sa.select(StandingStep)).one()
        step.result = {**step.result, "tier": "gold"}
    assert "It does not come out the same" in text_of(sign_in(ADMIN).get("/tier/history?step=1"))


@pytest.mark.parametrize(
    ("tampered", "sentence"), [(False, "The agreement is accepted in version 3."), (True, "You agreed to version 3.")]
)  # fmt: skip
def test_a_step_that_was_worded_otherwise_is_shown_in_words_of_today_unless_its_answer_differs(app, vector, sign_in, tampered, sentence):
    """A sentence that this release has no longer would have no Russian; what differs is shown as it was stored."""
    with app.app_context(), transaction():
        step = db.session.scalars(sa.select(StandingStep)).one()
        told = json.dumps(step.result).replace("The agreement is accepted in version", "You agreed to version")
        assert told != json.dumps(step.result)
        step.result = json.loads(told) | ({"tier": "gold"} if tampered else {})
    page = text_of(sign_in(ADMIN).get("/tier/history?step=1"))
    assert ("It comes out the same again" in page) is not tampered
    assert sentence in page
    assert "Boris Gusev" in page


def test_evidence_keeps_no_name(app, vector):
    with app.app_context():
        step = db.session.scalars(sa.select(StandingStep)).one()
        assert "Boris" not in f"{step.facts}{step.result}"


def test_a_learner_reads_the_changes_of_the_tier_and_no_reasons_people_or_evidence(app, vector, sign_in):
    with app.app_context(), transaction():
        boss = db.session.scalars(sa.select(Partner.manager_id)).one()
        same = {"partner_id": vector, "before": "start", "at": NOW, "as_of": NOW.date(), "version": 4}
        db.session.add(StandingStep(kind="kept", after="start", reason="They asked for a month.", by_id=boss, **same))
    page = text_of(sign_in(SELLER).get("/tier/history?step=1"))
    assert "Start is reached." in page
    assert not [word for word in ("They asked", "It comes out", "kept by", "Show</a>") if word in page]


@pytest.mark.parametrize("step", [0, 2, -1])
def test_a_step_that_is_not_there_is_not_found(vector, sign_in, step):
    assert sign_in(ADMIN).get(f"/tier/history?step={step}").status_code == 404


def test_the_history_of_another_partner_is_none_at_all(app, vector, make, sign_in):
    make.member(make.partner("Gamma"), "admin@gamma.example", admin=True)
    with app.app_context():
        there = db.session.get(Partner, vector).public_id
    assert sign_in("admin@gamma.example").get(f"/partners/{there}/tier/history").status_code == 404


def test_the_manager_reads_it_in_as_many_statements_however_many_people_there_are(app, vector, make, sign_in, queries):
    with app.app_context():
        there = db.session.get(Partner, vector).public_id
    client = sign_in("elena@nimbus.example")
    with queries() as few:
        client.get(f"/partners/{there}/tier/history?step=1")
    for number in range(8):
        make.certificate(make.member(vector, f"more{number}@vector.example"), "sf")
    with queries() as many:
        client.get(f"/partners/{there}/tier/history?step=1")
    assert len(many) == len(few)
