"""A running demo instance and a real Chromium that looks at it."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from lms import demo
from lms.core import clock
from lms.core.db import db
from lms.publishing.library import library_of
from lms.releases.queries import current
from tests.conftest import required
from tests.installation import Installation, sqlite_installation
from tests.serving import served

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
INSTALL = "no Chromium here; on Debian and Ubuntu: apt-get install chromium"
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder needs a browser; those of one file share a worker."""
    for item in items:
        if Path(str(item.fspath)).parent == Path(__file__).parent:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group(item.path.stem))
            item.add_marker(pytest.mark.timeout(300))


@pytest.fixture(scope="session", autouse=True)
def chromium() -> str:
    """The path of a Chromium; a loud skip without one."""
    if CHROMIUM is None:
        if required("browser"):
            pytest.fail(INSTALL)
        pytest.skip(INSTALL)
    return CHROMIUM


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], chromium: str) -> dict[str, Any]:
    """Start the machine's own Chromium, without a word to the outside."""
    return {**browser_type_launch_args, "executable_path": chromium, "args": QUIET}


@pytest.fixture(scope="session")
def demo_place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A demo instance with the sample content and its people, and a copy of its first morning."""
    with sqlite_installation(tmp_path_factory.mktemp("demo"), lambda: demo.seed(library_of(current()), clock.now())) as installation:
        yield installation


@pytest.fixture
def demo_app(demo_place: Installation) -> Flask:
    """The demo on its first morning."""
    demo_place.refresh()
    return demo_place.app


@pytest.fixture
def site(demo_app: Flask) -> Iterator[str]:
    """The address of the running demo."""
    with served(demo_app) as address:
        yield address
    with demo_app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def watched(page: Page) -> Iterator[Page]:
    """A page on which nothing may go wrong: no error on the console, no refused resource, no request to anybody else."""
    trouble: list[str] = []
    page.on("console", lambda message: trouble.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("request", lambda request: None if "localhost" in request.url else trouble.append(request.url))
    yield page
    expected = [one for one in trouble if "status of 403" in one or "status of 404" in one]
    assert [one for one in trouble if one not in expected] == []


@pytest.fixture
def enter(site: str) -> Callable[[Page, str], None]:
    """Be one of the faces of the demo, by its button on the page of faces."""

    def entered(page: Page, face: str) -> None:
        page.goto(f"{site}/demo")
        page.locator(f"form[action$='/demo/sign-in/{face}'] button").click()
        page.wait_for_load_state()

    return entered


@pytest.fixture
def stranger(browser: Browser) -> Iterator[Page]:
    """Somebody else's browser."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture
def scriptless(browser: Browser) -> Iterator[Page]:
    """A browser with JavaScript switched off."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()
