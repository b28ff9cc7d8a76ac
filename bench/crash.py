"""Experiment R1: workers are killed at random moments while learners sit exams; nothing that was acknowledged may be lost.

`python -m bench.crash --database sqlite|postgres`; `--naive` is the control, in which the bars must break.
"""

import argparse
import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlalchemy import select

from bench.crashing.learners import Journal, Paper, sit_all
from bench.crashing.place import Place, address_of, prepare
from bench.crashing.verdict import Figure, compared
from bench.crashing.workers import running
from lms.core.db import db
from lms.core.ids import PublicId
from lms.publishing.library import quiz_of
from lms.quizzes.models import Attempt, AttemptSlot
from lms.quizzes.rules import Question

KILLS_A_SECOND = 50 / 70
"""Fewer kills than this prove too little."""


def main() -> int:
    """Run the experiment, print its table; 1 when a bar is broken."""
    arguments = options()
    with tempfile.TemporaryDirectory(prefix="waymark-crash-") as name, address_of(arguments.database, Path(name)) as address:
        print(f"Preparing {arguments.learners * arguments.attempts} people on {arguments.database} ...", flush=True)
        place = prepare(address, arguments.learners * arguments.attempts)
        journal = Journal(Path(name) / "journal.jsonl")
        killed, seconds = crash(place, journal, arguments)
        usual = int(min(arguments.seconds, seconds) * KILLS_A_SECOND) if arguments.kills is None else arguments.kills
        wanted = 0 if arguments.calm else usual
        figures = compared(place, journal, killed, wanted)
        with place.app.app_context():
            db.engine.dispose()
    mode = "naive (the control)" if arguments.naive else "as it is"
    print(f"\nR1 on {arguments.database}, {mode}: {arguments.learners} learners, {seconds:.0f} s")
    print(table(figures))
    return 0 if all(figure.holds for figure in figures) else 1


def options() -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.crash", description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--learners", type=int, default=32, help="how many sit exams at the same time")
    parser.add_argument("--attempts", type=int, default=12, help="how many exams each of them sits at most, one person each")
    parser.add_argument("--seconds", type=float, default=70, help="how long workers are killed and new exams begun")
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--kills", type=int, default=None, help="how many kills prove something; left out, 50 in 70 s")
    parser.add_argument("--naive", action="store_true", help="the control: acknowledge first, commit later; must break the bar")
    parser.add_argument("--calm", action="store_true", help="kill nobody")
    return parser.parse_args()


def crash(place: Place, journal: Journal, arguments: argparse.Namespace) -> tuple[int, float]:
    """Let everybody sit their exams while workers are killed; how many were, in how many seconds."""
    stop = threading.Event()
    shares = [place.seats[number :: arguments.learners] for number in range(arguments.learners)]
    with running(place.settings, arguments.workers, *(["--naive"] if arguments.naive else [])) as workers:
        end = time.monotonic() + arguments.seconds
        killer = threading.Thread(target=workers.kill_until, args=(stop, end))
        if not arguments.calm:
            killer.start()
        with ThreadPoolExecutor(arguments.learners) as pool:
            sitting = [pool.submit(sit_all, share, workers.port, paper_of(place), journal, end) for share in shares]
            for one in sitting:
                one.result()
        stop.set()
        if not arguments.calm:
            killer.join()
        seconds = time.monotonic() - end + arguments.seconds
        # The naive worker still has something to commit.
        time.sleep(0.5)
        return workers.killed, seconds


def paper_of(place: Place) -> Paper:
    """Reads the paper of an attempt from the database, as the learner would from twenty pages."""

    def paper(attempt: PublicId) -> Sequence[Question]:
        chosen = select(Attempt.revision, AttemptSlot.question).join(AttemptSlot, AttemptSlot.attempt_id == Attempt.id)
        with place.app.app_context():
            rows = db.session.execute(chosen.where(Attempt.public_id == attempt).order_by(AttemptSlot.position)).all()
            found = [quiz_of(row.revision).question(row.question) for row in rows]
        return [question for question in found if question is not None]

    return paper


def table(figures: Sequence[Figure]) -> str:
    """The figures, one a line; a broken bar is marked."""
    lines = [f"{'':<28}{'seen':>8}  bar"]
    lines += [f"{one.name:<28}{one.seen:>8g}  {one.bar}{'' if one.holds else '  BROKEN'}" for one in figures]
    return "\n".join(lines)


if __name__ == "__main__":
    raise SystemExit(main())
