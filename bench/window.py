"""The exam window: hundreds of learners begin within fifteen seconds, read and save for a while, and hand in within five.

`python -m bench.window --database sqlite|postgres`. First the processor time of a page and of a save is read from the server's processes,
with nobody else there; then comes the window. `--quiet` also holds the waits to their bars, which says something on a quiet machine alone.
`--busy` is the control, which must break the bars of processor time: every request works 50 ms longer.
"""

import argparse
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from statistics import quantiles

import sqlalchemy as sa

from bench.crash import paper_of, table
from bench.crashing.learners import Browser, GivenUpError, Journal, RefusedError, begin, chosen, given
from bench.crashing.place import Place, Seat, address_of, prepare
from bench.crashing.verdict import Figure, compared
from bench.crashing.workers import running
from bench.measuring.processes import postmaster_of, used
from lms.core.db import db
from lms.core.ids import PublicId
from lms.quizzes.models import Attempt
from lms.quizzes.rules import AttemptState, Question

WORKERS = 2
STARTS, SUBMITS = 15.0, 5.0
"""Seconds within which all begin, and hand in."""
EVERY = 8.0
"""Seconds between two answers of a learner: three times quicker than in a real exam."""
WARM = 40
"""So many requests come before those that are measured."""
CPU = {"page": 40.0, "save": 20.0}
"""Milliseconds of the server's processor time, the bars."""
WAITS = {"page": 0.4, "save": 0.25, "submit": 0.6}


@dataclass(slots=True)
class Waits:
    """How long learners waited, by what they did; and what went wrong."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def of(self, what: str) -> Iterator[None]:
        """Take the time of one request."""
        began = time.monotonic()
        yield
        with self.lock:
            self.seconds[what].append(time.monotonic() - began)


def main() -> int:
    """Run the experiment, print its table; 1 when a bar is broken."""
    asked = options()
    with tempfile.TemporaryDirectory(prefix="waymark-window-") as name, address_of(asked.database, Path(name)) as address:
        print(f"Preparing {asked.learners + 1} people on {asked.database} ...", flush=True)
        place = prepare(address, asked.learners + 1)
        journal, waits = Journal(Path(name) / "journal.jsonl"), Waits()
        with running(place.settings, WORKERS, *(["--busy"] if asked.busy else [])) as workers:
            cost = costs(place, workers.process.pid, workers.port, asked.samples)
            window(place, workers.port, journal, waits, asked)
        figures = [*cost, *verdict(place, journal, waits, asked)]
        with place.app.app_context():
            db.engine.dispose()
    print(f"\nThe exam window on {asked.database}, {'busy (the control)' if asked.busy else 'as it is'}: {asked.learners} learners")
    print(table(figures))
    return 0 if all(figure.holds for figure in figures) else 1


def options() -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.window", description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--learners", type=int, default=500)
    parser.add_argument("--answers", type=int, default=3, help="how many questions each of them reads and answers")
    parser.add_argument("--samples", type=int, default=200, help="how many pages and saves the processor time is read from")
    parser.add_argument("--quiet", action="store_true", help="the machine is quiet: the waits have bars too")
    parser.add_argument("--busy", action="store_true", help="the control: must break the bars of processor time")
    return parser.parse_args()


def costs(place: Place, server: int, port: int, samples: int) -> list[Figure]:
    """Milliseconds of processor time of the server and its database for a page of a question, and for a save."""
    browser = Browser(port, place.seats[-1].cookie, Journal(Path("/dev/null")))
    attempt, token = begin(browser)
    paper = given(paper_of(place), attempt)
    postmaster, seqs = postmaster_of(place.settings.database), iter(range(1, 1_000_000))

    def save(number: int) -> None:
        position = number % len(paper)
        form = {"csrf_token": token, "seq": next(seqs), "answer": chosen(paper[position], right=bool(number % 3))}
        browser.ask("POST", f"/attempts/{attempt}/answers/{position + 1}", form)

    def page(number: int) -> None:
        browser.ask("GET", f"/attempts/{attempt}?q={number % len(paper) + 1}")

    figures = []
    for name, act in (("page", page), ("save", save)):
        for number in range(WARM):
            act(number)
        before = used(server, postmaster)
        for number in range(samples):
            act(number)
        spent = used(server, postmaster).since(before)
        each = 1000 * (spent.server + spent.database) / samples
        figures.append(Figure(f"processor time of a {name}, ms", round(each, 1), most=CPU[name]))
    browser.ask("POST", f"/attempts/{attempt}/submit", {"csrf_token": token}, 303)
    browser.close()
    return figures


def window(place: Place, port: int, journal: Journal, waits: Waits, asked: argparse.Namespace) -> None:
    """Let everybody sit at the same time."""
    began = time.monotonic()
    end = began + STARTS + EVERY * asked.answers
    chance = Random(1)
    with ThreadPoolExecutor(asked.learners) as pool:
        for seat in place.seats[:-1]:
            at = began + chance.uniform(0, STARTS), end + chance.uniform(0, SUBMITS)
            pool.submit(sit, Browser(port, seat.cookie, journal), seat, place, waits, at, asked.answers)


def sit(browser: Browser, seat: Seat, place: Place, waits: Waits, at: tuple[float, float], answers: int) -> None:
    """Begin at one moment, read and answer, hand in at the other."""
    time.sleep(max(0.0, at[0] - time.monotonic()))
    try:
        with waits.of("start"):
            attempt, token = begin(browser)
        browser.journal.note("started", attempt=attempt, person=seat.person)
        paper = given(paper_of(place), attempt)
        for number in range(answers):
            _answer(browser, (attempt, token), paper, number, waits)
            time.sleep(max(0.0, at[0] + EVERY * (number + 1) - time.monotonic()))
        time.sleep(max(0.0, at[1] - time.monotonic()))
        with waits.of("submit"):
            browser.ask("POST", f"/attempts/{attempt}/submit", {"csrf_token": token}, 303)
        browser.journal.note("submitted", attempt=attempt)
    except (GivenUpError, RefusedError) as fault:
        waits.wrong.append(str(fault))
    finally:
        browser.close()


def _answer(browser: Browser, sitting: tuple[PublicId, str], paper: Sequence[Question], number: int, waits: Waits) -> None:
    attempt, token = sitting
    position = number % len(paper) + 1
    values = chosen(paper[position - 1], right=True)
    with waits.of("page"):
        browser.ask("GET", f"/attempts/{attempt}?q={position}")
    with waits.of("save"):
        browser.ask("POST", f"/attempts/{attempt}/answers/{position}", {"csrf_token": token, "seq": number + 1, "answer": values})
    browser.journal.note("saved", attempt=attempt, position=position, seq=number + 1, values=values)


def verdict(place: Place, journal: Journal, waits: Waits, asked: argparse.Namespace) -> list[Figure]:
    """What came of it."""
    with place.app.app_context():
        graded = sa.select(sa.func.count()).select_from(Attempt).where(Attempt.state == AttemptState.GRADED)
        count = (db.session.scalar(graded) or 0) - 1
        db.session.rollback()
    kept = {"lost answers", "lost attempts", "grade differences", "double grades", "attempts whose log is not sound", "broken log chain"}
    for one in sorted(set(waits.wrong)):
        print(one)
    waited = [
        Figure(f"p95 of a {what}, s", round(quantiles(seconds, n=20)[-1], 2), most=WAITS.get(what) if asked.quiet else None)
        for what, seconds in waits.seconds.items()
        if len(seconds) > 1
    ]
    return [
        Figure("errors", len(waits.wrong) + sum(journal.repeated.values()), most=0),
        Figure("graded", count, least=asked.learners, most=asked.learners),
        *waited,
        *(one for one in compared(place, journal, 0, 0) if one.name in kept),
    ]


if __name__ == "__main__":
    raise SystemExit(main())
