"""Links that people hand on lead to the address of the installation, whatever name it was asked by."""

from lms.access import Role
from lms.core.db import db, transaction
from lms.partners.requests.models import JoinLink
from tests.conftest import NOW
from tests.visitors import text_of

ADMIN = "irina@vector.example"


def test_a_join_link_leads_to_the_configured_address_whatever_host_was_asked(app, make, sign_in):
    vector = make.partner("Vector", make.person("elena@nimbus.example", Role.PARTNER_MANAGER))
    make.member(vector, ADMIN, admin=True)
    with app.app_context(), transaction():
        db.session.add(JoinLink(partner_id=vector, token="the-link-of-vector", made_at=NOW))
    client = sign_in(ADMIN)
    held = client.flask.get_cookie("session")
    assert held is not None
    by_number = app.test_client()
    by_number.set_cookie("session", held.value, domain="127.0.0.1")
    page = by_number.get("/team/join", base_url="http://127.0.0.1:9000")
    assert page.status_code == 200
    assert "http://localhost:8000/join/the-link-of-vector" in text_of(page)
    assert "127.0.0.1" not in text_of(page)
