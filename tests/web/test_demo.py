"""What only a demo has: one click to be somebody, every mail to read, and a new beginning. Nobody else has any of it."""

import re
import shutil
from collections.abc import Iterator
from html import unescape

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from lms import demo, tables
from lms.access import Role
from lms.core import clock
from lms.core.db import db, transaction
from lms.core.ids import ALPHABET, PUBLIC_LENGTH
from lms.demo.restart import CONTENT
from lms.publishing.library import library_of
from lms.releases.queries import current
from lms.web.demo import pages
from tests.conftest import NOW
from tests.factories import Make
from tests.installation import KEPT, Installation, build, checkpoint, sqlite_installation
from tests.visitors import CheckedClient

NOBODYS = ALPHABET[2] * PUBLIC_LENGTH
BASE = "http://localhost:8000"


@pytest.fixture(scope="module")
def played_place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A demo with its cast, played once for all tests of this file."""
    with time_machine.travel(NOW), sqlite_installation(tmp_path_factory.mktemp("demo")) as place:
        with place.app.app_context(), transaction():
            demo.seed(library_of(current()), NOW)
        checkpoint(place.app)
        shutil.copy(str(place.place), str(place.fresh))
        yield place


@pytest.fixture
def app(played_place: Installation) -> Iterator[Flask]:
    """The demo, as it began."""
    played_place.refresh()
    yield played_place.app
    played_place.leave()


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An installation that is no demo."""
    app = build(f"sqlite:///{tmp_path_factory.mktemp('real') / 'real.db'}", demo=False)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def counts(app: Flask) -> dict[str, int]:
    """How many rows each table of people's data has."""
    with app.app_context():
        kept = [table for table in tables.metadata.sorted_tables if table.name not in CONTENT]
        return {table.name: db.session.query(table).count() for table in kept if table.name not in ("web_session", "audit_entry")}


@pytest.mark.parametrize("face", demo.FACES, ids=lambda face: face.id)
def test_one_click_makes_you_anybody_of_the_five(client: CheckedClient, face: demo.Face) -> None:
    answer = client.post(f"/demo/sign-in/{face.id}")
    assert (answer.status_code, answer.location) == (303, "/home")
    assert face.email in client.get("/account").get_data(as_text=True)


def test_one_click_makes_you_somebody_else_and_ends_the_session_before(app: Flask, client: CheckedClient) -> None:
    client.post("/demo/sign-in/seller")
    before = client.flask.get_cookie("session")
    client.post("/demo/sign-in/partner-admin")
    assert "irina.belova@vector.example" in client.get("/account").get_data(as_text=True)
    thief = app.test_client()
    thief.set_cookie("session", before.value if before else "")
    assert thief.get("/account").status_code == 302


def test_a_face_speaks_the_language_that_was_read(client: CheckedClient) -> None:
    client.post("/demo/sign-in/seller")
    assert '<html lang="en"' in client.get("/account").get_data(as_text=True)


def test_nobody_else_can_be_had_by_one_click(client: CheckedClient) -> None:
    assert client.post("/demo/sign-in/gleb").status_code == 404
    assert client.post("/demo/sign-in/gleb.frolov@vector.example").status_code == 404


def test_a_face_that_is_not_there_is_not_found(app: Flask, client: CheckedClient) -> None:
    with app.app_context(), transaction():
        db.session.execute(sa.text("UPDATE person SET email = 'gone@zeta.example' WHERE email = 'alla.nikitina@zeta.example'"))
    assert client.post("/demo/sign-in/seller").status_code == 404


@pytest.mark.parametrize("address", ["/sign-in", "/demo"])
def test_the_faces_stand_on_the_sign_in_page_and_on_their_own(app: Flask, client: CheckedClient, address: str) -> None:
    page = client.get(address).get_data(as_text=True)
    assert re.findall(r'action="/demo/sign-in/([a-z-]+)"', page) == [face.id for face in demo.FACES]
    assert "one exam away" in page


def test_a_mail_can_be_read_and_its_link_followed(client: CheckedClient) -> None:
    assert "No mail yet" in client.get("/demo/mailbox").get_data(as_text=True)
    client.post("/reset", {"email": "irina.belova@vector.example"})
    listed = client.get("/demo/mailbox").get_data(as_text=True)
    address = re.search(r'<td><a href="(/demo/mailbox/[^"]+)">', listed)
    assert "irina.belova@vector.example" in listed
    assert address
    page = client.get(address[1]).get_data(as_text=True)
    link = re.search(r'<a href="(/reset/[^"]+)">http://localhost:8000/reset/', page)
    assert link
    assert client.get(link[1]).status_code == 200


def test_the_mailbox_is_read_page_by_page(client: CheckedClient, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MAILS_A_PAGE", 2)
    for name in ("irina.belova@vector.example", "alla.nikitina@zeta.example", "pavel.orlov@gamma.example"):
        client.post("/reset", {"email": name})
    first = client.get("/demo/mailbox").get_data(as_text=True)
    older = re.search(r'href="(/demo/mailbox\?before=\d+)"', first)
    assert older
    second = client.get(older[1]).get_data(as_text=True)
    assert "irina.belova" not in first
    assert "irina.belova" in second
    assert "Older mails" not in second


def test_a_mail_that_is_not_there_is_not_found(app: Flask, client: CheckedClient) -> None:
    assert client.get("/demo/mailbox/" + NOBODYS).status_code == 404


def test_only_our_own_pages_become_links(app: Flask) -> None:
    lines = [
        f"{BASE}/verify/ABC",
        f"Look: {BASE}/certificates now",
        "https://evil.example/verify/ABC",
        f"{BASE}.evil.example/verify",
        f"https://evil.example/?{BASE}/verify",
        f"{BASE}//evil.example",
        f"{BASE}/no-such-page",
        "",
    ]
    with app.app_context():
        parts = pages.linked(lines, BASE)
    assert [[part.href for part in line if part.href] for line in parts] == [["/verify/ABC"], ["/certificates"], [], [], [], [], [], []]
    assert ["".join(part.text for part in line) for line in parts] == lines


def test_the_manager_finds_one_application_just_arrived_and_one_with_a_scorecard_to_complete(client: CheckedClient) -> None:
    client.post("/demo/sign-in/partner-manager")
    listed = client.get("/applications").get_data(as_text=True)
    found = re.findall(r'<a href="(/applications/[^"]+)">([^<]+)</a>', listed)
    assert {name for _, name in found} == {"Kappa Systems", "Тета"}
    page = client.get(next(href for href, name in found if name == "Kappa Systems")).get_data(as_text=True)
    assert re.findall(r">([0-5]) of 5<", page) == ["5", "4", "3"]
    assert "Still without points" in page
    assert '<option selected value="audience">' in page, "the first line without points"
    fresh = client.get(next(href for href, name in found if name == "Тета")).get_data(as_text=True)
    assert "Take it up" in fresh


def test_the_partner_admin_reads_the_worked_sentence_of_the_programme(client: CheckedClient) -> None:
    client.post("/demo/sign-in/partner-admin")
    page = client.get("/tier").get_data(as_text=True)
    assert "Anna Krylova’s Technical Associate stops counting on 12 December 2026 (in 21 days). Then 4 of 5: you need 1 more" in page
    assert "at the review on 15 July 2027 you move to Silver." in page, "nothing else runs out meanwhile"
    assert "Any one of these fixes it: Anna Krylova renews; Boris Gusev, Dina Savina or Irina Belova passes TA;" in page


def test_the_programme_admin_finds_the_next_version_ready_to_be_tried_and_nothing_of_it_is_kept(client: CheckedClient) -> None:
    client.post("/demo/sign-in/programme-admin")
    page = client.get("/programme/versions").get_data(as_text=True)
    prepared = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
    assert prepared is not None
    text = unescape(prepared[1]).lstrip("\r\n")
    assert "version: 5\n" in text
    told = client.post("/programme/versions/try", {"text": text}).get_data(as_text=True)
    assert "1 rises, 1 falls, 3 stay" in told
    assert "Only tried</" in told, "it could be published in time"
    assert re.findall(r'<a href="/partners/[^"]+">(\w+)</a></th>', told) == ["Epsilon", "Gamma"]
    assert "Version 5" not in client.get("/programme/versions").get_data(as_text=True)


def test_without_demo_mode_no_rules_are_prepared(real: Flask) -> None:
    Make(real).person("admin@vendor.example", Role.PROGRAMME_ADMIN)
    client = CheckedClient(real)
    client.sign_in("admin@vendor.example")
    page = client.get("/programme/versions").get_data(as_text=True)
    assert "Try new rules" in page
    assert "effective_from" not in page


def test_starting_over_leaves_the_demo_as_it_began(app: Flask, client: CheckedClient, make: Make) -> None:
    began = counts(app)
    client.post("/demo/sign-in/partner-admin")
    make.member(make.partner("Omega"), "new@omega.example")
    client.post("/reset", {"email": "irina.belova@vector.example"})
    assert counts(app) != began
    with app.app_context():
        release = current()
    answer = client.post("/demo/start-over")
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert counts(app) == began
    assert client.flask.get("/account").status_code == 302
    assert "The demo begins anew." in client.get("/sign-in").get_data(as_text=True)
    with app.app_context():
        assert current() == release
    assert client.post("/demo/sign-in/partner-admin").status_code == 303


def test_starting_over_works_on_each_database(anywhere: Flask) -> None:
    make = Make(anywhere)
    make.certificate(make.member(make.partner("Omega"), "new@omega.example"), "sf")
    with anywhere.app_context():
        with transaction():
            demo.start_over(library_of(current()), clock.now())
        people = set(db.session.scalars(sa.text("SELECT email FROM person")))
        assert {face.email for face in demo.FACES} <= people
        assert "new@omega.example" not in people


def test_what_a_demo_keeps_is_what_a_fresh_installation_holds() -> None:
    assert CONTENT == KEPT
    assert {table.name for table in tables.metadata.sorted_tables} >= CONTENT - {"alembic_version", "role"}


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("GET", "/demo"),
        ("POST", "/demo/sign-in/seller"),
        ("GET", "/demo/mailbox"),
        ("GET", "/demo/mailbox/" + NOBODYS),
        ("POST", "/demo/start-over"),
    ],
)
def test_without_demo_mode_there_is_none_of_it(real: Flask, method: str, address: str) -> None:
    client = CheckedClient(real)
    answer = client.get(address) if method == "GET" else client.post(address)
    assert answer.status_code == 404


def test_without_demo_mode_the_sign_in_page_shows_no_faces(real: Flask) -> None:
    page = CheckedClient(real).get("/sign-in").get_data(as_text=True)
    assert "/demo" not in page
    assert "This is a demo" not in page


def test_every_endpoint_of_the_demo_is_among_those(app: Flask, real: Flask) -> None:
    only = {rule.endpoint for rule in app.url_map.iter_rules()} - {rule.endpoint for rule in real.url_map.iter_rules()}
    assert only == {"demo.faces", "demo.sign_in", "demo.mailbox", "demo.mail", "demo.start_over"}
