"""Every door answers with the whole set of headers, wants its token, knows its own name, and shows nothing of the inside."""

import dataclasses
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from lms.accounts.rules import SHOWN
from lms.core.ids import ALPHABET, PUBLIC_LENGTH
from lms.web.context import API
from lms.web.errors import BROKEN
from lms.web.headers import FILE_POLICY, PAGE_POLICY, PERMISSIONS
from lms.web.sessions import WITHOUT
from tests.factories import Make
from tests.visitors import CheckedClient

FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS,
}
FREE = {
    "Content-Type",
    "Content-Length",
    "Content-Disposition",
    "Location",
    "Set-Cookie",
    "Vary",
    "Allow",
    "ETag",
    "Last-Modified",
    "Date",
    "Accept-Ranges",
    "WWW-Authenticate",
}
"""What belongs to the content of an answer and not to its protection."""
CHOSEN = {"Content-Security-Policy", "Referrer-Policy", "Cache-Control"}
POLICIES = {PAGE_POLICY, FILE_POLICY}
WITH_SECRETS = {"verification.verify", "partners.accept", "partners.join"}
"""Pages whose address is worth keeping to oneself: it goes nowhere, not even to our own pages."""
SHARED = {"static", "assets.font"}
SAMPLES = {
    "course": "pricing", "lesson": "01-list-prices", "quiz": "sf", "certification": "sf", "material": "price-list", "question": "one",
    "who": "seller", "name": "inter.ttf", "blob": "0" * 64, "filename": "app.js", "code": "NC-0000-0000-0000", "token": "no-such-token",
    "position": "1", "mark": "0" * SHOWN, "number": "4",
}  # fmt: skip
NOBODYS = ALPHABET[2] * PUBLIC_LENGTH
"""A public id that is nobody's."""
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
LEARNER = "anna@vector.example"


def rules(app: Flask, methods: set[str]) -> Iterator[tuple[Rule, str, str]]:
    """Each route with a method of these and an address that leads to it: one that leads nowhere would prove nothing."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        values = {name: SAMPLES.get(name, NOBODYS) for name in rule.arguments}
        address = adapter.build(rule.endpoint, values, method=min(rule.methods or {"GET"}))
        for method in sorted((rule.methods or set()) & methods):
            assert adapter.match(address, method, return_rule=True)[0] is rule, f"SAMPLES lead {address} past {rule}"
            yield rule, method, address


def browsers(app: Flask, make: Make) -> Iterator[tuple[str, FlaskClient]]:
    """A stranger and a learner."""
    yield "stranger", app.test_client()
    make.member(make.partner("Vector"), LEARNER, admin=True)
    learner = CheckedClient(app)
    learner.sign_in(LEARNER)
    assert learner.signed_in
    yield "learner", learner.flask


def complaints(answer: TestResponse, endpoint: str, *, signed_in: bool) -> list[str]:
    """What is wrong with the headers of an answer."""
    headers = answer.headers
    found = [f"{name}: {headers.get(name)}" for name, value in FIXED.items() if headers.getlist(name) != [value]]
    found += [f"odd header {name}" for name in headers.keys() if name not in {*FIXED, *FREE, *CHOSEN}]  # noqa: SIM118 - Headers iterate pairs
    if headers.getlist("Content-Security-Policy") not in [[policy] for policy in POLICIES]:
        found.append(f"policy {headers.getlist('Content-Security-Policy')}")
    if answer.mimetype == "text/html" and headers["Content-Security-Policy"] != PAGE_POLICY:
        found.append("a page without the policy of pages")
    referrer = "no-referrer" if endpoint in WITH_SECRETS and answer.status_code == 200 else "same-origin"
    if headers["Referrer-Policy"] not in (referrer, "no-referrer"):
        found.append(f"referrer {headers['Referrer-Policy']}")
    personal = signed_in and endpoint not in SHARED and not answer.request.path.startswith(WITHOUT)
    if personal and headers["Cache-Control"] != "no-store":
        found.append(f"cache {headers['Cache-Control']}")
    if not headers["Cache-Control"]:
        found.append("no word on caching")
    return found


def test_every_route_answers_with_the_whole_set_of_headers(app: Flask, make: Make) -> None:
    wrong = []
    for who, browser in browsers(app, make):
        for rule, method, address in rules(app, {"GET", "POST"}):
            if rule.endpoint == "security.logout":
                continue
            answer = browser.open(address, method=method, buffered=True)
            wrong += [f"{who} {method} {address}: {one}" for one in complaints(answer, rule.endpoint, signed_in=who == "learner")]
    assert wrong == []


def test_answers_over_https_ask_for_https_for_a_year(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Strict-Transport-Security" not in app.test_client().get("/sign-in").headers
    monkeypatch.setitem(
        app.extensions, "waymark_settings", dataclasses.replace(app.extensions["waymark_settings"], base_url="https://academy.example")
    )
    answer = app.test_client().get("/healthz", headers={"Host": "localhost"})
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_an_unknown_host_gets_nothing(app: Flask) -> None:
    browser = app.test_client()
    for _rule, method, address in rules(app, {"GET", "POST"}):
        answer = browser.open(address, method=method, headers={"Host": "evil.example"})
        plain = "application/json" if address.startswith(API) else "text/plain"
        assert (answer.status_code, answer.mimetype) == (400, plain), address
        assert "evil" not in answer.get_data(as_text=True)


def test_every_unsafe_route_wants_its_token(app: Flask, make: Make) -> None:
    for who, browser in browsers(app, make):
        asked = 0
        for _rule, method, address in rules(app, UNSAFE):
            asked += 1
            answer = browser.open(address, method=method, data={"next": "/"})
            wanted = 401 if address.startswith(API) else 400
            assert answer.status_code == wanted, f"{who} {method} {address}: {answer.status_code}"
        assert asked > 15


def test_a_token_of_somebody_else_opens_nothing(app: Flask, make: Make) -> None:
    stranger, learner = CheckedClient(app), CheckedClient(app)
    make.member(make.partner("Vector"), LEARNER)
    learner.sign_in(LEARNER)
    assert stranger.token() != learner.token()
    answer = learner.flask.post("/preferences/theme", data={"theme": "dark", "csrf_token": stranger.token()})
    assert answer.status_code == 400


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_no_route_shows_the_inside_when_it_breaks(app: Flask, make: Make, monkeypatch: pytest.MonkeyPatch, accept: str) -> None:
    def broken(**_given: object) -> None:
        raise RuntimeError("inside.py, line 7")

    for who, browser in list(browsers(app, make)):
        for rule, _method, address in rules(app, {"GET"}):
            with monkeypatch.context() as patch:
                patch.setitem(app.view_functions, rule.endpoint, broken)
                answer = browser.get(address, headers={"Accept": accept})
            text = answer.get_data(as_text=True)
            assert answer.status_code == 500, f"{who} {address}"
            assert BROKEN.msgid in text
            assert not re.search(r"Traceback|inside\.py|RuntimeError|site-packages", text)
            assert complaints(answer, rule.endpoint, signed_in=who == "learner") == []


@pytest.mark.parametrize("address", ["/no-such-page", "/verify/none/such", "/media/none/x.png", f"/invitations/{NOBODYS}/x"])
def test_errors_speak_russian_to_a_russian_browser(app: Flask, address: str) -> None:
    answer = app.test_client().get(address, headers={"Accept-Language": "ru-RU,ru;q=0.9,en;q=0.5"})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 404
    assert '<html lang="ru"' in text
    assert re.search(r"<h1[^>]*>[А-ЯЁ]", text)
