"""Every page, as axe and a narrow screen see it: no violation, light and dark, and no sideways scroll."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.places import PLACES, addresses

Enter = Callable[[Page, str], None]
NARROW = {"width": 320, "height": 800}
WIDE = {"width": 1360, "height": 1000}


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
        page.set_viewport_size(NARROW)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found += [f"{address}: {wide} px too wide"] if wide > 0 else []
        page.set_viewport_size(WIDE)
    assert found == []


def violations(page: Page, address: str, options: dict[str, object]) -> list[str]:
    """What axe finds on a page, one line each."""
    told = Axe().run(page, options=options).response["violations"]
    return [f"{address}: {one['id']} {node['target']} {node.get('failureSummary')}" for one in told for node in one["nodes"]]
