"""A database with one release, into which damaged trees are published: afterwards a whole new release is served, or the old one, whole."""

import hashlib
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import sqlalchemy as sa
from flask import Flask

from lms import tables
from lms.core.content.tree import Tree
from lms.core.db import db, prepare_engine, transaction
from lms.core.errors import Problem
from lms.publishing.check import Checked, check
from lms.publishing.library import library_of
from lms.publishing.service import publish
from lms.publishing.stored import list_hash
from lms.releases.models import Blob, Release, ReleaseItem, Revision

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
WRITES = ("INSERT", "UPDATE", "DELETE")


class Torn(Exception):
    """The publishing is interrupted here."""


class Place:
    """One SQLite file with the release of the sound tree."""

    def __init__(self, folder: Path, tree: Tree) -> None:
        self.file, self.fresh = folder / "place.db", folder / "fresh.db"
        self.app: Flask = application(f"sqlite:///{self.file}")
        with self.app.app_context():
            tables.metadata.create_all(db.engine)
            with transaction():
                publish(check(tree), tree, None, NOW)
            self.before = rows()
            with db.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        self.leave()
        shutil.copy(self.file, self.fresh)

    def published(self, files: Mapping[str, bytes], checked: Checked, rng: Random) -> tuple[bool, list[str]]:
        """Publish a damaged tree: once torn at some statement, then undisturbed. Whether it is served now, and what is half done."""
        with self.app.app_context():
            half: list[str] = []
            if checked.library is not None and torn(files, checked, rng.randrange(12)) and rows() != self.before:
                half.append("an interrupted publishing left something behind")
            try:
                with transaction():
                    release, _ = publish(checked, Tree(files), None, LATER)
                number = release.id
            except Problem:
                return False, [*half, *([] if rows() == self.before else ["a refused publishing left something behind"])]
            half += unwhole(number, self.before)
        self.again()
        return True, half

    def leave(self) -> None:
        """Give the connections back."""
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()

    def again(self) -> None:
        """Go back to the release of the sound tree."""
        self.leave()
        for leftover in (f"{self.file}-wal", f"{self.file}-shm"):
            Path(leftover).unlink(missing_ok=True)
        shutil.copy(self.fresh, self.file)


def application(address: str) -> Flask:
    """A bare application over one database: publishing needs no pages."""
    app = Flask(__name__)
    app.config.update(SQLALCHEMY_DATABASE_URI=address)
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
    return app


def torn(files: Mapping[str, bytes], checked: Checked, after: int) -> bool:
    """Publish, and fail after so many statements that write; whether it came to that."""
    try:
        with tearing(after), transaction():
            publish(checked, Tree(files), None, LATER)
            _tear()
    except Torn:
        return True
    except Problem:
        return False


def _tear() -> None:
    raise Torn


@contextmanager
def tearing(after: int) -> Iterator[None]:
    """Fail before the next statement that writes, once so many have gone through."""
    left = after

    def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        nonlocal left
        if statement.startswith(WRITES):
            left -= 1
            if left < 0:
                raise Torn

    sa.event.listen(db.engine, "before_cursor_execute", count)
    try:
        yield
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", count)


def rows() -> dict[str, frozenset[tuple[Any, ...]]]:
    """All rows of the releases and of the programme; a body or a file by the hash that names it and its length."""
    kept = {}
    for name in ("release", "revision", "release_item", "current_release", "activation", "programme_version", "blob"):
        columns = [sa.func.length(one) if one.name in ("body", "data") else one for one in tables.metadata.tables[name].columns]
        kept[name] = frozenset(tuple(map(str, row)) for row in db.session.execute(sa.select(*columns)))
    db.session.rollback()
    return kept


def unwhole(number: int, before: Mapping[str, frozenset[tuple[Any, ...]]]) -> list[str]:
    """What the release lacks, or what of the old ones is gone."""
    after = rows()
    lost = [f"rows of {name} are gone" for name in before if name != "current_release" and not before[name] <= after[name]]
    items = db.session.execute(sa.select(ReleaseItem).where(ReleaseItem.release_id == number)).scalars().all()
    tree_hash = db.session.scalar(sa.select(Release.tree_hash).where(Release.id == number))
    bodies = {row.hash: row.body for row in db.session.execute(sa.select(Revision.hash, Revision.body))}
    blobs = set(db.session.scalars(sa.select(Blob.hash)))
    if list_hash((item.kind, item.slug, item.revision) for item in items) != tree_hash:
        lost.append("the list of items is not that of the release")
    for item in items:
        body = bodies.get(item.revision, b"")
        if hashlib.sha256(b"\0".join((item.kind.encode(), item.slug.encode(), body))).hexdigest() != item.revision:
            lost.append(f"{item.kind} {item.slug} has no body")
        if item.kind in ("media", "file") and item.slug not in blobs:
            lost.append(f"{item.kind} {item.slug} has no bytes")
    if list_hash((one.kind, one.slug, one.revision) for one in library_of(number).items()) != tree_hash:  # type: ignore[arg-type]  # a row's id
        lost.append("the library of the release is another one")
    if {row[1] for row in after["current_release"]} != {str(number)}:
        lost.append("the release is not served")
    db.session.rollback()
    return lost
