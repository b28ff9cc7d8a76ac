"""The list of own sessions: one is ended, all others are, or all; an old cookie is dead at the next request."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.core.ids import PersonId
from tests.visitors import CheckedClient
from tests.web.accounts.conftest import EMAIL, PASSWORD, Told

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0"
KHTML = "AppleWebKit/605.1.15 (KHTML, like Gecko)"
SAFARI = f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) {KHTML} Version/18.1 Mobile/15E148 Safari/604.1"
PAGE = "/account/security"


def browser(app: Flask, agent: str, email: str = EMAIL) -> CheckedClient:
    """Another browser that signs in."""
    client = CheckedClient(app)
    client.flask.environ_base["HTTP_USER_AGENT"] = agent
    client.sign_in(email, PASSWORD)
    return client


def listed(client: CheckedClient) -> str:
    page = str(client.get(PAGE).get_data(as_text=True))
    return page[page.index('id="browsers"') :]


def dead(client: FlaskClient) -> bool:
    answer = client.get("/account", headers={"Accept": "application/json"})
    return client.get("/account").status_code == 302 and answer.status_code == 401


@pytest.fixture
def here(app: Flask, person: Callable[..., PersonId]) -> CheckedClient:
    person()
    return browser(app, FIREFOX)


@pytest.fixture
def phone(app: Flask, here: CheckedClient) -> CheckedClient:
    return browser(app, SAFARI)


def test_the_list_names_browsers_in_plain_words_and_marks_this_one(here: CheckedClient, phone: CheckedClient) -> None:
    page = listed(here)
    assert page.index("Firefox on Windows") < page.index("this browser") < page.index("Safari on iPhone")
    assert "Since 21 November 2026, 12:00; last seen: now" in page
    assert page.count("this browser") == 1


def test_one_browser_is_ended_and_no_other(here: CheckedClient, phone: CheckedClient, told: Told) -> None:
    [address] = re.findall(r'action="(/account/browsers/\w{16}/end)"', listed(here))
    assert here.post(address).headers["Location"].startswith(PAGE)
    assert dead(phone.flask)
    assert not dead(here.flask)
    assert told.actions()[-1] == "signed_out"
    assert here.post(address).status_code == 303
    assert told.actions().count("signed_out") == 1


def test_nobody_ends_the_browser_of_somebody_else(
    here: CheckedClient, phone: CheckedClient, app: Flask, person: Callable[..., PersonId]
) -> None:
    [address] = re.findall(r'action="(/account/browsers/\w{16}/end)"', listed(here))
    person("boris@severny.example")
    assert browser(app, FIREFOX, "boris@severny.example").post(address).status_code == 303
    assert not dead(phone.flask)


def test_all_others_are_ended_and_this_one_goes_on(here: CheckedClient, phone: CheckedClient, app: Flask) -> None:
    third = browser(app, SAFARI)
    assert here.post("/account/browsers/end").status_code == 303
    assert "2 other browsers are signed out." in here.get(PAGE).get_data(as_text=True)
    assert [dead(one.flask) for one in (here, phone, third)] == [False, True, True]
    assert "Sign out everywhere else" not in listed(here)


def test_everywhere_is_here_too(here: CheckedClient, phone: CheckedClient) -> None:
    assert here.post("/account/browsers/end", {"here": "1"}).headers["Location"] == "/sign-in"
    assert [dead(one.flask) for one in (here, phone)] == [True, True]


def test_the_list_costs_one_statement_however_long_it_is(here: CheckedClient, app: Flask, queries: Callable[..., object]) -> None:
    here.get(PAGE)
    with queries() as before:  # type: ignore[attr-defined]
        here.get(PAGE)
    for _ in range(5):
        browser(app, SAFARI)
    with queries() as after:  # type: ignore[attr-defined]
        here.get(PAGE)
    assert len(after) == len(before)
