"""Experiment R16: migrations go up, down and up again on a populated database, and no row is lost.

`python -m bench.migrations --database sqlite|postgres`; `--losing` is the control, in which one row is lost on the way and must be noticed.
"""

import argparse
import secrets
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from flask_migrate import downgrade, upgrade

from bench.crashing.place import address_of
from bench.migrating.picture import Picture, differences, picture
from bench.migrating.traffic import going_on
from bench.population import Size, populate, publish_sample
from lms.app import create_app, init_migrations
from lms.core import clock, versions
from lms.core.db import db
from lms.core.settings import Settings

LONGEST_WAIT = 2.0
"""Seconds for which a write may wait on PostgreSQL."""


@dataclass(frozen=True, slots=True)
class Walk:
    """One walk from a revision to another: how long it took, the longest write and read meanwhile, and what the database is then."""

    name: str
    seconds: float
    write: float
    read: float
    refused: tuple[str, ...]
    after: Picture


def main() -> int:
    """Run the experiment, print its table; 1 when a bar is broken."""
    parser = argparse.ArgumentParser(prog="python -m bench.migrations", description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--base", default="0001", help="the revision that is populated, and gone back to")
    parser.add_argument("--share", type=float, default=1.0, help="a part of the 450 partners, 20,000 people and 200,000 attempts")
    parser.add_argument("--losing", action="store_true", help="the control: a row is lost on the way up; must be noticed")
    given = parser.parse_args()
    size = Size(*(max(int(number * given.share), 1) for number in (450, 20_000, 200_000, 20_000)))
    with tempfile.TemporaryDirectory(prefix="waymark-migrations-") as name, address_of(given.database, Path(name)) as address:
        faults, walks = experiment(address, size, given.base, lose_a_row if given.losing else None)
    print(f"\nR16 on {given.database}, {given.base} to head, {size.people:,} people, {size.attempts:,} attempts")
    print(f"{'':<8}{'seconds':>9}{'longest write':>15}{'longest read':>14}{'refused':>9}")
    for walk in walks:
        print(f"{walk.name:<8}{walk.seconds:>9.2f}{walk.write:>15.2f}{walk.read:>14.2f}{len(walk.refused):>9}")
    if given.database == "postgres":
        faults += [f"{walk.name}: a write waited {walk.write:.2f} s" for walk in walks if walk.write > LONGEST_WAIT]
    faults += [f"{walk.name}: refused: {one}" for walk in walks for one in sorted(set(walk.refused))]
    print("\n".join(faults) or "No differences, nothing refused.")
    return 1 if faults else 0


def experiment(address: str, size: Size, base: str, harm: Callable[[sa.Connection], None] | None = None) -> tuple[list[str], list[Walk]]:
    """Populate the revision `base`, go up, down and up again; what differs that should not, and the walks."""
    app = create_app(Settings(secret=secrets.token_urlsafe(48), database=address, log_level="error"))
    try:
        return _experiment(app, address, size, base, harm)
    finally:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def _experiment(
    app: Flask, address: str, size: Size, base: str, harm: Callable[[sa.Connection], None] | None
) -> tuple[list[str], list[Walk]]:
    before = populated(app, size, base)
    walks = []
    for name, revision in (("up", "head"), ("down", base), ("up again", "head")):
        walks.append(walk(app, address, size, name, revision))
        if harm is not None and name == "up":
            with app.app_context(), db.engine.begin() as connection:
                harm(connection)
    up, down, again = (one.after for one in walks)
    with app.app_context(), db.engine.connect() as connection:
        kept = picture(connection, shared(before, again))
    faults = [f"down: {one}" for one in differences(before, down)]
    faults += [f"up again: {one}" for one in differences(up, again)]
    faults += [f"up: {one}" for one in differences(_rows(before, shared(before, again)), kept) if one.startswith("rows of")]
    return faults, walks


def populated(app: Flask, size: Size, base: str) -> Picture:
    """Publish at the newest revision, go down to `base`, and fill what is there; what the database is then."""
    init_migrations(app)
    with app.app_context():
        upgrade()
    library = publish_sample(app)
    with app.app_context():
        db.engine.dispose()
        downgrade(revision=base)
        with db.engine.begin() as connection:
            populate(connection, library, size, clock.now())
        with db.engine.connect() as connection:
            return picture(connection)


def walk(app: Flask, address: str, size: Size, name: str, revision: str) -> Walk:
    """Migrate while somebody goes on reading and writing."""
    with app.app_context():
        head = versions.newest()
        with going_on(address, size.people) as waits:
            began = time.monotonic()
            if revision in ("head", head):
                upgrade()
            else:
                downgrade(revision=revision)
            seconds = time.monotonic() - began
        with db.engine.connect() as connection:
            after = picture(connection)
        db.engine.dispose()
    return Walk(name, seconds, waits.write, waits.read, tuple(waits.refused), after)


def shared(before: Picture, after: Picture) -> dict[str, tuple[str, ...]]:
    """The tables and columns that both have and that hold the same kind of thing: what can be compared across revisions."""
    return {
        table: columns for table, columns in before.columns.items()
        if table in after.columns and set(columns) <= set(after.columns[table])
    }  # fmt: skip


def _rows(one: Picture, tables: dict[str, tuple[str, ...]]) -> Picture:
    return Picture(one.shape, one.columns, {name: one.rows[name] for name in tables})


def lose_a_row(connection: sa.Connection) -> None:
    """The planted fault of a migration that forgets somebody's figure."""
    connection.execute(sa.text("DELETE FROM metric_value WHERE id = (SELECT max(id) FROM metric_value)"))


if __name__ == "__main__":
    raise SystemExit(main())
