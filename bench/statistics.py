"""Statistics over 100,000 attempts of 40 questions: seconds and peak memory, beside a naive way; 1 when a goal is missed.

`python -m bench.statistics --database sqlite`; the control is `--naive`, which reads the same rows as objects and must miss both goals.
"""

import argparse
import multiprocessing
import resource
import secrets
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from bench.crashing.place import address_of
from bench.populating.writing import Row, Writer
from lms import tables
from lms.accounts.models import Person
from lms.app import create_app
from lms.core.db import db
from lms.core.ids import RevisionHash, Slug
from lms.core.settings import Settings
from lms.quizzes.models import Attempt, AttemptSlot
from lms.quizzes.rules import AttemptState, Ending, Option, Question, QuestionType, Quiz, QuizKind, ReviewPolicy
from lms.quizzes.statistics import AFTER, BETWEEN, UNIT, Analysis, Tally, analyse
from lms.reporting.item_statistics import Selection, analysis

SECONDS, MEGABYTES = 5.0, 300.0
QUESTIONS, BIG = 40, Slug("big")
REVISION = RevisionHash("b" * 64)
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
STEP = 1_000


@dataclass(frozen=True, slots=True)
class Measured:
    """What one way of computing cost; `done` attempts were read before it was over, or given up."""

    seconds: float
    processor: float
    megabytes: float
    done: int
    wanted: int
    told: str

    @property
    def kept(self) -> bool:
        """Whether both goals are."""
        return self.done == self.wanted and self.seconds < SECONDS and self.megabytes < MEGABYTES


def main() -> int:
    """Fill a database, compute in a process of its own, and judge."""
    parser = argparse.ArgumentParser(prog="python -m bench.statistics", description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--attempts", type=int, default=100_000)
    parser.add_argument("--drawn", action="store_true", help="40 of 60 questions on each paper, in an order of its own")
    parser.add_argument("--naive", action="store_true", help="the control: read the rows as objects; it must end with 1")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="waymark-bench-") as name, address_of(given.database, Path(name)) as address:
        fill(address, given.attempts, drawn=given.drawn)
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            seen = pool.apply(measured, (address, given.attempts, given.drawn, given.naive))
    cost = f"{seen.seconds:.2f} s ({seen.processor:.2f} s of them on the processor), {seen.megabytes:.0f} MB at most"
    print(f"{seen.done:,} of {seen.wanted:,} attempts: {cost}; {seen.told}")
    print("Both goals are kept." if seen.kept else f"Missed: {SECONDS:.0f} s and {MEGABYTES:.0f} MB for all of them.")
    return 0 if seen.kept else 1


def the_quiz(*, drawn: bool) -> Quiz:
    """Every fourth question is a multiple that is marked in thirds, the others have one right option."""
    return Quiz(
        id=BIG, title={"en": "Big"}, intro={}, kind=QuizKind.PRACTICE, pass_percent=75, minutes=None, attempts=None, cooldown=(), draw=(),
        shuffle=True, review=ReviewPolicy.NEVER, languages=("en",),
        questions=tuple(a_question(number) for number in range(QUESTIONS * 3 // 2 if drawn else QUESTIONS)),
    )  # fmt: skip


def a_question(number: int) -> Question:
    """One question of five options."""
    several = number % 4 == 3
    options = tuple(Option(id=Slug(f"option-{letter}"), text={}, right=letter in ("abc" if several else "a")) for letter in "abcde")
    return Question(
        id=Slug(f"question-{number:02d}"), type=QuestionType.MULTIPLE if several else QuestionType.SINGLE, objective=None, lesson=None,
        stem={}, text={}, body={}, options=options,
    )  # fmt: skip


def fill(address: str, attempts: int, *, drawn: bool) -> None:
    """Make the tables and so many attempts, each the first of its person."""
    quiz = the_quiz(drawn=drawn)
    app = create_app(Settings(secret=secrets.token_urlsafe(48), database=address, log_level="error"))
    with app.app_context():
        tables.metadata.create_all(db.engine)
        with db.engine.begin() as connection:
            writer = Writer(connection)
            for start in range(0, attempts, STEP):
                numbers = range(start + 1, min(start + STEP, attempts) + 1)
                writer.add(Person, (a_person(number) for number in numbers))
                writer.add(Attempt, (an_attempt(number) for number in numbers))
                writer.add(AttemptSlot, (row for number in numbers for row in slots(quiz, number)))
                bar("filled", numbers[-1], attempts)
            writer.finish()
        db.engine.dispose()


def a_person(number: int) -> Row:
    """Somebody."""
    name = f"learner{number}"
    return {
        "id": number, "public_id": name, "email": f"{name}@partner.example", "fs_uniquifier": name, "name": name, "language": "en",
        "zone": "UTC", "created_at": NOON,
    }  # fmt: skip


def an_attempt(number: int) -> Row:
    """Their only attempt."""
    return {
        "id": number, "public_id": f"attempt{number}", "person_id": number, "quiz": BIG, "revision": REVISION, "cycle": 1, "number": 1,
        "state": AttemptState.GRADED, "ending": Ending.SUBMITTED, "started_at": NOON, "finished_at": NOON + timedelta(minutes=30),
        "percent": 50, "passed": False, "language": "en" if number % 2 else "ru",
    }  # fmt: skip


def slots(quiz: Quiz, number: int) -> Iterator[Row]:
    """A paper with answers: the abler the person, the more are right; some questions are left out."""
    chance = Random(number)
    ability = chance.betavariate(4, 3)
    asked = chance.sample(quiz.questions, QUESTIONS) if len(quiz.questions) > QUESTIONS else quiz.questions
    for position, question in enumerate(asked, 1):
        options = [str(option.id) for option in question.options]
        right = [option for option in options if option in question.right]
        earned = sum(chance.random() < ability for _ in right)
        answer = right[:earned] or [chance.choice(options[len(right) :])]
        yield {
            "attempt_id": number, "position": position, "question": question.id, "option_order": options, "seq": 1,
            "answer": None if chance.random() < 0.02 and not earned else answer, "saved_at": NOON, "points": 1, "earned": earned,
            "out_of": len(right),
        }  # fmt: skip


def measured(address: str, attempts: int, drawn: bool, naive: bool) -> Measured:
    """Compute, and tell what it cost this process: all its memory, Python and the application with it."""
    quiz = the_quiz(drawn=drawn)
    app = create_app(Settings(secret=secrets.token_urlsafe(48), database=address, log_level="error"))
    with app.app_context():
        db.session.execute(sa.select(1))
        began, used = time.perf_counter(), time.process_time()
        if naive:
            found = as_objects(quiz, attempts, began)
        else:
            found = analysis(quiz, Selection(quiz=BIG, revision=REVISION), lambda done: bar("counted", done, attempts))
        seconds, processor = time.perf_counter() - began, time.process_time() - used
        db.session.remove()
        db.engine.dispose()
    sample = found.items[0]
    told = f"{sample.question}: facility {sample.facility:.1f}, discrimination {sample.discrimination or 0:.1f}"
    return Measured(seconds, processor, megabytes(), found.quiz.n, attempts, told)


def as_objects(quiz: Quiz, attempts: int, began: float) -> Analysis:
    """The naive way: load everything, then look at it. It is given up when it has missed both goals."""
    loaded: list[Attempt] = []
    while len(loaded) < attempts and (time.perf_counter() - began < SECONDS or megabytes() < MEGABYTES):
        after = loaded[-1].id if loaded else 0
        chosen = sa.select(Attempt).where(Attempt.quiz == BIG, Attempt.id > after).order_by(Attempt.id).limit(STEP)
        loaded += db.session.scalars(chosen.options(selectinload(Attempt.slots))).all()
        bar("loaded", len(loaded), attempts)
    tally = Tally(quiz)
    for attempt in loaded:
        total = sum((slot.earned or 0) * UNIT * slot.points // (slot.out_of or 1) for slot in attempt.slots)
        marks = [f"{slot.earned}/{slot.out_of}" for slot in attempt.slots]
        answers = [str(slot.answer or "").replace("'", '"') for slot in attempt.slots]
        tally.add(total, [slot.question for slot in attempt.slots], BETWEEN.join(marks), AFTER.join(answers))
    return analyse(quiz, tally)


def megabytes() -> float:
    """The most memory that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def bar(word: str, done: int, of: int) -> None:
    """Show how far it is, on one line."""
    filled = 40 * done // of
    end = "\n" if done >= of else ""
    print(f"\r{word} [{'#' * filled}{'.' * (40 - filled)}] {done:,} of {of:,}", end=end, file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
