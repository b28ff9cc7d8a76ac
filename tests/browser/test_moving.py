"""An engineer moves from one company to another: that day and the next, tiers, mails and forecasts say so, in both languages."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from lms.accounts.models import Person
from lms.accounts.rules import token_hash
from lms.accounts.service import NewSession, open_session
from lms.core import clock
from lms.core.db import db, transaction
from lms.core.translation import say
from lms.journey.settle import review_due
from lms.notifications.models import OutboxMail
from lms.partners.models import Partner
from lms.programme.facts import facts_of_partner
from lms.programme.models import PartnerStanding
from lms.programme.queries import published
from lms.programme.states import falls_after
from lms.programme.versions import in_force, judged
from lms.publishing.library import library_of
from lms.releases.queries import current
from lms.requirements.facts import Facts

Enter = Callable[[Page, str], None]
VERA, IRINA, MARIA, ELENA = (
    "vera.titova@vector.example", "irina.belova@vector.example", "maria.dyachenko@gamma.example", "elena.sokolova@nimbus.example",
)  # fmt: skip
NAMES = {"en": ("Vera Titova", "Vector", "Gamma"), "ru": ("Вера Титова", "Вектор", "Гамма")}

MAILS: dict[tuple[str, str], dict[str, tuple[str, ...]]] = {
    ("left", VERA): {
        "en": (r"^Hello Vera Titova", r"From {day} on you no longer [^.]* Vector"),
        "ru": (r"^Здравствуйте, Вера Титова", r"С {day} вы больше не [^.]* «Вектор»"),
    },
    ("welcome", VERA): {"en": (r"You now belong to Gamma",), "ru": (r"вы теперь [^.]* «Гамма»",)},
    ("colleague_left", IRINA): {
        "en": (r"From {day} on Vera Titova no longer [^.]* Vector",),
        "ru": (r"С {day} Вера Титова больше не [^.]* «Вектор»",),
    },
    ("joined", MARIA): {
        "en": (r"Vera Titova has joined Gamma", r"for Gamma from today on"),
        "ru": (r"«Гамма»: Вера Титова", r"С сегодняшнего дня [^.]* «Гамма»"),
    },
    ("tier_grace", IRINA): {
        "en": (r"Vector: the requirements of Gold are no longer met", r"1 migration engineer", r"{grace}; .* review on {review} .*{to}\."),
        "ru": (r"Вектор: требования Gold больше не выполнены", r"1 инженер миграции", r"{grace}; .* {review} .*{to}\."),
    },
    ("tier_reached", MARIA): {
        "en": (r"Gamma has reached the tier Gold", r"The tier before was Silver\."),
        "ru": (r"Гамма: получен уровень Gold", r"Прежний уровень: Silver\."),
    },
}  # fmt: skip
"""What a mail says: who, which company, which day."""
MAILS |= {("tier_grace", ELENA): MAILS["tier_grace", IRINA], ("tier_reached", ELENA): MAILS["tier_reached", MARIA]}

FROM_THE_OLD = {"left", "colleague_left", "tier_grace"}
"""The mails about the company that Vera leaves; the others are about the one that she joins."""

LOST = {
    "en": (
        r"Since {day} ",
        r"Vera Titova[^.]* {day}\.",
        r"4 of 5 [^.]* 1 more migration engineer\.",
        r"at the review on {review} [^.;]*{to}\.",
    ),
    "ru": (r"С {day} ", r"Вера Титова[^.]* {day}\.", r"4 из 5[^.]* ещё 1 инженер миграции\.", r"на пересмотре {review} [^.;]*{to}\."),
}
"""What the page says of the company that she leaves, whoever reads it."""
LEFT = {"en": "Left on {day}.", "ru": "Больше не работает с {day}."}


def public_id(app: Flask, name: str) -> str:
    with app.app_context():
        return str(db.session.scalars(sa.select(Partner.public_id).where(Partner.name == name)).one())


def in_language(page: Page, site: str, language: str) -> None:
    page.goto(f"{site}/home")
    if page.locator("html").get_attribute("lang") != language:
        page.locator(f"button[name='language'][value='{language}']").first.click()
    expect(page.locator("html")).to_have_attribute("lang", language)


def written_to_in(app: Flask, language: str) -> None:
    """Everybody reads their mails in this language."""
    with app.app_context(), transaction():
        db.session.execute(sa.update(Person).values(language=language))


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


def invite(page: Page, site: str, gamma: str) -> None:
    """The manager invites Vera to Gamma as an engineer."""
    page.goto(f"{site}/team/invitations?partner={gamma}")
    page.locator("input[name=email]").fill(VERA)
    page.locator("input[name=sales]").uncheck()
    page.locator("input[name=technical]").check()
    page.locator("form[action*='/team/invitations'] button.btn--primary").click()
    page.wait_for_load_state()


def move(app: Flask, browser: Browser, site: str, language: str) -> None:
    """Vera follows the invitation, and keeps what she has earned."""
    context = browser.new_context()
    vera = context.new_page()
    arrive(app, vera, site)
    in_language(vera, site, language)
    vera.goto(link_of(app, site))
    for company in NAMES[language][1:]:
        expect(vera.locator("main")).to_contain_text(company)
    vera.locator("form[action*='/invitations/'] button").click()
    vera.wait_for_load_state()
    vera.goto(f"{site}/certificates")
    expect(vera.locator("main")).to_contain_text({"en": "Technical Associate", "ru": "Технический специалист"}[language])
    context.close()


def plain(text: str) -> str:
    """Spaces that do not break are ordinary ones here."""
    return text.replace("\u00a0", " ")


def evaluated(app: Flask, partner: str, days: Sequence[date]) -> list[str]:
    """The tier earned on each of these days, evaluated as of that day by what is known now."""
    with app.app_context():
        found = db.session.scalars(sa.select(Partner.id).where(Partner.public_id == partner)).one()
        facts = Facts(facts_of_partner(found, library_of(current()).certifications), None, None, 0)
        return [str(judged(published().versions, facts, day, looks_ahead=False).tier).title() for day in days]


def days_of(app: Flask, partner: str, moved: date, language: str) -> dict[str, str]:
    """The day of the move, until when the tier is kept, at which review it may fall, and to which, as they are said."""
    with app.app_context():
        row = db.session.scalars(sa.select(PartnerStanding).join(Partner).where(Partner.public_id == partner)).one()
        rules = in_force(published().versions, moved)
        assert rules is not None
        assert (row.tier, row.failing_since) == ("gold", moved)
        grace_until = moved + timedelta(days=rules.review.grace_days)
        review = falls_after(rules.review, grace_until)
        assert review is not None
        days = {"day": moved, "grace": grace_until, "review": review}
    return {name: plain(say(day, language)) for name, day in days.items()} | {"to": evaluated(app, partner, [days["review"]])[0]}


def written(app: Flask, event: str, person: str) -> list[OutboxMail]:
    """What somebody was written about such an event."""
    with app.app_context():
        chosen = sa.select(OutboxMail).join(Person, Person.id == OutboxMail.person_id)
        return list(db.session.scalars(chosen.where(OutboxMail.event == event, Person.email == person)))


def mails_are_right(app: Flask, moved: date, language: str) -> None:
    """Each side and Vera were written to once: who, which company, which day; and the companies never read of each other."""
    said = days_of(app, public_id(app, "Vector"), moved, language)
    for (event, person), words in MAILS.items():
        old, new = NAMES[language][1:] if event in FROM_THE_OLD else reversed(NAMES[language][1:])
        (mail,) = [one for one in written(app, event, person) if old in one.text]
        assert (mail.language, mail.created_at.date()) == (language, moved)
        for text in words[language]:
            assert re.search(text.format(**said), plain(mail.text)), (event, person, text)
        assert new not in mail.subject + mail.text + mail.html, (event, person)


@dataclass(frozen=True, slots=True)
class Manager:
    """The manager of both companies at the screen, who reads this language."""

    page: Page
    app: Flask
    site: str
    language: str

    def looks_at(self, partner: str) -> str:
        """What the page of a tier says; its year ahead is what each of its days, and the day before it, evaluates to."""
        self.page.goto(f"{self.site}/partners/{partner}/tier")
        expect(self.page.locator("html")).to_have_attribute("lang", self.language)
        days, tiers = zip(*self._year_ahead(), strict=True)
        assert list(tiers) == evaluated(self.app, partner, days)
        before = evaluated(self.app, partner, [clock.now().date(), *(day - timedelta(days=1) for day in days)])
        assert before == [before[0], before[0], *tiers[:-1]]
        return " ".join(plain(self.page.locator("main").inner_text()).split())

    def _year_ahead(self) -> Iterator[tuple[date, str]]:
        for row in self.page.locator("#year-ahead tbody tr").all():
            day, tier = row.locator("time").get_attribute("datetime"), row.locator("td").nth(1).inner_text().split()
            yield date.fromisoformat(day or ""), tier[0]

    def finds_both_right(self, moved: date) -> None:
        """Gamma has Gold with Vera in a place; Vector keeps Gold in grace because she left, and may fall to what is earned then."""
        vector, gamma = public_id(self.app, "Vector"), public_id(self.app, "Gamma")
        said, vera = days_of(self.app, vector, moved, self.language), NAMES[self.language][0]
        text = self.looks_at(gamma)
        expect(self.page.locator("h1")).to_contain_text("Gold")
        assert vera in text
        assert LEFT[self.language].format(**said) not in text
        assert LEFT[self.language].format(**said) in self.looks_at(vector)
        expect(self.page.locator("h1")).to_contain_text(said["grace"])
        told = plain(self.page.locator("#how-it-stands").inner_text())
        for words in LOST[self.language]:
            assert re.search(words.format(**said), told), (words, told)

    def reads_in_the_mailbox(self, event: str, person: str) -> None:
        """The mail of an event stands in the demo's mailbox."""
        (mail,) = written(self.app, event, person)
        self.page.goto(f"{self.site}/demo/mailbox")
        expect(self.page.locator("main")).to_contain_text(mail.subject)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_an_engineer_moves_and_both_companies_the_mails_and_the_forecasts_say_so_that_day_and_the_next(
    watched: Page, browser: Browser, site: str, demo_app: Flask, enter: Enter, language: str
) -> None:
    vector, gamma, manager = public_id(demo_app, "Vector"), public_id(demo_app, "Gamma"), Manager(watched, demo_app, site, language)
    written_to_in(demo_app, language)
    enter(watched, "partner-manager")
    in_language(watched, site, language)
    moved = clock.now().date()
    assert [evaluated(demo_app, one, [moved]) for one in (vector, gamma)] == [["Gold"], ["Silver"]]
    assert NAMES[language][0] not in manager.looks_at(gamma)
    invite(watched, site, gamma)
    move(demo_app, browser, site, language)
    assert [evaluated(demo_app, one, [moved]) for one in (vector, gamma)] == [["Silver"], ["Gold"]]
    manager.finds_both_right(moved)
    mails_are_right(demo_app, moved, language)
    manager.reads_in_the_mailbox("joined", MARIA)
    with time_machine.travel(clock.now() + timedelta(days=1)):
        with demo_app.app_context(), transaction():
            assert review_due(library_of(current()), clock.now()) >= 2
        manager.finds_both_right(moved)
        mails_are_right(demo_app, moved, language)
