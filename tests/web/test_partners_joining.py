"""Following an invitation: as somebody new, with an account, as somebody else; once."""

import re

import pytest
import sqlalchemy as sa

from lms.accounts.models import Person
from lms.core import clock as clocks
from lms.core.db import db, transaction
from lms.learning.models import Assignment
from lms.learning.queries import assignments_of
from lms.partners.queries import employment_of, invitations_of
from lms.partners.service import withdraw
from tests.visitors import CheckedClient, text_of

PASSWORD = "seven geese crossed the river"
NEW = "new@vector.example"


@pytest.fixture
def vector(make):
    partner = make.partner("Vector")
    make.member(partner, "irina@vector.example", admin=True)
    return partner


@pytest.fixture
def link(app, vector, outbox):
    """Invite an address as a seller; the path of the link."""

    def invited(email=NEW, **form):
        admin = CheckedClient(app)
        admin.sign_in("irina@vector.example")
        assert admin.post("/team/invitations", {"email": email, "sales": "y", "language": "ru"} | form).status_code == 303
        return re.findall(r"/invitations/[\w-]+", outbox()[-1].text)[0]

    return invited


def person_of(app, email):
    with app.app_context():
        return db.session.scalar(sa.select(Person).where(Person.email == email))


def test_somebody_new_gives_a_name_and_a_password_and_is_in(app, client, vector, link):
    address = link()
    page = text_of(client.get(address))
    assert "<h1>Join Vector</h1>" in page
    assert f"For {NEW}, until 5 December 2026." in page
    assert client.post(address, {"name": "Nora New", "personal": "nora@home.example", "password": PASSWORD}).status_code == 303
    assert client.signed_in
    person = person_of(app, NEW)
    assert (person.name, person.language, person.zone) == ("Nora New", "ru", "Europe/Moscow")
    with app.app_context():
        assert employment_of(person.id, clocks.now().date()).partner_id == vector
        assert [one.path for one in assignments_of([person.id])] == ["new-seller"]
    again = CheckedClient(app)
    assert again.sign_in(NEW, PASSWORD).status_code in (302, 303)
    assert again.signed_in


def test_the_secret_of_the_link_goes_nowhere(client, link):
    response = client.get(link())
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"name": "", "personal": "nora@home.example", "password": PASSWORD}, "Enter your name"),
        ({"name": "Nora", "personal": "nora@home.example", "password": ""}, "Choose a password."),
        ({"name": "Nora", "personal": "nora@home.example", "password": "short"}, "at least 12 characters"),
        ({"name": "Nora", "personal": "nora@home.example", "password": "new@vector.example!"}, "must not contain your mail address"),
    ],
)
def test_what_is_wrong_is_said_and_nobody_is_created(app, client, link, form, sentence):
    response = client.post(link(), form)
    assert response.status_code == 400
    assert sentence in text_of(response)
    assert person_of(app, NEW) is None


def test_a_link_works_once(app, client, link):
    address = link(language="en")
    client.post(address, {"name": "Nora New", "personal": "nora@home.example", "password": PASSWORD})
    assert "You have followed this invitation already." in text_of(client.get(address))
    assert client.post(address).status_code == 303
    stranger = CheckedClient(app)
    assert "This invitation has been used." in text_of(stranger.get(address))
    assert 'href="/sign-in"' in text_of(stranger.get(address)).partition("<main")[2]
    response = stranger.post(address, {"name": "Eve", "personal": "nora@home.example", "password": PASSWORD})
    assert response.status_code == 403
    assert "<h1>This link no longer opens anything</h1>" in text_of(response)
    with app.app_context():
        assert len(db.session.scalars(sa.select(Assignment).where(Assignment.person_id == person_of(app, NEW).id)).all()) == 1


def test_nothing_is_half_done_when_the_link_is_no_longer_good(app, client, link, clock):
    address = link()
    clock.shift(15 * 24 * 3600)
    assert "This invitation ended on 5 December 2026." in text_of(client.get(address))
    response = client.post(address, {"name": "Nora", "personal": "nora@home.example", "password": PASSWORD})
    assert response.status_code == 403
    assert "This invitation ended on 5 December 2026." in text_of(response)
    assert person_of(app, NEW) is None


def test_an_unknown_link_is_not_there(client, vector):
    response = client.get("/invitations/no-such-token")
    assert response.status_code == 404
    assert "Use the link in the newest mail" in text_of(response)
    nora = {"name": "Nora", "personal": "nora@home.example", "password": PASSWORD}
    assert client.post("/invitations/no-such-token", nora).status_code == 404


def test_an_address_with_an_account_signs_in_first(make, client, link):
    make.person(NEW)
    address = link()
    page = text_of(client.get(address))
    assert f'href="/sign-in?next={address}"' in page
    assert 'type="password"' not in page
    assert client.post(address, {"name": "Eve", "personal": "nora@home.example", "password": PASSWORD}).status_code == 409


def test_who_is_signed_in_with_the_address_just_says_yes_and_counts_for_the_new_partner(app, make, client, vector, link):
    person = make.member(make.partner("Gamma"), NEW)
    address = link()
    client.sign_in(NEW)
    page = text_of(client.get(address))
    assert "You count for Gamma today." in page
    assert client.post(address).status_code == 303
    with app.app_context():
        assert employment_of(person, clocks.now().date()).partner_id == vector


def test_somebody_else_is_told_and_cannot_join(app, make, client, vector, link):
    person = make.member(make.partner("Gamma"), "eve@gamma.example", name="Eve")
    address = link()
    client.sign_in("eve@gamma.example")
    page = text_of(client.get(address))
    assert "This invitation is for somebody else" in page
    assert "It was sent to new@vector.example, and you are signed in as Eve." in page
    response = client.post(address)
    assert response.status_code == 403
    assert "This invitation is for somebody else" in text_of(response)
    with app.app_context():
        assert employment_of(person, clocks.now().date()).partner_id != vector


def test_who_signs_out_for_the_invitation_comes_back_to_it(make, client, link):
    make.person("eve@gamma.example")
    address = link()
    client.sign_in("eve@gamma.example")
    assert f'name="next" value="{address}"' in text_of(client.get(address))
    assert client.post("/sign-out", {"next": address}).headers["Location"] == address
    assert "<h1>Join Vector</h1>" in text_of(client.get(address))


def test_a_withdrawn_link_says_so_in_both_languages_and_opens_nothing(app, client, vector, link):
    address = link()
    with app.app_context(), transaction():
        [one] = invitations_of(vector)
        withdraw(vector, one.public_id, clocks.now(), None)
    for language, words in (("en", "This invitation was taken back."), ("ru", "Это приглашение отозвано.")):
        client.post("/preferences/language", {"language": language})
        assert words in text_of(client.get(address)).replace("\N{NO-BREAK SPACE}", " ")
        response = client.post(address, {"name": "Nora", "personal": "nora@home.example", "password": PASSWORD})
        assert (response.status_code, words in text_of(response).replace("\N{NO-BREAK SPACE}", " ")) == (403, True)
    assert person_of(app, NEW) is None


def test_a_forged_following_is_refused(app, make, link):
    make.person(NEW)
    address = link()
    client = CheckedClient(app)
    client.sign_in(NEW)
    assert client.flask.post(address).status_code == 400
