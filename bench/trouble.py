"""Experiments R8 and R9: the database is locked, or the disk full, while learners sit exams; nothing acknowledged may be lost.

`python -m bench.trouble lock3|lock8|full --database sqlite|postgres`. Controls that must break a bar: `lock3 --impatient` (nobody waits for
a lock) and `full --naive` (acknowledged first, committed later). `full` is for SQLite and needs root, for a small disk in memory.
"""

import argparse
import sqlite3
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from bench.crash import paper_of, table
from bench.crashing.learners import BUSY, Journal, sit_all
from bench.crashing.place import Place, address_of, prepare
from bench.crashing.verdict import Figure, compared
from bench.crashing.workers import running
from lms.core.db import db

EXAMS, WORKERS = 3, 2
SECONDS = 30
"""So long new exams are begun; those that are under way are finished."""
BEGINS = 6.0
"""The trouble begins so many seconds in."""
FULL_SECONDS = 8.0
ROOM = 24 * 1024 * 1024
"""The size of the small disk."""

Trouble = Callable[[], None]


def main() -> int:
    """Run one experiment, print its table; 1 when a bar is broken."""
    given = options()
    with tempfile.TemporaryDirectory(prefix="waymark-trouble-") as name:
        folder = Path(name)
        room = small_disk if given.what == "full" else plain_folder
        with room(folder / "disk") as disk, address_of(given.database, disk) as address:
            figures = experiment(address, folder, disk, given)
    mode = "naive" if given.naive else "impatient" if given.impatient else "as it is"
    print(f"\n{given.what} on {given.database}, {mode}: {given.learners} learners")
    print(table(figures))
    return 0 if all(figure.holds for figure in figures) else 1


def options() -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.trouble", description=__doc__)
    parser.add_argument("what", choices=("lock3", "lock8", "full"))
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--learners", type=int, default=16)
    parser.add_argument("--naive", action="store_true")
    parser.add_argument("--impatient", action="store_true")
    given = parser.parse_args()
    if given.what == "full" and given.database == "postgres":
        parser.error("full is for SQLite")
    return given


def experiment(address: str, folder: Path, disk: Path, given: argparse.Namespace) -> list[Figure]:
    """Let everybody sit while the trouble comes and goes; the figures."""
    place = prepare(address, given.learners * EXAMS)
    journal = Journal(folder / "journal.jsonl")
    trouble: Trouble = (lambda: fill(disk)) if given.what == "full" else (lambda: lock(address, float(given.what[-1])))
    shares = [place.seats[number :: given.learners] for number in range(given.learners)]
    planted = [f"--{fault}" for fault in ("naive", "impatient") if getattr(given, fault)]
    with running(place.settings, WORKERS, *planted) as workers:
        end = time.monotonic() + SECONDS
        troubling = threading.Timer(BEGINS, trouble)
        troubling.start()
        with ThreadPoolExecutor(given.learners) as pool:
            for one in [pool.submit(sit_all, share, workers.port, paper_of(place), journal, end) for share in shares]:
                one.result()
        troubling.join()
        time.sleep(0.5)
    return verdict(place, journal, given.what)


def verdict(place: Place, journal: Journal, what: str) -> list[Figure]:
    """The table of R1 without the killing, and what this trouble must and must not do."""
    figures = [one for one in compared(place, journal, 0, 0) if one.name not in {"workers killed", f"repeated: {BUSY}"}]
    busy = journal.repeated[BUSY]
    with place.app.app_context():
        if db.engine.dialect.name == "sqlite":
            with db.engine.connect() as connection:
                whole = connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
            figures.append(Figure("integrity not ok", not whole, most=0))
        db.session.remove()
        db.engine.dispose()
    bar = Figure("answered with 503", busy, most=0) if what == "lock3" else Figure("answered with 503", busy, least=1)
    return [*figures, bar]


def lock(address: str, seconds: float) -> None:
    """Hold the lock that every writer needs, from another connection, as a backup or a person at a console might."""
    print(f"The database is locked for {seconds:g} s.", flush=True)
    if address.startswith("sqlite"):
        rival = sqlite3.connect(address.removeprefix("sqlite:///"), isolation_level=None, timeout=30)
        rival.execute("BEGIN IMMEDIATE")
        time.sleep(seconds)
        rival.execute("ROLLBACK")
        rival.close()
        return
    engine = sa.create_engine(address, poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql("LOCK TABLE attempt, attempt_slot IN SHARE ROW EXCLUSIVE MODE")
        time.sleep(seconds)


def fill(disk: Path) -> None:
    """Fill the disk to its last byte, and free it again after a while."""
    ballast = disk / "ballast"
    written = 0
    try:
        with ballast.open("wb", buffering=0) as file:
            while True:
                written += file.write(b"\0" * 4096)
    except OSError as full:
        print(f"The disk is full ({full.strerror}) after {written // 1024} kB of ballast.", flush=True)
    time.sleep(FULL_SECONDS)
    ballast.unlink()
    print("The disk has room again.", flush=True)


@contextmanager
def small_disk(place: Path) -> Iterator[Path]:
    """A file system of its own, in memory and small."""
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", place], check=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", place], check=True)


@contextmanager
def plain_folder(place: Path) -> Iterator[Path]:
    """A folder on the usual disk."""
    place.mkdir()
    yield place


if __name__ == "__main__":
    raise SystemExit(main())
