"""Counts the attempts at a quiz for its statistics, one revision at a time: an old key and a new one never meet in one figure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, ColumnElement, Select, String, and_, case, cast, func, literal, select

from lms.core.db import db
from lms.core.ids import RevisionHash, Slug
from lms.quizzes.models import Attempt, AttemptSlot
from lms.quizzes.rules import AttemptState, Quiz
from lms.quizzes.statistics import AFTER, BETWEEN, UNIT, Analysis, Tally, analyse, unread

STEP = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which attempts are counted: those at one revision, in one language of the sitting or in all, each person's first one or all."""

    quiz: Slug
    revision: RevisionHash
    language: str | None = None
    first: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """How many graded attempts there are at one revision in one language."""

    revision: RevisionHash
    language: str
    first: int
    every: int
    latest: datetime


def samples(quiz: Slug | None = None) -> dict[Slug, list[Sample]]:
    """What there is to count, by quiz: of one or of all, the revision that was sat last first. One statement."""
    number = func.count()
    chosen = (
        select(
            Attempt.quiz, Attempt.revision, Attempt.language, number.filter(_first()), number, func.max(Attempt.started_at)
        )
        .where(Attempt.state == AttemptState.GRADED, *([] if quiz is None else [Attempt.quiz == quiz]))
        .group_by(Attempt.quiz, Attempt.revision, Attempt.language)
        .order_by(func.max(Attempt.started_at).desc())
    )  # fmt: skip
    found: dict[Slug, list[Sample]] = {}
    for slug, revision, language, first, every, latest in db.session.execute(chosen):
        found.setdefault(slug, []).append(Sample(revision=revision, language=language, first=first, every=every, latest=latest))
    return found


def analysis(quiz: Quiz, selection: Selection, progress: Callable[[int], object] = lambda _done: None) -> Analysis:
    """The statistics of the selected attempts. `quiz` is the revision that they are at; `progress` hears how many are counted.

    One statement, read as a stream: one row for each attempt, and never more than a few of them in memory. Voided attempts and questions
    that are not scored are not in it.
    """
    tally, split = Tally(quiz), _Splitter()
    rows = db.session.execute(_papers(selection, unread(quiz)), execution_options={"yield_per": STEP})
    for done, (total, questions, earned, answers) in enumerate(rows, 1):
        tally.add(int(total), split(questions), earned, answers)
        if done % STEP == 0:
            progress(done)
    return analyse(quiz, tally)


class _Splitter:
    """Splits the ids of papers; those of papers that are alike are split once."""

    def __init__(self) -> None:
        self.known: dict[str, list[str]] = {}

    def __call__(self, questions: str) -> list[str]:
        if questions not in self.known:
            if len(self.known) >= STEP:
                self.known.clear()
            self.known[questions] = questions.split(BETWEEN)
        return self.known[questions]


def _first() -> ColumnElement[bool]:
    return and_(Attempt.cycle == 1, Attempt.number == 1)


def _papers(selection: Selection, by_hand: tuple[Slug, ...]) -> Select[int, str, str, str]:
    """A row for each attempt: its total, and three lists in one order, which the database keeps as it reads each row once.

    Joining in the database is what makes it quick: a row for each of millions of answers would cost several times as much.
    """
    parts = cast(AttemptSlot.earned, BigInteger) * AttemptSlot.points * (literal(UNIT, BigInteger) // AttemptSlot.out_of)
    earned = case(
        (AttemptSlot.out_of == 1, cast(AttemptSlot.earned, String)),
        else_=cast(AttemptSlot.earned, String).concat("/").concat(cast(AttemptSlot.out_of, String)),
    )
    answer: ColumnElement[str] = func.coalesce(cast(AttemptSlot.answer, String), "")
    if by_hand:
        answer = case((and_(AttemptSlot.question.in_(by_hand), AttemptSlot.answer.is_not(None)), "[1]"), else_=answer)
    chosen = (
        select(
            func.sum(parts), func.aggregate_strings(AttemptSlot.question, BETWEEN), func.aggregate_strings(earned, BETWEEN),
            func.aggregate_strings(answer, AFTER),
        )
        .join(Attempt, Attempt.id == AttemptSlot.attempt_id)
        .where(Attempt.quiz == selection.quiz, Attempt.revision == selection.revision, Attempt.state == AttemptState.GRADED)
        .where(AttemptSlot.points > 0, AttemptSlot.earned.is_not(None))
        .group_by(Attempt.id)
    )  # fmt: skip
    if selection.language is not None:
        chosen = chosen.where(Attempt.language == selection.language)
    return chosen.where(_first()) if selection.first else chosen
