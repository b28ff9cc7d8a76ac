"""The real pages in the real browser, every field of them filled with payloads: nothing runs, nothing is left that could."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from lms.core import clock
from lms.core.ids import PartnerId, PersonId
from tests.installation import build
from tests.security.browser import hostile
from tests.security.browser.conftest import Trap, trapped
from tests.security.browser.poking import POKE, SUSPECTS
from tests.security.payloads import PRODUCT, payloads
from tests.security.world import let_in
from tests.serving import served

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("test_hostile_pages"), pytest.mark.timeout(300)]

BODIES = hostile.BODIES
MOST = 215
"""So many payloads must stand on the pages of a tour, or it proved little."""
STATUS = "Failed to load resource"
"""How the console speaks of a page that answers 400 or 404."""


@dataclass(slots=True)
class Stage:
    """The running academy, and somebody's browser in it."""

    app: Flask
    site: str
    near: PartnerId
    people: dict[str, PersonId]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """An academy whose authors and people mean harm."""
    folder: Path = tmp_path_factory.mktemp("hostile")
    app = build(f"sqlite:///{folder / 'hostile.db'}", tree=hostile.hostile_tree())
    near, people = hostile.people(app)
    with served(app) as site:
        yield Stage(app, site, near, people)


@dataclass(slots=True)
class Visit:
    """Somebody's tour: every page is opened, touched and looked through."""

    stage: Stage
    trap: Trap
    page: Page
    seen: int = 0
    shown: set[int] = field(default_factory=set)
    """The payloads that stood on the pages, as harmless text."""

    def open(self, *addresses: str) -> None:
        """Open pages one after the other."""
        for address in addresses:
            response = self.page.goto(self.stage.site + address, wait_until="load")
            assert response is not None
            assert response.status in (200, 404), address
            assert "/sign-in" not in self.page.url or "/sign-in" in address
            self.look(address)

    def look(self, where: str) -> None:
        """Touch everything, and look for what could run."""
        self.seen += 1
        self.page.evaluate(POKE)
        self.shown |= {int(number) for number in re.findall(r"xss\(?(\d+)", self.page.content())}
        assert self.page.evaluate(SUSPECTS, None) == [], where
        assert PRODUCT not in self.page.content(), where
        assert self.trap.wire.quiet, f"{where}: {self.trap.wire}"

    def send(self, address: str, form: str, texts: Sequence[str]) -> None:
        """Fill every field of a form with the text, whatever the field says it takes, and look at the answer."""
        for text in texts:
            self.page.goto(self.stage.site + address, wait_until="load")
            with self.page.expect_navigation(wait_until="load"):
                self.page.evaluate(FILL, [form, text])
            self.look(f"{address} {form}")

    def end(self) -> None:
        """Nothing ran to the last, and the console had nothing to say: the policy never had to step in."""
        self.page.wait_for_timeout(200)
        assert self.trap.wire.quiet
        assert [one for one in self.trap.wire.complaints if not one.startswith(STATUS)] == []


FILL = """
([form, text]) => {
  const found = document.querySelector(`main form[action*="${form}"], main form`);
  found.noValidate = true;
  for (const one of found.querySelectorAll('input, textarea, select')) {
    if (['hidden', 'submit', 'checkbox', 'radio', 'file', 'button'].includes(one.type)) continue;
    if (one.tagName === 'SELECT') one.append(new Option('x', text, true, true));
    else { one.type && one.tagName === 'INPUT' && (one.type = 'text'); one.removeAttribute('maxlength'); one.value = text; }
  }
  HTMLFormElement.prototype.submit.call(found);
}
"""


@pytest.fixture
def tour(stage: Stage, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """The tour of who is named by the test's parameter; empty is a stranger."""
    with trapped(browser) as trap:
        who = getattr(request, "param", "")
        if who:
            with stage.app.app_context():
                cookie = let_in(stage.people[who], request.node.name, clock.now())
            trap.context.add_cookies([{"name": "session", "value": cookie, "url": stage.site}])
        visit = Visit(stage, trap, trap.page())
        yield visit
        visit.end()


def together(count: int = 3) -> list[str]:
    """All payloads in a few texts."""
    return [" ".join(payload.line for payload in payloads()[first::count]) for first in range(count)]


def each(kind: str) -> list[str]:
    """The pages of the hostile items of a kind whose bodies hold payloads."""
    return [f"/{kind}/hostile-{number}" for number in range(BODIES)]


def test_only_what_hides_or_turns_text_round_is_kept_out_of_the_content() -> None:
    kept = {payload.number for payload in hostile.readable()}
    assert {payload.text for payload in payloads() if payload.number not in kept} == {
        "<s\u200bcript>xss(255)</s\u200bcript>",
        "\u202e<script>xss(257)</script>\u202c",
    }


@pytest.mark.parametrize("tour", ["leader"], indirect=True)
def test_content_runs_nothing_in_the_browser_of_a_partner(tour: Visit) -> None:
    tour.open("/home", "/courses", "/certificates", "/materials", "/tier", "/agreement", *each("courses"), *each("certifications"))
    tour.open(*(f"{address}/only" for address in each("courses")), *each("materials"))
    tour.open(*(f"/materials?product={quote(text)}" for text in together()))
    assert len(tour.shown) > MOST


@pytest.mark.parametrize("tour", ["leader"], indirect=True)
def test_a_quiz_runs_nothing(tour: Visit) -> None:
    tour.open("/quizzes/hostile")
    with tour.page.expect_navigation(wait_until="load"):
        tour.page.evaluate("document.querySelector('form[action$=\"/start\"]').submit()")
    attempt = tour.page.url.removeprefix(tour.stage.site).partition("?")[0]
    tour.open(*(f"{attempt}?q={number}" for number in range(1, hostile.questions() + 1)), f"{attempt}?finish=1")
    with tour.page.expect_navigation(wait_until="load"):
        tour.page.evaluate("document.querySelector('form[action$=\"/submit\"]').submit()")
    tour.look("result")
    tour.open(f"{attempt}/review")
    assert len(tour.shown) > MOST


@pytest.mark.parametrize("tour", ["leader"], indirect=True)
def test_people_run_nothing_in_each_others_browsers(tour: Visit) -> None:
    tour.open("/team", "/team?view=path", "/account", f"/people/{hostile.newest(tour.stage.app, 'person')}")
    tour.open(f"/certificates/{hostile.newest(tour.stage.app, 'certificate')}", "/team/invitations")
    tour.send("/account", "/account", together())
    tour.send("/team/invitations", "/team/invitations", together())
    tour.send("/courses/hostile-0/only/ask", "/ask", [*(text[:1990] for text in together()), *together()])
    assert len(tour.shown) > MOST


@pytest.mark.parametrize("tour", ["manager"], indirect=True)
def test_partners_run_nothing_in_the_browser_of_their_manager(tour: Visit) -> None:
    near = f"/partners/{hostile.public_id_of(tour.stage.app, tour.stage.near)}"
    pages = -(-len(payloads()) // 50)
    tour.open("/partners", *(f"/partners?page={number}" for number in range(2, pages + 1)), near, f"{near}/tier", f"{near}/figures")
    assert len(tour.shown) > MOST
    tour.send(f"{near}/figures", "/figures", together())
    tour.send(f"/team/invitations?partner={near.rpartition('/')[2]}", "/team/invitations", together())
    tour.send("/figures", "/figures", ["partner,metric,date,reference,value\n" + "\n".join(payload.line for payload in payloads())])
    tour.send("/partners/new", "/partners/new", together())
    for text in map(quote, together()):
        tour.open(f"/partners?q={text}&tier={text}&show={text}&order={text}&page={text}")


@pytest.mark.parametrize("tour", ["admin"], indirect=True)
def test_everybody_together_runs_nothing_in_the_browser_of_the_programme_admin(tour: Visit) -> None:
    tour.open("/partners", "/content", "/audit", "/audit?check=1", "/partners/new", "/certificates")
    tour.open("/demo/mailbox", *(f"/demo/mailbox/{mail}" for mail in hostile.mails(tour.stage.app)))


def test_a_stranger_meets_nothing_that_runs(tour: Visit) -> None:
    tour.open("/", "/programme", "/sign-in", "/demo", "/verify", *each("materials"), "/invitations/hostile%200")
    tour.open(f"/verify/{hostile.code(tour.stage.app)}")
    for text in (quote(one, safe="") for one in together(6)):
        tour.open(f"/verify?code={text}", f"/verify/{text}", f"/nothing/{text}")
    short = [payload.text for payload in payloads() if payload.text.isascii() and not set(payload.text) & set(" \n\t\\\x02")]
    for first in range(3):
        tour.open(f"/sign-in?next={quote('/home?' + '&'.join(short[first::3])[:1900])}")
    assert len(tour.shown) > MOST
    tour.send("/sign-in", "/sign-in", together(1))
    tour.send("/reset", "/reset", together(1))
    tour.send("/invitations/hostile%200", "/invitations", together(1))
