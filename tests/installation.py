"""Installations for the tests: an application with the sample content, made once a run and made fresh for each test."""

import shutil
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from flask_migrate import stamp

from lms import tables
from lms.app import create_app, init_migrations
from lms.core import clock
from lms.core.content.tree import Tree
from lms.core.db import db, transaction
from lms.core.settings import Settings
from lms.publishing.check import check
from lms.publishing.service import publish
from lms.publishing.source import sample_tree

KEPT = {"release", "revision", "release_item", "blob", "current_release", "activation", "programme_version", "role", "alembic_version"}
"""What a fresh database holds: the published content, and nobody."""


@dataclass(slots=True)
class Installation:
    """One application and the way to make its database fresh."""

    app: Flask
    fresh: Path | None = None
    place: Path | None = None

    def refresh(self) -> None:
        """Put the database back to what it was after publishing."""
        if self.fresh is not None and self.place is not None:
            with self.app.app_context():
                db.session.remove()
                db.engine.dispose()
            for leftover in (f"{self.place}-wal", f"{self.place}-shm"):
                Path(leftover).unlink(missing_ok=True)
            shutil.copy(self.fresh, self.place)
            return
        with self.app.app_context():
            db.session.remove()
            with db.engine.begin() as connection:
                connection.execute(sa.text(emptying()))

    def leave(self) -> None:
        """Give connections back."""
        with self.app.app_context():
            db.session.remove()


def emptying(kept: Collection[str] = KEPT) -> str:
    """SQL for PostgreSQL that empties every table but those that are kept, and lets their ids begin at 1 again.

    TRUNCATE would take the kept tables along, because releases name the person who published them. Of the rules the first version is kept.
    """
    emptied = [table for table in tables.metadata.sorted_tables if table.name not in kept]
    lines = ["SET LOCAL session_replication_role = replica", *(f'DELETE FROM "{table.name}"' for table in emptied)]
    if "programme_version" in kept:
        lines.append("DELETE FROM programme_version WHERE version > (SELECT min(version) FROM programme_version)")
    counted = [table.name for table in emptied if table.autoincrement_column is not None]
    lines += [f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), 1, false)" for name in counted]
    return "; ".join(lines)


@contextmanager
def sqlite_installation(folder: Path, play: Callable[[], None] = lambda: None, *, tree: Tree | None = None) -> Iterator[Installation]:
    """An installation on a SQLite file, with the sample content or another tree; `play` happens once, before the first morning."""
    app = build(f"sqlite:///{folder / 'test.db'}", tree=tree)
    with app.app_context():
        with transaction():
            play()
        db.engine.dispose()
    fresh = folder / "fresh.db"
    checkpoint(app)
    shutil.copy(folder / "test.db", fresh)
    yield Installation(app, fresh, folder / "test.db")
    with app.app_context():
        db.engine.dispose()


@contextmanager
def postgres_installation(address: str) -> Iterator[Installation]:
    """An installation on the PostgreSQL at `address`."""
    app = build(address)
    yield Installation(app)
    with app.app_context():
        db.engine.dispose()


def build(address: str, *, demo: bool = True, tree: Tree | None = None) -> Flask:
    """An application on an empty database, its tables made and the sample content, or another tree, published."""
    app = create_app(Settings(secret="tests only, never anywhere else, 40 long", database=address, demo=demo), testing=True)
    init_migrations(app)
    with app.app_context():
        tables.metadata.create_all(db.engine)
        stamp()
        tree = tree or sample_tree()
        checked = check(tree)
        with transaction():
            publish(checked, tree, None, clock.now())
    return app


def checkpoint(app: Flask) -> None:
    """Move SQLite's log into the file, so that the file alone is the database."""
    with app.app_context():
        with db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        # Only now: a connection that is in use would outlive its pool, and hold on to a log that is gone.
        db.engine.dispose()
