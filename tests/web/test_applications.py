"""The public page of becoming a partner, the applicant's page, and the vendor's review, as pages."""

import re

import pytest
import sqlalchemy as sa

from lms.access import Role
from lms.accounts.models import SignInCounter
from lms.core import clock as clocks
from lms.core.db import db
from lms.partners.applications.models import Application
from lms.partners.models import Partner
from lms.partners.rules import PartnerType
from lms.publishing.library import EMPTY
from lms.web.applications.pages import kinds_of
from tests.visitors import CheckedClient, text_of

FORM = {
    "company": "Baikal <Systems>", "site": "baikal.example", "contact": "Nina Baikalova", "email": "nina@baikal.example",
    "types": ["reseller", "service"],
}  # fmt: skip
CARD = ("recommendations", "company_data", "customer_reviews", "audience", "dealings")


def flat(response):
    """The words of a page, without marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", text_of(response)).split())


@pytest.fixture
def reader(app, make):
    """Somebody of the vendor, signed in in a browser of their own."""

    def signed_in(name, *roles):
        make.person(f"{name}@nimbus.example", *(roles or (Role.PARTNER_MANAGER,)))
        client = CheckedClient(app)
        client.sign_in(f"{name}@nimbus.example")
        return client

    return signed_in


@pytest.fixture
def link(client, outbox):
    """Apply; the address of the applicant's page."""

    def applied(**change):
        assert client.post("/become-a-partner", FORM | change).status_code == 303
        return re.findall(r"/my-application/[\w-]+", outbox()[-1].text)[0]

    return applied


def only(app):
    with app.app_context():
        return db.session.scalars(sa.select(Application).order_by(Application.id.desc())).first()


def address(app):
    return f"/applications/{only(app).public_id}"


def score_all(client, app, points="4"):
    for criterion in CARD:
        form = {"criterion": criterion, "points": points, "evidence": "The <register>.", "link": "https://register.example/7"}
        assert client.post(f"{address(app)}/scores", form).status_code == 303


def test_the_landing_page_leads_to_the_public_page_with_types_tiers_and_five_fields(client):
    assert 'href="/become-a-partner"' in text_of(client.get("/"))
    page = text_of(client.get("/become-a-partner"))
    assert page.count('class="model"') == 4
    assert "Sells Compute and Backup to customers of its own" in page
    assert "What it takes" in page
    assert "What it brings" in page
    fields = re.findall(r'name="(company|site|contact|email|types)"', page)
    assert (len(set(fields)), fields.count("types")) == (5, 4)


def test_without_a_published_programme_the_page_tells_of_every_type_in_our_words(app):
    with app.test_request_context():
        assert [one.type for one in kinds_of(EMPTY)] == list(PartnerType)
        assert all(one.text for one in kinds_of(EMPTY))


def test_the_answer_is_the_same_for_a_known_an_unknown_and_a_repeated_address(app, client, make, outbox):
    make.person("known@vector.example")
    answers = []
    for email in ("new@x.example", "known@vector.example", "new@x.example"):
        response = client.post("/become-a-partner", FORM | {"email": email})
        answers.append((response.status_code, response.location, flat(client.get(response.location))))
    assert len(set(answers)) == 1
    assert "We have written to you" in answers[0][2]
    assert [mail.address for mail in outbox()] == ["new@x.example", "known@vector.example", "new@x.example"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"company": " "}, "Enter the name of the company."),
        ({"site": ""}, "Enter the website or the registration number."),
        ({"contact": ""}, "Enter your name."),
        ({"email": "nina"}, "Enter your mail address"),
        ({"types": []}, "Choose at least one"),
        ({"types": ["king"]}, "king"),
        ({"company": "x" * 121}, "120"),
    ],
)
def test_what_is_missing_is_said_beside_the_field_and_nothing_is_kept(app, client, change, sentence):
    response = client.post("/become-a-partner", FORM | change)
    assert response.status_code == 400
    assert sentence in flat(response)
    assert only(app) is None


def test_a_fourth_form_of_one_address_is_dropped_without_a_word(client, outbox, clock):
    for _time in range(5):
        assert client.post("/become-a-partner", FORM).status_code == 303
    assert len(outbox()) == 3
    clock.shift(15 * 60 + 1)
    client.post("/become-a-partner", FORM)
    assert len(outbox()) == 4


def test_a_flood_from_one_network_is_told_to_wait(app, client):
    for number in range(20):
        assert client.post("/become-a-partner", FORM | {"email": f"n{number}@x.example"}).status_code == 303
    response = client.post("/become-a-partner", FORM | {"email": "last@x.example"})
    assert response.status_code == 429
    assert "Too many applications came from your network" in flat(response)
    with app.app_context():
        counted = db.session.scalars(sa.select(SignInCounter)).all()
        assert {str(one.kind) for one in counted} == {"application", "applicants"}
        assert not [one for one in counted if "x.example" in one.key_hash]


def test_the_applicants_page_tells_its_address_to_nobody(client, link):
    response = client.get(link())
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["Cache-Control"] == "no-store"
    assert client.get("/my-application/" + "A" * 43).status_code == 404


def test_the_applicant_sees_each_step_with_its_day_and_answers(app, client, link, reader, clock):
    mine, elena = link(), reader("elena")
    assert "Application of Baikal &lt;Systems&gt;" in text_of(client.get(mine))
    assert "Received 21 Nov 2026" in flat(client.get(mine))
    clock.shift(24 * 60 * 60)
    assert elena.post(f"{address(app)}/decision", {"decision": "ask", "reason": "How many <people>?"}).status_code == 303
    page = text_of(client.get(mine))
    assert "How many &lt;people&gt;?" in page
    assert "In review 22 Nov 2026" in flat(client.get(mine))
    assert re.findall(r'data-state="(\w+)"[^>]*aria-current', page) == ["here"]
    assert "In review 22 Nov 2026 (you are here)" in flat(client.get(mine)), "not on the decision, while the decision is not made"
    assert client.post(f"{mine}/answer", {"text": " "}).status_code == 400
    assert client.post(f"{mine}/answer", {"text": "Twelve."}).status_code == 303
    assert client.post(f"{mine}/answer", {"text": "Twelve."}).status_code == 409
    assert "Twelve." in text_of(elena.get(address(app)))


def test_the_applicant_can_take_it_back_once_and_for_all(client, link):
    mine = link()
    for _time in range(2):
        assert client.post(f"{mine}/withdraw").status_code == 303
    page = flat(client.get(mine))
    assert "You took this application back." in page
    assert "Taken back 21 Nov 2026" in page
    assert "Take the application back" not in page


def test_a_declined_application_ends_with_its_reason(app, client, link, reader):
    mine, elena = link(), reader("elena")
    assert elena.post(f"{address(app)}/begin").status_code == 303
    assert elena.post(f"{address(app)}/decision", {"decision": "decline", "reason": "No customers yet."}).status_code == 303
    page = flat(client.get(mine))
    assert "Declined 21 Nov 2026" in page
    assert "No customers yet." in page
    assert "Agreement" not in page
    assert "No customers yet." in flat(elena.get(address(app)))
    assert "declined" in flat(elena.get("/applications?view=ended"))


def test_from_the_scorecard_to_the_first_admin(app, client, link, reader, make, outbox):
    mine, elena, igor = link(), reader("elena"), reader("igor", Role.PROGRAMME_ADMIN)
    vera = make.person("vera@nimbus.example", Role.PARTNER_MANAGER, language="ru")
    assert "Baikal &lt;Systems&gt;" in text_of(elena.get("/applications"))
    score_all(elena, app)
    page = flat(elena.get(address(app)))
    assert "40 of 50 weighted points, 80%" in page
    assert "You gave points to this application yourself" in page
    refused = elena.post(f"{address(app)}/decision", {"decision": "accept", "reason": "Good."})
    assert (refused.status_code, "Two roles meet in one person here" in flat(refused)) == (400, True)
    assert "Why you decide although you gave points" not in flat(igor.get(address(app)))
    assert igor.post(f"{address(app)}/decision", {"decision": "accept", "reason": "Good."}).status_code == 303
    page = flat(igor.get(address(app)))
    assert "Whoever decided on this application also signs the agreement." in page
    assert "Elena: writes in the same language; looks after 0 companies" in page
    form = {
        "name": "Baikal Systems", "name_ru": "", "types": ["service"], "products": ["backup"], "manager": _public_id(app, vera),
        "fit": "Near by.",
    }  # fmt: skip
    refused = igor.post(f"{address(app)}/signature", form)
    assert (refused.status_code, "Two roles meet in one person here" in flat(refused)) == (400, True)
    assert "Baikal Systems" in text_of(refused)
    assert igor.post(f"{address(app)}/signature", form | {"alone": "Nobody else is here."}).status_code == 303
    assert outbox()[-1].event == "invited"
    with app.app_context():
        partner = db.session.scalars(sa.select(Partner)).one()
        assert (partner.name, partner.manager_id) == ("Baikal Systems", vera)
    page = flat(igor.get(address(app)))
    assert "Two roles met in one person. The reason given: Nobody else is here." in page
    page = flat(client.get(mine))
    assert "Agreement signed by us on 21 Nov 2026; your first admin accepts it" in page
    assert "First admin invited" in page
    assert "Nobody else is here." not in page
    invitation = re.findall(r"/invitations/[\w-]+", outbox()[-1].text)[0]
    newcomer = CheckedClient(app)
    nina = {"name": "Nina", "personal": "nina@home.example", "password": "seven geese crossed the river"}
    assert newcomer.post(invitation, nina).status_code == 303
    assert newcomer.post("/agreement", {"version": "3"}).status_code == 303
    page = flat(client.get(mine))
    assert "accepted by your company on 21 Nov 2026" in page
    assert "here since 21 Nov 2026" in page


def _public_id(app, person):
    from lms.accounts.models import Person

    with app.app_context():
        return db.session.get(Person, person).public_id


def test_a_scorecard_that_is_not_full_is_not_enough_to_accept(app, link, reader):
    link()
    elena = reader("elena")
    refused = elena.post(f"{address(app)}/decision", {"decision": "accept", "reason": "Good."})
    assert (refused.status_code, "Every line of the scorecard needs points" in flat(refused)) == (400, True)


@pytest.mark.parametrize(
    ("door", "form", "sentence"),
    [
        ("scores", {"criterion": "audience", "points": "6", "evidence": "x"}, "Not a valid choice"),
        ("scores", {"criterion": "audience", "points": "3", "evidence": ""}, "Write what the points rest upon."),
        ("scores", {"criterion": "audience", "points": "3", "evidence": "x", "link": "javascript:alert(1)"}, "A link begins with https"),
        ("decision", {"decision": "accept", "reason": ""}, "Write the reason."),
        ("decision", {"decision": "crown", "reason": "x"}, "Not a valid choice"),
    ],
)
def test_a_reviewers_slip_is_said_and_nothing_changes(app, link, reader, door, form, sentence):
    link()
    response = reader("elena").post(f"{address(app)}/{door}", form)
    assert response.status_code == 400
    assert sentence in flat(response)
    assert str(only(app).state) == "received"


def test_earlier_points_stay_readable(app, link, reader):
    link()
    elena = reader("elena")
    for points in ("1", "5"):
        form = {"criterion": "audience", "points": points, "evidence": f"Seen {points}."}
        assert elena.post(f"{address(app)}/scores", form).status_code == 303
    page = flat(elena.get(address(app)))
    assert "1 earlier entry 1 of 5 Seen 1." in page
    assert "5 of 50 weighted points, 10%" in page


def test_the_head_reads_and_changes_nothing(app, link, reader):
    link()
    head = reader("head", Role.HEAD)
    page = flat(head.get(address(app)))
    assert "Scorecard" in page
    assert "Give points" not in page
    assert head.post(f"{address(app)}/begin").status_code == 404


@pytest.mark.parametrize("role", [None, Role.CONTENT_AUTHOR])
def test_others_find_no_applications(app, link, reader, make, role):
    link()
    client = reader("anna", role) if role else CheckedClient(app)
    expected = 404 if role else 302
    assert client.get("/applications").status_code == expected
    assert client.get(address(app)).status_code == expected


def test_a_company_that_is_known_is_pointed_out(app, link, reader, make):
    link()
    make.partner("BAIKAL <systems>")
    assert "A company of this name is in the programme already" in flat(reader("elena").get(address(app)))


def test_the_list_shows_what_waits_and_how_many_wait_elsewhere(app, client, link, reader):
    assert "Nothing here" in flat(reader("oleg").get("/applications"))
    link()
    elena = reader("elena")
    assert "Wait for us: 1 Wait for the applicant: 0 No longer open: 0" in flat(elena.get("/applications"))
    elena.post(f"{address(app)}/decision", {"decision": "ask", "reason": "Who?"})
    assert "Wait for us: 0 Wait for the applicant: 1 No longer open: 0" in flat(elena.get("/applications?view=asked"))
    assert "waits for the applicant" in flat(elena.get("/applications?view=asked"))
    assert elena.get("/applications?view=nonsense").status_code == 200


def test_the_pages_speak_russian(client, link, app, reader):
    client.post("/preferences/language", {"language": "ru"})
    assert re.search("[а-я]", flat(client.get("/become-a-partner")))
    mine = link(email="ru@x.example")
    assert only(app).language == "ru"
    assert "21 ноя" in flat(client.get(mine))


def test_days_are_those_of_the_installations_zone(client, link, clock):
    clock.move_to(clocks.now().replace(hour=22))
    assert "22 Nov 2026" in flat(client.get(link()))
