"""Signing in: counters, the same answer for known and unknown addresses, and where one is sent afterwards."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask, redirect
from flask.testing import FlaskClient

from lms.accounts import service
from lms.accounts.rules import LIMITS, CounterKind
from lms.core import clock as our_clock
from lms.core.ids import PersonId
from tests.visitors import CheckedClient
from tests.web.accounts.conftest import EMAIL, PASSWORD, Told

TOKEN = re.compile(
    r'(name="csrf-token" content|name="csrf_token"( type="hidden")? value)="[^"]+"|value="Ij[^"]+"|value="[^"]+\.[\w-]+\.[\w-]+"'
)
WRONG = "wrong wrong wrong"
OUTSIDE = [
    "https://evil.example", "http://evil.example/", "//evil.example", "///evil.example", "////evil.example", "https:evil.example",
    "https:/evil.example", "\\\\evil.example", "/\\evil.example", "\\/evil.example", "/\\/evil.example", "/%5cevil.example",
    "/%2f%2fevil.example", " //evil.example", "\t//evil.example", "\n//evil.example", "/\t/evil.example", "/\n/evil.example",
    "\x19////evil.example",
    "\u200a///evil.example", "/\u3002evil.example", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "javascript://%0aalert(1)",
    "data:text/html,<script>alert(1)</script>", "vbscript:msgbox(1)", "//evil.example@localhost", "http://localhost@evil.example",
    "http://localhost:8000.evil.example", "/account//evil.example", "https://localhost:8000\\@evil.example", "?next=//evil.example",
    "/nothing-here", "/sign-out", "evil.example", "//[::1", "http://[bad", "/account\r\nSet-Cookie: a=b", "/static/design.css",
    "/" + "a" * 3000,
]  # fmt: skip


def text(answer: Any) -> str:
    return TOKEN.sub("", answer.get_data(as_text=True))


def try_once(client: CheckedClient, email: str, password: str = WRONG) -> str:
    answer = client.sign_in(email, password)
    assert answer.status_code == 200
    return text(answer)


def test_the_address_counts_in_any_case(client: CheckedClient, person: Callable[..., PersonId]) -> None:
    person("Anna@Severny.Example")
    assert client.sign_in("  ANNA@severny.EXAMPLE ", PASSWORD).status_code == 302
    assert client.signed_in


def test_known_unknown_passwordless_and_inactive_accounts_get_the_same_bytes(
    client: CheckedClient, person: Callable[..., PersonId], do: Callable[[Callable[[], Any]], Any], told: Told
) -> None:
    person("known1@severny.example")
    out = person("inact1@severny.example")
    do(lambda: service.deactivate(out, our_clock.now(), None))
    do(lambda: service.create_person(service.NewPerson(email="nopass@severny.example", name="N"), our_clock.now()))
    asked = {
        "known1@severny.example": "wrong wrong wrong",
        "nobody@severny.example": "wrong wrong wrong",
        "nopass@severny.example": "wrong wrong wrong",
        "inact1@severny.example": PASSWORD,
    }
    answers = {try_once(client, email, password).replace(email, "ADDRESS") for email, password in asked.items()}
    assert len(answers) == 1
    assert "9 tries are left" in answers.pop()
    assert told.actions() == ["sign_in_failed"] * 4


def test_ten_wrong_tries_pause_an_account_for_fifteen_minutes_known_or_not(
    client: CheckedClient, person: Callable[..., PersonId], clock: time_machine.Traveller
) -> None:
    person()
    for email in (EMAIL, "nobody@severny.example"):
        for left in range(LIMITS[CounterKind.ACCOUNT] - 1, -1, -1):
            assert f"{left} tr" in try_once(client, email)
        assert "paused until 21 November 2026, 12:15" in try_once(client, email)
    assert "paused until" in try_once(client, EMAIL, PASSWORD)
    assert not client.signed_in
    clock.shift(timedelta(minutes=15))
    assert client.sign_in(EMAIL, PASSWORD).status_code == 302


def test_a_pause_is_not_made_longer_by_trying_on(
    client: CheckedClient, person: Callable[..., PersonId], clock: time_machine.Traveller
) -> None:
    person()
    for _ in range(14):
        try_once(client, EMAIL)
        clock.shift(timedelta(minutes=1))
    clock.shift(timedelta(minutes=1))
    assert client.sign_in(EMAIL, PASSWORD).status_code == 302


def test_an_account_is_counted_across_addresses(app: Flask, client: CheckedClient, person: Callable[..., PersonId]) -> None:
    person()
    token = client.token()
    for number in range(11):
        answer = client.flask.post(
            "/sign-in",
            data={"email": EMAIL, "password": "wrong", "csrf_token": token},
            environ_base={"REMOTE_ADDR": f"203.0.113.{number}"},
        )
    assert "paused until" in answer.get_data(as_text=True)


def test_a_network_address_is_paused_after_a_hundred_wrong_tries(
    client: CheckedClient, person: Callable[..., PersonId], app: Flask
) -> None:
    person()
    token = client.token()

    def attempt(email: str, password: str = WRONG) -> str:
        data = {"email": email, "password": password, "csrf_token": token}
        return client.flask.post("/sign-in", data=data).get_data(as_text=True)

    for number in range(LIMITS[CounterKind.ADDRESS]):
        assert "paused" not in attempt(f"person{number}@severny.example")
    assert "paused until" in attempt(EMAIL, PASSWORD)
    elsewhere: FlaskClient = app.test_client()
    page = elsewhere.get("/sign-in", environ_base={"REMOTE_ADDR": "203.0.113.9"}).get_data(as_text=True)
    found = re.search(r'name="csrf-token" content="([^"]+)"', page)
    assert found
    data = {"email": EMAIL, "password": PASSWORD, "csrf_token": found[1]}
    assert elsewhere.post("/sign-in", data=data, environ_base={"REMOTE_ADDR": "203.0.113.9"}).status_code == 302


def test_right_tries_cost_an_office_nothing(client: CheckedClient, person: Callable[..., PersonId]) -> None:
    person()
    for _ in range(12):
        assert client.sign_in(EMAIL, PASSWORD).status_code == 302
        client.post("/sign-out")
    assert "9 tries are left" in try_once(client, EMAIL)


@pytest.mark.parametrize("data", [{}, {"email": ""}, {"email": EMAIL}, {"password": PASSWORD}, {"email": "nonsense", "password": "x"}])
def test_an_incomplete_form_gets_a_page_and_signs_nobody_in(client: CheckedClient, data: dict[str, str]) -> None:
    answer = client.post("/sign-in", data)
    assert answer.status_code == 200
    assert not client.signed_in


def test_json_is_no_second_door(client: CheckedClient, person: Callable[..., PersonId]) -> None:
    person()
    token = client.token()
    for body in ({"email": EMAIL, "password": PASSWORD}, {"email": [EMAIL], "password": {"a": 1}}, [], "x"):
        answer = client.flask.post("/sign-in?include_auth_token", json=body, headers={"X-CSRFToken": token})
        assert (
            "auth" not in answer.get_data(as_text=True).lower().replace("autho", "").replace("author", "") or answer.mimetype == "text/html"
        )
        assert answer.status_code < 500


@pytest.mark.parametrize("target", OUTSIDE)
def test_nobody_is_sent_away_from_here(client: CheckedClient, person: Callable[..., PersonId], target: str) -> None:
    person()
    token = client.token()
    data = {"email": EMAIL, "password": PASSWORD, "next": target, "csrf_token": token}
    answer = client.flask.post("/sign-in", data=data, query_string={"next": target})
    assert (answer.status_code, answer.location) == (302, "/")
    language = client.post("/preferences/language", {"language": "ru", "next": target})
    assert (language.status_code, language.location) == (303, "/")


@pytest.mark.parametrize("target", ["/account", "/account/password", "/account?from=mail&x=%2F"])
def test_the_way_back_is_one_of_our_own_pages(client: CheckedClient, person: Callable[..., PersonId], target: str) -> None:
    person()
    answer = client.get("/account")
    assert answer.location == "/sign-in?next=/account"
    answer = client.post("/sign-in", {"email": EMAIL, "password": PASSWORD, "next": target})
    assert answer.location == target


def test_who_is_signed_in_has_no_sign_in_page(client: CheckedClient, person: Callable[..., PersonId]) -> None:
    person()
    client.sign_in(EMAIL, PASSWORD)
    assert client.flask.get("/sign-in").status_code == 302


def test_doors_that_are_not_ours_do_not_exist(app: Flask) -> None:
    security = {rule.rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("security.")}
    assert security == {"/sign-in", "/sign-out", "/reset", "/reset/<token>", "/account/password"}


def test_a_redirect_of_the_library_that_leads_away_leads_home(app: Flask) -> None:
    with app.test_request_context("/sign-in"):
        answer = app.process_response(app.make_response(redirect("https://evil.example")))
    assert answer.location == "/"
