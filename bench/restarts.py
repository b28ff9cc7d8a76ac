"""Experiment R5: the PostgreSQL server is stopped and started again, fast and immediate in turn, while learners sit exams.

`python -m bench.restarts`; `--naive` is the control, which must break the bar: answers are acknowledged first and committed later.
"""

import argparse
import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import uniform

from sqlalchemy.exc import SQLAlchemyError

from bench.crash import paper_of, table
from bench.crashing.learners import Journal, Paper, sit_all
from bench.crashing.place import Place, prepare
from bench.crashing.verdict import Figure, compared
from bench.crashing.workers import Workers, running
from lms.core.db import db
from lms.core.ids import PublicId
from lms.quizzes.rules import Question
from tests.postgres import find_binaries, wait_for

PAUSE = (3.0, 5.0)
"""Seconds between two restarts."""
WORKERS = 4
BACK = 5.0
"""Seconds after the server is back within which an answer has to be saved again."""
FAST, IMMEDIATE = signal.SIGINT, signal.SIGQUIT
OWNER = ["unshare", "--user", "--map-user=1000", "--map-group=1000"]


def main() -> int:
    """Run the experiment, print its table; 1 when a bar is broken."""
    asked = options()
    with tempfile.TemporaryDirectory(prefix="waymark-restarts-") as name, server(Path(name)) as postgres:
        place = prepare(postgres.address, asked.learners * asked.attempts)
        figures = restarting(place, Journal(Path(name) / "journal.jsonl"), postgres, asked)
        with place.app.app_context():
            db.engine.dispose()
    print(f"\nR5, {'naive (the control)' if asked.naive else 'as it is'}: {asked.learners} learners")
    print(table(figures))
    return 0 if all(figure.holds for figure in figures) else 1


def options() -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.restarts", description=__doc__)
    parser.add_argument("--learners", type=int, default=32)
    parser.add_argument("--attempts", type=int, default=12)
    parser.add_argument("--seconds", type=float, default=70)
    parser.add_argument("--naive", action="store_true", help="the control: acknowledge first, commit later; must break the bar")
    return parser.parse_args()


@dataclass(slots=True)
class Server:
    """A PostgreSQL that can be stopped and started again at the same address."""

    folder: Path
    fsync: str = "off"
    """off: what the disk does is another experiment"""
    process: subprocess.Popen[bytes] | None = None
    back: list[float] = field(default_factory=list)
    """when it answered again, by the monotonic clock"""

    @property
    def address(self) -> str:
        """The address of its database."""
        return f"postgresql+psycopg://waymark@/postgres?host={self.folder / 'socket'}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        given = [
            "-k",
            str(self.folder / "socket"),
            "-h",
            "",
            "-c",
            f"fsync={self.fsync}",
            "-c",
            "max_connections=200",
            "-c",
            "timezone=UTC",
        ]
        command = [*owner(), str(find_binaries() / "postgres"), "-D", str(self.folder / "data"), *given]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment())
        wait_for(self.folder / "socket", self.process)

    def restart(self, how: signal.Signals) -> None:
        """Stop it, fast (open transactions are rolled back) or at once (as if it had crashed), and start it again."""
        assert self.process is not None
        self.process.send_signal(how)
        self.process.wait(timeout=60)
        self.start()
        self.back.append(time.monotonic())


@contextmanager
def server(folder: Path, fsync: str = "off") -> Iterator[Server]:
    """A new server of our own; gone at the end."""
    one = Server(folder / "pg", fsync)
    (one.folder / "socket").mkdir(parents=True)
    made = [
        *owner(),
        str(find_binaries() / "initdb"),
        "-D",
        str(one.folder / "data"),
        "-U",
        "waymark",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--no-sync",
    ]
    subprocess.run(made, check=True, capture_output=True, env=environment())
    one.start()
    try:
        yield one
    finally:
        assert one.process is not None
        one.process.send_signal(FAST)
        one.process.wait(timeout=60)


def owner() -> list[str]:
    """Who runs the server: never root."""
    return OWNER if os.geteuid() == 0 else []


def environment() -> dict[str, str]:
    """The environment of the server."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")} | {"LC_ALL": "C.UTF-8", "TZ": "UTC"}


def restarting(place: Place, journal: Journal, postgres: Server, asked: argparse.Namespace) -> list[Figure]:
    """Let everybody sit their exams while the server is restarted; the figures."""
    stop = threading.Event()
    shares = [place.seats[number :: asked.learners] for number in range(asked.learners)]
    with running(place.settings, WORKERS, *(["--naive"] if asked.naive else [])) as workers:
        born = set(workers.born)
        end = time.monotonic() + asked.seconds
        again = threading.Thread(target=restart_until, args=(postgres, stop, end))
        again.start()
        with ThreadPoolExecutor(asked.learners) as pool:
            for one in [pool.submit(sit_all, share, workers.port, reader(place), journal, end) for share in shares]:
                one.result()
        stop.set()
        again.join()
        time.sleep(0.5)
        hands = by_hand(workers, born)
    with place.app.app_context():
        db.engine.dispose()
    figures = [one for one in compared(place, journal, 0, 0) if one.name != "workers killed"]
    waits = slowest(journal, postgres)
    return [
        *figures,
        Figure("restarts", len(postgres.back), least=int(asked.seconds / 10)),
        Figure("slowest return after a restart, s", round(max(waits, default=0.0), 1), most=BACK),
        Figure("workers that had to be started again", hands, most=0),
    ]


def restart_until(postgres: Server, stop: threading.Event, end: float) -> None:
    """Restart in turn fast and at once."""
    number = 0
    while time.monotonic() < end and not stop.wait(uniform(*PAUSE)):
        postgres.restart(IMMEDIATE if number % 2 else FAST)
        number += 1


def reader(place: Place) -> Paper:
    """Reads papers as `paper_of` does; while the server is away there is none to be read yet."""
    plain = paper_of(place)

    def paper(attempt: PublicId) -> Sequence[Question]:
        try:
            return plain(attempt)
        except SQLAlchemyError:
            with place.app.app_context():
                db.session.rollback()
            return ()

    return paper


def by_hand(workers: Workers, born: set[int]) -> int:
    """How many workers are no longer those that began."""
    return len(born - set(workers.born)) + (workers.process.poll() is not None)


def slowest(journal: Journal, postgres: Server) -> Sequence[float]:
    """For each restart, how long after it the first answer was saved."""
    saved = sorted(journal.moments)
    return [min((one - back for one in saved if one >= back), default=0.0) for back in postgres.back]


if __name__ == "__main__":
    raise SystemExit(main())
