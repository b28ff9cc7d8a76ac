"""The library of materials: what is open, what is locked with its key, and files that leave through the gate alone."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from lms.access import Role
from lms.audit.models import AuditEntry
from lms.core.db import db
from lms.materials.models import AccessAction, MaterialAccess
from tests.visitors import CheckedClient, text_of

SELLER = "boris@vector.example"
LOCKED = "/materials/objection-card/files/objection-card.en.pdf"
PUBLIC = "/materials/one-pager/files/one-pager.en.pdf"


@pytest.fixture
def vector(make):
    return make.partner("Vector")


@pytest.fixture
def boris(make, vector):
    """A seller without certificates at a partner without a tier."""
    return make.member(vector, SELLER)


@pytest.fixture
def opened(app):
    """What was recorded: who saw or took what."""

    def rows():
        with app.app_context():
            found = db.session.scalars(sa.select(MaterialAccess).order_by(MaterialAccess.id))
            return [(one.material, one.action, one.file, one.person_id, one.partner_id) for one in found]

    return rows


def test_the_list_says_what_is_open_and_what_opens_the_rest(boris, sign_in):
    page = text_of(sign_in(SELLER).get("/materials"))
    assert "Open to you: 1 of 5." in page
    assert PUBLIC in page
    assert LOCKED not in page
    for words in (
        "The certificate “Cloud Sales Foundation” is needed.",
        "The partner has no tier yet; Start is needed.",
        "open to everyone",
    ):
        assert words in page


def test_the_key_of_a_certificate_says_how_far_it_is(make, boris, sign_in):
    make.lessons(boris, "cloud-for-sellers")
    make.lessons(boris, "programme-rules", leave=1)
    client = sign_in(SELLER)
    assert "1 lesson and the exam are left." in text_of(client.get("/materials/objection-card"))
    make.lessons(boris, "programme-rules")
    assert "Only the exam is left." in text_of(client.get("/materials/objection-card"))


def test_a_product_chooses_among_the_materials(boris, sign_in):
    page = text_of(sign_in(SELLER).get("/materials?product=backup"))
    assert "Pitch deck" in page
    assert "Objection card" in page, "a material about no product is about all of them"
    assert "Migration runbook" not in page
    assert 'href="/materials?product=backup" aria-current="true"' in page


def test_a_partner_that_does_not_sell_a_product_does_not_see_its_materials(make, sign_in):
    make.member(make.partner("Delta", products=("backup",)), "olga@delta.example", technical=True)
    client = sign_in("olga@delta.example")
    assert "Migration runbook" not in text_of(client.get("/materials"))
    assert client.get("/materials/migration-runbook").status_code == 404
    assert client.get("/materials/migration-runbook/files/migration-runbook.en.pdf").status_code == 404


def test_a_locked_material_shows_its_key_and_keeps_its_text(boris, sign_in, opened):
    page = text_of(sign_in(SELLER).get("/materials/objection-card"))
    assert "Locked for now" in page
    assert "your side of the table" not in page
    assert "/files/" not in page
    assert opened() == []


def test_a_locked_file_answers_403_with_everything_that_is_missing(boris, sign_in, opened):
    response = sign_in(SELLER).get("/materials/price-list/files/price-list.en.xlsx")
    assert response.status_code == 403
    page = text_of(response)
    assert "“Partner price list” is still locked for you." in page
    assert "The partner has no tier yet; Silver is needed." in page
    assert "The certificate “Cloud Sales Foundation” is needed." in page
    assert opened() == []


def test_exactly_the_missing_things_open_the_file(app, make, boris, sign_in):
    client = sign_in(SELLER)
    assert client.get(LOCKED).status_code == 403
    make.certificate(boris, "sf")
    assert client.get(LOCKED).status_code == 200


@pytest.mark.parametrize(("method", "headers"), [("HEAD", {}), ("GET", {"Range": "bytes=0-99"}), ("GET", {"Range": "bytes=100-"})])
def test_head_and_parts_obey_the_gate_too(make, boris, sign_in, method, headers):
    client = sign_in(SELLER).flask
    refused = client.open(LOCKED, method=method, headers=headers)
    assert (refused.status_code, refused.mimetype) == (403, "text/html")
    make.certificate(boris, "sf")
    given = client.open(LOCKED, method=method, headers=headers)
    assert given.status_code == (206 if headers else 200)
    assert given.mimetype == "application/pdf"


def test_a_file_closes_at_the_first_request_after_the_certificate_ended(make, boris, client, clock):
    make.certificate(boris, "sf")
    clock.move_to(datetime(2028, 11, 20, 20, tzinfo=UTC))
    client.sign_in(SELLER)
    assert client.get(LOCKED).status_code == 200
    clock.move_to(datetime(2028, 11, 21, 0, 0, 1, tzinfo=UTC))
    assert client.get(LOCKED).status_code == 403


def test_a_file_is_given_to_keep_and_never_to_run(make, boris, sign_in):
    make.certificate(boris, "sf")
    response = sign_in(SELLER).get(LOCKED)
    assert response.data.startswith(b"%PDF")
    assert response.headers["Content-Disposition"] == (
        "attachment; filename=\"objection-card.en.pdf\"; filename*=UTF-8''objection-card.en.pdf"
    )  # fmt: skip
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "no-store"


def test_views_and_downloads_are_recorded_once_and_downloads_go_to_the_log(app, make, vector, boris, sign_in, opened):
    make.certificate(boris, "sf")
    client = sign_in(SELLER)
    client.get("/materials/objection-card")
    client.flask.head("/materials/objection-card")
    client.get(LOCKED)
    client.flask.head(LOCKED)
    client.flask.get(LOCKED, headers={"Range": "bytes=0-99"})
    client.flask.get(LOCKED, headers={"Range": "bytes=100-"})
    name = "objection-card.en.pdf"
    assert opened() == [
        ("objection-card", AccessAction.VIEW, "", boris, vector),
        ("objection-card", AccessAction.DOWNLOAD, name, boris, vector),
        ("objection-card", AccessAction.DOWNLOAD, name, boris, vector),
    ]
    with app.app_context():
        told = db.session.scalars(sa.select(AuditEntry.action)).all()
    assert len([one for one in told if "material" in one.lower()]) == 2


def test_strangers_get_what_is_public_and_meet_the_sign_in_page_before_the_rest(client, opened):
    assert "One-pager" in text_of(client.get("/materials/one-pager"))
    assert client.get(PUBLIC).status_code == 200
    assert [(one[1], one[3]) for one in opened()] == [(AccessAction.VIEW, None), (AccessAction.DOWNLOAD, None)]
    for address in ("/materials", "/materials/pitch-deck", LOCKED):
        response = client.get(address)
        assert response.status_code in (302, 303)
        assert response.headers["Location"].startswith("/sign-in")
        assert b"%PDF" not in response.data


def test_what_does_not_exist_is_not_there(boris, sign_in):
    client = sign_in(SELLER)
    for address in ("/materials/no-such", "/materials/one-pager/files/nothing.pdf", "/materials/one-pager/files/source.typ"):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("role", [Role.PARTNER_MANAGER, Role.CONTENT_AUTHOR, Role.PROGRAMME_ADMIN, Role.HEAD])
def test_people_of_the_vendor_read_every_material(make, sign_in, role):
    make.person("somebody@nimbus.example", role)
    client = sign_in("somebody@nimbus.example")
    page = text_of(client.get("/materials/price-list"))
    assert "The tier Silver or a higher one" in page
    assert "The certificate “Cloud Sales Foundation”" in page
    assert client.get("/materials/price-list/files/price-list.en.xlsx").status_code == 200
    assert "Locked" not in text_of(client.get("/materials"))


def test_who_has_no_partner_sees_the_shelf_but_no_tier_opens_for_them(make, sign_in):
    make.certificate(make.person("free@somewhere.example"), "sf")
    client = sign_in("free@somewhere.example")
    assert client.get(LOCKED).status_code == 200
    assert client.get("/materials/pitch-deck/files/pitch-deck.en.pdf").status_code == 403


def test_freshness_stands_beside_the_title(make, boris, client, clock):
    clock.move_to(datetime(2027, 3, 10, 9, tzinfo=UTC))
    client.sign_in(SELLER)
    page = text_of(client.get("/materials"))
    assert "being reviewed since 1 Mar 2027" in page
    assert "valid until 1 Apr 2027" in page


def test_an_ended_material_is_given_to_nobody_but_the_vendor(app, make, boris, client, clock):
    make.person("author@nimbus.example", Role.CONTENT_AUTHOR)
    clock.move_to(datetime(2027, 4, 1, 9, tzinfo=UTC))
    client.sign_in(SELLER)
    page = text_of(client.get("/materials/price-list"))
    assert "It ended on 1 April 2027 and is no longer given out." in page
    response = client.get("/materials/price-list/files/price-list.en.xlsx")
    assert response.status_code == 403
    assert "ended on 1 April 2027" in text_of(response)
    author = CheckedClient(app)
    author.sign_in("author@nimbus.example")
    assert author.get("/materials/price-list/files/price-list.en.xlsx").status_code == 200


def test_the_list_costs_the_same_for_a_large_partner(make, vector, boris, sign_in, queries):
    client = sign_in(SELLER)
    client.get("/materials")
    with queries() as before:
        client.get("/materials")
    for number in range(5):
        make.certificate(make.member(vector, f"p{number}@vector.example"), "sf")
    with queries() as after:
        client.get("/materials")
    assert len(after) == len(before) <= 7, after
