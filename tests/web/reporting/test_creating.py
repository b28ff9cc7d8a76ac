"""A new partner and the invitations to one."""

import re

import pytest
import sqlalchemy as sa

from lms.access import Role
from lms.core.db import db
from lms.partners.models import Invitation, Partner
from tests.visitors import text_of

NEW = {
    "name": "Delta",
    "name_ru": "Дельта",
    "types": ["reseller"],
    "products": ["backup"],
    "email": "Kirill@delta.example",
    "language": "ru",
}


def test_a_manager_adds_a_company_looks_after_it_and_invites_its_admin(app, sign_in, outbox, world):
    client = sign_in("elena@nimbus.example")
    assert client.get("/partners/new").status_code == 200
    response = client.post("/partners/new", NEW)
    assert response.status_code == 303
    page = text_of(client.get(response.location))
    assert "kirill@delta.example" in page
    assert "Delta" in page
    with app.app_context():
        assert db.session.scalar(sa.select(Partner.manager_id).where(Partner.name == "Delta")) == world.elena
    assert [mail.address for mail in outbox()][-1:] == ["kirill@delta.example"]


def test_an_admin_chooses_who_looks_after_the_company(app, make, sign_in, world):
    make.person("igor@nimbus.example", Role.PROGRAMME_ADMIN)
    client = sign_in("igor@nimbus.example")
    page = text_of(client.get("/partners/new"))
    petr = re.search(r'<option value="([^"]+)">Petr Ilin', page)
    assert petr
    assert client.post("/partners/new", NEW).status_code == 400
    assert client.post("/partners/new", {**NEW, "manager": petr[1]}).status_code == 303
    with app.app_context():
        assert db.session.scalar(sa.select(Partner.manager_id).where(Partner.name == "Delta")) == world.petr


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": " "}, "Enter the name of the company."),
        ({"name": "x" * 121}, "120"),
        ({"types": []}, "Choose at least one: what does the company do?"),
        ({"products": []}, "Choose at least one product"),
        ({"email": "kirill"}, "Enter a mail address, such as name@company.example."),
        ({"email": ""}, "Enter the mail address of the first admin."),
        ({"name": "Gamma"}, "There is a company “Gamma” in the programme already."),
    ],
)
def test_each_fault_of_a_new_company_has_its_sentence_and_changes_nothing(app, sign_in, outbox, world, wrong, sentence):
    response = sign_in("elena@nimbus.example").post("/partners/new", {**NEW, **wrong})
    assert response.status_code == 400
    assert sentence in text_of(response)
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Partner)) == 2
    assert outbox() == []


def test_who_may_not_create_partners_meets_no_form(make, sign_in, world):
    make.person("head@nimbus.example", Role.HEAD)
    client = sign_in("head@nimbus.example")
    assert client.get("/partners/new").status_code == 404
    assert client.post("/partners/new", NEW).status_code == 404


@pytest.fixture
def invite():
    """The form of an invitation to a partner, by the page of that partner."""
    return lambda page: f"/team/invitations?partner={page.rpartition('/')[2]}"


def test_a_manager_invites_somebody_to_the_own_partner(sign_in, outbox, world, invite):
    client = sign_in("elena@nimbus.example")
    assert invite(world.vector_page) in text_of(client.get(world.vector_page))
    assert "Invite somebody to Vector" in text_of(client.get(invite(world.vector_page)))
    answer = {"email": "anna@vector.example", "sales": "y", "language": "en"}
    assert client.post(invite(world.vector_page), answer).headers["Location"] == f"{world.vector_page}#invitations"
    assert [mail.address for mail in outbox()] == ["anna@vector.example"]
    assert "anna@vector.example" in text_of(client.get(world.vector_page))


def test_a_partner_without_an_admin_is_asked_for_one(sign_in, world, invite):
    page = text_of(sign_in("elena@nimbus.example").get(f"{invite(world.vector_page)}&admin=1"))
    chosen = re.findall(r'<input[^>]*checked[^>]*name="(\w+)"', page)
    assert chosen == ["is_admin"]


def test_a_wrong_invitation_says_what_is_wrong(make, sign_in, world, invite):
    make.member(world.vector, "anna@vector.example")
    client = sign_in("elena@nimbus.example")
    response = client.post(invite(world.vector_page), {"email": "new@vector.example", "language": "en"})
    assert (response.status_code, "Choose at least one" in text_of(response)) == (400, True)
    response = client.post(invite(world.vector_page), {"email": "anna@vector.example", "sales": "y", "language": "en"})
    assert (response.status_code, "is in the team already" in text_of(response)) == (400, True)


def test_nobody_is_invited_to_a_foreign_partner(sign_in, outbox, world, invite):
    client = sign_in("elena@nimbus.example")
    assert client.get(invite(world.gamma_page)).status_code == 404
    answer = {"email": "anna@gamma.example", "sales": "y", "language": "en"}
    assert client.post(invite(world.gamma_page), answer).status_code == 404
    assert outbox() == []


def test_an_invitation_is_sent_again_and_taken_back(app, make, sign_in, outbox, world, invited):
    invitation = invited(world.vector)
    client, doors = sign_in("elena@nimbus.example"), f"/team/invitations/{invitation}"
    assert f"{doors}/resend" in text_of(client.get(world.vector_page))
    assert client.post(f"{doors}/resend").headers["Location"] == f"{world.vector_page}#invitations"
    assert len(outbox()) == 2
    assert client.post(f"{doors}/withdraw").headers["Location"] == f"{world.vector_page}#invitations"
    assert client.post(f"{doors}/withdraw").status_code == 303
    assert client.post(f"{doors}/resend").status_code == 409
    with app.app_context():
        assert db.session.scalar(sa.select(Invitation.withdrawn_at)) is not None


def test_foreign_invitations_are_neither_sent_nor_taken_back(app, make, sign_in, outbox, world, invited):
    foreign = invited(world.gamma, "anna@gamma.example")
    client = sign_in("elena@nimbus.example")
    for door in ("resend", "withdraw"):
        assert client.post(f"/team/invitations/{foreign}/{door}").status_code == 404
    assert len(outbox()) == 1
    with app.app_context():
        assert db.session.scalar(sa.select(Invitation.withdrawn_at)) is None
