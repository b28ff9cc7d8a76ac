"""The demonstration: lesson, exam, certificate, place, tier, material; walked in a real browser, in both languages."""

import re
from collections.abc import Callable, Iterator
from itertools import islice
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from lms.core.ids import Slug
from lms.publishing.library import library_of
from lms.quizzes.rules import Quiz
from lms.releases.queries import current

Enter = Callable[[Page, str], None]


@pytest.fixture
def exam(demo_app: Flask) -> Callable[[str], Quiz]:
    """A quiz of the sample with its keys: what a good learner knows."""

    def found(slug: str) -> Quiz:
        with demo_app.app_context():
            return library_of(current()).quizzes.quizzes[Slug(slug)]

    return found


def finish_open_lesson(page: Page, site: str) -> None:
    """Go on where the home page says, and finish that lesson."""
    page.goto(f"{site}/home")
    page.locator(".resume a.btn").click()
    page.locator("form[action$='/done'] button").click()
    page.wait_for_load_state()


def sit(page: Page, site: str, quiz: Quiz, wrong: int = 0, answered: int = 100) -> None:
    """Start an exam and answer its first questions, the first `wrong` of them wrongly; then hand it in."""
    page.goto(f"{site}/quizzes/{quiz.id}")
    page.locator(f"form[action$='/quizzes/{quiz.id}/start'] button").click()
    page.wait_for_url("**/attempts/*")
    attempt = page.url.partition("?")[0]
    for chosen in islice(answers(page, attempt, quiz, wrong), answered):
        for option in chosen:
            page.locator(f"input[value='{option}']").check()
        expect(page.locator("[data-saved]")).to_have_text(re.compile(r"\d\d:\d\d:\d\d"))
    page.goto(f"{attempt}?finish=1")
    page.locator("form[action$='/submit'] button").click()
    page.wait_for_url("**/result")


def answers(page: Page, attempt: str, quiz: Quiz, wrong: int) -> Iterator[list[str]]:
    """The options to choose on each page of the paper, in its order."""
    for number in range(1, quiz.paper_size + 1):
        page.goto(f"{attempt}?q={number}")
        shown = [one.get_attribute("value") or "" for one in page.locator("fieldset input").all()]
        question = next(one for one in quiz.questions if {option.id for option in one.options} == set(shown) and matches(page, one))
        right = [option.id for option in question.options if option.right]
        yield [option for option in shown if option not in right][:1] if number <= wrong else right


def matches(page: Page, question: object) -> bool:
    """Whether the page asks this question; two questions may have options of the same names."""
    stem = page.locator("legend").inner_text()
    texts = getattr(question, "text", {})
    return any(plain(text) in plain(stem) for text in texts.values())


def plain(text: str) -> str:
    """A text without white space and markup differences."""
    return re.sub(r"[\s*`_]+", "", text)


def switch_to(page: Page, language: str) -> None:
    """Press the language button of the page."""
    page.locator(f"button[name='language'][value='{language}']").first.click()
    page.wait_for_load_state()


def test_the_chain_from_the_last_lesson_to_the_managers_portfolio(
    watched: Page, stranger: Page, site: str, enter: Enter, exam: Callable[[str], Quiz]
) -> None:
    page = watched
    # The seller meets the locked gate with its list, finishes the last lesson before it, and sits the exam in Russian.
    enter(page, "seller")
    assert page.goto(f"{site}/materials/objection-card/files/objection-card.en.pdf").status == 403  # type: ignore[union-attr]
    expect(page.locator("main")).to_contain_text(re.compile("Cloud Sales Foundation|Основы продаж облака"))
    finish_open_lesson(page, site)
    page.goto(f"{site}/quizzes/sf")
    if page.locator("html").get_attribute("lang") != "ru":
        switch_to(page, "ru")
    sit(page, site, exam("sf"))
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    expect(page.locator("h1")).to_contain_text("100")
    expect(page.locator("main")).to_contain_text("Основы продаж облака")
    # The certificate, and the card that it unlocked.
    page.goto(f"{site}/certificates")
    page.locator("a[href^='/certificates/']").first.click()
    verify = page.locator("a[href*='/verify/']").first.get_attribute("href") or ""
    assert page.request.get(f"{site}/materials/objection-card/files/objection-card.ru.pdf").status == 200
    assert page.request.get(f"{site}/materials/pitch-deck/files/pitch-deck.ru.pdf").status == 200
    # The tier page shows the place that this filled.
    page.goto(f"{site}/tier")
    expect(page.locator("h1")).to_contain_text("Start")
    # A deep link past a gate says what is missing.
    answer = page.goto(f"{site}/materials/price-list/files/price-list.ru.xlsx")
    assert answer is not None
    assert answer.status == 403
    expect(page.locator("main")).to_contain_text("Silver")
    # The engineer's exam lifts the company to Gold.
    enter(page, "engineer")
    switch_to(page, "en")
    page.goto(f"{site}/tier")
    expect(page.locator("h1")).to_contain_text("Silver")
    finish_open_lesson(page, site)
    sit(page, site, exam("ta"), wrong=3)
    expect(page.locator("h1")).to_contain_text("88")
    page.goto(f"{site}/tier")
    expect(page.locator("h1")).to_contain_text("Gold")
    # The manager's portfolio shows it.
    enter(page, "partner-manager")
    page.goto(f"{site}/partners")
    expect(page.locator("tr", has_text=re.compile("Gamma|Гамма")).first).to_contain_text("Gold")
    # A stranger verifies the certificate.
    stranger.goto(site + urlsplit(verify).path)
    expect(stranger.locator("main")).to_contain_text(re.compile("Alla Nikitina|Алла Никитина"))
    assert stranger.goto(f"{site}/verify/{'A' * 26}") is not None
    expect(stranger.locator("main")).not_to_contain_text("Alla")


def test_a_failed_exam_names_the_distance_and_the_hour(watched: Page, site: str, enter: Enter, exam: Callable[[str], Quiz]) -> None:
    enter(watched, "engineer")
    switch_to(watched, "en") if watched.locator("html").get_attribute("lang") == "ru" else None
    finish_open_lesson(watched, site)
    sit(watched, site, exam("ta"), wrong=1, answered=6)
    expect(watched.locator("h1")).to_contain_text("20%")
    expect(watched.locator("h1")).to_contain_text("70%")
    watched.goto(f"{site}/quizzes/ta")
    assert watched.locator("form[action$='/quizzes/ta/start']").count() == 0


def test_everything_walks_without_javascript(scriptless: Page, site: str, enter: Enter, exam: Callable[[str], Quiz]) -> None:
    page = scriptless
    enter(page, "seller")
    finish_open_lesson(page, site)
    quiz = exam("sf")
    page.goto(f"{site}/quizzes/sf")
    page.locator("form[action$='/quizzes/sf/start'] button").click()
    attempt = page.url.partition("?")[0]
    for chosen in answers(page, attempt, quiz, 0):
        for option in chosen:
            page.locator(f"input[value='{option}']").check()
        page.locator("main form button[type='submit']").last.click()
        page.wait_for_load_state()
    page.goto(f"{attempt}?finish=1")
    page.locator("form[action$='/submit'] button").click()
    expect(page.locator("h1")).to_contain_text("100")
