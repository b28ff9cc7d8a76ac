"""The demo needs no settings, keeps its secret, and prepares only what is missing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
import structlog

from lms import tables
from lms.app import create_app
from lms.cli.serve import SECRET_FILE, demo_settings, prepare_demo
from lms.core.db import db, transaction
from lms.core.settings import SettingsError
from lms.core.text import Message


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which the demo keeps its things."""
    monkeypatch.setattr("lms.cli.serve.INSTANCE", tmp_path)
    return tmp_path


@pytest.fixture
def quiet() -> Iterator[None]:
    """A demo logs from warnings on, for its whole process: the tests after it get their logs back."""
    before = structlog.get_config()
    yield
    structlog.configure(**before)


def test_a_demo_needs_no_settings(place: Path) -> None:
    settings = demo_settings({"PATH": "/bin"})
    assert (settings.database, settings.demo, settings.log_level) == (f"sqlite:///{place}/demo.db", True, "warning")
    assert settings.secret == (place / SECRET_FILE).read_text()
    assert (place / SECRET_FILE).stat().st_mode & 0o777 == 0o600
    assert demo_settings({}) == settings


def test_what_is_set_is_taken_but_a_demo_stays_a_demo(place: Path) -> None:
    given = {"LMS_SECRET": "s" * 40, "LMS_PORT": "8123", "LMS_DEMO": "0", "LMS_LOG_LEVEL": "error"}
    settings = demo_settings(given)
    assert (settings.secret, settings.port, settings.base_url) == ("s" * 40, 8123, "http://localhost:8123")
    assert (settings.demo, settings.log_level) == (True, "error")
    assert not (place / SECRET_FILE).exists()
    assert demo_settings({**given, "LMS_BASE_URL": "https://demo.example"}).base_url == "https://demo.example"


def test_a_demo_refuses_a_setting_that_it_does_not_know() -> None:
    with pytest.raises(SettingsError, match="LMS_COLOUR is not a setting"):
        demo_settings({"LMS_COLOUR": "red"})


@pytest.mark.usefixtures("quiet")
def test_a_demo_prepared_again_keeps_what_has_happened_in_it() -> None:
    app, told = create_app(demo_settings({}), testing=True), list[Message]()
    prepare_demo(app, told.append)
    with app.app_context():
        with transaction():
            db.session.execute(sa.update(tables.accounts.Person).values(zone="Asia/Omsk"))
        before = counts()
        db.session.remove()
    assert before["person"] > 10
    prepare_demo(app, told.append)
    with app.app_context():
        assert counts() == before
        assert set(db.session.scalars(sa.select(tables.accounts.Person.zone))) == {"Asia/Omsk"}
        db.session.remove()
        db.engine.dispose()
    assert [sentence.msgid.split()[0] for sentence in told] == ["Preparing", "Publishing", "Inviting", "Preparing"]


def counts() -> dict[str, int]:
    """How many rows each table has."""
    return {table.name: db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0 for table in tables.metadata.sorted_tables}
