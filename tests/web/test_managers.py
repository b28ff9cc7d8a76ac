"""Who looks after a partner, as pages: the partner's own, and the vendor's with hand-over and notes."""

import re

import pytest

from lms.access import Role
from lms.accounts.models import Person
from lms.core.db import db
from lms.partners.models import Partner
from lms.partners.queries import partner_public_id
from tests.visitors import CheckedClient

REASON = {"reason": "Nobody <answers>."}


def flat(response):
    """The words of a page, without marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.get_data(as_text=True)).split())


@pytest.fixture
def vector(app, make):
    """Elena looks after Vector, whose admin is Irina; Oleg and Igor are there, too."""
    elena = make.person("elena@nimbus.example", Role.PARTNER_MANAGER)
    make.person("oleg@nimbus.example", Role.PARTNER_MANAGER)
    make.person("igor@nimbus.example", Role.PROGRAMME_ADMIN)
    make.person("head@nimbus.example", Role.HEAD)
    partner = make.partner("Vector", elena)
    make.member(partner, "irina@vector.example", admin=True)
    with app.app_context():
        return f"/partners/{partner_public_id(partner)}/manager"


@pytest.fixture
def seen_by(app, vector):
    """A browser in which somebody is signed in."""

    def signed_in(email):
        client = CheckedClient(app)
        client.sign_in(email)
        return client

    return signed_in


def public_id(app, email):
    with app.app_context():
        return db.session.query(Person).where(Person.email == email).one().public_id


def test_the_partners_admin_finds_the_manager_and_asks_for_another_once(seen_by):
    irina = seen_by("irina@vector.example")
    assert "Your partner manager" in flat(irina.get("/team"))
    page = flat(irina.get("/our-manager"))
    assert "Elena" in page
    assert "elena@nimbus.example" in page
    assert irina.post("/our-manager", {"reason": " "}).status_code == 400
    assert irina.post("/our-manager", REASON).status_code == 303
    page = flat(irina.get("/our-manager"))
    assert "Waits for the programme admin" in page
    assert "Nobody &lt;answers&gt;." in page
    assert "Ask for another manager" not in page


def test_only_the_programme_admin_reads_what_was_said_about_a_manager(seen_by, vector):
    seen_by("irina@vector.example").post("/our-manager", REASON)
    assert "Nobody" not in flat(seen_by("elena@nimbus.example").get(vector)).replace("Nobody looks", "")
    assert "Nobody" not in flat(seen_by("head@nimbus.example").get(vector))
    igor = seen_by("igor@nimbus.example")
    assert "Nobody &lt;answers&gt;." in flat(igor.get(vector))
    assert "Companies that ask for another manager 1 Vector" in flat(igor.get("/applications"))
    assert "Vector" not in flat(seen_by("elena@nimbus.example").get("/applications"))


def test_a_company_is_handed_over_with_its_notes(app, seen_by, vector, outbox):
    elena, igor = seen_by("elena@nimbus.example"), seen_by("igor@nimbus.example")
    assert elena.post(f"{vector}/notes", {"text": " "}).status_code == 400
    assert elena.post(f"{vector}/notes", {"text": "They pay <late>."}).status_code == 303
    assert "Hand the company over" not in flat(elena.get(vector))
    page = flat(igor.get(vector))
    assert "Oleg: writes in the same language; looks after 0 companies" in page
    assert "Elena: writes" not in page
    form = {"manager": public_id(app, "oleg@nimbus.example"), "note": "Knows resellers."}
    assert igor.post(vector, form | {"note": ""}).status_code == 400
    assert igor.post(vector, form | {"manager": "nobody"}).status_code == 400
    assert igor.post(vector, form).status_code == 303
    assert [(mail.event, mail.address) for mail in outbox()[-3:]] == [
        ("manager_changed", "irina@vector.example"), ("partner_handed_over", "elena@nimbus.example"),
        ("partner_taken_over", "oleg@nimbus.example"),
    ]  # fmt: skip
    page = flat(seen_by("oleg@nimbus.example").get(vector))
    assert "They pay &lt;late&gt;." in page
    assert "Oleg, since 21 Nov 2026 decided by Igor Knows resellers." in page
    assert elena.get(vector).status_code == 404
    assert "Oleg" in flat(seen_by("irina@vector.example").get("/our-manager"))


def test_the_manager_stays_with_an_answer(seen_by, vector):
    irina, igor = seen_by("irina@vector.example"), seen_by("igor@nimbus.example")
    irina.post("/our-manager", REASON)
    assert igor.post(f"{vector}/keep", {"answer": ""}).status_code == 400
    assert igor.post(f"{vector}/keep", {"answer": "He was ill."}).status_code == 303
    page = flat(irina.get("/our-manager"))
    assert "Answered on 21 Nov 2026" in page
    assert "He was ill." in page
    assert "Ask for another manager" in page


@pytest.mark.parametrize("email", ["irina@vector.example", "head@nimbus.example", "elena@nimbus.example"])
def test_who_does_not_decide_finds_no_door_to_it(seen_by, vector, email):
    client = seen_by(email)
    assert client.post(vector, {"manager": "x", "note": "y"}).status_code == 404
    assert client.post(f"{vector}/keep", {"answer": "x"}).status_code == 404
    if email != "elena@nimbus.example":
        assert client.post(f"{vector}/notes", {"text": "x"}).status_code == 404


def test_notes_are_the_vendors(seen_by, vector):
    assert seen_by("irina@vector.example").get(vector).status_code == 404
    page = flat(seen_by("head@nimbus.example").get(vector))
    assert "No notes yet." in page
    assert "Keep the note" not in page


def test_a_company_without_a_manager_is_told_so(app, seen_by, vector):
    with app.app_context():
        db.session.query(Partner).update({"manager_id": None})
        db.session.commit()
    irina = seen_by("irina@vector.example")
    assert "Nobody looks after your company yet" in flat(irina.get("/our-manager"))
    assert irina.post("/our-manager", REASON).status_code == 400
    assert "Nobody looks after the company." in flat(seen_by("igor@nimbus.example").get(vector))


def test_the_page_leads_from_the_partners_page(seen_by, vector):
    page = seen_by("elena@nimbus.example").get(vector.removesuffix("/manager")).get_data(as_text=True)
    assert f'href="{vector}"' in page
