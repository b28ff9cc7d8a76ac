"""Experiment R15: a backup is written while people write; what comes back is what was there, and nobody waits long.

`python -m bench.backup --database sqlite|postgres`; `--stepwise` is the control on SQLite: a copy in small steps, which must not end.
"""

import argparse
import secrets
import sqlite3
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade

from bench.crashing.place import address_of
from bench.crashing.verdict import Figure
from bench.population import Size, populate, publish_sample
from lms.app import create_app, init_migrations
from lms.cli.backup import bring_back, make
from lms.core import clock
from lms.core.db import db
from lms.core.settings import Settings
from tests.postgres import find_binaries

STALL, RESTORE, CALM_SECONDS, WRITERS = 0.5, 300.0, 3.0, 4
"""The longest a write may wait beyond what it waits without a backup; the longest restore; how long the calm is measured; who writes."""
STEP_SECONDS = 30.0
WRITE = sa.text("UPDATE attempt_slot SET seq = seq + 1, saved_at = :now WHERE attempt_id = :id AND position = 1 AND saved_at IS NOT NULL")


@dataclass(slots=True)
class Writers:
    """How long each acknowledged write took, with the moment of its end."""

    took: list[tuple[float, float]] = field(default_factory=list)
    failed: int = 0

    def longest(self, since: float, until: float) -> float:
        """The longest write that ended in this time."""
        return max((seconds for end, seconds in self.took if since <= end <= until), default=0.0)


def main() -> int:
    """Run the experiment, print its table; 1 when a bar is broken."""
    parser = argparse.ArgumentParser(prog="python -m bench.backup", description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--share", type=float, default=1.0, help="a part of the 450 partners, 20,000 people and 200,000 attempts")
    parser.add_argument("--stepwise", action="store_true")
    given = parser.parse_args()
    size = Size(*(max(int(number * given.share), 1) for number in (450, 20_000, 200_000, 20_000)))
    with tempfile.TemporaryDirectory(prefix="waymark-backup-") as name, address_of(given.database, Path(name)) as address:
        figures = experiment(address, Path(name), size, stepwise=given.stepwise)
    print(f"\nR15 on {given.database}{', in small steps' if given.stepwise else ''}: {WRITERS} writers")
    for one in figures:
        print(f"{one.name:<42}{one.seen:>10.2f}  {one.bar}{'' if one.holds else '  BROKEN'}")
    return 0 if all(one.holds for one in figures) else 1


def experiment(address: str, folder: Path, size: Size, *, stepwise: bool) -> list[Figure]:
    """Fill a database, keep it while it is written to, bring it back elsewhere; the figures."""
    app = filled(address, size)
    with writing(address) as writers:
        time.sleep(CALM_SECONDS)
        began = time.monotonic()
        if stepwise:
            ended = copy_in_steps(address, folder / "steps")
        else:
            make(app, folder / "kept")
            ended = True
        done = time.monotonic()
    figures = [
        Figure("backup, s", done - began, most=STEP_SECONDS if stepwise else None),
        Figure("longest write without a backup, s", writers.longest(0, began)),
        Figure("longest write during it, s", writers.longest(began, done), most=STALL + writers.longest(0, began)),
        Figure("writes during it", sum(began <= end <= done for end, _ in writers.took), least=1),
        Figure("writes refused", writers.failed, most=0),
        Figure("did not end", not ended, most=0),
    ]
    return figures if stepwise else [*figures, *restored(address, folder)]


def restored(address: str, folder: Path) -> list[Figure]:
    """Bring it back into an empty database; `bring_back` compares every table with the manifest."""
    target = address_beside(address, folder)
    app = application(target)
    began = time.monotonic()
    manifest = bring_back(app, folder / "kept", overwrite=False)
    took = time.monotonic() - began
    with app.app_context():
        db.engine.dispose()
    return [
        Figure("file, MB", (folder / "kept").stat().st_size / 1e6),
        Figure("rows compared", sum(one.rows for one in manifest.tables.values()), least=1),
        Figure("restore with comparison, s", took, most=RESTORE),
    ]


def filled(address: str, size: Size) -> Flask:
    """An application with the sample content and so many people."""
    app = application(address)
    init_migrations(app)
    with app.app_context():
        upgrade()
    library = publish_sample(app)
    with app.app_context():
        with db.engine.begin() as connection:
            populate(connection, library, size, clock.now())
        db.engine.dispose()
    return app


def application(address: str) -> Flask:
    """The application on one database, with the tools of the tests' PostgreSQL."""
    tools = None if address.startswith("sqlite") else find_binaries()
    return create_app(Settings(secret=secrets.token_urlsafe(48), database=address, log_level="error", postgres_tools=tools))


def address_beside(address: str, folder: Path) -> str:
    """The address of an empty database beside the other."""
    if address.startswith("sqlite"):
        return f"sqlite:///{folder / 'restored.db'}"
    engine = sa.create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE DATABASE restored")
    engine.dispose()
    return address.replace("/postgres?", "/restored?")


@contextmanager
def writing(address: str) -> Iterator[Writers]:
    """Some people save an answer again and again, each about 20 times a second, through connections set up as in the application."""
    app = application(address)
    writers, stop = Writers(), threading.Event()

    def write(number: int) -> None:
        with app.app_context():
            engine = db.engine
        while not stop.wait(0.05):
            began = time.monotonic()
            number += WRITERS
            try:
                with engine.connect().execution_options(write=True) as connection:
                    connection.execute(WRITE, {"id": number * 10 % 10_000 + 1, "now": clock.now().replace(tzinfo=None)})
                    connection.commit()
            except sa.exc.OperationalError:
                writers.failed += 1
            else:
                end = time.monotonic()
                writers.took.append((end, end - began))

    threads = [threading.Thread(target=write, args=(number,), daemon=True) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    try:
        yield writers
    finally:
        stop.set()
        for thread in threads:
            thread.join()
        with app.app_context():
            db.engine.dispose()


def copy_in_steps(address: str, target: Path) -> bool:
    """The planted fault: copy 500 pages at a time. SQLite begins anew after every write in between; whether it came to its end."""
    source, copy = sqlite3.connect(address.removeprefix("sqlite:///")), sqlite3.connect(target)
    end = time.monotonic() + STEP_SECONDS

    def late(_status: int, _left: int, _all: int) -> None:
        if time.monotonic() > end:
            raise TimeoutError

    try:
        source.backup(copy, pages=500, progress=late, sleep=0.05)
    except TimeoutError:
        return False
    finally:
        copy.close()
        source.close()
    return True


if __name__ == "__main__":
    raise SystemExit(main())
