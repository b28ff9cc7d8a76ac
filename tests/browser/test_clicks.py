"""How many presses lead to what people come for: with the mouse, with the keyboard alone, and without JavaScript."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, expect

from lms.accounts.models import Person
from lms.certificates.models import Certificate
from lms.core.db import db, transaction
from tests.factories import password_hash
from tests.visitors import PASSWORD

MOST_TABS = 80
"""More steps than any of these pages has stops."""
FOCUS_SHOWS = """element => {
    const style = getComputedStyle(element);
    return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
}"""
LESSON = re.compile(r"/courses/[a-z0-9-]+/[a-z0-9-]+$")


@dataclass
class Hand:
    """Somebody at a page: presses what can be pressed, and counts the presses. Typing is none."""

    page: Page
    keyboard: bool
    presses: int = 0
    stops: list[str] = field(default_factory=list)

    def press(self, target: Locator) -> None:
        """Press a link or a button and wait for where it leads."""
        target = target.first
        expect(target).to_be_visible()
        before = self.page.url
        if self.keyboard:
            self.reach(target)
            self.page.keyboard.press("Enter")
        else:
            target.click()
        self.page.wait_for_url(lambda url: url != before)
        self.page.wait_for_load_state()
        self.presses += 1

    def write(self, target: Locator, text: str) -> None:
        """Write into a field."""
        if self.keyboard:
            self.reach(target)
            self.page.keyboard.type(text)
        else:
            target.fill(text)

    def reach(self, target: Locator) -> None:
        """Walk to an element with the Tab key alone; each stop on the way must show that it has the focus."""
        wanted = target.element_handle()
        for _step in range(MOST_TABS):
            if target.evaluate("(element, wanted) => document.activeElement === wanted", wanted):
                return
            self.page.keyboard.press("Tab")
            here = self.page.evaluate_handle("document.activeElement")
            self.stops.append(str(here.evaluate("element => element.outerHTML.slice(0, 120)")))
            assert here.evaluate(FOCUS_SHOWS), f"nobody sees that this has the focus: {self.stops[-1]}"
        pytest.fail(f"{MOST_TABS} steps with Tab did not reach {target}; the last were {self.stops[-5:]}")


@pytest.fixture(params=["mouse", "keyboard", "scriptless"])
def hand(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Hand]:
    """A fresh browser in English, used in one of three ways."""
    context = browser.new_context(java_script_enabled=request.param != "scriptless", locale="en-GB")
    yield Hand(context.new_page(), keyboard=request.param == "keyboard")
    context.close()


@pytest.fixture
def know_password(demo_app: Flask) -> Callable[[str], str]:
    """Give somebody of the demo the password of the tests, and English pages; their address."""

    def known(name: str) -> str:
        with demo_app.app_context(), transaction():
            person = db.session.scalars(sa.select(Person).where(Person.name == name)).one()
            person.password, person.language = password_hash(), "en"
            return person.email

    return known


def sign_in(hand: Hand, site: str, email: str, way: str = "/sign-in") -> None:
    """Sign in as somebody."""
    hand.page.set_default_timeout(10_000)
    hand.page.goto(f"{site}{way}")
    hand.write(hand.page.locator("main input[name='email']"), email)
    hand.write(hand.page.locator("input[name='password']"), PASSWORD)
    hand.press(hand.page.locator("main form[action$='/sign-in'] .btn--primary"))


def test_two_presses_lead_from_the_sign_in_to_the_lesson_to_go_on_with(hand: Hand, site: str, know_password: Callable[[str], str]) -> None:
    sign_in(hand, site, know_password("Alla Nikitina"))
    hand.press(hand.page.locator(".resume a.btn"))

    assert LESSON.search(hand.page.url)
    assert hand.presses <= 2


def test_one_press_tells_why_something_is_locked(hand: Hand, site: str, know_password: Callable[[str], str]) -> None:
    sign_in(hand, site, know_password("Alla Nikitina"), "/sign-in?next=/materials")
    hand.presses = 0
    hand.press(hand.page.get_by_role("link", name="Price list"))

    expect(hand.page.locator("main")).to_contain_text("Silver")
    assert hand.presses <= 1


def test_two_presses_lead_from_the_portfolio_to_the_progress_of_one_person(
    hand: Hand, site: str, know_password: Callable[[str], str]
) -> None:
    sign_in(hand, site, know_password("Elena Sokolova"), "/sign-in?next=/partners")
    hand.presses = 0
    hand.press(hand.page.locator("main table a", has_text="Vector"))
    hand.press(hand.page.locator("main table a", has_text="Anna Krylova"))

    expect(hand.page.locator("h1")).to_contain_text("Anna Krylova")
    expect(hand.page.locator("main")).to_contain_text(re.compile(r"\d+ of \d+"))
    assert hand.presses <= 2


def test_one_press_verifies_a_certificate(hand: Hand, site: str, demo_app: Flask) -> None:
    with demo_app.app_context():
        code = db.session.scalars(sa.select(Certificate.code).order_by(Certificate.id)).first()
        db.session.remove()
    hand.page.goto(f"{site}/verify")
    hand.write(hand.page.locator("main input[name='code']"), str(code))
    hand.press(hand.page.locator("main form .btn--primary"))

    expect(hand.page.get_by_role("region", name="Answer")).to_contain_text("Valid")
    assert hand.presses <= 1


def test_three_presses_lead_from_the_invitation_mail_to_the_first_lesson(
    hand: Hand, site: str, know_password: Callable[[str], str]
) -> None:
    sign_in(hand, site, know_password("Irina Belova"), "/sign-in?next=/team/invitations")
    hand.write(hand.page.locator("main input[type='email']"), "new.seller@vector.example")
    hand.press(hand.page.locator("main form .btn--primary"))
    hand.page.context.clear_cookies()
    hand.page.goto(f"{site}/demo/mailbox")
    hand.press(hand.page.locator("main a", has_text="Vector"))
    hand.presses = 0
    hand.press(hand.page.locator("main a[href*='/invitations/']"))
    hand.write(hand.page.locator("input[name='name']"), "Nora New")
    hand.write(hand.page.locator("input[name='personal']"), "nora@home.example")
    hand.write(hand.page.locator("input[name='password']"), PASSWORD)
    hand.press(hand.page.locator("main form .btn--primary"))
    hand.press(hand.page.locator(".resume a.btn"))

    assert LESSON.search(hand.page.url)
    assert hand.presses <= 3


def test_a_stop_that_does_not_show_its_focus_is_noticed(page: Page) -> None:
    page.set_content("<style>a { outline: none }</style><a href='#one'>one</a><a href='#two'>two</a>")

    with pytest.raises(AssertionError, match="nobody sees"):
        Hand(page, keyboard=True).reach(page.get_by_text("two"))
