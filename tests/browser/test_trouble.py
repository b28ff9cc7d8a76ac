"""While the database is locked, the page of an exam keeps the answer, says so, and saves it by itself afterwards."""

import re
import sqlite3
from collections.abc import Callable

from flask import Flask
from playwright.sync_api import Page, expect


def test_an_answer_given_while_the_database_is_locked_is_kept_and_saved_afterwards(
    page: Page, site: str, demo_app: Flask, enter: Callable[[Page, str], None]
) -> None:
    enter(page, "seller")
    page.goto(f"{site}/quizzes/sf-practice")
    page.locator("form[action$='/quizzes/sf-practice/start'] button").click()
    answered: list[int] = []
    page.on("response", lambda response: answered.append(response.status) if "/answers/" in response.url else None)
    other = sqlite3.connect(str(demo_app.config["SQLALCHEMY_DATABASE_URI"]).removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    chosen = page.locator("fieldset input").first.get_attribute("value")
    page.locator("fieldset input").first.check()
    expect(page.locator("[data-saved]")).to_have_attribute("data-state", "warn", timeout=20_000)
    other.execute("ROLLBACK")
    other.close()

    expect(page.locator("[data-saved]")).to_have_text(re.compile(r"\d\d:\d\d:\d\d"), timeout=40_000)
    assert answered[0] == 503
    assert answered[-1] == 200
    page.goto(f"{page.url.partition('?')[0]}?q=1")
    expect(page.locator(f"fieldset input[value='{chosen}']")).to_be_checked()
