"""The words of the tests: `app`, `db`, `client`, `sign_in`, `make`, `library`, `clock`, `queries`, `outbox`, `golden`."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from hypothesis import HealthCheck
from hypothesis import settings as properties

from lms import tables
from lms.core import clock as moments
from lms.core.db import db as database
from lms.core.settings import Settings
from lms.publishing.library import Library
from tests import loopback
from tests.factories import Make
from tests.installation import Installation, postgres_installation, sqlite_installation
from tests.postgres import CannotRun, postgres_server
from tests.visitors import CheckedClient

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
"""The moment at which every test begins: a Saturday in November."""

GOLDEN = Path(__file__).parent / "golden"

# A machine that is busy with something else makes no property false: the time of one example is not judged, nor that of making it.
properties.register_profile("waymark", properties.default, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
properties.load_profile("waymark")


def pytest_configure(config: pytest.Config) -> None:
    """Let nothing in this run speak to another machine."""
    folder = tempfile.TemporaryDirectory(prefix="waymark-outside-")
    config.add_cleanup(folder.cleanup)
    loopback.guard_the_suite(Path(folder.name))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A run in which something tried to is no good run, whoever has swallowed the refusal."""
    if not hasattr(session.config, "workerinput") and (tried := loopback.attempts()):
        print("\nSomething wanted to speak to another machine:", *tried, sep="\n  ")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def required(what: str) -> bool:
    """Whether this run turns the skip of `what` into a failure."""
    return what in os.environ.get("LMS_REQUIRE", "").split(",")


@pytest.fixture(scope="session")
def postgres_address() -> Iterator[str]:
    """The address of a running PostgreSQL; a loud skip where its wheel cannot run."""
    try:
        server = postgres_server()
        address = server.__enter__()
    except CannotRun as reason:
        if required("postgres"):
            pytest.fail(f"PostgreSQL is required in this run: {reason}")
        pytest.skip(f"PostgreSQL does not run here: {reason}")
    yield address
    server.__exit__(None, None, None)


@pytest.fixture(scope="session")
def sqlite_place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation on SQLite with the sample content published."""
    with sqlite_installation(tmp_path_factory.mktemp("sqlite")) as installation:
        yield installation


@pytest.fixture(scope="session")
def postgres_place(postgres_address: str) -> Iterator[Installation]:
    """An installation on PostgreSQL with the sample content published."""
    with postgres_installation(postgres_address) as installation:
        yield installation


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def anywhere(request: pytest.FixtureRequest) -> Iterator[Flask]:
    """An application on each database in turn, fresh but for the published content."""
    installation: Installation = request.getfixturevalue(f"{request.param}_place")
    installation.refresh()
    yield installation.app
    installation.leave()


@pytest.fixture
def app(sqlite_place: Installation) -> Iterator[Flask]:
    """An application on SQLite, fresh but for the published content."""
    sqlite_place.refresh()
    yield sqlite_place.app
    sqlite_place.leave()


@pytest.fixture
def db(anywhere: Flask) -> Iterator[SQLAlchemy]:
    """The database inside an application context, on each kind in turn. Not together with `client`."""
    with anywhere.app_context():
        yield database


@pytest.fixture(autouse=True)
def clock(request: pytest.FixtureRequest) -> Iterator[time_machine.Traveller | None]:
    """The clock stands at `NOW` and goes on from there; `clock.move_to(...)` and `clock.shift(...)` set it."""
    if request.node.get_closest_marker("browser"):
        yield None
        return
    with time_machine.travel(NOW, tick=True) as traveller:
        yield traveller
    moments.follow(None)


@pytest.fixture
def now() -> datetime:
    """The moment at which the test begins."""
    return NOW


@pytest.fixture
def settings() -> Settings:
    """Settings of an installation that is no demo."""
    return Settings(secret="x" * 40)


@pytest.fixture
def client(app: Flask) -> CheckedClient:
    """A browser without scripts: every page it gets is checked for title, one h1, labels and CSRF."""
    return CheckedClient(app)


@pytest.fixture
def sign_in(client: CheckedClient) -> Callable[[str], CheckedClient]:
    """Sign a person in by address and the factories' password."""

    def signed_in(email: str) -> CheckedClient:
        client.sign_in(email)
        return client

    return signed_in


@pytest.fixture
def make(request: pytest.FixtureRequest) -> Make:
    """Factories with fixed values; each call commits."""
    app = request.getfixturevalue("anywhere" if "db" in request.fixturenames else "app")
    return Make(app)


@pytest.fixture
def library(request: pytest.FixtureRequest) -> Library:
    """The published sample content."""
    app = request.getfixturevalue("anywhere" if "db" in request.fixturenames else "app")
    with app.app_context():
        return Make(app).library()


@pytest.fixture
def queries(app: Flask) -> Callable[[], AbstractContextManager[list[str]]]:
    """`with queries() as statements:` collects the SQL statements, without BEGIN, COMMIT and the visitor's own SELECT."""

    @contextmanager
    def counted() -> Iterator[list[str]]:
        statements: list[str] = []

        def note(_c: object, _cur: object, statement: str, *_rest: object) -> None:
            if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK")) and "web_session" not in statement:
                statements.append(statement)

        with app.app_context():
            engine = database.engine
        sa.event.listen(engine, "before_cursor_execute", note)
        try:
            yield statements
        finally:
            sa.event.remove(engine, "before_cursor_execute", note)

    return counted


@pytest.fixture
def outbox(app: Flask) -> Callable[[], list[tables.notifications.OutboxMail]]:
    """The mails that wait, oldest first."""

    def waiting() -> list[tables.notifications.OutboxMail]:
        with app.app_context():
            mail = tables.notifications.OutboxMail
            return list(database.session.scalars(sa.select(mail).order_by(mail.id)))

    return waiting


@pytest.fixture
def golden() -> Callable[[str, str], None]:
    """Compare a text with its golden file; `LMS_GOLDEN=write` writes the file anew."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if os.environ.get("LMS_GOLDEN") == "write":
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.exists(), f"{name} is missing; write it with LMS_GOLDEN=write and read it before you commit it."
        assert text == path.read_text(encoding="utf-8")

    return compare
