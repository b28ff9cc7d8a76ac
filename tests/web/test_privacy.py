"""The pages of one's own data: the copy, the consents, and being erased."""

import io
import json
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from lms.access import Role
from lms.audit.models import AuditEntry
from lms.core.db import db, transaction
from lms.privacy.models import Consent, Erasure
from lms.reporting.inventory import HELD, TRACES
from lms.web.privacy.words import COLUMNS
from tests.factories import Make
from tests.visitors import CheckedClient

Statements = Callable[[], AbstractContextManager[list[str]]]
PRIVACY = "/account/privacy"
BOX = "name-on-verification"


def rows(app: Flask, chosen: Any) -> list[Any]:
    with app.app_context():
        return list(db.session.scalars(chosen))


def unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


class Names(HTMLParser):
    """Every address that a page names."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the parser's signature
        self.addresses += [value for name, value in attrs if name in ("href", "src") and value]


def test_strangers_are_asked_to_sign_in(client: CheckedClient) -> None:
    assert client.get(PRIVACY).location.startswith("/sign-in")


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_copy_is_a_zip_of_json_and_a_page_that_needs_nothing_from_outside(
    app: Flask, sign_in: Callable[[str], CheckedClient], make: Make, language: str
) -> None:
    make.member(make.partner("Vector"), "anna@x.example", name="Anna Belova", language=language)
    client = sign_in("anna@x.example")
    assert "/account/privacy/copy" in client.get(PRIVACY).text
    answer = client.post(f"{PRIVACY}/copy")
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    packed = unzipped(answer.data)
    assert set(packed) == {"data.json", "data.html", "data.css"}
    page = packed["data.html"].decode()
    assert f'<html lang="{language}">' in page
    assert "Anna Belova" in page
    assert page.count("Vector") >= 2, "partners are named where the database holds a number"
    assert [one for one in Names(page).addresses if one != "data.css" and not one.startswith("#")] == []
    assert b"http" not in packed["data.css"]
    assert set(json.loads(packed["data.json"])["tables"]) == {one.name for one in (*HELD, *TRACES)}


def test_the_copy_is_logged_and_tells_of_itself(app: Flask, sign_in: Callable[[str], CheckedClient], make: Make) -> None:
    make.person("anna@x.example")
    data = json.loads(unzipped(sign_in("anna@x.example").post(f"{PRIVACY}/copy").data)["data.json"])
    assert [row["action"] for row in data["tables"]["audit_entry"]["rows"]][-1] == "data_exported"
    assert rows(app, sa.select(AuditEntry.action).order_by(AuditEntry.id.desc()).limit(1)) == ["data_exported"]
    assert data["tables"]["person"]["withheld"]["password"].startswith("a secret")


def test_the_copy_wants_a_fresh_proof(sign_in: Callable[[str], CheckedClient], make: Make, clock: time_machine.Traveller) -> None:
    make.person("anna@x.example")
    client = sign_in("anna@x.example")
    clock.shift(timedelta(minutes=11))
    for address in (f"{PRIVACY}/copy", f"{PRIVACY}/erasure"):
        answer = client.post(address)
        assert (answer.status_code, answer.location.partition("?")[0]) == (303, "/sign-in/again")


def test_a_copy_takes_the_same_statements_however_much_there_is(
    sign_in: Callable[[str], CheckedClient], make: Make, queries: Statements
) -> None:
    person = make.member(make.partner("Vector"), "anna@x.example")
    client = sign_in("anna@x.example")
    client.post(f"{PRIVACY}/copy")
    with queries() as few:
        client.post(f"{PRIVACY}/copy")
    make.lessons(person, "cloud-for-sellers")
    with queries() as many:
        client.post(f"{PRIVACY}/copy")
    assert len(many) == len(few) <= len(HELD) + len(TRACES) + 17


def test_every_column_that_is_shown_has_a_word() -> None:
    shown = {name.removesuffix("_id") for one in (*HELD, *TRACES) for name in one.shows if name not in ("public_id", "attempt_id")}
    technical = {"revision", "text_hash", "event", "language", "seq", "cycle"}
    assert shown - set(COLUMNS) - technical == set()


def test_no_box_is_ticked_before_somebody_agrees_and_taking_back_is_as_easy(
    app: Flask, sign_in: Callable[[str], CheckedClient], make: Make
) -> None:
    make.person("anna@x.example")
    client = sign_in("anna@x.example")
    page = client.get(f"{PRIVACY}/consents").text
    assert "checked" not in page
    revision = page.partition(f'name="{BOX}" value="')[2].partition('"')[0]
    assert client.post(f"{PRIVACY}/consents", data={BOX: revision}).status_code == 303
    assert " checked" in client.get(f"{PRIVACY}/consents").text
    client.post(f"{PRIVACY}/consents", data={BOX: revision})
    client.post(f"{PRIVACY}/consents", data={})
    assert " checked" not in client.get(f"{PRIVACY}/consents").text
    assert rows(app, sa.select(Consent.given).order_by(Consent.id)) == [True, False]
    assert rows(app, sa.select(Consent.text).distinct()) == [revision]


def test_a_text_that_has_changed_meanwhile_is_not_agreed_to(app: Flask, sign_in: Callable[[str], CheckedClient], make: Make) -> None:
    make.person("anna@x.example")
    assert sign_in("anna@x.example").post(f"{PRIVACY}/consents", data={BOX: "0" * 64}).status_code == 409
    assert rows(app, sa.select(Consent.id)) == []


def test_a_changed_text_asks_again(app: Flask, sign_in: Callable[[str], CheckedClient], make: Make, now: datetime) -> None:
    person = make.person("anna@x.example")
    with app.app_context(), transaction():
        db.session.add(Consent(person_id=person, purpose=BOX, text="0" * 64, language="en", given=True, at=now))
    page = sign_in("anna@x.example").get(f"{PRIVACY}/consents").text
    assert "The text has changed" in page
    assert " checked" not in page


def test_asking_to_be_erased_shows_the_day_on_every_page_until_it_is_undone(
    app: Flask, sign_in: Callable[[str], CheckedClient], make: Make, clock: time_machine.Traveller
) -> None:
    make.person("anna@x.example")
    client = sign_in("anna@x.example")
    assert "5 Dec 2026" in client.get(f"{PRIVACY}/erasure").text
    assert client.post(f"{PRIVACY}/erasure", data={"keep_name": "y"}).location == PRIVACY
    assert "Your name stays on your certificates" in client.get(PRIVACY).text
    clock.shift(timedelta(days=2))
    client = sign_in("anna@x.example")
    assert "Your data will be erased on 5 Dec 2026" in client.get("/courses").text, "signing in does not undo it"
    assert client.post(f"{PRIVACY}/erasure/undo").location == PRIVACY
    assert "Nothing will be erased." in client.get(PRIVACY).text
    assert "will be erased" not in client.get("/courses").text
    assert rows(app, sa.select(Erasure.withdrawn_at.is_not(None))) == [True]


def test_the_last_programme_admin_is_told_to_hand_over(sign_in: Callable[[str], CheckedClient], make: Make) -> None:
    make.person("root@x.example", Role.PROGRAMME_ADMIN)
    client = sign_in("root@x.example")
    assert "only programme admin" in client.get(f"{PRIVACY}/erasure").text
    assert client.post(f"{PRIVACY}/erasure").status_code == 403


def test_the_only_admin_of_a_company_is_told_who_is_left_alone(app: Flask, make: Make) -> None:
    vector = make.partner("Vector")
    for number, told in ((1, True), (2, False)):
        make.member(vector, f"admin{number}@x.example", admin=True)
        client = CheckedClient(app)
        client.sign_in("admin1@x.example")
        assert ("only admin of Vector" in client.get(f"{PRIVACY}/erasure").text) is told


def test_a_manager_is_told_how_many_companies_lose_theirs(sign_in: Callable[[str], CheckedClient], make: Make) -> None:
    make.partner("Vector", manager=make.person("manager@x.example", Role.PARTNER_MANAGER))
    assert "You look after 1 company" in sign_in("manager@x.example").get(f"{PRIVACY}/erasure").text
