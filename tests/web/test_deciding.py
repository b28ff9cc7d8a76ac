"""The page of a manager's word: what is to be decided, what it rests on, and that nothing falls without a reason."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from lms.access import Role
from lms.core import clock as moments
from lms.core.db import db, transaction
from lms.programme.models import PartnerStanding
from lms.programme.queries import published, steps_of
from lms.programme.service import publish_version
from lms.programme.states import StepKind
from tests.visitors import text_of

ADMIN, MANAGER, HEAD = "irina@vector.example", "elena@nimbus.example", "olga@nimbus.example"


@pytest.fixture
def vector(make):
    """A partner that holds a Silver which nothing earns, at the end of its grace."""
    partner = make.partner("Vector", make.person(MANAGER, Role.PARTNER_MANAGER))
    admin = make.member(partner, ADMIN, admin=True, name="Irina Belova")
    make.agreement(partner, admin)
    make.certificate(admin, "sf")
    return partner


@pytest.fixture
def proposed(app, vector):
    """It was proposed to fall."""
    with app.app_context(), transaction():
        day = moments.now().date() - timedelta(days=400)
        db.session.execute(
            sa.update(PartnerStanding)
            .where(PartnerStanding.partner_id == vector)
            .values(tier="silver", state="proposed", failing_since=day, grace_until=day, first_false_on=None)
        )
    return vector


def held(app, partner):
    with app.app_context():
        return db.session.get(PartnerStanding, partner).tier


def test_a_manager_lowers_a_proposed_tier_with_a_reason(app, make, proposed, sign_in):
    visitor, address = sign_in(MANAGER), make.page(proposed, "/standing/decide")
    shown = text_of(visitor.get(address))
    assert "<h1>Vector: decide on Silver</h1>" in shown
    assert "The tier falls to what is earned today" in shown
    assert "The partner rises to this tier" not in shown
    answer = visitor.post(address, data={"tier": "silver", "verb": "lower", "reason": "Nobody took the exam"})
    assert (answer.status_code, held(app, proposed)) == (303, "start")
    with app.app_context():
        step = steps_of(proposed)[-1]
    assert (step.kind, step.reason) == (StepKind.LOWERED, "Nobody took the exam")
    assert "nothing to decide now" in text_of(visitor.get(address))


@pytest.mark.parametrize(
    ("reader", "page", "says"),
    [
        (ADMIN, "/tier", ("you need 1 more", "your partner manager decides whether you move to Start.")),
        (HEAD, "/tier", ("the company needs 1 more", "the partner manager decides whether the tier becomes Start.")),
        (MANAGER, "/tier", ("the company needs 1 more", "you decide whether the tier becomes Start.")),
        (MANAGER, "/standing/decide", ("the company needs 1 more", "you decide whether the tier becomes Start.")),
    ],
    ids=["company", "head", "manager", "manager decides"],
)
def test_the_page_speaks_to_whoever_reads_it(make, proposed, sign_in, reader, page, says):
    make.person(HEAD, Role.HEAD)
    shown = text_of(sign_in(reader).get(make.page(proposed, page)))
    assert [one for one in says if one not in shown] == []
    assert reader == ADMIN or not re.search(r"\byou (need|move)\b|\byour partner manager\b", shown)


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"verb": "lower", "reason": " "}, "Say why; the partner reads it."),
        ({"verb": "keep", "reason": "Soon", "until": "2020-01-01"}, "The day must lie after today"),
        ({"reason": "Soon"}, "Choose what is decided."),
        ({"verb": "keep", "reason": "Soon", "until": "tomorrow"}, "Not a valid date"),
    ],
)
def test_what_cannot_be_decided_so_is_said_beside_the_form_and_nothing_falls(app, make, proposed, sign_in, form, said):
    answer = sign_in(MANAGER).post(make.page(proposed, "/standing/decide"), data={"tier": "silver", **form})
    assert answer.status_code == 400
    assert said in text_of(answer)
    assert held(app, proposed) == "silver"


def test_a_tier_is_kept_until_a_day(app, make, proposed, sign_in):
    form = {"tier": "silver", "verb": "keep", "reason": "They sit it next month", "until": "2027-02-01"}
    assert sign_in(MANAGER).post(make.page(proposed, "/standing/decide"), data=form).status_code == 303
    with app.app_context():
        row = db.session.get(PartnerStanding, proposed)
        assert (row.tier, row.state, str(row.grace_until)) == ("silver", "grace", "2027-02-01")


def test_a_stale_form_is_a_conflict(app, make, vector, sign_in):
    visitor, address = sign_in(MANAGER), make.page(vector, "/standing/decide")
    for verb in ("lower", "keep", "promote"):
        answer = visitor.post(address, data={"tier": "gold", "verb": verb, "reason": "Late"})
        assert answer.status_code == 409
    assert held(app, vector) == "start"


def test_whoever_looks_after_others_does_not_find_it(app, make, vector, sign_in):
    make.person("other@nimbus.example", Role.PARTNER_MANAGER)
    address = make.page(vector, "/standing/decide")
    visitor = sign_in("other@nimbus.example")
    assert visitor.get(address).status_code == 404
    assert visitor.post(address, data={"tier": "start", "verb": "lower", "reason": "No"}).status_code == 404


def test_a_partner_admin_does_not_even_find_it(app, make, vector, sign_in):
    assert sign_in(ADMIN).get(make.page(vector, "/standing/decide")).status_code == 404


def test_a_manager_gives_a_tier_that_waits_for_a_word(app, make, sign_in):
    with app.app_context(), transaction():
        rules, now = published().versions[-1], moments.now()
        word = replace(rules.review, promote_needs="partner_manager")
        publish_version(replace(rules, version=rules.version + 1, effective_from=now.date(), review=word), now - timedelta(days=100))
    partner = make.partner("Vector", make.person(MANAGER, Role.PARTNER_MANAGER))
    admin = make.member(partner, ADMIN, admin=True)
    make.agreement(partner, admin)
    make.certificate(admin, "sf")
    company = sign_in(ADMIN)
    assert "Start is earned and waits for the partner manager’s word." in text_of(company.get("/tier"))
    company.post("/sign-out")
    visitor, address = sign_in(MANAGER), make.page(partner, "/standing/decide")
    assert held(app, partner) is None
    assert "Start is earned and waits for your word." in text_of(visitor.get(make.page(partner, "/tier")))
    shown = text_of(visitor.get(address))
    assert "<h1>Vector: decide on Start</h1>" in shown
    assert "The tier falls to what is earned today" not in shown
    assert visitor.post(address, data={"tier": "start", "verb": "promote"}).status_code == 303
    assert held(app, partner) == "start"
