"""The team, its invitations and its people: what a partner admin sees, and that nobody else does."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from lms.access import Role
from lms.accounts.models import Person
from lms.core.db import db, transaction
from lms.partners.models import Partner
from lms.partners.queries import employment_of, invitations_of
from lms.partners.service import leave
from tests.conftest import NOW
from tests.visitors import CheckedClient, text_of

ADMIN = "irina@vector.example"
SELLER = "boris@vector.example"


@pytest.fixture
def vector(make):
    """A partner with an admin."""
    partner = make.partner("Vector", make.person("elena@nimbus.example", Role.PARTNER_MANAGER))
    make.member(partner, ADMIN, admin=True, name="Irina Belova")
    return partner


@pytest.fixture
def boris(make, vector):
    return make.member(vector, SELLER, name="Boris Gusev")


@pytest.fixture
def person_page(app):
    """The address of a person's page."""

    def address(person):
        with app.app_context():
            return f"/people/{db.session.get(Person, person).public_id}"

    return address


def invited(app, partner):
    with app.app_context():
        return invitations_of(partner)


def test_each_person_is_a_small_route_with_what_comes_next(make, boris, sign_in):
    make.lessons(boris, "cloud-for-sellers")
    make.lessons(boris, "programme-rules", leave=2)
    page = text_of(sign_in(ADMIN).get("/team"))
    row = page.partition("Boris Gusev")[2].partition("</tr>")[0]
    assert [one.split()[0] for one in re.findall(r'data-state="(\w+)"', row)][:5] == ["done", "half", "locked", "locked", "locked"]
    assert "dot--gate" in row
    assert "2 people. 1 has not signed in yet." in page
    assert "Has not signed in yet" in row
    assert "not seen yet" in row


def test_who_is_late_is_said_at_the_top_and_at_the_stop(make, boris, client, clock):
    make.lessons(boris, "cloud-for-sellers", leave=1)
    clock.move_to(datetime(2026, 12, 20, 9, tzinfo=UTC))
    CheckedClient(make.app).sign_in(SELLER)
    client.sign_in(ADMIN)
    page = text_of(client.get("/team"))
    assert "2 are late." in page
    row = page.partition("Boris Gusev")[2].partition("</tr>")[0]
    assert 'data-state="late"' in row
    assert "Due 4 December 2026, 16 days ago" in row


def test_certificates_that_end_within_60_days_are_named_with_their_people(make, boris, client, clock):
    make.certificate(boris, "sf")
    client.sign_in(ADMIN)
    assert "Certificates that end within 60 days" not in text_of(client.get("/team"))
    clock.move_to(datetime(2028, 10, 2, 9, tzinfo=UTC))
    client.sign_in(ADMIN)
    page = text_of(client.get("/team?view=certificates"))
    assert "Cloud Sales Foundation, ends 21 Nov 2028, in 50 days" in page
    assert "Cloud Sales Foundation, until 21 Nov 2028" in page


def test_the_team_says_what_stands_before_the_next_tier(boris, sign_in):
    page = text_of(sign_in(ADMIN).get("/team"))
    assert "What stands between you and Start" in page
    assert "0 of 1 needed person holds Cloud Sales Foundation." in page


def test_an_admin_who_is_alone_is_asked_to_invite(vector, sign_in):
    page = text_of(sign_in(ADMIN).get("/team"))
    assert "Your team starts here" in page
    assert page.count('href="/team/invitations"') == 1


def test_the_team_costs_the_same_for_twenty_people_as_for_two(make, vector, boris, sign_in, queries):
    client = sign_in(ADMIN)
    client.get("/team")
    with queries() as before:
        client.get("/team")
    for number in range(18):
        person = make.member(vector, f"p{number}@vector.example")
        make.lessons(person, "cloud-for-sellers", leave=2)
    with queries() as after:
        client.get("/team")
    assert len(after) == len(before) <= 11, after


@pytest.mark.parametrize("address", ["/team", "/team/invitations"])
def test_a_seller_has_no_team_page(boris, sign_in, address):
    assert sign_in(SELLER).get(address).status_code == 404


def test_a_stranger_meets_the_sign_in_page(client):
    assert client.get("/team").headers["Location"].startswith("/sign-in")


def test_an_invitation_goes_out_and_stands_in_the_list(app, vector, sign_in, outbox):
    client = sign_in(ADMIN)
    client.get("/team/invitations")
    form = {"email": "New@Vector.example", "technical": "y", "language": "ru"}
    assert client.post("/team/invitations", form).headers["Location"] == "/team"
    page = text_of(client.get("/team"))
    assert "The invitation to New@Vector.example is on its way." in page
    assert "new@vector.example" in page
    assert "until 5 Dec 2026" in page
    mail = outbox()[-1]
    assert (mail.address, mail.event, mail.language) == ("new@vector.example", "invited", "ru")
    [row] = invited(app, vector)
    assert (row.sales, row.technical, row.is_admin) == (False, True, False)


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"email": "", "sales": "y", "language": "en"}, "Enter the mail address."),
        ({"email": "nobody", "sales": "y", "language": "en"}, "such as name@company.example"),
        ({"email": "new@vector.example", "language": "en"}, "Choose at least one: sales, technical or partner admin."),
        ({"email": "new@vector.example", "sales": "y", "language": "xx"}, "Not a valid choice"),
        ({"email": ADMIN, "sales": "y", "language": "en"}, "irina@vector.example is in the team already."),
    ],
)
def test_a_wrong_invitation_is_told_beside_the_field_and_sends_nothing(app, vector, sign_in, outbox, form, sentence):
    sent = len(outbox())
    response = sign_in(ADMIN).post("/team/invitations", form)
    assert response.status_code == 400
    assert sentence in text_of(response)
    assert invited(app, vector) == []
    assert len(outbox()) == sent


def test_sending_again_makes_the_old_link_useless(app, vector, sign_in, outbox):
    client = sign_in(ADMIN)
    client.post("/team/invitations", {"email": "new@vector.example", "sales": "y", "language": "en"})
    old = link_in(outbox)
    [row] = invited(app, vector)
    assert client.post(f"/team/invitations/{row.public_id}/resend").status_code == 303
    new = link_in(outbox)
    stranger = CheckedClient(app)
    assert stranger.get(old).status_code == 404
    assert "Join Vector" in text_of(stranger.get(new))
    assert len(invited(app, vector)) == 1


def test_an_invitation_taken_back_opens_nothing_and_is_not_sent_again(app, vector, sign_in, outbox):
    client = sign_in(ADMIN)
    client.post("/team/invitations", {"email": "new@vector.example", "sales": "y", "language": "en"})
    [row] = invited(app, vector)
    for _ in range(2):
        assert client.post(f"/team/invitations/{row.public_id}/withdraw").status_code == 303
    assert invited(app, vector) == []
    assert client.post(f"/team/invitations/{row.public_id}/resend").status_code == 409
    assert "This invitation was taken back." in text_of(CheckedClient(app).get(link_in(outbox)))


@pytest.mark.parametrize("act", ["resend", "withdraw"])
def test_somebody_elses_invitation_is_not_there(app, make, vector, sign_in, act):
    client = CheckedClient(app)
    client.sign_in(ADMIN)
    client.post("/team/invitations", {"email": "new@vector.example", "sales": "y", "language": "en"})
    [row] = invited(app, vector)
    make.member(make.partner("Gamma"), "maria@gamma.example", admin=True)
    assert sign_in("maria@gamma.example").post(f"/team/invitations/{row.public_id}/{act}").status_code == 404
    assert len(invited(app, vector)) == 1


def test_a_manager_invites_for_a_partner_of_the_portfolio_and_for_no_other(app, make, vector, sign_in, outbox):
    other = make.partner("Gamma")
    with app.app_context():
        own, foreign = (db.session.get(Partner, one).public_id for one in (vector, other))
    client = sign_in("elena@nimbus.example")
    form = {"email": "new@vector.example", "is_admin": "y", "language": "en"}
    assert client.post(f"/team/invitations?partner={own}", form).headers["Location"] == f"/partners/{own}#invitations"
    assert client.post(f"/team/invitations?partner={foreign}", form).status_code == 404
    assert client.post("/team/invitations", form).status_code == 404
    assert (len(invited(app, vector)), len(invited(app, other))) == (1, 0)


def test_an_admin_who_names_the_own_partner_comes_back_to_the_team(app, vector, sign_in):
    """The page of a partner among others is the vendor's: an admin would meet a 404 there."""
    with app.app_context():
        own = db.session.get(Partner, vector).public_id
    client = sign_in(ADMIN)
    page = text_of(client.get(f"/team/invitations?partner={own}"))
    assert "<h1>Invite somebody</h1>" in page
    assert 'href="/partners' not in page
    form = {"email": "new@vector.example", "is_admin": "y", "language": "en"}
    assert client.post(f"/team/invitations?partner={own}", form).headers["Location"] == "/team"


def test_an_admin_reads_how_a_person_is_doing_but_no_answers(make, boris, sign_in, person_page):
    make.certificate(boris, "sf")
    page = text_of(sign_in(ADMIN).get(person_page(boris)))
    assert "<h1>Boris Gusev</h1>" in page
    assert "Cloud Sales Foundation" in page
    assert "Vector, sales, since 21 Nov 2026; not seen yet." in page
    assert "New seller, 25%" in page or "New seller," in page
    assert "No exam has been begun yet." in page


def test_a_person_reads_the_own_page(boris, sign_in, person_page):
    page = text_of(sign_in(SELLER).get(person_page(boris)))
    assert "<h1>Boris Gusev</h1>" in page
    assert "/team" not in page.partition("<main")[2]


def test_the_manager_reads_people_of_the_portfolio(boris, sign_in, person_page):
    assert sign_in("elena@nimbus.example").get(person_page(boris)).status_code == 200


def test_nobody_reads_people_of_another_partner(app, make, vector, boris, person_page):
    gamma = make.partner("Gamma", make.person("other@nimbus.example", Role.PARTNER_MANAGER))
    make.member(gamma, "maria@gamma.example", admin=True)
    make.member(vector, "dina@vector.example")
    make.person("author@nimbus.example", Role.CONTENT_AUTHOR)
    for email in ("maria@gamma.example", "other@nimbus.example", "dina@vector.example", "author@nimbus.example"):
        client = CheckedClient(app)
        client.sign_in(email)
        assert client.get(person_page(boris)).status_code == 404, email


def test_an_employer_sees_only_its_own_time_of_a_person(app, make, vector, boris, person_page, clock):
    gamma = make.partner("Gamma")
    make.member(gamma, "maria@gamma.example", admin=True)
    clock.move_to(datetime(2026, 12, 1, 9, tzinfo=UTC))
    join(app, make, gamma, SELLER)
    admin = CheckedClient(app)
    admin.sign_in("maria@gamma.example")
    page = text_of(admin.get(person_page(boris)))
    assert "Gamma, sales, since 1 Dec 2026" in page
    assert "Vector" not in page
    own = CheckedClient(app)
    own.sign_in(SELLER)
    assert "Vector" in text_of(own.get(person_page(boris)))
    before = CheckedClient(app)
    before.sign_in(ADMIN)
    assert before.get(person_page(boris)).status_code == 404


def test_who_has_left_is_no_longer_in_the_team(app, vector, boris, sign_in):
    with app.app_context(), transaction():
        leave(employment_of(boris, NOW.date()).id, NOW.date(), NOW, None)
    assert "Boris" not in text_of(sign_in(ADMIN).get("/team?view=certificates"))


def test_who_will_leave_has_the_last_day_beside_the_name(app, vector, boris, sign_in):
    with app.app_context(), transaction():
        leave(employment_of(boris, NOW.date()).id, NOW.date() + timedelta(days=10), NOW, None)
    client = sign_in(ADMIN)
    for view in ("", "?view=certificates"):
        assert "last day 30 Nov 2026" in text_of(client.get(f"/team{view}"))


def link_in(outbox):
    """The path of the newest invitation's link."""
    found = re.findall(r"/invitations/[\w-]+", outbox()[-1].text)
    assert found
    return found[0]


def join(app, make, partner, email):
    """Invite somebody who has an account, and let them follow the link."""
    from lms import journey
    from lms.core import clock
    from lms.partners import service
    from lms.partners.rules import Invitee

    with app.app_context(), transaction():
        _row, token, _events = service.invite(partner, Invitee(email=email, sales=True), clock.now(), None)
        person = db.session.scalar(db.select(Person.id).where(Person.email == email))
        journey.accept_invitation(make.library(), token, person, clock.now())
