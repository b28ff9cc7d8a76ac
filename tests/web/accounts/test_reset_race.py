"""One reset link in a hundred hands at once: one of them sets a password, on both databases."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from flask import Flask
from flask_security.utils import hash_password
from sqlalchemy import select, update

from lms.accounts import service
from lms.accounts.events import PasswordChanged
from lms.accounts.models import Person
from lms.accounts.rules import Credentials
from lms.audit.models import AuditEntry
from lms.core import clock
from lms.core.db import db, transaction
from lms.core.events import Event
from lms.notifications.models import OutboxMail
from tests.visitors import CheckedClient
from tests.web.accounts.conftest import EMAIL, PASSWORD

HANDS = 100
Race = Callable[[], list[bool]]


@pytest.fixture
def race(anywhere: Flask) -> Race:
    """Ask for a link, open it in a hundred browsers, and let them all send their own new password at the same moment."""
    with anywhere.app_context():
        hashed = hash_password(PASSWORD)
        with transaction():
            service.create_person(service.NewPerson(email=EMAIL, name="Anna Belova", password_hash=hashed), clock.now())
    CheckedClient(anywhere).post("/reset", {"email": EMAIL})
    with anywhere.app_context():
        mail = db.session.scalars(select(OutboxMail.text).where(OutboxMail.event == "password_reset")).one()
    [link] = re.findall(r"^http://localhost:8000(/reset/\S+)$", mail, re.MULTILINE)
    first = CheckedClient(anywhere)
    token, cookie = first.token(), first.flask.get_cookie("visit")
    assert cookie is not None
    forms = [{"password": f"eight swans {n}", "password_confirm": f"eight swans {n}", "csrf_token": token} for n in range(HANDS)]
    browsers = [anywhere.test_client() for _ in range(HANDS)]
    for browser in browsers:
        browser.set_cookie("visit", cookie.value)
    gate = Barrier(HANDS)

    def use(number: int) -> bool:
        gate.wait()
        return bool(browsers[number].post(link, data=forms[number]).location == "/sign-in")

    def run() -> list[bool]:
        with ThreadPoolExecutor(HANDS) as threads:
            return list(threads.map(use, range(HANDS)))

    return run


def changes(app: Flask) -> int:
    with app.app_context():
        return len(db.session.scalars(select(AuditEntry.id).where(AuditEntry.action == "password_changed")).all())


def test_of_a_hundred_uses_at_once_one_sets_the_password(anywhere: Flask, race: Race) -> None:
    won = race()
    assert sum(won) == changes(anywhere) == 1
    winner = CheckedClient(anywhere)
    winner.sign_in(EMAIL, f"eight swans {won.index(True)}")
    assert winner.signed_in


def test_a_password_set_without_asking_what_was_known_would_be_seen(anywhere: Flask, race: Race, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the link's check alone lets several through."""

    def naive(known: Credentials, password_hash: str, now: datetime) -> tuple[str, list[Event]]:
        uniquifier = service.new_uniquifier()
        db.session.execute(update(Person).where(Person.id == known.id).values(password=password_hash, fs_uniquifier=uniquifier))
        return uniquifier, [PasswordChanged(at=now, by=known.id, person=known.id)]

    monkeypatch.setattr(service, "set_password", naive)
    assert sum(race()) > 1
