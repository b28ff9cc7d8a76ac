"""The ledger as pages: who may join, answer, leave and stay; nobody answers themselves, and nobody else's things are seen."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from lms.access import Role
from lms.accounts.models import Person
from lms.core.db import db, transaction
from lms.notifications.models import OutboxMail
from lms.partners.models import Employment
from lms.partners.requests.models import JoinLink, JoinRequest
from tests.conftest import NOW
from tests.visitors import text_of

ADMIN = "irina@vector.example"
SELLER = "boris@vector.example"
OTHER = "maria@gamma.example"
TODAY = NOW.date()


@pytest.fixture
def companies(app, make):
    """Vector with an admin, a seller and a join link; Gamma with its admin."""
    manager = make.person("elena@nimbus.example", Role.PARTNER_MANAGER)
    vector, gamma = make.partner("Vector", manager), make.partner("Gamma", manager)
    make.member(vector, ADMIN, admin=True, name="Irina Belova")
    make.member(vector, SELLER, name="Boris Gusev")
    make.member(gamma, OTHER, admin=True, name="Maria Dyachenko")
    with app.app_context(), transaction():
        homeless = sa.update(Person).where(Person.personal_email.is_(None))
        db.session.execute(homeless.values(personal_email=Person.public_id + "@home.example"))
        db.session.execute(sa.update(Employment).values(starts_on=TODAY - timedelta(days=100)))
        db.session.add(JoinLink(partner_id=vector, token="the-link-of-vector", made_at=NOW))
    return vector, gamma


def place_of(app, email):
    with app.app_context():
        own = sa.select(Employment.public_id).join(Person, Person.id == Employment.person_id).where(Person.email == email)
        return db.session.scalars(own.order_by(Employment.id)).first()


def ask(client):
    return client.post("/join/the-link-of-vector", data={"technical": "y"})


def request_of(app):
    with app.app_context():
        return db.session.scalars(sa.select(JoinRequest.public_id)).one()


def test_who_asks_by_the_link_waits_until_somebody_says_yes_and_moves_on_that_day(app, companies, sign_in, client):
    assert ask(sign_in(OTHER)).status_code == 303
    assert "it waits until" in text_of(client.get("/account/work"))
    client.post("/sign-out")
    client = sign_in(ADMIN)
    assert "1 person asks to join Vector" in text_of(client.get("/team/join"))
    page = f"/team/requests/{request_of(app)}"
    assert "Maria Dyachenko asks to join Vector" in text_of(client.get(page))
    assert client.post(f"{page}/confirm", data={"day": TODAY.isoformat(), "technical": "y"}).status_code == 303
    with app.app_context():
        places = db.session.execute(
            sa.select(Employment.partner_id, Employment.starts_on, Employment.ends_on)
            .join(Person, Person.id == Employment.person_id).where(Person.email == OTHER).order_by(Employment.id)
        ).all()  # fmt: skip
        written = set(db.session.scalars(sa.select(OutboxMail.address)))
    assert [tuple(one) for one in places] == [(companies[1], TODAY - timedelta(days=100), TODAY), (companies[0], TODAY, None)]
    assert {OTHER, ADMIN} <= written


def test_a_refusal_needs_a_reason_that_the_person_reads(app, companies, sign_in, client):
    ask(sign_in(OTHER))
    client.post("/sign-out")
    client = sign_in(ADMIN)
    page = f"/team/requests/{request_of(app)}/refuse"
    assert client.post(page, data={"reason": ""}).status_code == 400
    assert client.post(page, data={"reason": "We have nobody of that name."}).status_code == 303
    client.post("/sign-out")
    assert "Refused: We have nobody of that name." in text_of(sign_in(OTHER).get("/account/work"))


def test_a_request_is_somebody_elses_thing_to_everybody_but_the_company_and_its_manager(app, companies, make, sign_in):
    with app.app_context(), transaction():
        person = db.session.scalars(sa.select(Person.id).where(Person.email == SELLER)).one()
        db.session.add(
            JoinRequest(
                public_id="a" * 22, person_id=person, partner_id=companies[0], technical=True, sales=False, asked_at=NOW,
                expires_at=NOW + timedelta(days=30),
            )
        )  # fmt: skip
    client = sign_in(OTHER)
    assert client.get(f"/team/requests/{'a' * 22}").status_code == 404
    assert client.post(f"/team/requests/{'a' * 22}/refuse", data={"reason": "no"}).status_code == 404
    assert client.get("/join/another-link").status_code == 404


def test_a_day_behind_and_a_choice_of_nothing_are_said_at_the_form(app, companies, sign_in, client):
    assert sign_in(OTHER).post("/join/the-link-of-vector", data={}).status_code == 400
    ask(client)
    client.post("/sign-out")
    client = sign_in(ADMIN)
    page = f"/team/requests/{request_of(app)}/confirm"
    response = client.post(page, data={"day": (TODAY - timedelta(days=1)).isoformat(), "technical": "y"})
    assert response.status_code == 400
    assert "Choose a day from today on, within a year." in text_of(response)


def test_leaving_is_one_action_by_the_person_or_the_admin_and_may_be_withdrawn(app, companies, sign_in, client):
    client = sign_in(SELLER)
    place = place_of(app, SELLER)
    last = TODAY + timedelta(days=9)
    assert client.post(f"/employments/{place}/leave", data={"last_day": last.isoformat()}).status_code == 303
    assert "ends" in text_of(client.get("/account/work"))
    assert client.post(f"/employments/{place}/stay").status_code == 303
    client.post("/sign-out")
    client = sign_in(ADMIN)
    assert client.post(f"/employments/{place}/leave", data={"last_day": TODAY.isoformat()}).status_code == 303
    with app.app_context():
        ended = db.session.scalars(sa.select(Employment.ends_on).where(Employment.public_id == place)).one()
    assert ended == TODAY + timedelta(days=1)


def test_a_last_day_before_yesterday_is_refused_with_a_sentence(app, companies, sign_in):
    place = place_of(app, SELLER)
    response = sign_in(ADMIN).post(f"/employments/{place}/leave", data={"last_day": (TODAY - timedelta(days=9)).isoformat()})
    assert response.status_code == 400
    assert "Choose today or a later day, or yesterday to end it at once." in text_of(response)


@pytest.mark.parametrize("day", ["2028-01-01", "9999-12-31"])
def test_a_last_day_too_far_ahead_is_refused_with_a_sentence(app, companies, sign_in, day):
    """Also the last one of the calendar, which has no day after it."""
    response = sign_in(ADMIN).post(f"/employments/{place_of(app, SELLER)}/leave", data={"last_day": day})
    assert response.status_code == 400
    assert "The day lies more than a year ahead." in text_of(response)


def test_who_has_no_personal_address_gives_one_before_leaving(app, companies, sign_in):
    with app.app_context(), transaction():
        db.session.execute(sa.update(Person).where(Person.email == SELLER).values(personal_email=None))
    client = sign_in(SELLER)
    response = client.post(f"/employments/{place_of(app, SELLER)}/leave", data={"last_day": TODAY.isoformat()})
    assert response.status_code == 403
    assert "First give a personal mail address" in text_of(response)
    assert "A personal mail address is missing" in text_of(client.get("/account/work"))


def test_whoever_ends_the_work_of_somebody_without_a_personal_address_is_told_and_so_is_the_person(app, companies, sign_in):
    with app.app_context(), transaction():
        db.session.execute(sa.update(Person).where(Person.email == SELLER).values(personal_email=None))
    client, page = sign_in(ADMIN), f"/employments/{place_of(app, SELLER)}/leave"
    assert "No personal address is confirmed for Boris Gusev" in text_of(client.get(page))
    assert client.post(page, data={"last_day": TODAY.isoformat()}).status_code == 303
    with app.app_context():
        mail = db.session.scalars(sa.select(OutboxMail).where(OutboxMail.event == "left")).one()
    assert mail.address == SELLER
    assert "Give a personal address now" in mail.text
    assert "/account/personal" in mail.text
    assert "Your personal address signs you in" not in mail.text


def test_where_a_personal_address_is_confirmed_nobody_is_warned(app, companies, sign_in):
    client, page = sign_in(ADMIN), f"/employments/{place_of(app, SELLER)}/leave"
    assert "No personal address" not in text_of(client.get(page))
    assert client.post(page, data={"last_day": TODAY.isoformat()}).status_code == 303
    with app.app_context():
        mail = db.session.scalars(sa.select(OutboxMail).where(OutboxMail.event == "left")).one()
    assert "Your personal address signs you in as well as the one of work." in mail.text
    assert "/account/personal" not in mail.text


def test_an_end_that_the_admin_set_is_not_taken_back_or_put_off_by_the_person(app, companies, sign_in, client):
    place, last = place_of(app, SELLER), TODAY + timedelta(days=9)
    sign_in(ADMIN).post(f"/employments/{place}/leave", data={"last_day": last.isoformat()})
    client.post("/sign-out")
    client = sign_in(SELLER)
    page = text_of(client.get("/account/work"))
    assert ("Leave earlier" in page, "Stay" in page, "Change the last day" in page) == (True, False, False)
    page = text_of(client.get(f"/employments/{place}/leave"))
    said = ("The last day is set", "Ask them if you are to stay longer", "Withdraw the last day")
    assert [one in page for one in said] == [True, True, False]
    refused = client.post(f"/employments/{place}/leave", data={"last_day": (last + timedelta(days=30)).isoformat()})
    assert refused.status_code == 400
    assert "The company or its partner manager set this end." in text_of(refused)
    refused = client.post(f"/employments/{place}/stay")
    assert refused.status_code == 409
    assert "The company or its partner manager set this end." in text_of(refused)
    client.post("/sign-out")
    client = sign_in(ADMIN)
    assert "Withdraw the last day" in text_of(client.get(f"/employments/{place}/leave"))
    assert client.post(f"/employments/{place}/stay").status_code == 303
    assert "The last day is set" not in text_of(client.get(f"/employments/{place}/leave"))


def test_nobody_ends_the_employment_of_another_companys_people(app, companies, sign_in):
    client = sign_in(OTHER)
    place = place_of(app, SELLER)
    assert [client.get(f"/employments/{place}/leave").status_code, client.post(f"/employments/{place}/stay").status_code] == [404, 404]


def test_a_new_link_makes_the_old_one_useless_and_one_that_is_off_opens_nothing(app, companies, sign_in, client):
    client = sign_in(ADMIN)
    assert client.post("/team/join").status_code == 303
    with app.app_context():
        token = db.session.scalars(sa.select(JoinLink.token)).one()
    assert client.get("/join/the-link-of-vector").status_code == 404
    assert "You are in the team of Vector" in text_of(client.get(f"/join/{token}"))
    assert client.post("/team/join/off").status_code == 303
    assert client.get(f"/join/{token}").status_code == 404
