"""A client that checks what every page owes its reader."""

import re
from html.parser import HTMLParser
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

PASSWORD = "correct horse battery staple"
"""The password of everybody whom the factories make."""


class Page(HTMLParser):
    """What a check needs to know of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.headings = 0
        self.title = ""
        self.labels: set[str] = set()
        self.controls: list[dict[str, str | None]] = []
        self.forms: list[dict[str, Any]] = []
        self._in_title = False
        self._label_depth = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.headings += tag == "h1"
        self._in_title = tag == "title" or self._in_title
        if tag == "label":
            self._label_depth += 1
            self.labels.add(given.get("for") or "")
        if tag == "form":
            self.forms.append({"method": (given.get("method") or "get").lower(), "token": False})
        if tag in ("input", "select", "textarea"):
            hidden = given.get("type") in ("hidden", "submit", "button")
            if given.get("name") == "csrf_token" and self.forms:
                self.forms[-1]["token"] = True
            if not hidden:
                self.controls.append(given | {"labelled": "yes" if self._label_depth else None})

    def handle_endtag(self, tag: str) -> None:
        self._in_title = self._in_title and tag != "title"
        self._label_depth -= tag == "label"

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data


class CheckedClient:
    """Flask's test client, with a look at every page it gets."""

    def __init__(self, app: Flask) -> None:
        self.flask: FlaskClient = app.test_client()

    def get(self, address: str, **options: Any) -> TestResponse:
        """GET a page and check it."""
        response = self.flask.get(address, **options)
        if response.mimetype == "text/html" and response.status_code not in (301, 302, 303):
            check_page(response.get_data(as_text=True), address)
        return response

    def post(self, address: str, data: dict[str, Any] | None = None, **options: Any) -> TestResponse:
        """POST a form with a fresh token."""
        return self.flask.post(address, data={**(data or {}), "csrf_token": self.token()}, **options)

    def sign_in(self, email: str, password: str = PASSWORD) -> TestResponse:
        """Go through the sign-in page."""
        return self.post("/sign-in", {"email": email, "password": password})

    def token(self) -> str:
        """A CSRF token of this visitor."""
        page = self.flask.get("/account" if self.signed_in else "/sign-in").get_data(as_text=True)
        found = re.search(r'name="csrf-token" content="([^"]+)"', page)
        assert found, "the page carries no CSRF token"
        return found[1]

    @property
    def signed_in(self) -> bool:
        """Whether the account page answers."""
        return self.flask.get("/account").status_code == 200


def text_of(response: TestResponse) -> str:
    """What was answered."""
    return str(response.get_data(as_text=True))


def page_of(client: CheckedClient, address: str) -> str:
    """The text of a page that is there."""
    response = client.get(address)
    assert response.status_code == 200, address
    return text_of(response)


def check_page(text: str, address: str) -> None:
    """Title, one h1, a label for every control, a token in every POST form, nothing inline."""
    page = Page(text)
    assert page.title.strip(), f"{address}: no title"
    assert page.headings == 1, f"{address}: {page.headings} h1"
    for control in page.controls:
        labelled = control["labelled"] or control.get("id") in page.labels or control.get("aria-label") or control.get("aria-labelledby")
        assert labelled, f"{address}: {control} has no label"
    assert all(form["token"] for form in page.forms if form["method"] == "post"), f"{address}: a form without a token"
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*\ssrc=)", text), f"{address}: something inline"
