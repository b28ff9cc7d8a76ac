"""An engineer moves from one company to another: that day both tiers, the mails and the forecasts say so, in both languages."""

import re
from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from lms.accounts.models import Person
from lms.accounts.rules import token_hash
from lms.accounts.service import NewSession, open_session
from lms.core import clock
from lms.core.db import db, transaction
from lms.core.translation import say
from lms.notifications.models import OutboxMail
from lms.partners.models import Partner
from lms.programme.models import PartnerStanding
from lms.programme.queries import version_in_force
from lms.programme.rules import falls_on

Enter = Callable[[Page, str], None]
VERA = "vera.titova@vector.example"
SAYS = {
    "en": {
        "reached": r"Gold", "place": "Vera Titova", "grace": r"[Gg]race", "moves": "Silver", "left": "Vector", "joined": "Gamma",
    },
    "ru": {
        "reached": r"Gold", "place": "Вера Титова", "grace": r"[Оо]тсрочк", "moves": "Silver", "left": "Вектор", "joined": "Гамма",
    },
}  # fmt: skip


def public_id(app: Flask, name: str) -> str:
    with app.app_context():
        return str(db.session.scalars(sa.select(Partner.public_id).where(Partner.name == name)).one())


def in_language(page: Page, site: str, language: str) -> None:
    page.goto(f"{site}/home")
    if page.locator("html").get_attribute("lang") != language:
        page.locator(f"button[name='language'][value='{language}']").first.click()
    expect(page.locator("html")).to_have_attribute("lang", language)


def arrive(app: Flask, page: Page, site: str) -> None:
    """Vera comes as who is signed in."""
    with app.app_context(), transaction():
        vera = db.session.scalars(sa.select(Person).where(Person.email == VERA)).one()
        data = {"_user_id": vera.fs_uniquifier, "csrf_token": "a token of vera"}
        open_session(vera.fs_uniquifier, NewSession(token_hash("a-cookie-of-vera"), data, "a browser"), clock.now())
    page.context.add_cookies([{"name": "session", "value": "a-cookie-of-vera", "url": site}])


def link_of(app: Flask, site: str) -> str:
    """Where the newest invitation leads."""
    with app.app_context():
        mail = db.session.scalars(sa.select(OutboxMail).where(OutboxMail.address == VERA).order_by(OutboxMail.id.desc())).first()
    assert mail is not None
    found = re.search(r"/invitations/[\w-]+", mail.text)
    assert found is not None
    return site + found[0]


def mailed(app: Flask, event: str) -> set[str]:
    with app.app_context():
        return set(db.session.scalars(sa.select(OutboxMail.address).where(OutboxMail.event == event)))


def review_of(app: Flask, partner: str) -> date:
    """The review on which the tier of this partner may fall, by the rules in force."""
    with app.app_context():
        row = db.session.scalars(sa.select(PartnerStanding).join(Partner).where(Partner.public_id == partner)).one()
        rules = version_in_force(clock.now().date())
        assert rules is not None
        assert (row.tier, row.failing_since) == ("gold", clock.now().date())
        return falls_on(rules.review, row.failing_since)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_an_engineer_moves_and_both_companies_the_mails_and_the_forecasts_say_so_that_day(
    watched: Page, browser: Browser, site: str, demo_app: Flask, enter: Enter, language: str
) -> None:
    said, vector, gamma = SAYS[language], public_id(demo_app, "Vector"), public_id(demo_app, "Gamma")
    enter(watched, "partner-manager")
    in_language(watched, site, language)
    watched.goto(f"{site}/team/invitations?partner={gamma}")
    watched.locator("input[name=email]").fill(VERA)
    watched.locator("input[name=sales]").uncheck()
    watched.locator("input[name=technical]").check()
    watched.locator("form[action*='/team/invitations'] button.btn--primary").click()
    watched.wait_for_load_state()

    context = browser.new_context()
    vera = context.new_page()
    arrive(demo_app, vera, site)
    in_language(vera, site, language)
    vera.goto(link_of(demo_app, site))
    expect(vera.locator("main")).to_contain_text(said["left"])
    vera.locator("form[action*='/invitations/'] button").click()
    vera.wait_for_load_state()
    vera.goto(f"{site}/certificates")
    expect(vera.locator("main")).to_contain_text({"en": "Technical Associate", "ru": "Технический специалист"}[language])
    context.close()

    watched.goto(f"{site}/partners/{gamma}/tier")
    expect(watched.locator("h1")).to_contain_text(re.compile(said["reached"]))
    expect(watched.locator("main")).to_contain_text(said["place"])
    watched.goto(f"{site}/partners/{vector}/tier")
    main = watched.locator("main")
    expect(main).to_contain_text(re.compile(said["grace"]))
    expect(main).to_contain_text(said["moves"])
    expect(main).to_contain_text(say(review_of(demo_app, vector), language))

    assert "irina.belova@vector.example" in mailed(demo_app, "tier_grace")
    assert "irina.belova@vector.example" in mailed(demo_app, "colleague_left")
    assert "maria.dyachenko@gamma.example" in mailed(demo_app, "tier_reached")
    assert "maria.dyachenko@gamma.example" in mailed(demo_app, "joined")
    assert VERA in mailed(demo_app, "welcome") | mailed(demo_app, "left")
    watched.goto(f"{site}/demo/mailbox")
    expect(watched.locator("main")).to_contain_text(said["joined"])
