"""An exam in a real browser: the line breaks, the browser is closed, another device looks, the time runs out; and nothing is lost."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from lms.core import clock
from lms.core.content.tree import Tree
from lms.core.db import db, transaction
from lms.publishing import service
from lms.publishing.check import check
from lms.publishing.source import sample_tree
from lms.quizzes.models import Attempt, AttemptSlot
from tests.browser.test_walk import finish_open_lesson

Enter = Callable[[Page, str], None]
SAVED = re.compile(r"\d\d:\d\d:\d\d")


def begin(page: Page, site: str, quiz: str) -> str:
    """Start a quiz; its address."""
    page.goto(f"{site}/quizzes/{quiz}")
    page.locator("#start button").click()
    page.wait_for_url("**/attempts/*")
    return page.url.partition("#")[0]


def choose(page: Page, nth: int = 0) -> str:
    """Choose an option of the question that is shown; its id."""
    option = page.locator("form[data-autosave] .option input").nth(nth)
    option.check()
    return option.get_attribute("value") or ""


def on(page: Page) -> None:
    """Press the button that leads on."""
    page.locator("[data-step=next]").click()


def saved(page: Page) -> None:
    """Wait until the server has said that it is saved."""
    expect(page.locator("[data-saved]")).to_have_text(SAVED)
    page.wait_for_function("() => Object.entries(localStorage).every(([k, v]) => !k.startsWith('exam:') || v.includes('\"queue\":{}'))")


def stored(app: Flask) -> list[tuple[int, list[str] | None, bool]]:
    """What the server has of the youngest attempt."""
    with app.app_context():
        last = db.session.scalars(sa.select(sa.func.max(Attempt.id))).one()
        rows = db.session.execute(
            sa.select(AttemptSlot.position, AttemptSlot.answer, AttemptSlot.flagged)
            .where(AttemptSlot.attempt_id == last).order_by(AttemptSlot.position)
        ).all()  # fmt: skip
    return [(row.position, row.answer, row.flagged) for row in rows]


@contextmanager
def later(moment: datetime) -> Iterator[None]:
    """The server's clock at another moment, going on from there."""
    with time_machine.travel(moment, tick=True):
        yield


@pytest.mark.parametrize("language", ["en", "ru"])
def test_an_exam_outlives_a_broken_line_a_closed_browser_and_the_end_of_its_time(
    browser: Browser, site: str, demo_app: Flask, enter: Enter, language: str
) -> None:
    look = {"viewport": {"width": 390, "height": 844}, "locale": language, "color_scheme": "dark" if language == "ru" else "light"}
    context = browser.new_context(**look)  # type: ignore[arg-type]  # one dict for both
    page = context.new_page()
    enter(page, "engineer")
    page.request.post(f"{site}/preferences/language", form={"language": language, "csrf_token": token(page)})
    finish_open_lesson(page, site)
    address = begin(page, site, "ta")
    first = choose(page)
    saved(page)
    # The line breaks: the exam goes on, and says so.
    context.set_offline(True)
    on(page)
    second = choose(page, 1)
    page.locator("[data-flag]").click()
    expect(page.locator("[data-saved]")).to_have_attribute("data-state", "warn")
    on(page)
    third = choose(page)
    assert [one[1] for one in stored(demo_app)[:3]] == [[first], None, None]
    # The browser is closed, and opened again where there is a line: everything comes back and is sent.
    page.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto(f"{address}#q2")
    expect(page.locator(f"form[data-autosave] input[value='{second}']")).to_be_checked()
    saved(page)
    page.wait_for_function("() => Object.values(localStorage).some((v) => v.includes('\"flags\":{}'))")
    assert [one[1] for one in stored(demo_app)[:3]] == [[first], [second], [third]]
    assert stored(demo_app)[1][2], "The flag came along."
    # Another device shows what the server has.
    look_elsewhere(context, browser, f"{address}?q=2", second)
    # The time runs out while an answer stands on the page that was chosen in the last second.
    with demo_app.app_context():
        deadline = db.session.scalars(sa.select(Attempt.deadline_at).order_by(Attempt.id.desc())).first()
    assert deadline is not None
    with later(deadline - timedelta(seconds=6)):
        page.goto("about:blank")
        page.goto(f"{address}#q4")
        page.wait_for_function("() => document.querySelector('[data-ends-in] b').textContent === '00:01'", timeout=15_000)
        fourth = choose(page, 1)
        page.wait_for_url("**/result", timeout=30_000)
        expect(page.locator("h1")).to_contain_text("%")
        assert stored(demo_app)[3][1] == [fourth], "What stood on the page at the end counts."
        # The result names the lessons and the minute at which the gate opens; the exam says the same.
        assert page.locator("main a[href*='/courses/']").count() > 0
        expect(page.locator("main")).to_contain_text(re.compile(r"\d\d:\d\d"))
        page.goto(f"{site}/quizzes/ta")
        expect(page.locator("h1")).to_contain_text(re.compile(r"\d\d:\d\d"))
        assert page.locator("#start").count() == 0
    context.close()


def test_an_answer_given_while_the_clock_stands_still_waits_on_the_device_and_is_saved_after_the_break(
    page: Page, site: str, demo_app: Flask, enter: Enter
) -> None:
    enter(page, "seller")
    finish_open_lesson(page, site)
    address = begin(page, site, "sf-practice")
    with demo_app.app_context(), transaction():
        last = db.session.scalars(sa.select(sa.func.max(Attempt.id))).one()
        held = db.session.get_one(Attempt, last)
        held.limit_seconds, held.break_seconds = 3600, 600
        held.deadline_at = held.started_at + timedelta(hours=1)
        held.sweep_at = held.deadline_at
    paused = page.request.post(f"{address}/pause", form={"csrf_token": token(page)})
    assert paused.ok, "Another tab takes the break."
    place = page.locator("form[data-autosave]").get_attribute("data-slot")
    field = page.locator("form[data-autosave]").locator("input:not([type=hidden]), select, textarea").first
    if field.evaluate("(one) => one.matches('select')"):
        field.select_option(index=1)
    elif field.evaluate("(one) => one.matches('[type=radio], [type=checkbox]')"):
        field.check()
    else:
        field.fill("7")
    expect(page.locator("[data-saved]")).to_have_attribute("data-state", "warn")
    page.goto(f"{address}/break")
    page.locator("main form button").first.click()
    page.wait_for_url(address)
    page.wait_for_function("() => Object.entries(localStorage).every(([k, v]) => !k.startsWith('exam:') || v.includes('\"queue\":{}'))")
    assert stored(demo_app)[int(place or 0) - 1][1]


def test_who_went_back_to_the_questions_is_not_handed_in_when_the_line_returns(
    page: Page, site: str, demo_app: Flask, enter: Enter
) -> None:
    """Handing in waits for the line only as long as its page is looked at; the answers are sent all the same."""
    enter(page, "seller")
    begin(page, site, "sf-practice")
    page.context.set_offline(True)
    first = choose(page)
    page.locator("[data-finish]").click()
    page.locator("form[action$='/submit'] button").click()
    expect(page.locator("[data-saved]")).to_have_attribute("data-state", "warn")
    page.locator("a[data-return]").click()
    page.locator("[data-finish]").click()
    page.context.set_offline(False)
    saved(page)
    page.wait_for_timeout(500)
    assert "/result" not in page.url
    assert stored(demo_app)[0][1] == [first]
    page.locator("form[action$='/submit'] button").click()
    page.wait_for_url("**/result")


def look_elsewhere(context: BrowserContext, browser: Browser, address: str, chosen: str) -> None:
    """Open a question on another device of the same person: it is answered and flagged there too."""
    cookies = context.storage_state()
    cookies["origins"] = []
    other = browser.new_context(storage_state=cookies)
    mirror = other.new_page()
    mirror.goto(address)
    expect(mirror.locator(f"form[data-autosave] input[value='{chosen}']")).to_be_checked()
    expect(mirror.locator("[data-flag]")).to_have_attribute("aria-pressed", "true")
    other.close()


def token(page: Page) -> str:
    """The token of the page's forms."""
    return page.locator("meta[name=csrf-token]").get_attribute("content") or ""


def test_what_is_typed_when_the_time_ends_is_handed_in(watched: Page, site: str, demo_app: Flask, enter: Enter) -> None:
    """The deadline of an attempt that goes on is put near; the words are typed in the last second, and no field is left."""
    page = watched
    enter(page, "seller")
    address = begin(page, site, "sf-practice")
    with demo_app.app_context(), transaction():
        last = db.session.scalars(sa.select(sa.func.max(Attempt.id))).one()
        soon = clock.now() + timedelta(seconds=8)
        started = soon - timedelta(minutes=30)
        db.session.execute(
            sa.update(Attempt).where(Attempt.id == last)
            .values(started_at=started, limit_seconds=1800, deadline_at=soon, sweep_at=soon + timedelta(seconds=5))
        )  # fmt: skip
    page.goto("about:blank")
    page.goto(f"{address}#q12")
    field = page.locator("form[data-autosave] input[type=text]")
    page.wait_for_function("() => document.querySelector('[data-ends-in] b').textContent === '00:01'", timeout=15_000)
    field.press_sequentially("12")
    page.wait_for_url("**/result", timeout=30_000)
    assert stored(demo_app)[11][1] == ["12"]


def test_one_question_a_page_costs_one_request_for_each_answer(watched: Page, site: str, enter: Enter) -> None:
    page = watched
    enter(page, "seller")
    page.goto(f"{site}/quizzes/sf-practice")
    asked: list[str] = []
    page.on("request", lambda one: None if re.search("/(static|fonts|media)/", one.url) else asked.append(one.method + " " + one.url))
    page.locator("#start button").click()
    page.wait_for_url("**/attempts/*")
    for _ in range(10):
        choose(page)
        saved(page)
        on(page)
    page.locator("[data-finish]").click()
    expect(page.locator("[data-listed=unanswered] li:visible")).to_have_count(6)
    with page.expect_request("**/submit"):
        page.locator("form[action$='/submit'] button").click()
    page.wait_for_url("**/result")
    handed_in = next(number for number, one in enumerate(asked, 1) if one.endswith("/submit"))
    assert handed_in == 12, asked


def test_a_whole_exam_is_walked_by_keyboard_alone(watched: Page, site: str, demo_app: Flask, enter: Enter) -> None:
    page = watched
    enter(page, "seller")
    begin(page, site, "sf-practice")
    page.locator("h1").focus()
    page.keyboard.press("1")
    for _ in range(2):
        page.keyboard.press("ArrowRight")
        page.keyboard.press("2")
    page.keyboard.press("f")
    saved(page)
    page.wait_for_function("() => Object.values(localStorage).some((v) => v.includes('\"flags\":{}'))")
    assert [bool(one[1]) for one in stored(demo_app)[:4]] == [True, True, True, False]
    assert [one[2] for one in stored(demo_app)[:4]] == [False, False, True, False]
    page.keyboard.press("ArrowLeft")
    expect(page.locator("h1")).to_contain_text("2")
    tab_to(page, "[data-finish]")
    page.keyboard.press("Enter")
    expect(page.locator("[data-listed=flagged] li:visible")).to_have_count(1)
    tab_to(page, "form[action$='/submit'] button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/result")


def tab_to(page: Page, selector: str) -> None:
    """Reach a control with the tab key."""
    for _ in range(60):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"The tab key does not reach {selector}.")


def test_all_questions_on_one_page_are_answered_with_and_without_a_script(
    page: Page, scriptless: Page, site: str, demo_app: Flask, enter: Enter
) -> None:
    """All questions on one page: each change saves itself; without a script, one button saves everything."""
    tree = sample_tree()
    text = tree.files["quizzes/sf-practice.md"].replace(b"kind: practice\n", b"kind: practice\nlayout: all\n", 1)
    changed = Tree({**tree.files, "quizzes/sf-practice.md": text}, tree.language)
    with demo_app.app_context(), transaction():
        service.publish(check(changed), changed, None, clock.now())
    enter(page, "seller")
    begin(page, site, "sf-practice")
    page.locator("#question-1 .option input").first.check()
    saved(page)
    page.locator("#question-1 [data-flag]").click()
    page.wait_for_function("() => Object.values(localStorage).some((v) => v.includes('\"flags\":{}'))")
    assert [(bool(one[1]), one[2]) for one in stored(demo_app)[:2]] == [(True, True), (False, False)]
    enter(scriptless, "seller")
    scriptless.goto(f"{site}/quizzes/sf-practice")
    scriptless.locator("a.btn--primary").click()
    scriptless.locator("#question-3 .option input").nth(1).check()
    scriptless.locator("#question-4 .option input").first.check()
    scriptless.locator("#paper nav button[value=finish]").click()
    expect(scriptless.locator("h1")).to_contain_text("13")
    assert [bool(one[1]) for one in stored(demo_app)[:5]] == [True, False, True, True, False]
