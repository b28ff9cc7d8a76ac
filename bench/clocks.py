"""Experiment R7: answers around the deadline, browsers whose clock is wrong, and a worker whose whole clock is wrong.

`python -m bench.clocks --database sqlite|postgres`. Of two workers one goes `--offset` seconds wrong (PostgreSQL only: with SQLite there is
one machine, and its clock is the clock). Half of the answers arrive a second before the deadline and its grace, half a second after, each
through either worker, from browsers that are two hours early or late. `--naive` is the control, which must break a bar: with PostgreSQL the
workers do not go by the database's clock, with SQLite both of them go wrong after the exams have begun.
"""

import argparse
import http.client
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import urlencode

import sqlalchemy as sa

from bench.crash import paper_of, table
from bench.crashing.learners import Browser, Journal, begin, chosen, given
from bench.crashing.place import Place, Seat, address_of, prepare
from bench.crashing.verdict import Figure
from bench.crashing.workers import running
from lms.core.db import db
from lms.core.ids import PublicId
from lms.quizzes.models import Attempt, AttemptSlot, LateAnswer
from lms.quizzes.rules import GRACE, Question

MINUTES = timedelta(minutes=30)
EARLY, LATE = timedelta(seconds=-1), timedelta(seconds=1)
WRONG = timedelta(hours=2)
FIRST = 6.0
"""Seconds until the first deadline; the others follow."""
APART = 0.1


@dataclass(frozen=True, slots=True)
class Shot:
    """One answer around a deadline."""

    seat: Seat
    attempt: PublicId
    token: str
    question: Question
    port: int
    at: datetime
    in_time: bool


def main() -> int:
    """Run the experiment, print its table; 1 when a bar is broken."""
    asked = options()
    with tempfile.TemporaryDirectory(prefix="waymark-clocks-") as name, address_of(asked.database, Path(name)) as address:
        place = prepare(address, 2 * asked.times)
        figures = around(place, Journal(Path(name) / "journal.jsonl"), asked)
        with place.app.app_context():
            db.engine.dispose()
    print(f"\nR7 on {asked.database}, {'naive (the control)' if asked.naive else 'as it is'}: one worker {asked.offset:g} s wrong")
    print(table(figures))
    return 0 if all(figure.holds for figure in figures) else 1


def options() -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.clocks", description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="postgres")
    parser.add_argument("--times", type=int, default=100, help="answers before the deadline, and as many after it")
    parser.add_argument("--offset", type=float, default=-3600.0, help="seconds by which one worker is wrong")
    parser.add_argument("--naive", action="store_true", help="the control; must break a bar")
    return parser.parse_args()


def around(place: Place, journal: Journal, asked: argparse.Namespace) -> list[Figure]:
    """Begin all exams through both workers, bring their deadlines near, and answer around them; the figures."""
    wrong = [f"--offset={asked.offset}"] if asked.database == "postgres" or asked.naive else []
    deaf = ["--deaf"] if asked.naive else []
    with ExitStack() as stack:
        ports = [stack.enter_context(running(place.settings, 1, *given_to, *deaf)).port for given_to in ([], wrong)]
        shots: list[tuple[Seat, PublicId, str, int]] = []
        began: dict[PublicId, tuple[datetime, datetime]] = {}
        for number, seat in enumerate(place.seats):
            browser, before = Browser(ports[number % 2], seat.cookie, journal), true_time(place)
            attempt, token = begin(browser)
            began[attempt] = before, true_time(place)
            shots.append((seat, attempt, token, ports[(number // 2) % 2]))
            browser.close()
        apart = farthest(place, began)
        results = fired(place, aimed(place, shots))
    return [Figure("deadlines apart from the database's clock, s", round(apart, 2), most=1), *results]


def true_time(place: Place) -> datetime:
    """The clock of the database; with SQLite that of this machine."""
    with place.app.app_context():
        read = db.session.scalar(sa.select(sa.func.clock_timestamp())) if db.engine.dialect.name == "postgresql" else None
        db.session.rollback()
    return read or datetime.now(UTC)


def farthest(place: Place, began: dict[PublicId, tuple[datetime, datetime]]) -> float:
    """Seconds by which the farthest deadline misses thirty minutes after its attempt began, between two readings of the true time."""
    with place.app.app_context():
        deadlines = {row[0]: row[1] for row in db.session.execute(sa.select(Attempt.public_id, Attempt.deadline_at))}
        db.session.rollback()
    moments = {attempt: deadline - MINUTES for attempt, deadline in deadlines.items() if deadline is not None}
    missed = [max(before - moments[attempt], moments[attempt] - after) for attempt, (before, after) in began.items()]
    return max(0.0, max(missed).total_seconds())


def aimed(place: Place, shots: Sequence[tuple[Seat, PublicId, str, int]]) -> list[Shot]:
    """Bring the deadlines near, one behind the other, and say when each answer is sent."""
    first = datetime.now(UTC) + timedelta(seconds=FIRST)
    found = []
    read = paper_of(place)
    papers = [given(read, attempt)[0] for _, attempt, _, _ in shots]
    with place.app.app_context(), db.engine.begin() as connection:
        for number, (seat, attempt, token, port) in enumerate(shots):
            deadline = first + timedelta(seconds=APART * number)
            moved = sa.update(Attempt).where(Attempt.public_id == attempt)
            connection.execute(moved.values(deadline_at=deadline, sweep_at=deadline + MINUTES))
            in_time = number % 4 < 2
            at = deadline + GRACE + (EARLY if in_time else LATE)
            found.append(Shot(seat, attempt, token, papers[number], port, at, in_time))
    return found


def fired(place: Place, shots: Sequence[Shot]) -> list[Figure]:
    """Send every answer at its moment; what became of it."""
    with ThreadPoolExecutor(min(64, len(shots))) as pool:
        answers = list(pool.map(send, sorted(shots, key=lambda shot: shot.at)))
    with place.app.app_context():
        slots = sa.select(Attempt.public_id, AttemptSlot.seq).join(AttemptSlot).where(AttemptSlot.position == 1)
        kept = {row[0]: row[1] for row in db.session.execute(slots)}
        apart = set(db.session.scalars(sa.select(Attempt.public_id).join(LateAnswer, LateAnswer.attempt_id == Attempt.id)))
        db.session.rollback()
    ordered = sorted(shots, key=lambda shot: shot.at)
    early = [(shot, status) for shot, status in zip(ordered, answers, strict=True) if shot.in_time]
    late = [(shot, status) for shot, status in zip(ordered, answers, strict=True) if not shot.in_time]
    return [
        Figure("answers in time", len(early)),
        Figure("in time and refused", sum(status != 200 for _, status in early), most=0),
        Figure("in time and not kept", sum(kept[shot.attempt] != 1 for shot, _ in early), most=0),
        Figure("answers too late", len(late)),
        Figure("too late and accepted", sum(status != 409 for _, status in late), most=0),
        Figure("too late and graded", sum(kept[shot.attempt] != 0 for shot, _ in late), most=0),
        Figure("too late and not kept apart", sum(shot.attempt not in apart for shot, _ in late), most=0),
    ]


def send(shot: Shot) -> int:
    """Wait for the moment and send the answer, from a browser whose clock is two hours wrong; the status."""
    connection = http.client.HTTPConnection("127.0.0.1", shot.port, timeout=30)
    form = {"csrf_token": shot.token, "seq": 1, "answer": chosen(shot.question, right=True)}
    says = datetime.now(UTC) + (WRONG if shot.in_time else -WRONG)
    headers = {
        "Cookie": f"session={shot.seat.cookie}", "Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded",
        "Date": format_datetime(says, usegmt=True),
    }  # fmt: skip
    time.sleep(max(0.0, (shot.at - datetime.now(UTC)).total_seconds()))
    connection.request("POST", f"/attempts/{shot.attempt}/answers/1", urlencode(form, doseq=True), headers)
    response = connection.getresponse()
    response.read()
    connection.close()
    return response.status


if __name__ == "__main__":
    raise SystemExit(main())
