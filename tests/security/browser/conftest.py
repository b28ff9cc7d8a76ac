"""The real Chromium for payloads, with a wire that trips when a script of theirs runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.conftest import browser_type_launch_args, chromium

__all__ = ["browser_type_launch_args", "chromium"]


@dataclass(slots=True)
class Wire:
    """What happened in a browser that should not have happened."""

    ran: set[int] = field(default_factory=set)
    dialogs: list[str] = field(default_factory=list)
    abroad: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        """Look at dialogs and the console of a page."""
        page.on("dialog", lambda dialog: (self.dialogs.append(dialog.message), dialog.dismiss()))
        page.on("console", lambda message: self.complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    @property
    def quiet(self) -> bool:
        """Whether nothing ran and nobody else was asked."""
        return not (self.ran or self.dialogs or self.abroad)


@dataclass(frozen=True, slots=True)
class Trap:
    """A browser of its own with its wire."""

    context: BrowserContext
    wire: Wire

    def page(self) -> Page:
        """A new page that is watched."""
        page = self.context.new_page()
        self.wire.watch(page)
        return page


@pytest.fixture
def trap(browser: Browser) -> Iterator[Trap]:
    """A browser in which `xss(number)` trips the wire in every frame, and requests to others are noted."""
    with trapped(browser) as trap:
        yield trap


@contextmanager
def trapped(browser: Browser) -> Iterator[Trap]:
    """The same as a context."""
    context, wire = browser.new_context(viewport={"width": 1200, "height": 900}), Wire()
    context.expose_function("xss", lambda number: wire.ran.add(int(number)))
    context.on("request", lambda request: wire.abroad.append(request.url) if is_abroad(request.url) else None)
    yield Trap(context, wire)
    context.close()


def is_abroad(address: str) -> bool:
    """Whether an address leads to another host."""
    return address.startswith(("http:", "https:", "ws:", "wss:", "//")) and urlsplit(address).hostname != "localhost"
