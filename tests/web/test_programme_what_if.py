"""What if: the tier page supposes what an address says, answers it, and keeps nothing; and the year ahead beside it."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from lms.access import Role
from lms.core.db import db
from lms.programme.models import PartnerStanding, StandingStep
from tests.visitors import CheckedClient, text_of

ADMIN = "irina@vector.example"
SELLER = "boris@vector.example"
MANAGER = "elena@nimbus.example"


@pytest.fixture
def vector(make):
    """A partner at Start: its admin holds nothing, its seller the foundation."""
    partner = make.partner("Vector", make.person(MANAGER, Role.PARTNER_MANAGER))
    admin = make.member(partner, ADMIN, admin=True, name="Irina Belova")
    make.agreement(partner, admin)
    make.certificate(make.member(partner, SELLER, name="Boris Gusev"), "sf")
    return partner


def people(page):
    """The people who may be supposed to leave, by name."""
    return {name: who for who, name in re.findall(r'name="leave" value="(\w+)"[^>]*><span>([^<]+)<', page)}


def kept(app):
    with app.app_context():
        rows = db.session.execute(sa.select(PartnerStanding.tier, PartnerStanding.computed_at)).all()
        return rows, db.session.scalar(sa.select(sa.func.count(StandingStep.id)))


def test_somebody_who_leaves_takes_the_tier_along_and_nothing_is_stored(app, vector, sign_in):
    client, before = sign_in(ADMIN), kept(app)
    boris = people(text_of(client.get("/tier")))["Boris Gusev"]
    page = text_of(client.get(f"/tier?leave={boris}"))
    assert "What would be" in page
    assert "No tier would hold any more." in page
    assert "Materials that would close:" in page
    assert kept(app) == before


def test_somebody_else_who_passes_makes_up_for_who_leaves(vector, sign_in):
    client = sign_in(ADMIN)
    who = people(text_of(client.get("/tier")))
    page = text_of(client.get(f"/tier?leave={who['Boris Gusev']}&pass={who['Irina Belova']}:sf&leave="))
    assert "No tier would hold any more." not in page
    assert f'value="{who["Irina Belova"]}:sf" checked' in page, "what was supposed stays ticked, so that more can be added"
    assert f'value="{who["Boris Gusev"]}" checked' in page


def test_another_day_is_looked_at_alone(vector, sign_in):
    page = text_of(sign_in(ADMIN).get("/tier?on=2027-05-01"))
    assert "What would be on 1 May 2027" in page
    assert "this is what is earned on that day: Start." in page


def test_without_a_question_there_is_no_answer(vector, sign_in):
    assert "What would be</h2>" not in text_of(sign_in(ADMIN).get("/tier"))
    assert "What would be</h2>" not in text_of(sign_in(ADMIN).get("/tier?pass=&leave=&on=2026-11-21"))


@pytest.mark.parametrize(
    ("question", "field", "sentence"),
    [
        ("on=2020-01-01", "on", "is out of reach"),
        ("on=soon", "on", "is not a day"),
        ("leave=nobody", "leave", "Somebody is named here who does not work for the partner"),
        ("pass=nobody:sf", "pass", "Somebody is named here who does not work for the partner"),
        ("pass=x:nothing", "pass", "There is no certification"),
        ("version=99", "version", "cannot be supposed"),
    ],
)
def test_what_cannot_be_supposed_is_said_at_its_field(vector, sign_in, question, field, sentence):
    answer = sign_in(ADMIN).get(f"/tier?{question}")
    assert answer.status_code == 400
    fault = re.search(rf'id="{field}-error">(.*?)</p>', text_of(answer), re.DOTALL)
    assert fault is not None
    assert sentence in fault.group(1)
    assert f'aria-describedby="{field}-error"' in text_of(answer)


def test_a_seller_supposes_nothing_and_reads_no_colleagues_year(vector, sign_in):
    page = text_of(sign_in(SELLER).get("/tier?leave=nobody"))
    assert "What if?" not in page
    assert "The year ahead" not in page
    assert "Irina Belova renews" not in page


def test_the_manager_supposes_for_a_partner_and_stays_on_its_page(make, vector, sign_in):
    page_of = make.page(vector, "/tier")
    client = sign_in(MANAGER)
    page = text_of(client.get(page_of))
    assert f'action="{page_of}#what-if"' in page
    assert "No tier would hold any more." in text_of(client.get(f"{page_of}?leave={people(page)['Boris Gusev']}"))


def test_people_of_another_partner_cannot_be_supposed(app, make, vector, sign_in):
    stranger = people(text_of(sign_in(ADMIN).get("/tier")))["Boris Gusev"]
    make.member(make.partner("Gamma"), "maria@gamma.example", admin=True)
    other = CheckedClient(app)
    other.sign_in("maria@gamma.example")
    assert other.get(f"/tier?leave={stranger}").status_code == 400


def test_supposing_costs_as_much_for_twenty_people_as_for_two(make, vector, sign_in, queries):
    client = sign_in(ADMIN)
    boris = people(text_of(client.get("/tier")))["Boris Gusev"]
    with queries() as before:
        client.get(f"/tier?leave={boris}")
    for number in range(18):
        make.certificate(make.member(vector, f"p{number}@vector.example"), "sf")
    with queries() as after:
        page = text_of(client.get(f"/tier?leave={boris}"))
    assert len(after) == len(before) <= 6, after
    assert "Anybody else" in page, "who stands on no tick is chosen from a list"


def test_the_year_ahead_names_who_ends_on_which_day_and_what_is_earned_then(vector, client, clock):
    clock.shift(timedelta(days=400))
    client.sign_in(ADMIN)
    page = text_of(client.get("/tier"))
    assert "Boris Gusev: Cloud Sales Foundation ends" in page
    assert "lower than before" in page


def test_a_seller_hears_what_the_own_exam_fills(make, vector, sign_in):
    make.member(vector, "dina@vector.example", name="Dina Savina", technical=True)
    page = text_of(sign_in("dina@vector.example").get("/tier"))
    assert "Your exam TA fills a place" in page
    assert "What you can do for it" in page
