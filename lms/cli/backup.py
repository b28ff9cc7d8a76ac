"""The subcommands `backup` and `restore`: the whole database in one file, and back."""

import argparse
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from lms.cli.keeping import archive, postgres, sqlite
from lms.cli.keeping.archive import FORMAT, Manifest
from lms.cli.keeping.fingerprint import Fingerprint, fingerprints
from lms.cli.words import tell
from lms.core import clock, versions
from lms.core.db import db
from lms.core.errors import Conflict, Refused
from lms.core.settings import Settings
from lms.core.text import Message, msg
from lms.core.translation import say

SQLITE = "sqlite"
NO_TABLES = msg("There are no tables in the database yet. Prepare it with “lms db upgrade”.")


def add_commands(parsers: "argparse._SubParsersAction[argparse.ArgumentParser]", language: str) -> None:
    """Add backup and restore."""

    def told(sentence: Message) -> str:
        return say(sentence, language)

    keeping = parsers.add_parser("backup", help=told(msg("write the whole database into one file, while the server runs")))
    keeping.add_argument("file", type=Path, help=told(msg("the file to make")))
    keeping.set_defaults(run=run_backup)
    bringing = parsers.add_parser("restore", help=told(msg("bring the database back from a backup, and compare")))
    bringing.add_argument("file", type=Path, help=told(msg("the backup")))
    bringing.add_argument("--overwrite", action="store_true", help=told(msg("even if the database holds people now: they are lost")))
    bringing.add_argument("--upgrade", action="store_true", help=told(msg("bring the tables to this version afterwards")))
    bringing.set_defaults(run=run_restore)


def run_backup(arguments: argparse.Namespace) -> int:
    """Write the backup, and tell what is in it."""
    with _opened() as app:
        manifest = make(app, arguments.file)
    rows = sum(table.rows for table in manifest.tables.values())
    tell(arguments, msg(
        "%(file)s holds %(rows)s rows of %(tables)s tables, as of migration %(revision)s.",
        file=str(arguments.file), rows=rows, tables=len(manifest.tables), revision=manifest.revision,
    ))  # fmt: skip
    return 0


def run_restore(arguments: argparse.Namespace) -> int:
    """Bring the backup back, compare, and upgrade if asked to."""
    from flask_migrate import upgrade

    from lms.app import init_migrations

    with _opened() as app:
        manifest = bring_back(app, arguments.file, overwrite=arguments.overwrite)
        older = manifest.revision != versions.newest()
        if older and arguments.upgrade:
            init_migrations(app)
            with app.app_context():
                upgrade()
    rows = sum(table.rows for table in manifest.tables.values())
    tell(arguments, msg(
        "The database is what it was at %(moment)s (UTC): %(rows)s rows of %(tables)s tables, each compared with the backup.",
        moment=manifest.made_at[:16].replace("T", " "), rows=rows, tables=len(manifest.tables),
    ))  # fmt: skip
    if older and arguments.upgrade:
        tell(arguments, msg("Its tables were older than this version and have been brought up to it."))
    elif older:
        tell(arguments, msg("Its tables are older than this version: run “lms db upgrade” before you start the server."))
    return 0


def make(app: Flask, target: Path) -> Manifest:
    """Write a backup of the application's database to `target`.

    Raises:
        Refused: there is such a file already, no such folder, no tables, or no pg_dump that fits.
    """
    if target.exists():
        raise Refused(msg("%(file)s is there already; a backup never replaces one. Choose another name.", file=str(target)))
    if not target.parent.is_dir():
        raise Refused(msg("There is no folder %(folder)s.", folder=str(target.parent)))
    with app.app_context(), tempfile.TemporaryDirectory(prefix=".waymark-", dir=target.parent) as place:
        content = Path(place) / "content"
        engine = db.engine
        if engine.dialect.name == SQLITE:
            if not _file_of(engine).exists():
                raise Refused(NO_TABLES)
            sqlite.copy_out(_file_of(engine), content)
            copy = sa.create_engine(f"sqlite:///{content}")
            with copy.connect() as connection:
                facts = _facts(connection, 0)
            copy.dispose()
        else:
            facts = _dump(engine, app, content)
        manifest = Manifest(
            format=FORMAT, waymark=_waymark(), made_at=clock.now().isoformat(timespec="seconds"),
            database=engine.dialect.name, server=facts[0], revision=facts[1], sha256=archive.sha256(content), tables=facts[2],
        )  # fmt: skip
        archive.write(target, manifest, content, packed=engine.dialect.name != SQLITE)
    return manifest


def bring_back(app: Flask, source: Path, *, overwrite: bool) -> Manifest:
    """Put the backup in the place of the application's database, and compare every table with what the backup says.

    Raises:
        Refused: the file is damaged, of another kind of database, or newer than this version; or people are there and `overwrite` is not.
    """
    with app.app_context(), tempfile.TemporaryDirectory(prefix=".waymark-", dir=_place_for_work(db.engine)) as place:
        engine = db.engine
        content = Path(place) / "content"
        with archive.opened(source, content) as manifest:
            _refuse_unfit(engine, manifest)
            if not overwrite:
                _refuse_people(engine)
            if engine.dialect.name == SQLITE:
                _restore_sqlite(engine, content, manifest)
            else:
                _restore_postgres(engine, app, content, manifest)
        engine.dispose()
    return manifest


Facts = tuple[int, str, dict[str, Fingerprint]]


def _facts(connection: sa.Connection, server: int) -> Facts:
    revision = versions.held(connection)
    if revision is None:
        raise Refused(NO_TABLES)
    return server, revision, fingerprints(connection)


def _dump(engine: sa.Engine, app: Flask, content: Path) -> Facts:
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        facts = _facts(connection, postgres.server_version(connection))
        postgres.dump(connection, _settings(app).postgres_tools, content)
    return facts


def _refuse_unfit(engine: sa.Engine, manifest: Manifest) -> None:
    if manifest.database != engine.dialect.name:
        raise Refused(msg(
            "This is a backup of %(theirs)s, and LMS_DATABASE names %(ours)s. Restore it where it came from.",
            theirs=manifest.database, ours=engine.dialect.name,
        ))  # fmt: skip
    known = versions.known()
    if manifest.revision not in known:
        raise Refused(msg("This backup was made by a newer Waymark. Restore it with the version that made it, or a later one."))


def _refuse_people(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        held = sa.inspect(connection).has_table("person") and connection.exec_driver_sql("SELECT 1 FROM person LIMIT 1").first()
    if held:
        raise Conflict(msg("There are people in this database; a restore would lose them. If that is meant, add --overwrite."))


def _restore_sqlite(engine: sa.Engine, content: Path, manifest: Manifest) -> None:
    sqlite.check_whole(content)
    copy = sa.create_engine(f"sqlite:///{content}")
    try:
        _compare(copy, manifest)
    finally:
        copy.dispose()
    engine.dispose()
    sqlite.copy_in(content, _file_of(engine))
    _compare(engine, manifest)


def _restore_postgres(engine: sa.Engine, app: Flask, content: Path, manifest: Manifest) -> None:
    with engine.connect() as connection:
        server = postgres.server_version(connection)
    if server < manifest.server:
        raise Refused(msg(
            "This backup comes from PostgreSQL %(theirs)s, and the server has version %(ours)s. Restore it into the same or a later one.",
            theirs=manifest.server, ours=server,
        ))  # fmt: skip
    program = postgres.tool("pg_restore", _settings(app).postgres_tools, manifest.server)
    with postgres.set_aside(engine):
        postgres.restore(engine, program, content)
        _compare(engine, manifest)


def _compare(engine: sa.Engine, manifest: Manifest) -> None:
    with engine.connect() as connection:
        there = fingerprints(connection)
    differ = sorted(name for name in there.keys() | manifest.tables.keys() if there.get(name) != manifest.tables.get(name))
    if differ:
        raise Refused(msg("What was restored is not what the backup says: %(tables)s differ.", tables=", ".join(differ)))


def _waymark() -> str:
    try:
        return version("waymark-academy")
    except PackageNotFoundError:
        return "checkout"


@contextmanager
def _opened() -> Iterator[Flask]:
    from lms.app import create_app

    app = create_app(Settings.from_environment(os.environ))
    try:
        yield app
    finally:
        with app.app_context():
            db.engine.dispose()


def _settings(app: Flask) -> Settings:
    settings: Settings = app.extensions["waymark_settings"]
    return settings


def _file_of(engine: sa.Engine) -> Path:
    return Path(str(engine.url.database))


def _place_for_work(engine: sa.Engine) -> Path | None:
    """The folder of the database, where there is room for another one; for PostgreSQL the usual one."""
    return _file_of(engine).parent if engine.dialect.name == SQLITE else None
