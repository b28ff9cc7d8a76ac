"""The pages of partners: the portfolio, one partner, a new one, and invitations; for whoever looks after them."""

import re
from dataclasses import dataclass

import pytest
import sqlalchemy as sa

from lms.access import Role
from lms.core.db import db
from lms.core.ids import PartnerId, PersonId
from lms.partners.models import Invitation, Partner
from lms.partners.rules import Invitee
from lms.reporting.selection import PAGE
from tests.visitors import CheckedClient


@dataclass
class World:
    """Two managers with a partner each."""

    elena: PersonId
    petr: PersonId
    vector: PartnerId
    gamma: PartnerId
    vector_page: str
    gamma_page: str


@pytest.fixture
def world(app, make) -> World:
    elena = make.person("elena@nimbus.example", Role.PARTNER_MANAGER, name="Elena Sokolova")
    petr = make.person("petr@nimbus.example", Role.PARTNER_MANAGER, name="Petr Ilin")
    vector, gamma = make.partner("Vector", elena), make.partner("Gamma", petr)
    with app.app_context():
        ids = dict(db.session.execute(sa.select(Partner.id, Partner.public_id)).all())
    return World(elena, petr, vector, gamma, f"/partners/{ids[vector]}", f"/partners/{ids[gamma]}")


def text_of(response) -> str:
    return response.get_data(as_text=True)


def invited(app, make, partner: PartnerId, email: str = "new@vector.example") -> str:
    """The public id of an open invitation."""
    from lms import journey
    from lms.core import clock
    from lms.core.db import transaction

    with app.app_context(), transaction():
        visitor = make.visitor(PersonId(0))
        return journey.invite(make.library(), visitor, partner, Invitee(email=email, sales=True), clock.now()).public_id


# the portfolio


def test_the_portfolio_shows_the_own_partners_with_reasons_and_steps(make, sign_in, world):
    make.member(world.vector, "anna@vector.example", name="Anna Krylova")
    page = text_of(sign_in("elena@nimbus.example").get("/partners"))
    assert "Vector" in page
    assert "Gamma" not in page
    assert "1 company needs attention" in page
    assert "No partner admin" in page
    assert f"{world.vector_page}/invite?admin=1" in page
    assert page.count("btn--primary") == 1


@pytest.mark.parametrize("role", [Role.HEAD, Role.PROGRAMME_ADMIN])
def test_head_and_programme_admin_see_every_partner_with_its_manager(make, sign_in, world, role):
    make.person("all@nimbus.example", role)
    page = text_of(sign_in("all@nimbus.example").get("/partners"))
    assert all(word in page for word in ("Vector", "Gamma", "Elena Sokolova", "Petr Ilin"))
    assert ("/partners/new" in page) is (role is Role.PROGRAMME_ADMIN)


def test_the_portfolio_is_no_page_for_people_of_partners_and_visitors_sign_in_first(make, client, sign_in, world):
    response = client.get("/partners")
    assert response.status_code == 302
    assert "/sign-in" in response.location
    make.member(world.vector, "irina@vector.example", admin=True)
    assert sign_in("irina@vector.example").get("/partners").status_code == 404


def test_every_number_of_a_row_leads_to_its_rows(app, make, sign_in, world):
    anna = make.member(world.vector, "anna@vector.example", admin=True)
    make.certificate(anna, "sf")
    invited(app, make, world.vector)
    client = sign_in("elena@nimbus.example")
    page = text_of(client.get("/partners"))
    for anchor in ("people", "certificates", "invitations"):
        assert f"{world.vector_page}#{anchor}" in page
        assert f'id="{anchor}"' in text_of(client.get(world.vector_page))


def test_filters_are_part_of_the_address_and_wrong_ones_are_as_if_not_there(make, sign_in, world):
    make.partner("Delta", world.elena)
    client = sign_in("elena@nimbus.example")
    assert "Delta" not in text_of(client.get("/partners?q=vec"))
    assert "No company fits" in text_of(client.get("/partners?tier=gold"))
    page = text_of(client.get("/partners?show=nonsense&sort=%27&page=x&down=7&q=%20"))
    assert "Vector" in page
    assert "Delta" in page
    assert 'aria-sort="descending"' in text_of(client.get("/partners?sort=people&down=1"))
    assert "No company fits" in text_of(client.get("/partners?show=ending"))


def test_an_empty_portfolio_offers_the_first_step(make, sign_in):
    make.person("new@nimbus.example", Role.PARTNER_MANAGER)
    page = text_of(sign_in("new@nimbus.example").get("/partners"))
    assert "Your portfolio starts here" in page
    assert "/partners/new" in page


def fill(make, elena: PersonId, count: int) -> None:
    for number in range(count):
        partner = make.partner(f"Partner {number:02}", elena)
        if number < 3:
            person = make.member(partner, f"p{number}@x.example", admin=True)
            make.certificate(person, "sf")
            make.lessons(person, "cloud-for-sellers", leave=2)


def test_sixty_partners_cost_as_few_statements_as_three(make, sign_in, queries):
    elena = make.person("elena@nimbus.example", Role.PARTNER_MANAGER)
    fill(make, elena, 3)
    client = sign_in("elena@nimbus.example")
    client.get("/partners")
    with queries() as few:
        client.get("/partners")
    for number in range(3, 60):
        make.partner(f"Partner {number:02}", elena)
    with queries() as many:
        page = text_of(client.get("/partners?sort=name"))
    assert len(few) == len(many)
    assert len([one for one in many if one.startswith("SELECT")]) <= 6
    assert f"1 to {PAGE} of 60" in page
    assert "51 to 60 of 60" in text_of(client.get("/partners?sort=name&page=2"))


# one partner


def test_a_partner_shows_onboarding_people_and_what_is_missing(make, sign_in, world):
    irina = make.member(world.vector, "irina@vector.example", admin=True, name="Irina Belova")
    make.agreement(world.vector, irina)
    make.figure(world.vector, "active_projects", "3")
    page = text_of(sign_in("elena@nimbus.example").get(world.vector_page))
    assert "Vector: no tier yet" in page
    assert "2 of 5 steps" in page
    assert "Irina Belova, 21 Nov 2026" in page
    assert "Missing for Start" in page
    assert "3 altogether" in page
    assert f"{world.vector_page}/tier" in page


def test_a_partners_certificates_can_be_narrowed_to_those_that_end(make, sign_in, world, now):
    from datetime import timedelta

    anna = make.member(world.vector, "anna@vector.example", name="Anna Krylova")
    make.certificate(anna, "sf", at=now - timedelta(days=700))
    make.certificate(anna, "ta")
    client = sign_in("elena@nimbus.example")
    both, ending = text_of(client.get(world.vector_page)), text_of(client.get(f"{world.vector_page}?certificates=ending"))
    assert both.count('href="/certificates/') == 2
    assert ending.count('href="/certificates/') == 1
    assert "Count today, 2" in both


def test_a_foreign_partner_looks_like_none_at_all(sign_in, world):
    client = sign_in("elena@nimbus.example")
    foreign, absent = client.get(world.gamma_page), client.get(f"/partners/{'2' * 22}")
    assert (foreign.status_code, absent.status_code) == (404, 404)
    assert re.sub(r"csrf[^>]+|value=\"[^\"]+\"", "", text_of(foreign)).replace(world.gamma_page, "") == re.sub(
        r"csrf[^>]+|value=\"[^\"]+\"", "", text_of(absent)
    ).replace(f"/partners/{'2' * 22}", "")


def test_a_head_reads_a_partner_and_is_offered_nothing_to_change(make, sign_in, world):
    make.person("head@nimbus.example", Role.HEAD)
    client = sign_in("head@nimbus.example")
    page = text_of(client.get(world.vector_page))
    assert "/invite" not in page
    assert "/evidence" not in page
    for door in ("invite", "figures"):
        assert client.get(f"{world.vector_page}/{door}").status_code == 404
    assert client.post(f"{world.vector_page}/evidence", {"kind": "business_plan", "year": "2026"}).status_code == 404


# a new partner

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


# invitations


def test_a_manager_invites_somebody_to_the_own_partner(sign_in, outbox, world):
    client = sign_in("elena@nimbus.example")
    assert "Invite somebody to Vector" in text_of(client.get(f"{world.vector_page}/invite"))
    answer = {"email": "anna@vector.example", "sales": "y", "language": "en"}
    assert client.post(f"{world.vector_page}/invite", answer).status_code == 303
    assert [mail.address for mail in outbox()] == ["anna@vector.example"]
    assert "anna@vector.example" in text_of(client.get(world.vector_page))


def test_a_wrong_invitation_says_what_is_wrong(make, sign_in, world):
    make.member(world.vector, "anna@vector.example")
    client = sign_in("elena@nimbus.example")
    response = client.post(f"{world.vector_page}/invite", {"email": "new@vector.example", "language": "en"})
    assert (response.status_code, "Choose at least one" in text_of(response)) == (400, True)
    response = client.post(f"{world.vector_page}/invite", {"email": "anna@vector.example", "sales": "y", "language": "en"})
    assert (response.status_code, "is in the team already" in text_of(response)) == (400, True)


def test_nobody_is_invited_to_a_foreign_partner(sign_in, outbox, world):
    client = sign_in("elena@nimbus.example")
    assert client.get(f"{world.gamma_page}/invite").status_code == 404
    answer = {"email": "anna@gamma.example", "sales": "y", "language": "en"}
    assert client.post(f"{world.gamma_page}/invite", answer).status_code == 404
    assert outbox() == []


def test_an_invitation_is_sent_again_and_taken_back(app, make, sign_in, outbox, world):
    invitation = invited(app, make, world.vector)
    client, doors = sign_in("elena@nimbus.example"), f"{world.vector_page}/invitations/{invitation}"
    assert client.post(f"{doors}/resend").status_code == 303
    assert len(outbox()) == 2
    assert client.post(f"{doors}/withdraw").status_code == 303
    assert client.post(f"{doors}/withdraw").status_code == 303
    assert client.post(f"{doors}/resend").status_code == 409
    with app.app_context():
        assert db.session.scalar(sa.select(Invitation.withdrawn_at)) is not None


def test_foreign_invitations_are_neither_sent_nor_taken_back(app, make, sign_in, outbox, world):
    foreign = invited(app, make, world.gamma, "anna@gamma.example")
    client: CheckedClient = sign_in("elena@nimbus.example")
    for page in (world.gamma_page, world.vector_page):
        for door in ("resend", "withdraw"):
            assert client.post(f"{page}/invitations/{foreign}/{door}").status_code == 404
    assert len(outbox()) == 1
    with app.app_context():
        assert db.session.scalar(sa.select(Invitation.withdrawn_at)) is None


def test_an_invitation_belongs_to_the_partner_of_its_address(app, make, sign_in, world):
    delta = make.partner("Delta", world.elena)
    invitation = invited(app, make, delta, "kirill@delta.example")
    client = sign_in("elena@nimbus.example")
    for door in ("resend", "withdraw"):
        assert client.post(f"{world.vector_page}/invitations/{invitation}/{door}").status_code == 404
