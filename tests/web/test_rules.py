"""Versions of the rules: who sees what they would do, that trying stores nothing, and that a notice is acknowledged by its own admin."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from lms import journey
from lms.access import Role
from lms.accounts.models import WebSession
from lms.audit.models import AuditEntry
from lms.core import clock
from lms.core.db import db, transaction
from lms.partners.models import Partner
from lms.programme.models import ProgrammeVersion, RuleNotice
from lms.programme.service import publish_version
from tests.programme.made import sample
from tests.programme.test_difference import five
from tests.visitors import text_of

ADMIN = "irina@vector.example"
CHIEF = "chief@nimbus.example"
MANAGER = "elena@nimbus.example"
NEW = sample().replace("version: 4\n", "version: 5\n", 1).replace("effective_from: 2026-01-01", "effective_from: 2027-03-01")
TWO_SELLERS = ("{holds_any: [sf], need: 1}", "{holds_any: [sf], need: 2}")


@pytest.fixture
def vector(make):
    """A partner at Start by one certificate, and the people around it."""
    make.person(CHIEF, Role.PROGRAMME_ADMIN)
    partner = make.partner("Vector", make.person(MANAGER, Role.PARTNER_MANAGER))
    admin = make.member(partner, ADMIN, admin=True, name="Irina Belova")
    make.agreement(partner, admin)
    make.certificate(admin, "sf")
    return partner


@pytest.fixture
def told(app, vector, library):
    """Version 5 is published, and Vector has its notice."""
    with app.app_context():
        with transaction():
            publish_version(five(TWO_SELLERS), clock.now())
        with transaction():
            journey.tell_of_rules(library, clock.now())
        return db.session.scalar(sa.select(RuleNotice.public_id))


def test_the_page_of_a_version_says_what_changes_and_who_falls_when_and_why(told, sign_in):
    client = sign_in(CHIEF)
    assert "Version 5" in text_of(client.get("/programme/versions"))
    page = text_of(client.get("/programme/versions/5"))
    assert "Version 5 against version 4" in page
    assert "2 people with SF" in page
    assert "0 rise, 1 falls, 0 stay" in page
    assert "From 1 March 2027 the company no longer earns Start; this tier is never lost." in page
    assert "0 of 1 companies have acknowledged it" in page
    file = text_of(client.get("/programme/versions/5/effects.csv"))
    assert "Vector" in file
    assert "1 of 2 needed people hold SF." in file


def test_a_file_that_is_tried_shows_the_same_and_stores_nothing(app, vector, sign_in):
    client = sign_in(CHIEF)
    page = text_of(client.post("/programme/versions/try", data={"text": NEW.replace(*TWO_SELLERS)}))
    assert "Only tried" in page
    assert "0 rise, 1 falls, 0 stay" in page
    file = text_of(client.post("/programme/versions/try", data={"text": NEW.replace(*TWO_SELLERS), "as_csv": "1"}))
    assert file.count("Vector") == 1
    with app.app_context():
        assert db.session.scalars(sa.select(ProgrammeVersion.version)).all() == [4]


def test_a_broken_file_is_answered_with_its_lines_and_one_without_notice_with_its_first_day(vector, sign_in):
    client = sign_in(CHIEF)
    response = client.post("/programme/versions/try", data={"text": NEW.replace("holds_any: [sf], need: 1", "holds_any: [xx], need: 1")})
    assert response.status_code == 400
    assert "There is no certification “xx” to name here." in text_of(response)
    assert client.post("/programme/versions/try", data={"text": ""}).status_code == 400
    early = NEW.replace("effective_from: 2027-03-01", "effective_from: 2026-12-24")
    page = text_of(client.post("/programme/versions/try", data={"text": early}))
    assert "It cannot be published today: it would apply on 24 December 2026, and the notice that partners are promised ends on" in page


def test_an_admin_acknowledges_once_with_name_and_day_and_it_is_logged(app, told, sign_in):
    client = sign_in(ADMIN)
    page = text_of(client.get(f"/programme/notices/{told}"))
    assert "1 of 2 needed people hold SF." in page
    for _ in range(2):
        client.post(f"/programme/notices/{told}")
    assert "Acknowledged by Irina Belova on 21 November 2026." in text_of(client.get(f"/programme/notices/{told}"))
    with app.app_context():
        logged = db.session.scalars(sa.select(AuditEntry.action).where(AuditEntry.action.like("rule_change%"))).all()
    assert sorted(logged) == ["rule_change_acknowledged", "rule_change_noticed"]


def test_a_manager_sees_who_has_not_acknowledged(told, sign_in):
    page = text_of(sign_in(MANAGER).get("/programme/notices"))
    assert "1 company has not acknowledged new rules" in page
    assert "Vector" in page


def test_the_first_version_has_none_before_it(vector, sign_in):
    page = text_of(sign_in(CHIEF).get("/programme/versions/4"))
    assert "<h1>Version 4, the first</h1>" in page
    assert "There is no version before it." in page


@pytest.mark.usefixtures("vector")
@pytest.mark.parametrize(("language", "order"), [("en", ["Epsilon", "Gamma", "Vector"]), ("ru", ["Вектор", "Гамма", "Эпсилон"])])
def test_companies_stand_in_the_order_of_the_readers_alphabet(app, make, library, sign_in, language, order):
    for name in ("Gamma", "Epsilon"):
        make.partner(name)
    with app.app_context():
        with transaction():
            for name, name_ru in {"Vector": "Вектор", "Gamma": "Гамма", "Epsilon": "Эпсилон"}.items():
                db.session.execute(sa.update(Partner).where(Partner.name == name).values(name_ru=name_ru))
            publish_version(five(TWO_SELLERS), clock.now())
        with transaction():
            journey.tell_of_rules(library, clock.now())
    make.person("reader@nimbus.example", Role.PROGRAMME_ADMIN, language=language)
    client = sign_in("reader@nimbus.example")
    for address in ("/programme/notices", "/programme/versions/5"):
        assert re.findall(r'<a href="/partners/[^"]+">(\w+)</a>', text_of(client.get(address)))[-3:] == order


def test_a_manager_sees_notices_of_the_own_portfolio_only(told, make, sign_in):
    make.person("other@nimbus.example", Role.PARTNER_MANAGER)
    assert "Vector" not in text_of(sign_in("other@nimbus.example").get("/programme/notices"))


def test_rules_are_tried_by_the_programme_admin_only_and_notices_read_by_their_own_admin_only(told, make, sign_in):
    rival = make.partner("Gamma")
    make.member(rival, "admin@gamma.example", admin=True)
    client = sign_in("admin@gamma.example")
    assert [client.get(path).status_code for path in ("/programme/versions", "/programme/versions/5", f"/programme/notices/{told}")] == [
        404
    ] * 3
    assert client.post(f"/programme/notices/{told}").status_code == 404


def test_the_file_of_tried_rules_wants_a_fresh_proof_and_what_was_pasted_stays(app, vector, sign_in):
    client = sign_in(CHIEF)
    with app.app_context(), transaction():
        db.session.execute(sa.update(WebSession).values(proved_at=clock.now() - timedelta(minutes=11)))
    response = client.post("/programme/versions/try", data={"text": NEW.replace(*TWO_SELLERS), "as_csv": "1"})
    assert response.mimetype == "text/html"
    assert "First prove that it is you" in text_of(response)
    assert "need: 2}" in text_of(response)
