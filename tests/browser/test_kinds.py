"""What a script adds to the kinds of questions: steps that move, places that are pointed at, words that are counted; all saved."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

Enter = Callable[[Page, str], None]
Ask = Callable[[str, int], Page]


@pytest.fixture
def ask(watched: Page, site: str, enter: Enter) -> Ask:
    """Open one question of a practice quiz."""
    enter(watched, "seller")

    def asked(quiz: str, number: int) -> Page:
        watched.goto(f"{site}/quizzes/{quiz}")
        watched.locator(f"form[action$='/quizzes/{quiz}/start'] button").click()
        watched.wait_for_url("**/attempts/**")
        watched.goto(f"{watched.url.partition('?')[0]}?q={number}")
        return watched

    return asked


def saved(page: Page) -> None:
    """Wait until the page says that it was saved."""
    expect(page.locator("[data-saved]")).to_have_attribute("data-state", "ok", timeout=20_000)
    expect(page.locator("[data-saved-text]")).to_have_text(re.compile(r"\d\d:\d\d:\d\d"))


def texts(rows: Locator) -> list[str]:
    """The steps as they stand."""
    return [text.strip() for text in rows.locator("[data-step-text]").all_text_contents()]


def test_steps_move_by_keyboard_and_nothing_is_answered_before(ask: Ask) -> None:
    page = ask("sf-practice", 15)
    rows, places = page.locator("[data-step-row]"), page.locator("[data-step-row] select")
    before = texts(rows)
    assert [one.input_value() for one in places.all()] == [""] * 5

    rows.nth(1).locator("[data-move='-1']").focus()
    page.keyboard.press("Enter")
    assert texts(rows) == [before[1], before[0], *before[2:]]
    assert [one.input_value() for one in places.all()] == ["1", "2", "3", "4", "5"]
    expect(page.locator("[data-order-say]")).to_have_text(f"{before[1]}: place 1 of 5")
    places.nth(0).select_option("5")
    moved = [before[0], *before[2:], before[1]]
    assert texts(rows) == moved
    saved(page)
    page.reload()
    assert texts(page.locator("[data-step-row]")) == moved


def test_a_click_on_a_place_is_a_click_on_its_entry(ask: Ask) -> None:
    page = ask("ta-practice", 11)
    entry = page.locator(".option input").nth(2)

    page.locator(f"[data-spot='{entry.get_attribute('value')}'] rect").click(position={"x": 12, "y": 12})
    expect(entry).to_be_checked()
    expect(page.locator("[data-spot][data-on]")).to_have_count(1)
    saved(page)
    page.reload()
    expect(page.locator("[data-spot][data-on]")).to_have_count(1)


def test_words_are_counted_while_they_are_written(ask: Ask) -> None:
    page = ask("ta-practice", 15)

    page.locator("textarea").fill("Dear owner, it stood still for 270 minutes.")
    expect(page.locator("[data-words-count]")).to_have_text("Now: 8")
    saved(page)
