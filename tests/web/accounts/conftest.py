"""People who sign in, and what the application was told to do with events and mails."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_security.utils import hash_password

from lms.access import Role
from lms.accounts import service
from lms.core import clock
from lms.core.db import transaction
from lms.core.events import Event
from lms.core.ids import PersonId
from lms.web.accounts.consequences import MAIL, SETTLE

PASSWORD = "seven geese crossed the river"
EMAIL = "anna@severny.example"


@dataclass
class Told:
    """What the application was told."""

    events: list[Event] = field(default_factory=list)
    mails: list[tuple[str, PersonId, dict[str, Any]]] = field(default_factory=list)

    @property
    def link(self) -> str:
        """The path of the last reset link."""
        address = str(self.mails[-1][2]["link"])
        assert address.startswith("http://localhost:8000/reset/")
        return address.removeprefix("http://localhost:8000")

    def kinds(self) -> list[str]:
        """The names of the events."""
        return [type(event).__name__ for event in self.events]


@pytest.fixture
def told(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Told:
    """Listen to events and mails."""
    told = Told()
    monkeypatch.setitem(app.extensions, SETTLE, told.events.extend)
    monkeypatch.setitem(app.extensions, MAIL, lambda event, person, context: told.mails.append((event, person, context)))
    return told


@pytest.fixture
def person(app: Flask, told: Told) -> Callable[..., PersonId]:
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
