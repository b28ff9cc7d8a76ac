"""An application with an empty outbox on each database in turn, and a real mail server that keeps what it gets."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from flask import Flask

from lms import tables
from lms.core.db import db, prepare_engine
from lms.core.settings import Settings
from tests.notifications.samples import BASE

USED = ("outbox_mail", "employment", "partner", "person_role", "person")


class Sink:
    """The other end of the wire: what arrived, who signed in, and what the server answers."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []
        self.logins: list[tuple[bytes, bytes]] = []
        self.answer = "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - the library's name
        """Keep a mail, or refuse it."""
        if self.answer.startswith("250"):
            self.envelopes.append(envelope)
        return self.answer

    def authenticate(self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, given: object) -> AuthResult:
        """Let anybody in whose password is right."""
        assert isinstance(given, LoginPassword)
        self.logins.append((given.login, given.password))
        return AuthResult(success=given.password == b"p@ss word", handled=False)


@pytest.fixture
def sink() -> Sink:
    """What arrives at the server."""
    return Sink()


def free_port(host: str) -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def serve(sink: Sink) -> Iterator[Callable[..., str]]:
    """Start a mail server on a loopback address; returns `host:port`."""
    started: list[Controller] = []

    def start(host: str = "127.0.0.1", **options: object) -> str:
        controller = Controller(sink, hostname=host, port=free_port(host), **options)
        controller.start()
        started.append(controller)
        return f"{host}:{controller.port}"

    yield start
    for controller in started:
        controller.stop()


@contextmanager
def application(address: str, **given: str) -> Iterator[Flask]:
    """A bare application with all tables, empty."""
    app = Flask("lms")
    app.extensions["waymark_settings"] = Settings(secret="x" * 40, base_url=BASE, database=address, **given)  # type: ignore[arg-type]
    app.config["SQLALCHEMY_DATABASE_URI"] = address
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
        tables.metadata.create_all(db.engine)
        with db.engine.begin() as connection:
            for table in USED:
                connection.execute(sa.text(f"DELETE FROM {table}"))
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database for this test, on each kind in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'outbox.db'}"
    return str(request.getfixturevalue("postgres_outbox"))


@pytest.fixture(scope="session")
def postgres_outbox(postgres_address: str) -> str:
    """A PostgreSQL database of our own."""
    engine = sa.create_engine(postgres_address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text("CREATE DATABASE outbox"))
    engine.dispose()
    return postgres_address.replace("/postgres?", "/outbox?")


@pytest.fixture
def post(address: str) -> Iterator[Flask]:
    """An application inside its context."""
    with application(address) as app:
        yield app
