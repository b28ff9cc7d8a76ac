"""Saving answers one by one, flagging questions, and leaving a question behind."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from lms.core.db import db, run
from lms.core.errors import Conflict, Invalid, NotFound
from lms.core.ids import PersonId, PublicId
from lms.core.text import msg
from lms.quizzes import questions, rules
from lms.quizzes.logbook import Log
from lms.quizzes.models import Attempt, AttemptEvent, AttemptSlot, LateAnswer
from lms.quizzes.questions.essay import endings_of, with_files_of
from lms.quizzes.replay import LogKind
from lms.quizzes.rules import Answer, AttemptState, Ending, QuestionType, Quiz
from lms.quizzes.service.closing import QuizOf, asked

MAX_SEQ = 1_000_000

# These two are built once: writing them anew for each answer costs more than the database needs for it.
ASKED = (
    select(
        Attempt.id, Attempt.public_id, Attempt.revision, Attempt.state, Attempt.ending, Attempt.deadline_at, Attempt.paused_at,
        Attempt.reached, AttemptSlot.question, AttemptSlot.seq,
    )
    .join(AttemptSlot, AttemptSlot.attempt_id == Attempt.id)
    .where(
        Attempt.public_id == bindparam("attempt"), Attempt.person_id == bindparam("person"), AttemptSlot.position == bindparam("position")
    )
    .with_for_update(of=Attempt)
)  # fmt: skip
# The attempt is a parameter here and no column of the slot: on SQLite, SQLAlchemy leaves the tables' names out behind RETURNING.
LAST = select(AttemptEvent).where(AttemptEvent.attempt_id == bindparam("of")).order_by(AttemptEvent.number.desc()).limit(1)
SAVED = (
    update(AttemptSlot)
    .where(
        AttemptSlot.attempt_id == bindparam("of"), AttemptSlot.position == bindparam("place"), AttemptSlot.seq < bindparam("number")
    )
    .values(answer=bindparam("saved"), seq=bindparam("number"), saved_at=bindparam("at"))
    .returning(
        LAST.with_only_columns(AttemptEvent.number).scalar_subquery().label("last"),
        LAST.with_only_columns(AttemptEvent.hash).scalar_subquery().label("end"),
    )
    .execution_options(synchronize_session=False)
)  # fmt: skip
# The end of the log is read by the second statement, not the first: whoever waited for the row sees there what happened meanwhile.


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One answer as the browser sends it: `seq` rises with every change of the slot, `values` are what the kind of question reads."""

    attempt: PublicId
    position: int
    seq: int
    values: tuple[str, ...]


class Outcome(StrEnum):
    """What became of an answer."""

    SAVED = "saved"
    OLDER = "older"
    """the same answer or a newer one stands there already: nothing to do, the browser need not repeat it"""
    LATE = "late"
    """after deadline and grace: kept apart, never graded. Commit it, then answer 409."""
    PAUSED = "paused"
    """the clock stands still: nothing was saved; keep the answer and send it again when the attempt goes on"""


def save(person: PersonId, submission: Submission, quiz_of: QuizOf, now: datetime) -> Outcome:
    """Save one answer, never grading it. A number that is not higher than the saved one changes nothing.

    Three statements: the slot (the attempt is held), one compare-and-set on `seq`, and the link of the log. One more where files may
    belong to the answer: they come and go by ways of their own (`attaching`), and a text that is saved leaves them as they are.

    Raises:
        NotFound: the attempt is not the person's, or its paper has no such slot.
        Conflict: the attempt has been submitted, or the question was left behind in a quiz without a way back.
        Invalid: the values are no answer to this question, or `seq` is not a number from 1 to a million.
    """
    if not 0 < submission.seq <= MAX_SEQ:
        raise Invalid(msg("The answer does not say how new it is. Load the page again."))
    row = _held(person, submission.attempt, submission.position)
    if not row.state.is_open and row.ending is Ending.SUBMITTED:
        raise Conflict(msg("This attempt is finished; answers can no longer be changed."))
    quiz = quiz_of(row.revision)
    answer = _read(quiz, row, submission)
    if not row.state.is_open or rules.is_over(row.deadline_at, now):
        _keep_apart(row, submission, answer, now)
        return Outcome.LATE
    if submission.seq <= row.seq:
        return Outcome.OLDER
    if row.state is not AttemptState.IN_PROGRESS or row.paused_at is not None:
        return Outcome.PAUSED
    if not quiz.back and submission.position < row.reached:
        raise Conflict(msg("You have left this question; in this quiz there is no way back."))
    return _set_newer(person, row, submission, answer, now)


def flag(person: PersonId, attempt: PublicId, position: int, now: datetime, *, flagged: bool) -> None:
    """Note that the person wants to come back to a question, or no longer does. Repeated, nothing changes.

    Raises:
        NotFound: the attempt is not the person's, or its paper has no such slot.
        Conflict: the attempt is finished.
    """
    row = _held(person, attempt, position)
    if not row.state.is_open:
        raise Conflict(msg("This attempt is finished; answers can no longer be changed."))
    slot = (AttemptSlot.attempt_id == row.id, AttemptSlot.position == position)
    changed = db.session.execute(
        update(AttemptSlot).where(*slot, AttemptSlot.flagged != flagged).values(flagged=flagged).returning(AttemptSlot.position)
    )
    if changed.one_or_none():
        found = db.session.get_one(Attempt, row.id)
        Log.of(found).note(LogKind.FLAGGED, now, person, position=position, flagged=flagged)


def advance(person: PersonId, attempt: PublicId, position: int) -> None:
    """Leave a question behind: in a quiz without a way back it is closed from now on. Elsewhere it tells how far the person has come.

    Raises:
        NotFound: the attempt is not the person's, or its paper has no such slot.
    """
    row = _held(person, attempt, position)
    if row.state.is_open and row.reached <= position:
        db.session.execute(update(Attempt).where(Attempt.id == row.id).values(reached=position + 1))


def _held(person: PersonId, attempt: PublicId, position: int) -> Row[Any]:
    row = run(ASKED, {"attempt": attempt, "person": person, "position": position}).one_or_none()
    if row is None:
        raise NotFound
    return row


def _read(quiz: Quiz, row: Row[Any], submission: Submission) -> Answer:
    question = asked(quiz, row.question)
    answer = questions.kind_of(question).read(question, submission.values)
    if question.type is not QuestionType.ESSAY or not endings_of(question):
        return answer
    # Read when the attempt is held, and not with it: who waited for a file that was just brought sees it here.
    stored = db.session.scalar(
        select(AttemptSlot.answer).where(AttemptSlot.attempt_id == row.id, AttemptSlot.position == submission.position)
    )
    return with_files_of(question, answer, tuple(stored or ()))


def _set_newer(person: PersonId, row: Row[Any], submission: Submission, answer: Answer, now: datetime) -> Outcome:
    new = {"saved": list(answer), "number": submission.seq, "at": now}
    changed = run(SAVED, {"of": row.id, "place": submission.position, **new}).one_or_none()
    if changed is None:
        return Outcome.OLDER
    log = Log(row.id, row.public_id, changed.last, changed.end)
    log.note(LogKind.SAVED, now, person, position=submission.position, said=answer, seq=submission.seq)
    return Outcome.SAVED


def _keep_apart(row: Row[Any], submission: Submission, answer: Answer, now: datetime) -> None:
    """Keep the newest late answer of a slot."""
    insert = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    values = {"seq": submission.seq, "answer": list(answer), "arrived_at": now}
    late = insert(LateAnswer).values(attempt_id=row.id, position=submission.position, **values)
    key = [LateAnswer.attempt_id, LateAnswer.position]
    db.session.execute(late.on_conflict_do_update(index_elements=key, set_=values, where=LateAnswer.seq < submission.seq))
