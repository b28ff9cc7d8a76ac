"""Takes the pictures of the README from a demo of its own: `.venv/bin/python -m bench.pictures [NAME ...]` writes docs/pictures/*.png."""

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from lms import demo
from lms.core import clock
from lms.core.db import db, transaction
from lms.core.ids import Slug
from lms.publishing.library import library_of
from lms.quizzes.rules import Quiz
from lms.releases.queries import current
from tests.browser.test_walk import answers, finish_open_lesson
from tests.installation import build
from tests.serving import served

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
VIEWPORT = ViewportSize(width=1360, height=900)
LARGEST = 200 * 1024
WRONG, SHOWN = 2, 7
"""How many answers of the exam are wrong, so that its result has something to say; and which question is in the picture."""


@dataclass(frozen=True, slots=True)
class Camera:
    """A browser on a running demo, in one language."""

    page: Page
    site: str
    exam: Quiz
    suffix: str
    wanted: tuple[str, ...]

    def go(self, address: str) -> None:
        """Open a page of the demo."""
        self.page.goto(self.site + address)

    def be(self, face: str) -> None:
        """Sign in as one of the faces."""
        self.go("/demo")
        self.page.locator(f"form[action$='/demo/sign-in/{face}'] button").click()
        self.page.wait_for_load_state()

    def take(self, name: str) -> None:
        """Write docs/pictures/<name>.png, if it is wanted."""
        if self.wanted and name not in self.wanted:
            return
        target = FOLDER / f"{name}{self.suffix}.png"
        self.page.evaluate("() => document.fonts.ready.then(() => { document.activeElement?.blur(); scrollTo(0, 0) })")
        self.page.mouse.move(VIEWPORT["width"] - 1, VIEWPORT["height"] - 1)
        self.page.screenshot(path=target, animations="disabled", caret="hide")
        size = target.stat().st_size
        assert size < LARGEST, f"{target.name} has {size} bytes; {LARGEST} are allowed."
        print(f"{target.name}  {size // 1024} KB", flush=True)


def main(wanted: tuple[str, ...]) -> int:
    """Take all pictures, or those that are named."""
    if CHROMIUM is None:
        print("no Chromium here; on Debian and Ubuntu: apt-get install chromium")
        return 2
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place, sync_playwright() as player:
        app = build(f"sqlite:///{Path(place) / 'pictures.db'}")
        browser = player.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for locale, suffix, walk in (("en-GB", "", in_english), ("ru-RU", ".ru", in_russian)):
            with running(app) as site:
                walk(opened(app, browser, site, (locale, suffix), wanted))
        browser.close()
        with app.app_context():
            db.engine.dispose()
    return 0


def opened(app: Flask, browser: Browser, site: str, speaking: tuple[str, str], wanted: tuple[str, ...]) -> Camera:
    """A camera whose browser asks for the pages of a language; `speaking` is its locale and the suffix of its pictures."""
    context = browser.new_context(
        viewport=VIEWPORT, device_scale_factor=1, locale=speaking[0], timezone_id="Europe/Moscow", color_scheme="light",
        reduced_motion="reduce",
    )  # fmt: skip
    with app.app_context():
        exam = library_of(current()).quizzes.quizzes[Slug("sf")]
    return Camera(context.new_page(), site, exam, speaking[1], wanted)


def in_english(camera: Camera) -> None:
    """The seller's way from the lesson to the materials, the admin's tier and team, the manager's portfolio."""
    portraits(camera)
    camera.be("seller")
    camera.page.locator(".resume a.btn").click()
    camera.page.wait_for_load_state()
    camera.take("lesson")
    finish_open_lesson(camera.page, camera.site)
    sit(camera)
    camera.take("result")
    camera.go("/materials")
    camera.take("materials")
    camera.be("partner-admin")
    camera.go("/team")
    camera.take("team")


def in_russian(camera: Camera) -> None:
    """What the Russian README shows."""
    portraits(camera)


def portraits(camera: Camera) -> None:
    """Home, tier and portfolio, as they are on the first morning."""
    camera.be("seller")
    camera.go("/home")
    camera.take("home")
    camera.be("partner-admin")
    camera.go("/tier")
    camera.take("tier")
    camera.be("partner-manager")
    camera.go("/partners")
    camera.take("portfolio")


def sit(camera: Camera) -> None:
    """Sit the seller's exam, with a picture half way."""
    page = camera.page
    camera.go(f"/quizzes/{camera.exam.id}")
    page.locator(f"form[action$='/quizzes/{camera.exam.id}/start'] button").click()
    page.wait_for_url("**/attempts/*")
    attempt = page.url.partition("#")[0].partition("?")[0]
    for number, chosen in enumerate(answers(page, attempt, camera.exam, WRONG), start=1):
        with page.expect_response(lambda answer: answer.request.method == "POST"):
            for option in chosen[:-1]:
                page.locator(f"input[value='{option}']").check()
            page.locator(f"input[value='{chosen[-1]}']").check()
        page.wait_for_function("() => /\\d\\d:\\d\\d:\\d\\d/.test(document.querySelector('[data-saved]').textContent)")
        if number == SHOWN:
            camera.take("exam")
    page.goto(f"{attempt}?finish=1")
    page.locator("form[action$='/submit'] button").click()
    page.wait_for_url("**/result")


@contextmanager
def running(app: Flask) -> Iterator[str]:
    """The address of the running demo, on its first morning."""
    with app.app_context(), transaction():
        begin: Callable[..., None] = demo.start_over if demo.seeded() else demo.seed
        begin(library_of(current()), clock.now())
    with served(app) as address:
        yield address


if __name__ == "__main__":
    raise SystemExit(main(tuple(sys.argv[1:])))
