"""Experiments R2, R3 and R4: many at the same moment, and two tabs that send out of order; one grade, one attempt, the newest answer.

`python -m bench.races submits|starts|states --database sqlite|postgres`; `--naive` is the control, in which a bar must break: nobody
holds a row (`submits`), the indexes that allow one attempt are gone as well (`starts`), a slot forgets how new its answer is (`states`).
"""

import argparse
import http.client
import tempfile
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from bench.crash import paper_of, table
from bench.crashing.learners import Browser, Journal, begin, chosen, given
from bench.crashing.place import EXAM, Place, Seat, address_of, prepare
from bench.crashing.verdict import Figure
from bench.crashing.workers import running
from lms.certificates.models import Certificate
from lms.core import clock
from lms.core.content.tree import Tree
from lms.core.db import db
from lms.core.ids import PublicId
from lms.publishing.source import sample_tree
from lms.quizzes import service
from lms.quizzes.models import Attempt, AttemptEvent
from lms.quizzes.replay import LogKind
from tests.quizzes.machine import Sitting, forgetful

WORKERS, TIMEOUT = 2, 60
EXAM_FILE = f"quizzes/{EXAM}.md"
ONLY_ONE = ("uq_attempt_one_open", "uq_attempt_person_id_quiz_cycle_number")
SEEN = 303
Answered = tuple[int, str]


def main() -> int:
    """Run one experiment, print its table; 1 when a bar is broken."""
    asked = options()
    with tempfile.TemporaryDirectory(prefix="waymark-races-") as name, address_of(asked.database, Path(name)) as address:
        place = prepare(address, asked.times, once_only())
        figures = {"submits": submits, "starts": starts, "states": states}[asked.what](place, Path(name), asked)
        with place.app.app_context():
            db.engine.dispose()
    print(f"\n{asked.what} on {asked.database}, {'naive (the control)' if asked.naive else 'as it is'}")
    print(table(figures))
    return 0 if all(figure.holds for figure in figures) else 1


def options() -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.races", description=__doc__)
    parser.add_argument("what", choices=("submits", "starts", "states"))
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--times", type=int, default=20, help="how many people")
    parser.add_argument("--parallel", type=int, default=50, help="how many requests of each at the same moment")
    parser.add_argument("--examples", type=int, default=200, help="states: how many sequences")
    parser.add_argument("--steps", type=int, default=50, help="states: of how many steps")
    parser.add_argument("--naive", action="store_true", help="the control; must break a bar")
    return parser.parse_args()


def once_only() -> Tree:
    """The sample, whose exam may be sat once."""
    tree = sample_tree()
    text = tree.files[EXAM_FILE].decode()
    return Tree({**tree.files, EXAM_FILE: text.replace("\nattempts: 3\n", "\nattempts: 1\n").encode()}, tree.language)


def submits(place: Place, folder: Path, asked: argparse.Namespace) -> list[Figure]:
    """R2: everybody answers, then hands in many times at once."""
    answers: list[list[Answered]] = []
    journal = Journal(folder / "journal.jsonl")
    with running(place.settings, WORKERS, *(["--unlocked"] if asked.naive else [])) as workers:
        for seat in place.seats:
            browser = Browser(workers.port, seat.cookie, journal)
            attempt, token = begin(browser)
            for position, question in enumerate(given(paper_of(place), attempt), start=1):
                form = {"csrf_token": token, "seq": 1, "answer": chosen(question, right=True)}
                browser.ask("POST", f"/attempts/{attempt}/answers/{position}", form)
            browser.close()
            answers.append(at_once(workers.port, seat, f"/attempts/{attempt}/submit", token, asked.parallel))
    return [
        *told(answers, SEEN),
        Figure("grades", graded(place), least=asked.times, most=asked.times),
        Figure("certificates", counted(place, sa.select(sa.func.count()).select_from(Certificate)), least=asked.times, most=asked.times),
    ]


def starts(place: Place, folder: Path, asked: argparse.Namespace) -> list[Figure]:
    """R3: everybody begins many times at once; hands in an empty paper, and tries once more as often: one attempt is all there is."""
    if asked.naive:
        without_indexes(place)
    first: list[list[Answered]] = []
    again: list[list[Answered]] = []
    journal = Journal(folder / "journal.jsonl")
    with running(place.settings, WORKERS, *(["--unlocked"] if asked.naive else [])) as workers:
        for seat in place.seats:
            browser = Browser(workers.port, seat.cookie, journal)
            token = browser.token(f"/quizzes/{EXAM}")
            first.append(at_once(workers.port, seat, f"/quizzes/{EXAM}/start", token, asked.parallel))
            attempt = PublicId(next(where for _, where in first[-1] if where).rsplit("/", 1)[-1])
            browser.ask("POST", f"/attempts/{attempt}/submit", {"csrf_token": token}, SEEN)
            browser.close()
            again.append(at_once(workers.port, seat, f"/quizzes/{EXAM}/start", token, asked.parallel))
    count = counted(place, sa.select(sa.func.count()).select_from(Attempt))
    refused = Counter(status for many in again for status, _ in many)
    return [
        *told(first, SEEN),
        Figure("attempts", count, least=asked.times, most=asked.times),
        Figure("refused afterwards (403)", refused[403], least=asked.times * asked.parallel),
    ]


def states(place: Place, _folder: Path, asked: argparse.Namespace) -> list[Figure]:
    """R4: the state machine of the tests at full length."""
    people = place.seats[0].person, place.seats[1].person
    machine = type("Own", (Sitting,), {"begin": staticmethod(lambda: (people, clock.now()))})
    full = settings(max_examples=asked.examples, stateful_step_count=asked.steps, deadline=None, database=None, phases=[Phase.generate])
    wrong = ""
    kept = service.save
    with place.app.app_context():
        try:
            service.save = forgetful if asked.naive else kept
            run_state_machine_as_test(machine, settings=full)
        except AssertionError as fault:
            wrong = str(fault) or "an assertion"
        finally:
            service.save = kept
            db.session.rollback()
        links = db.session.scalar(sa.select(sa.func.count()).select_from(AttemptEvent)) or 0
    if wrong:
        print(wrong)
    return [Figure("changes of attempts", links, least=1), Figure("violations", bool(wrong), most=0)]


def at_once(port: int, seat: Seat, path: str, token: str, parallel: int) -> list[Answered]:
    """The answers to so many equal requests that are let go at the same moment: status, and where each leads."""
    gate = Barrier(parallel)
    body = urlencode({"csrf_token": token})
    headers = {"Cookie": f"session={seat.cookie}", "Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html"}

    def send(_number: int) -> Answered:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
        connection.connect()
        gate.wait()
        connection.request("POST", path, body, headers)
        response = connection.getresponse()
        response.read()
        connection.close()
        return response.status, response.headers.get("Location", "")

    with ThreadPoolExecutor(parallel) as pool:
        return list(pool.map(send, range(parallel)))


def told(answers: Sequence[Sequence[Answered]], wanted: int) -> list[Figure]:
    """What the requests were answered."""
    statuses = Counter(status for many in answers for status, _ in many)
    return [
        Figure("requests", sum(statuses.values())),
        Figure("server errors (5xx)", sum(count for status, count in statuses.items() if status >= 500), most=0),
        Figure(f"other answers than {wanted}", sum(count for status, count in statuses.items() if status != wanted), most=0),
        Figure("people with more than one answer", sum(len(set(many)) > 1 for many in answers), most=0),
    ]


def without_indexes(place: Place) -> None:
    """Half of the planted fault of `starts`: nothing in the database says that there is one attempt."""
    with place.app.app_context(), db.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"DROP INDEX {ONLY_ONE[0]}")
            connection.exec_driver_sql(f"ALTER TABLE attempt DROP CONSTRAINT {ONLY_ONE[1]}")
        else:
            connection.exec_driver_sql(f"DROP INDEX {ONLY_ONE[0]}")


def graded(place: Place) -> int:
    """How many grades were given."""
    return counted(place, sa.select(sa.func.count()).select_from(AttemptEvent).where(AttemptEvent.kind == LogKind.GRADED))


def counted(place: Place, statement: sa.Select[Any]) -> int:
    """A count in the database."""
    with place.app.app_context():
        found = int(db.session.scalar(statement) or 0)
        db.session.rollback()
    return found


if __name__ == "__main__":
    raise SystemExit(main())
