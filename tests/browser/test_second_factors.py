"""Second factors in a real browser: a passkey with a virtual authenticator, an app without scripts, and the pages as axe sees them."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from flask_security.utils import hash_password
from passlib.totp import TOTP
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, expect

from lms.access import Role
from lms.accounts.service import NewPerson, create_person
from lms.core import clock
from lms.core.db import transaction
from tests.visitors import PASSWORD

MAIL = "key@nimbus.example"
SECURITY = "/account/security"


@pytest.fixture
def person(demo_app: Flask) -> str:
    """Somebody with a password, in the demo."""
    with demo_app.app_context():
        hashed = hash_password(PASSWORD)
        with transaction():
            create_person(NewPerson(email=MAIL, name="Kira Keyes", roles=frozenset({Role.HEAD}), password_hash=hashed), clock.now())
    return MAIL


def virtual_key(page: Page) -> tuple[CDPSession, str]:
    """A key in the machine that answers by itself."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }  # fmt: skip
    return session, session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def give_password(page: Page, site: str) -> None:
    page.goto(f"{site}/sign-in")
    page.get_by_label("Mail address").fill(MAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).last.click()
    page.wait_for_load_state()


def make_passkey(page: Page, site: str, name: str = "Work laptop") -> None:
    page.goto(site + SECURITY)
    page.get_by_label("Name of the passkey").fill(name)
    page.get_by_role("button", name="Make a passkey").click()
    page.get_by_role("heading", name=name).wait_for()


def sign_out(page: Page) -> None:
    page.context.clear_cookies()


def test_a_passkey_is_made_signs_in_and_is_removed(watched: Page, site: str, person: str) -> None:
    page = watched
    key, authenticator = virtual_key(page)
    give_password(page, site)
    make_passkey(page, site)
    assert "two locks" in page.locator("h1").inner_text()
    credentials = key.send("WebAuthn.getCredentials", {"authenticatorId": authenticator})["credentials"]
    assert [one["rpId"] for one in credentials] == ["localhost"]

    sign_out(page)
    page.goto(f"{site}/sign-in?next={SECURITY}")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(site + SECURITY)
    expect(page.get_by_text("last used on")).to_be_visible()

    page.get_by_role("button", name="Remove Work laptop").click()
    page.wait_for_load_state()
    assert page.get_by_role("heading", name="Work laptop").count() == 0
    sign_out(page)
    page.goto(f"{site}/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("The passkey was not taken")).to_be_visible()


def test_a_passkey_is_the_second_step_of_its_person(watched: Page, site: str, person: str) -> None:
    page = watched
    virtual_key(page)
    give_password(page, site)
    make_passkey(page, site)
    sign_out(page)
    give_password(page, site)
    assert page.url.startswith(f"{site}/sign-in/second")
    page.goto(site + SECURITY)
    assert page.url.startswith(f"{site}/sign-in?next="), "half-way opens nothing"
    give_password(page, site)
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
    page.goto(site + SECURITY)
    assert page.url == site + SECURITY


def test_a_passkey_proves_once_more(watched: Page, site: str, person: str) -> None:
    page = watched
    virtual_key(page)
    give_password(page, site)
    make_passkey(page, site)
    page.goto(f"{site}/sign-in/again?next=/audit")
    page.get_by_role("button", name="Confirm with a passkey").click()
    page.wait_for_url(f"{site}/audit")


def test_a_browser_that_says_no_leaves_the_other_ways(page: Page, site: str, person: str) -> None:
    key, authenticator = virtual_key(page)
    key.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": False})
    page.goto(f"{site}/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("Your browser used no passkey")).to_be_visible()
    expect(page.get_by_label("Password")).to_be_visible()


def test_an_answer_is_taken_once_and_only_for_its_challenge(page: Page, site: str, person: str) -> None:
    """The answers of a real browser, sent again and bent."""
    virtual_key(page)
    give_password(page, site)
    sent: list[dict[str, str]] = []
    page.on("request", lambda request: sent.append(request.post_data_json) if request.method == "POST" else None)
    make_passkey(page, site)
    made = sent[-1]
    again = page.request.post(f"{site}{SECURITY}/passkeys", form={**made, "name": "Once more"})
    assert again.status == 400

    sign_out(page)
    page.goto(f"{site}/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
    used = sent[-1]
    sign_out(page)
    page.goto(f"{site}/sign-in")
    token = page.locator("meta[name=csrf-token]").get_attribute("content") or ""
    other = page.request.get(f"{site}/sign-in/passkey").json()["challenge"]
    for bent in (
        {},
        {"challenge": other},
        {"challenge": "none"},
        {"answer": "{}"},
        {"answer": "[" * 5000},
        {"answer": used["answer"][:-9]},
    ):
        answer = page.request.post(f"{site}/sign-in/passkey", form={**used, **bent, "csrf_token": token}, max_redirects=0)
        assert answer.status == 303
        assert answer.headers["location"].startswith("/sign-in"), bent
    page.goto(site + SECURITY)
    assert "/sign-in" in page.url


def test_app_and_recovery_code_need_no_scripts(scriptless: Page, site: str, person: str) -> None:
    page = scriptless
    give_password(page, site)
    page.goto(site + SECURITY)
    expect(page.get_by_role("button", name="Make a passkey")).to_be_hidden()
    page.get_by_role("link", name="Set up an app").click()
    page.wait_for_load_state("load")
    key = page.locator("p.mono").inner_text().replace("-", "")
    assert page.locator("img.scan").evaluate("image => image.naturalWidth > 0")
    page.get_by_label("Code from the app").fill(TOTP(key=key).generate().token)
    page.get_by_role("button", name="Confirm the app").click()
    page.get_by_role("button", name="Make ten codes").click()
    codes = page.locator("ol.codes li").all_inner_texts()
    assert len(codes) == 10
    page.context.clear_cookies()
    give_password(page, site)
    page.get_by_label("Code from the app").fill("000000")
    page.get_by_role("button", name="Sign in", exact=True).click()
    assert "4 tries are left" in page.locator("main").inner_text()
    page.get_by_role("link", name=re.compile("Use a recovery code")).click()
    page.get_by_label("Recovery code").fill(codes[3])
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto(site + SECURITY)
    assert "9 left" in page.locator("main").inner_text()


@pytest.fixture
def lifted(browser: Browser) -> Iterator[BrowserContext]:
    """A browser whose policy is lifted for axe alone."""
    opened = browser.new_context(color_scheme="light", reduced_motion="reduce", bypass_csp=True, viewport={"width": 1360, "height": 1000})
    yield opened
    opened.close()


def test_the_pages_on_the_way_have_no_violation(lifted: BrowserContext, site: str, person: str) -> None:
    page, found = lifted.new_page(), list[str]()
    virtual_key(page)
    look: Callable[[], None] = lambda: found.extend(_violations(page))  # noqa: E731 - a word of this test
    give_password(page, site)
    make_passkey(page, site)
    look()
    page.goto(f"{site}{SECURITY}/authenticator")
    key = page.locator("p.mono").inner_text().replace("-", "")
    page.get_by_role("button", name="Confirm the app").click()
    look()
    page.get_by_label("Code from the app").fill(TOTP(key=key).generate().token)
    page.get_by_role("button", name="Confirm the app").click()
    look()
    page.get_by_role("button", name="Make ten codes").click()
    look()
    page.goto(f"{site}/sign-in/again?unsent=1")
    page.get_by_text("Use a code of your authenticator app").click()
    look()
    page.context.clear_cookies()
    give_password(page, site)
    look()
    page.get_by_role("link", name=re.compile("Use a recovery code")).click()
    look()
    assert found == []


def _violations(page: Page) -> list[str]:
    found: list[str] = []
    told: dict[str, Any] = Axe().run(page).response
    found += [f"{page.url}: {one['id']} {node['target']}" for one in told["violations"] for node in one["nodes"]]
    page.emulate_media(color_scheme="dark")
    dark: dict[str, Any] = Axe().run(page, options={"runOnly": ["color-contrast"]}).response
    found += [f"{page.url} (dark): {node['target']}" for one in dark["violations"] for node in one["nodes"]]
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 320, "height": 800})
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    found += [f"{page.url}: {wide} px too wide"] if wide > 0 else []
    page.set_viewport_size({"width": 1360, "height": 1000})
    return found
