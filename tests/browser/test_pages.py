"""Every page, as axe and a narrow screen see it: no violation, light and dark; neither the page nor a table of it scrolls sideways."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.places import PLACES, addresses

Enter = Callable[[Page, str], None]
NARROW = {"width": 320, "height": 800}
WIDE = {"width": 1280, "height": 1000}
SIDEWAYS = """() => [...document.querySelectorAll(".scroll, .tabs, .pubbar nav")]
    .filter(one => one.scrollWidth > one.clientWidth && !one.querySelector(".matrix"))
    .map(one => `${one.className} ${one.ariaLabel}: ${one.clientWidth} of ${one.scrollWidth} px are seen`)"""
"""What has to be pushed sideways to be read. Only the matrix of a team may: each of its rows is one line from left to right."""
TWICE = {"/become-a-partner"}
"""Where the first primary button leads down to the second."""


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser whose policy is lifted for axe alone, which has to bring its own script along."""
    opened = browser.new_context(color_scheme="light", reduced_motion="reduce", bypass_csp=True, viewport=WIDE)
    yield opened
    opened.close()


@pytest.mark.parametrize("face", PLACES)
def test_no_page_has_a_violation_or_scrolls_sideways(context: BrowserContext, demo_app: Flask, site: str, enter: Enter, face: str) -> None:
    page = context.new_page()
    if face != "stranger":
        enter(page, face)
    found = []
    for address in addresses(demo_app, face):
        page.emulate_media(color_scheme="light")
        answer = page.goto(site + address)
        assert answer is not None
        assert answer.status < 500, address
        found += violations(page, address, {})
        page.emulate_media(color_scheme="dark")
        found += violations(page, f"{address} (dark)", {"runOnly": ["color-contrast"]})
        found += sideways(page, address)
        found += competing(page, address)
        page.set_viewport_size(NARROW)
        found += sideways(page, f"{address} (narrow)")
        page.set_viewport_size(WIDE)
    assert found == []


def sideways(page: Page, address: str) -> list[str]:
    """What of a page is cut at its right edge, one line each."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"{address}: {wide} px too wide"] * (wide > 0) + [f"{address}: {one}" for one in page.evaluate(SIDEWAYS)]


def competing(page: Page, address: str) -> list[str]:
    """Primary buttons, where there are several: a page has one next step."""
    said = page.locator("main .btn--primary:visible").all_inner_texts()
    return [f"{address}: {' | '.join(said)}"] if len(said) > 1 and address not in TWICE else []


def violations(page: Page, address: str, options: dict[str, object]) -> list[str]:
    """What axe finds on a page, one line each."""
    told = Axe().run(page, options=options).response["violations"]
    return [f"{address}: {one['id']} {node['target']} {node.get('failureSummary')}" for one in told for node in one["nodes"]]
