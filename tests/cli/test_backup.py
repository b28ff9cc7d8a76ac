"""A backup holds everything of one moment, comes back whole or not at all, and never over people unasked."""

import json
import stat
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import downgrade, upgrade

from lms.app import create_app, init_migrations
from lms.cli import main
from lms.cli.backup import bring_back, make
from lms.cli.keeping.fingerprint import fingerprints
from lms.core.db import db
from lms.core.errors import Problem
from lms.core.settings import Settings
from lms.core.translation import say
from tests.postgres import find_binaries

SECRET = "tests only, never anywhere else, 40 long"
PERSON = """
INSERT INTO person (public_id, email, active, fs_uniquifier, name, name_ru, language, zone, theme, created_at)
VALUES ('{name}', '{name}@x.example', {true}, '{name}', '{name}', '', 'en', 'UTC', 'auto', '2026-11-21 09:00:00')
"""

Make = Callable[[str], Flask]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def built(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Make]:
    """Makes applications, each on an empty database of its own."""
    made: list[Flask] = []

    def one(name: str) -> Flask:
        if request.param == "sqlite":
            settings = Settings(secret=SECRET, database=f"sqlite:///{tmp_path / name}.db")
        else:
            address = request.getfixturevalue("postgres_address")
            maintenance = sa.create_engine(address, isolation_level="AUTOCOMMIT")
            with maintenance.connect() as connection:
                connection.exec_driver_sql(f"DROP DATABASE IF EXISTS kept_{name} WITH (FORCE)")
                connection.exec_driver_sql(f"CREATE DATABASE kept_{name}")
            maintenance.dispose()
            address = address.replace("/postgres?", f"/kept_{name}?")
            settings = Settings(secret=SECRET, database=address, postgres_tools=find_binaries())
        app = create_app(settings, testing=True)
        made.append(app)
        return app

    yield one
    for app in made:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def ready(app: Flask, *people: str, revision: str = "head") -> Flask:
    init_migrations(app)
    with app.app_context():
        upgrade(revision=revision)
        with db.engine.begin() as connection:
            true = "true" if connection.dialect.name == "postgresql" else "1"
            for name in people:
                connection.exec_driver_sql(PERSON.format(name=name, true=true))
    return app


def held(app: Flask) -> object:
    with app.app_context(), db.engine.connect() as connection:
        return fingerprints(connection)


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(Problem) as caught:
        act()
    return say(caught.value.message, "en")


def rewrite(source: Path, target: Path, change: Callable[[dict[str, object]], None]) -> None:
    """The same backup with another manifest."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        manifest = json.loads(old.read("manifest.json"))
        change(manifest)
        new.writestr("manifest.json", json.dumps(manifest))
        new.writestr("database", old.read("database"))


def test_what_comes_back_is_what_was_kept_and_may_be_written_again(built: Make, tmp_path: Path) -> None:
    source = ready(built("one"), "anna", "boris")
    manifest = make(source, tmp_path / "kept")
    assert manifest.tables["person"].rows == 2
    empty = built("two")
    bring_back(empty, tmp_path / "kept", overwrite=False)
    assert held(empty) == held(source)
    ready(empty, "vera")
    assert held(empty) != held(source)


def test_only_the_owner_may_read_a_backup_and_nothing_else_is_left_beside_it(built: Make, tmp_path: Path) -> None:
    app = ready(built("one"))
    place = tmp_path / "backups"
    place.mkdir()
    make(app, place / "kept")
    assert stat.S_IMODE((place / "kept").stat().st_mode) == 0o600
    assert [path.name for path in place.iterdir()] == ["kept"]


def test_a_backup_never_replaces_another(built: Make, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("last night's")
    assert "never replaces one" in refusal(lambda: make(ready(built("one")), tmp_path / "kept"))
    assert (tmp_path / "kept").read_text() == "last night's"


def test_a_database_without_tables_is_not_kept(built: Make, tmp_path: Path) -> None:
    assert "no tables" in refusal(lambda: make(built("one"), tmp_path / "kept"))
    assert "no folder" in refusal(lambda: make(built("two"), tmp_path / "nowhere" / "kept"))


def test_people_are_never_lost_unasked(built: Make, tmp_path: Path) -> None:
    make(ready(built("one"), "anna"), tmp_path / "kept")
    inhabited = ready(built("two"), "boris")
    before = held(inhabited)
    assert "--overwrite" in refusal(lambda: bring_back(inhabited, tmp_path / "kept", overwrite=False))
    assert held(inhabited) == before
    bring_back(inhabited, tmp_path / "kept", overwrite=True)
    with inhabited.app_context(), db.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT name FROM person").scalars().all() == ["anna"]


def test_a_damaged_or_cut_off_file_changes_nothing(built: Make, tmp_path: Path) -> None:
    make(ready(built("one"), "anna"), tmp_path / "kept")
    whole = (tmp_path / "kept").read_bytes()
    middle = len(whole) // 2
    target = ready(built("two"), "boris")
    before = held(target)
    flipped = whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]
    for harmed in (whole[:-400], whole[: len(whole) // 2], flipped, b"not a backup", b"", whole.replace(b'"sha256"', b'"sha255"')):
        (tmp_path / "harmed").write_bytes(harmed)
        assert "damaged, or no backup" in refusal(lambda: bring_back(target, tmp_path / "harmed", overwrite=True))
        assert held(target) == before


def test_a_row_that_the_manifest_does_not_know_is_noticed_and_the_old_tables_come_back(built: Make, tmp_path: Path) -> None:
    make(ready(built("one"), "anna"), tmp_path / "kept")

    def one_more(manifest: dict[str, object]) -> None:
        manifest["tables"]["person"]["rows"] = 2  # type: ignore[index] - JSON

    rewrite(tmp_path / "kept", tmp_path / "other", one_more)
    target = ready(built("two"), "boris")
    before = held(target)
    assert "person differ" in refusal(lambda: bring_back(target, tmp_path / "other", overwrite=True))
    assert held(target) == before


def test_a_backup_of_a_newer_waymark_or_of_another_kind_of_database_is_refused(built: Make, tmp_path: Path) -> None:
    make(ready(built("one")), tmp_path / "kept")
    empty = built("two")
    for change, told in (
        ({"revision": "9999"}, "newer Waymark"),
        ({"format": 2}, "newer Waymark"),
        ({"database": "other"}, "backup of other"),
    ):
        rewrite(tmp_path / "kept", tmp_path / "unfit", lambda manifest, change=change: manifest.update(change))
        assert told in refusal(lambda: bring_back(empty, tmp_path / "unfit", overwrite=False))


def test_an_older_revision_comes_back_as_it_was_and_is_upgraded_when_asked(
    built: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    make(ready(built("one"), revision="0001"), tmp_path / "kept")
    target = built("two")
    settings: Settings = target.extensions["waymark_settings"]
    monkeypatch.setenv("LMS_SECRET", SECRET)
    monkeypatch.setenv("LMS_DATABASE", settings.database)
    if settings.postgres_tools:
        monkeypatch.setenv("LMS_POSTGRES_TOOLS", str(settings.postgres_tools))
    assert main(["restore", str(tmp_path / "kept")]) == 0
    assert "lms db upgrade" in capsys.readouterr().out
    assert main(["restore", str(tmp_path / "kept"), "--upgrade", "--language", "ru"]) == 0
    assert "приведены" in capsys.readouterr().out
    assert main(["backup", str(tmp_path / "again")]) == 0
    assert "rows of" in capsys.readouterr().out
    init_migrations(target)
    with target.app_context():
        downgrade(revision="0001")


@pytest.mark.postgres
def test_tools_that_are_missing_or_too_old_are_told_in_a_sentence(postgres_address: str, tmp_path: Path) -> None:
    old = tmp_path / "tools"
    old.mkdir()
    app = create_app(Settings(secret=SECRET, database=postgres_address, postgres_tools=old), testing=True)
    from lms.cli.keeping import postgres

    assert "client tools" in refusal(lambda: postgres.tool("pg_dump", old, 18))
    (old / "pg_dump").write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 15.4 (Debian 15.4-1)'\n")
    (old / "pg_dump").chmod(0o755)
    assert "version 15, but version 18" in refusal(lambda: postgres.tool("pg_dump", old, 18))
    with app.app_context():
        db.engine.dispose()
