"""Sessions kept on the server: a copied cookie is dead when it should be."""

import sqlite3
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask, flash, session
from werkzeug.test import TestResponse

from lms.access import Role
from lms.accounts import queries, service
from lms.accounts.models import Person, WebSession
from lms.core import clock as our_clock
from lms.core.db import db, transaction
from lms.core.ids import PersonId
from lms.core.settings import Settings
from lms.web.accounts.datastore import sign_in
from lms.web.sessions import ServerSessions
from tests.visitors import CheckedClient
from tests.web.accounts.conftest import EMAIL, PASSWORD, Told, cookie, with_cookie

Do = Callable[[Callable[[], Any]], Any]


def rows(do: Do) -> int:
    return int(do(lambda: db.session.scalar(sa.select(sa.func.count()).select_from(WebSession))))


def visit(app: Flask, client: CheckedClient, view: Callable[[], str]) -> TestResponse:
    """Let the browser visit a page that does what the test needs to happen inside a request."""
    app.view_functions["assets.ready"], original = view, app.view_functions["assets.ready"]
    try:
        return client.flask.get("/readyz")
    finally:
        app.view_functions["assets.ready"] = original


@pytest.fixture
def anna(person: Callable[..., PersonId]) -> PersonId:
    return person()


@pytest.fixture
def signed_in(client: CheckedClient, anna: PersonId) -> CheckedClient:
    assert client.sign_in(EMAIL, PASSWORD).status_code == 302
    assert client.signed_in
    return client


def test_nobody_has_a_row_before_signing_in(client: CheckedClient, do: Do) -> None:
    client.get("/sign-in")
    client.get("/reset")
    assert rows(do) == 0
    assert cookie(client.flask) is None
    assert cookie(client.flask, "visit") is not None


def test_a_token_planted_before_the_sign_in_is_not_the_token_after_it(client: CheckedClient, anna: PersonId, app: Flask, do: Do) -> None:
    client.flask.set_cookie("session", "planted-by-an-attacker")
    client.sign_in(EMAIL, PASSWORD)
    token = cookie(client.flask)
    assert token not in (None, "planted-by-an-attacker")
    assert with_cookie(app, "planted-by-an-attacker").get("/account").status_code == 302
    assert rows(do) == 1


def test_the_database_keeps_only_the_hash_of_the_token(signed_in: CheckedClient, do: Do) -> None:
    token = cookie(signed_in.flask)
    assert token is not None
    assert len(token) >= 43
    kept = do(lambda: db.session.execute(sa.select(WebSession)).scalars().one())
    assert token not in (kept.token_hash, str(kept.data))


def test_signing_in_again_gives_a_new_token_and_ends_the_old(signed_in: CheckedClient, person: Callable[..., PersonId], app: Flask) -> None:
    old = cookie(signed_in.flask)
    assert old is not None
    signed_in.post(
        "/account/password", {"password": PASSWORD, **dict.fromkeys(("new_password", "new_password_confirm"), "eight swans slept on it")}
    )
    assert cookie(signed_in.flask) not in (None, old)
    assert signed_in.signed_in
    assert with_cookie(app, old).get("/account").status_code == 302


def test_a_form_token_from_before_the_sign_in_is_dead_after_it(client: CheckedClient, anna: PersonId) -> None:
    before = client.token()
    client.sign_in(EMAIL, PASSWORD)
    answer = client.flask.post("/account", data={"csrf_token": before, "name": "Planted"})
    assert answer.status_code == 400


ENDINGS: dict[str, Callable[[PersonId], Any]] = {
    "role granted": lambda person: service.grant_role(person, Role.HEAD, our_clock.now(), None),
    "role revoked": lambda person: service.revoke_role(person, Role.CONTENT_AUTHOR, our_clock.now(), None),
    "deactivated": lambda person: service.deactivate(person, our_clock.now(), None),
    "password reset": lambda person: service.set_password(queries.credentials_of(person), "another hash", our_clock.now()),
    "signed out everywhere": service.end_sessions,
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_copied_cookie_is_dead_after(ending: str, client: CheckedClient, person: Callable[..., PersonId], app: Flask, do: Do) -> None:
    who = person(EMAIL, Role.CONTENT_AUTHOR)
    client.sign_in(EMAIL, PASSWORD)
    thief = with_cookie(app, cookie(client.flask) or "")
    assert thief.get("/account").status_code == 200
    do(lambda: ENDINGS[ending](who))
    for browser in (thief, client.flask):
        assert browser.get("/account").status_code == 302
        assert browser.get("/account", headers={"Accept": "application/json"}).status_code == 401


def test_a_copied_cookie_is_dead_after_sign_out(signed_in: CheckedClient, app: Flask, do: Do, told: Told) -> None:
    thief = with_cookie(app, cookie(signed_in.flask) or "")
    answer = signed_in.post("/sign-out")
    assert (answer.status_code, answer.location) == (302, "/")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert cookie(signed_in.flask) is None
    assert thief.get("/account").status_code == 302
    assert rows(do) == 0
    assert told.actions() == ["signed_in", "signed_out"]


def test_sign_out_needs_a_token_and_a_post(signed_in: CheckedClient) -> None:
    assert signed_in.flask.post("/sign-out").status_code == 400
    assert signed_in.flask.get("/sign-out").status_code == 405
    assert signed_in.signed_in


def test_a_session_that_ends_meanwhile_is_not_written_anew(signed_in: CheckedClient, anna: PersonId, app: Flask, do: Do) -> None:
    def late() -> str:
        flash("kept for the next page")
        with transaction():
            service.end_sessions(anna)
        return "done"

    visit(app, signed_in, late)
    assert rows(do) == 0
    assert cookie(signed_in.flask) is None
    assert "kept for the next page" in signed_in.get("/sign-in").get_data(as_text=True)


def test_what_an_anonymous_cookie_holds_can_sign_nobody_in(client: CheckedClient, anna: PersonId, app: Flask, do: Do) -> None:
    sessions = app.session_interface
    assert isinstance(sessions, ServerSessions)
    uniquifier = do(lambda: queries.credentials_of(anna).fs_uniquifier)
    forged = sessions.signer.dumps({"_user_id": uniquifier, "_fresh": True, "csrf_token": "x"})
    client.flask.set_cookie("visit", str(forged))
    assert not client.signed_in
    client.flask.set_cookie("visit", "not signed by us")
    assert client.flask.get("/sign-in").status_code == 200


@pytest.mark.parametrize("name", ["remember_token", "Authentication-Token"])
def test_the_other_doors_of_the_libraries_are_shut(name: str, client: CheckedClient, anna: PersonId, app: Flask, do: Do) -> None:
    from flask_login.utils import encode_cookie

    uniquifier = do(lambda: queries.credentials_of(anna).fs_uniquifier)
    with app.app_context():
        token = app.extensions["security"].remember_token_serializer.dumps({"ver": "5", "uid": uniquifier, "fs_paa": time.time(), "exp": 0})
        client.flask.set_cookie("remember_token", encode_cookie(uniquifier))
    header = {"Authentication-Token": token} if name != "remember_token" else {}
    for address in ("/account", "/account/password", f"/account/password?auth_token={token}"):
        assert client.flask.get(address, headers=header).status_code == 302
    client.sign_in(EMAIL, PASSWORD)
    answer = client.post(
        "/account/password", {"password": PASSWORD, **dict.fromkeys(("new_password", "new_password_confirm"), "eight swans slept on it")}
    )
    assert all("remember_token" not in header for header in answer.headers.getlist("Set-Cookie"))


def test_last_seen_is_written_at_most_once_a_minute(
    signed_in: CheckedClient, clock: time_machine.Traveller, queries: Callable[[], Any], do: Do
) -> None:
    signed_in.get("/account")
    with queries() as quiet:
        signed_in.get("/account")
    assert not [statement for statement in quiet if not statement.startswith("SELECT")]
    clock.shift(timedelta(seconds=61))
    signed_in.get("/account")
    seen, signed = do(lambda: db.session.execute(sa.select(Person.last_seen_at, Person.signed_in_at)).one())
    assert seen - signed >= timedelta(seconds=60)


def test_a_page_costs_one_select_for_who_comes(signed_in: CheckedClient, app: Flask) -> None:
    statements: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(_c: object, _cur: object, statement: str, *_rest: object) -> None:
        if not statement.startswith("BEGIN"):
            statements.append(statement)

    signed_in.get("/account")
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        signed_in.get("/account")
        assert len([statement for statement in statements if "web_session" in statement]) == 1
        assert not [statement for statement in statements if "fs_uniquifier" in statement]
        statements.clear()
        signed_in.flask.get("/static/icon.svg").close()
        assert statements == []
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize(
    ("base_url", "name", "secure"),
    [("http://localhost:8000", "session", False), ("https://academy.example", "__Host-session", True)],
)
def test_the_cookie_is_bound_to_the_host_where_the_address_is_https(base_url: str, name: str, secure: bool) -> None:
    sessions = ServerSessions(Settings(secret="x" * 40, base_url=base_url))
    assert (sessions.name, sessions.secure) == (name, secure)
    assert sessions.anonymous_name.startswith("__Host-") is secure


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client: CheckedClient, anna: PersonId) -> None:
    answer = client.sign_in(EMAIL, PASSWORD)
    made = next(header for header in answer.headers.getlist("Set-Cookie") if header.startswith("session="))
    for word in ("HttpOnly", "SameSite=Lax", "Path=/"):
        assert word in made
    assert "Domain" not in made


def test_somebody_is_signed_in_without_a_password_where_another_proof_was_given(
    client: CheckedClient, anna: PersonId, app: Flask, told: Told
) -> None:
    visit(app, client, lambda: str(sign_in(anna)))
    assert client.signed_in
    assert told.actions() == ["signed_in"]


def test_who_is_deactivated_while_signing_in_stays_out(client: CheckedClient, anna: PersonId, app: Flask, do: Do) -> None:
    def slow() -> str:
        sign_in(anna)
        with transaction():
            service.deactivate(anna, our_clock.now(), None)
        return "done"

    visit(app, client, slow)
    assert rows(do) == 0
    assert not client.signed_in


def test_an_anonymous_cookie_that_holds_nothing_more_goes_away(client: CheckedClient, app: Flask) -> None:
    client.get("/sign-in")
    visit(app, client, lambda: str(session.pop("csrf_token")))
    assert cookie(client.flask, "visit") is None


def test_a_database_that_is_away_answers_with_a_page(signed_in: CheckedClient, do: Do) -> None:
    do(lambda: db.session.execute(sa.text("ALTER TABLE web_session RENAME TO gone")))
    answer = signed_in.get("/account")
    assert answer.status_code == 503
    assert signed_in.flask.get("/healthz").status_code == 200


def test_a_busy_database_is_no_reason_to_refuse_a_page(signed_in: CheckedClient, clock: time_machine.Traveller, app: Flask, do: Do) -> None:
    clock.shift(timedelta(minutes=2))
    with app.app_context():
        place = db.engine.url.database
        with db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA busy_timeout=20")
    rival = sqlite3.connect(str(place), isolation_level=None)
    rival.execute("BEGIN IMMEDIATE")
    try:
        assert signed_in.flask.get("/account").status_code == 200
    finally:
        rival.execute("ROLLBACK")
        rival.close()
