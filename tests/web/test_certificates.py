"""The pages of certificates, and what a stranger learns from a code."""

import re
from datetime import timedelta

import pytest

from lms import journey
from lms.certificates.rules import format_code
from lms.certificates.service import revoke
from lms.core.clock import now
from lms.core.db import transaction
from lms.core.ids import Slug
from lms.privacy.rules import Purpose
from lms.privacy.service import choose
from tests.visitors import CheckedClient, text_of

ANNA = "anna@vector.example"


@pytest.fixture
def vector(make):
    """A partner."""
    return make.partner("Vector")


@pytest.fixture
def certificate(make, vector):
    """Anna's certificate of the foundation."""
    person = make.member(vector, ANNA, name="Anna Belova")
    return make.certificate(person, "sf", percent=84)


def test_the_list_shows_own_certificates_and_everything_that_can_be_earned(certificate, sign_in, library):
    page = text_of(sign_in(ANNA).get("/certificates"))
    assert "You hold 1 certificate" in page
    assert f"/certificates/{certificate.public_id}" in page
    for one in library.certifications.items.values():
        assert f'href="/certifications/{one.id}"' in page
    assert page.count("in preparation") >= 4


def test_without_a_certificate_the_list_says_so(make, vector, sign_in):
    make.member(vector, "new@vector.example")
    assert "No certificate yet" in text_of(sign_in("new@vector.example").get("/certificates"))


def test_a_certification_says_what_it_needs_and_whom_it_counts_for(make, vector, sign_in):
    person = make.member(vector, "new@vector.example")
    make.lessons(person, "cloud-for-sellers")
    page = text_of(sign_in("new@vector.example").get("/certifications/sf"))
    assert "Cloud Sales Foundation: one thing is missing" in page
    assert "24 months" in page
    assert "20 questions, 30 minutes, 75% to pass" in page
    assert "Start, Silver" in page
    assert 'href="/quizzes/sf"' in page


@pytest.mark.parametrize(("slug", "words"), [("sp", "in preparation"), ("sf", "yours until 21 November 2028")])
def test_a_certification_leads_with_how_one_stands_before_it(certificate, sign_in, slug, words):
    page = text_of(sign_in(ANNA).get(f"/certifications/{slug}"))
    assert words in page.partition("<h1>")[2].partition("</h1>")[0]


def test_an_unknown_certification_has_no_page(certificate, sign_in):
    assert sign_in(ANNA).get("/certifications/no-such").status_code == 404


def test_the_certificate_shows_holder_dates_number_and_code_picture(certificate, sign_in):
    client = sign_in(ANNA)
    page = text_of(client.get(f"/certificates/{certificate.public_id}"))
    for words in ("Anna Belova", "Cloud Sales Foundation", "21 November 2028", "84% (pass mark 75%)", format_code(certificate.code)):
        assert words in page
    assert f"/verify/{format_code(certificate.code)}" in page
    picture = client.get(f"/certificates/{certificate.public_id}/qr.svg")
    assert picture.mimetype == "image/svg+xml"
    assert "sandbox" in picture.headers["Content-Security-Policy"]
    assert text_of(picture).startswith("<svg")
    assert "style" not in text_of(picture)


def test_the_certificate_names_what_it_opened_for_its_holder_alone(make, vector, certificate, sign_in, app):
    admin = make.member(vector, "head@vector.example", admin=True)
    make.agreement(vector, admin)
    assert "What it opened" in text_of(sign_in(ANNA).get(f"/certificates/{certificate.public_id}"))
    head = CheckedClient(app)
    head.sign_in("head@vector.example")
    other = text_of(head.get(f"/certificates/{certificate.public_id}"))
    assert "Anna Belova" in other
    assert "What it opened" not in other


def test_the_certificate_leads_with_what_it_is_worth_now(certificate, sign_in, app, clock):
    def heading(client: CheckedClient) -> str:
        return text_of(client.get(f"/certificates/{certificate.public_id}")).partition("<h1>")[2].partition("</h1>")[0]

    assert heading(sign_in(ANNA)) == "Cloud Sales Foundation: valid until 21 November 2028"
    clock.move_to("2028-11-21T00:00:00+00:00")
    assert heading(sign_in(ANNA)) == "Cloud Sales Foundation: expired on 21 November 2028"
    with app.app_context(), transaction():
        revoke(certificate.public_id, "A mistake.", now(), None)
    assert heading(sign_in(ANNA)) == "Cloud Sales Foundation: revoked on 21 November 2028"


@pytest.mark.parametrize("path", ["", "/qr.svg"])
def test_a_foreign_certificate_looks_like_none(make, certificate, sign_in, path):
    make.member(make.partner("Gamma"), "eve@gamma.example", admin=True)
    assert sign_in("eve@gamma.example").get(f"/certificates/{certificate.public_id}{path}").status_code == 404


def test_a_colleague_who_leads_nobody_does_not_see_it(make, vector, certificate, sign_in):
    make.member(vector, "peer@vector.example")
    assert sign_in("peer@vector.example").get(f"/certificates/{certificate.public_id}").status_code == 404


def test_nobody_sees_certificates_without_signing_in(certificate, client):
    own = f"/certificates/{certificate.public_id}"
    for path in ("/certificates", "/certifications/sf", own, f"{own}/qr.svg"):
        assert "/sign-in" in client.get(path).location


def test_a_stranger_learns_certification_dates_and_state_and_nothing_else(certificate, client):
    response = client.get(f"/verify/{format_code(certificate.code)}")
    page = text_of(response)
    assert response.status_code == 200
    assert response.headers["Referrer-Policy"] == "no-referrer"
    for words in ("Valid until 21 November 2028", "Not shown", "Cloud Sales Foundation, SF", "21 November 2026"):
        assert words in page
    for hidden in ("Anna", "Belova", "Vector", "84%", ANNA, certificate.public_id):
        assert hidden not in page


def agree(app, person, library, *, given):
    with app.app_context(), transaction():
        text = library.consents.revisions[Slug(Purpose.NAME_ON_VERIFICATION.value)]
        choose(person, library.consents, {Purpose.NAME_ON_VERIFICATION: text if given else None}, "en", now())


def test_the_name_is_shown_as_long_as_the_holder_agrees(certificate, client, app, library):
    for given in (True, False):
        agree(app, certificate.person_id, library, given=given)
        assert ("Anna Belova" in text_of(client.get(f"/verify/{certificate.code}"))) is given


def test_a_name_that_somebody_reads_on_paper_is_compared_and_not_told(certificate, client):
    address = f"/verify/{format_code(certificate.code)}"
    client.get(address)
    for typed, words in (("  anna  BELOVA", "That is the holder's name"), ("Anna", "That is not the holder's name"), ("", "That is not")):
        page = text_of(client.post(address, data={"name": typed}))
        assert words in page
        assert "Belova" not in page


def test_comparing_with_no_certificate_ends_on_its_own_page(client):
    client.get("/verify")
    assert client.post(f"/verify/{'A' * 26}", data={"name": "Anna"}).location == f"/verify/{'A' * 26}"


@pytest.mark.parametrize("keep_name", [True, False])
def test_the_certificate_of_somebody_erased_can_still_be_verified(certificate, client, make, clock, keep_name):
    app, library = make.app, make.library()
    with app.app_context(), transaction():
        journey.request_erasure(library, make.visitor(certificate.person_id), now(), keep_name=keep_name)
    clock.shift(timedelta(days=15))
    with app.app_context(), transaction():
        assert journey.erase_due(library, now(), app.extensions["waymark_settings"].secret) == 1
    address = f"/verify/{format_code(certificate.code)}"
    page = text_of(client.get(address))
    assert "Valid until 21 November 2028" in page
    assert ("Anna Belova" in page) is keep_name
    if not keep_name:
        assert "Not kept: the holder had their data erased" in page
        assert "That is the holder's name" in text_of(client.post(address, data={"name": "Anna Belova"}))
        assert "That is not the holder's name" in text_of(client.post(address, data={"name": "Alla Belova"}))


def test_a_name_that_is_shown_is_not_compared(certificate, client, app, library):
    agree(app, certificate.person_id, library, given=True)
    client.get(f"/verify/{certificate.code}")
    assert "holder's name" not in text_of(client.post(f"/verify/{certificate.code}", data={"name": "Anna"}))


@pytest.mark.parametrize("written", [str.lower, lambda code: f" {code} ", lambda code: code.replace("-", "")])
def test_a_code_is_found_however_it_is_typed(certificate, client, written):
    response = client.get("/verify", query_string={"code": written(format_code(certificate.code))})
    assert response.location == f"/verify/{format_code(certificate.code)}"


def test_an_expired_certificate_says_since_when(certificate, client, clock):
    clock.move_to("2028-11-20T23:00:00+00:00")
    assert "Valid until 21 November 2028" in text_of(client.get(f"/verify/{certificate.code}"))
    clock.shift(timedelta(hours=2))
    assert "Expired on 21 November 2028" in text_of(client.get(f"/verify/{certificate.code}"))


def test_a_revoked_certificate_says_so_at_once_and_keeps_the_reason_to_itself(certificate, client, app):
    with app.app_context(), transaction():
        revoke(certificate.public_id, "Somebody else sat the exam.", now(), None)
    page = text_of(client.get(f"/verify/{certificate.code}"))
    assert "Revoked on 21 November 2026" in page
    assert "Somebody else" not in page


@pytest.mark.parametrize("code", ["ABCDE-FGHIJ-KLMNO-PQRST-UVWXYZ", "x", "<script>alert(1)<", "%2500", "Ж" * 200])
def test_an_unknown_code_is_a_page_that_says_so(client, code):
    for response in (client.get("/verify", query_string={"code": code}, follow_redirects=True), client.get("/verify/" + code)):
        assert response.status_code == 200
        assert "No such number" in text_of(response)
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert "<script>alert" not in text_of(response)


def test_an_address_with_the_sign_nul_leads_nowhere_here_either(client):
    assert client.get("/verify/%00").status_code == 404


def test_the_form_asks_for_a_code_without_an_account(client):
    page = text_of(client.get("/verify"))
    assert "Check a certificate" in page
    assert re.search(r'<input[^>]+name="code"', page)
