"""People who sign in, and what the log and the outbox hold afterwards."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_security.utils import hash_password
from sqlalchemy import select

from lms.access import Role
from lms.accounts import service
from lms.audit.models import AuditEntry
from lms.core import clock
from lms.core.db import db, transaction
from lms.core.ids import PersonId
from lms.notifications.models import OutboxMail

PASSWORD = "seven geese crossed the river"
EMAIL = "anna@severny.example"


@dataclass
class Told:
    """What the application has written down: the log and the mails with reset links."""

    app: Flask

    @property
    def mails(self) -> list[OutboxMail]:
        """The mails with reset links, oldest first."""
        return [mail for mail in self.outbox if mail.event == "password_reset"]

    @property
    def outbox(self) -> list[OutboxMail]:
        """All mails, oldest first."""
        with self.app.app_context():
            return list(db.session.scalars(select(OutboxMail).order_by(OutboxMail.id)))

    @property
    def link(self) -> str:
        """The path of the last reset link."""
        found = re.findall(r"^http://localhost:8000(/reset/\S+)$", self.mails[-1].text, re.MULTILINE)
        assert len(found) == 1
        return str(found[0])

    def actions(self) -> list[str]:
        """What the log says was done, in order."""
        with self.app.app_context():
            return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


@pytest.fixture
def told(app: Flask) -> Told:
    """What is written down."""
    return Told(app)


@pytest.fixture
def person(app: Flask) -> Callable[..., PersonId]:
    """Create somebody who can sign in with PASSWORD."""

    def created(email: str = EMAIL, *roles: Role) -> PersonId:
        with app.app_context():
            hashed = hash_password(PASSWORD)
            with transaction():
                new = service.NewPerson(email=email, name="Anna Belova", roles=frozenset(roles), password_hash=hashed)
                return service.create_person(new, clock.now())[0].id

    return created


@pytest.fixture
def do(app: Flask) -> Callable[[Callable[[], Any]], Any]:
    """Do something to the database, as another request would."""

    def done(act: Callable[[], Any]) -> Any:
        with app.app_context(), transaction():
            return act()

    return done


def cookie(client: FlaskClient, name: str = "session") -> str | None:
    """A cookie of this browser."""
    found = client.get_cookie(name)
    return found.value if found else None


def with_cookie(app: Flask, value: str, name: str = "session") -> FlaskClient:
    """Another browser that holds a copied cookie."""
    thief = app.test_client()
    thief.set_cookie(name, value)
    return thief
