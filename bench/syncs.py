"""Experiment R6, standing in for a power cut: how often the disk is told to keep what was written, for each answer that is acknowledged.

`python -m bench.syncs --database sqlite|postgres`; `--careless` is the control, which must break the bar (synchronous=NORMAL, or
synchronous_commit=off). Needs strace.
"""

import argparse
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.crash import paper_of, table
from bench.crashing.learners import Browser, Journal, begin, chosen, given
from bench.crashing.place import Place, prepare
from bench.crashing.verdict import Figure
from bench.crashing.workers import running
from bench.measuring.processes import postmaster_of, tree
from bench.restarts import server
from lms.core.db import db

SYNC = re.compile(r"\b(?:fsync|fdatasync|sync_file_range)\(")
SETTLES = 3.0
"""Seconds for strace to take hold, and for what began before to end."""


def main() -> int:
    """Run the experiment, print its table; 1 when a bar is broken."""
    asked = options()
    if shutil.which("strace") is None:
        print("strace is not installed.")
        return 1
    with tempfile.TemporaryDirectory(prefix="waymark-syncs-") as name, address_of(asked.database, Path(name)) as address:
        figures = counted(prepare(address, asked.people), Path(name), asked)
    print(f"\nR6 on {asked.database}, {'careless (the control)' if asked.careless else 'as it is'}")
    print(table(figures))
    return 0 if all(figure.holds for figure in figures) else 1


def options() -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.syncs", description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--people", type=int, default=5, help="each saves twenty answers, one after the other")
    parser.add_argument("--careless", action="store_true", help="the control: the disk is left to the system; must break the bar")
    return parser.parse_args()


@contextmanager
def address_of(database: str, folder: Path) -> Iterator[str]:
    """An empty database that really writes."""
    if database == "sqlite":
        yield f"sqlite:///{folder / 'syncs.db'}"
        return
    with server(folder, fsync="on") as postgres:
        yield postgres.address


def counted(place: Place, folder: Path, asked: argparse.Namespace) -> list[Figure]:
    """Save answers one after the other under strace; the figures."""
    journal = Journal(folder / "journal.jsonl")
    postmaster = postmaster_of(place.settings.database)
    with running(place.settings, 1, *(["--careless"] if asked.careless else [])) as workers:
        sittings = []
        for seat in place.seats:
            browser = Browser(workers.port, seat.cookie, journal)
            attempt, token = begin(browser)
            sittings.append((browser, attempt, token, given(paper_of(place), attempt)))
        with place.app.app_context():
            db.session.remove()
            db.engine.dispose()
        with traced([*tree(workers.process.pid), *(tree(postmaster) if postmaster else [])], folder / "trace"):
            began = time.monotonic()
            for browser, attempt, token, questions in sittings:
                for position, question in enumerate(questions, start=1):
                    form = {"csrf_token": token, "seq": 1, "answer": chosen(question, right=True)}
                    browser.ask("POST", f"/attempts/{attempt}/answers/{position}", form)
                    journal.note("saved", attempt=attempt, position=position)
            seconds = time.monotonic() - began
    saved = len(journal.moments)
    syncs = sum(1 for line in (folder / "trace").read_text(errors="replace").splitlines() if SYNC.search(line))
    return [
        Figure("answers acknowledged", saved, least=20 * asked.people),
        Figure("seconds, under strace", round(seconds, 1)),
        Figure("fsync and fdatasync", syncs, least=saved),
    ]


@contextmanager
def traced(processes: list[int], to: Path) -> Iterator[None]:
    """Note what these processes, and those that they start, tell the disk."""
    of = [part for process in processes for part in ("-p", str(process))]
    command = ["strace", "-f", "-qq", "-e", "trace=fsync,fdatasync,sync_file_range", "-o", str(to), *of]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as strace:
        time.sleep(SETTLES)
        to.write_text("")
        try:
            yield
        finally:
            time.sleep(0.2)
            strace.send_signal(signal.SIGINT)
            strace.wait(timeout=30)


if __name__ == "__main__":
    raise SystemExit(main())
