"""Beginning, answering and finishing attempts; each verb is safe to repeat."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from random import Random

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import selectinload

from lms.core.db import db, run
from lms.core.errors import Conflict, Invalid, NotFound, Refused
from lms.core.events import Event
from lms.core.ids import AttemptId, PersonId, PublicId, RevisionHash, Slug, new_public_id
from lms.core.text import msg
from lms.quizzes import papers, questions, rules
from lms.quizzes.events import AttemptFailed, AttemptPassed, AttemptStarted
from lms.quizzes.models import Attempt, AttemptSlot, LateAnswer
from lms.quizzes.queries import attempts_of, open_attempt_of, past, seen_by
from lms.quizzes.rules import Answer, AttemptState, Question, Quiz, QuizBank, QuizKind

BATCH = 200
MAX_SEQ = 1_000_000

# These two are built once: writing them anew for each answer costs more than the database needs for it.
ASKED = (
    select(Attempt.id, Attempt.revision, Attempt.state, Attempt.deadline_at, AttemptSlot.question)
    .join(AttemptSlot, AttemptSlot.attempt_id == Attempt.id)
    .where(
        Attempt.public_id == bindparam("attempt"), Attempt.person_id == bindparam("person"), AttemptSlot.position == bindparam("position")
    )
    .with_for_update(read=True, of=Attempt)
)  # fmt: skip
SAVED = (
    update(AttemptSlot)
    .where(
        AttemptSlot.attempt_id == bindparam("attempt"), AttemptSlot.position == bindparam("place"), AttemptSlot.seq < bindparam("number")
    )
    .values(answer=bindparam("saved"), seq=bindparam("number"), saved_at=bindparam("at"))
    .returning(AttemptSlot.position)
    .execution_options(synchronize_session=False)
)

QuizOf = Callable[[RevisionHash], Quiz]
"""Finds the quiz of a revision that an attempt has pinned, however old."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a person enters for: the quiz, and what a pass would count for. `unmet` are prerequisites that are missing."""

    quiz: Slug
    certification: Slug | None = None
    cycle: int = 1
    unmet: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One answer as the browser sends it: `seq` rises with every change of the slot, `values` are the ids that were chosen."""

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


def start(person: PersonId, bank: QuizBank, entry: Entry, rng: Random, now: datetime) -> tuple[Attempt, list[Event]]:
    """Begin an attempt: draw its paper, pin its revision, set its deadline. One that is open is returned as it stands.

    Close overdue attempts with `expire_due(..., person=...)` before.

    Raises:
        NotFound: there is no such quiz, or it is one of checks.
        Refused: something is unmet; `unmet` holds it all, each with the moment at which it opens, where there is one.
        Conflict: another attempt of the person began and ended at this very moment.
    """
    quiz = bank.quizzes.get(entry.quiz)
    if quiz is None or quiz.kind is QuizKind.CHECK:
        raise NotFound
    if standing := open_attempt_of(person, quiz.id):
        return standing, []
    earlier = attempts_of(person, quiz.id, entry.cycle)
    if unmet := rules.may_start(quiz, past(earlier), entry.unmet, now):
        raise Refused(msg("You cannot start this now."), unmet)
    attempt = _drawn(quiz, seen_by(person, quiz.id), rng)
    attempt.person_id, attempt.revision = person, bank.revisions[quiz.id]
    attempt.certification, attempt.cycle, attempt.number = entry.certification, entry.cycle, len(earlier) + 1
    attempt.started_at, attempt.deadline_at = now, rules.deadline(now, quiz.minutes)
    return _only_one(attempt)


def save(person: PersonId, submission: Submission, quiz_of: QuizOf, now: datetime) -> Outcome:
    """Save one answer, never grading it. A number that is not higher than the saved one changes nothing.

    Two statements: the slot (the attempt is held against a parallel submit), and one compare-and-set on `seq`.

    Raises:
        NotFound: the attempt is not the person's, or its paper has no such slot.
        Conflict: the attempt has been submitted.
        Invalid: the values are no answer to this question, or `seq` is not a number from 1 to a million.
    """
    if not 0 < submission.seq <= MAX_SEQ:
        raise Invalid(msg("The answer does not say how new it is. Load the page again."))
    row = run(
        ASKED, {"attempt": submission.attempt, "person": person, "position": submission.position}
    ).one_or_none()  # fmt: skip
    if row is None:
        raise NotFound
    if row.state is AttemptState.SUBMITTED:
        raise Conflict(msg("This attempt is finished; answers can no longer be changed."))
    question = _asked(quiz_of(row.revision), row.question)
    answer = questions.kind_of(question).read(question, submission.values)
    if row.state is AttemptState.EXPIRED or rules.is_over(row.deadline_at, now):
        _keep_apart(row.id, submission, answer, now)
        return Outcome.LATE
    return _set_newer(row.id, submission, answer, now)


def submit(person: PersonId, attempt: PublicId, quiz_of: QuizOf, now: datetime) -> tuple[Attempt, list[Event]]:
    """Finish and grade an attempt with what was saved. One that is finished is returned as it stands, without events.

    Raises:
        NotFound: the attempt is not the person's.
    """
    chosen = select(Attempt).where(Attempt.public_id == attempt, Attempt.person_id == person).with_for_update(of=Attempt)
    found = db.session.scalar(chosen.options(selectinload(Attempt.slots)).execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    if found.state is not AttemptState.OPEN:
        return found, []
    state = AttemptState.EXPIRED if rules.is_over(found.deadline_at, now) else AttemptState.SUBMITTED
    return found, [_close(found, quiz_of(found.revision), state, now)]


def expire_due(quiz_of: QuizOf, now: datetime, person: PersonId | None = None) -> list[Event]:
    """Close attempts whose deadline and grace have passed, grading what was saved; those of one person, or of all.

    An attempt that somebody else is closing at this moment is left to them. At most 200 a call, the longest overdue first: a sweep
    repeats until nothing comes back.
    """
    due = select(Attempt).where(Attempt.state == AttemptState.OPEN, Attempt.deadline_at <= now - rules.GRACE)
    if person is not None:
        due = due.where(Attempt.person_id == person)
    found = db.session.scalars(
        due.order_by(Attempt.deadline_at, Attempt.id).limit(BATCH).options(selectinload(Attempt.slots))
        .with_for_update(of=Attempt, skip_locked=True).execution_options(populate_existing=True)
    ).all()  # fmt: skip
    return [_close(attempt, quiz_of(attempt.revision), AttemptState.EXPIRED, now) for attempt in found]


def _drawn(quiz: Quiz, seen: Mapping[Slug, int], rng: Random) -> Attempt:
    """A new attempt with its paper."""
    slots = [
        AttemptSlot(
            position=position, question=question.id, option_order=list(papers.option_order(question, rng, shuffle=quiz.shuffle)), seq=0
        )
        for position, question in enumerate(papers.draw(quiz, seen, rng), start=1)
    ]
    return Attempt(public_id=new_public_id(), quiz=quiz.id, state=AttemptState.OPEN, slots=slots)


def _only_one(attempt: Attempt) -> tuple[Attempt, list[Event]]:
    """Store a new attempt, or return the one that a parallel start has stored: the indexes decide."""
    try:
        with db.session.begin_nested():
            db.session.add(attempt)
    except IntegrityError:
        if standing := open_attempt_of(attempt.person_id, attempt.quiz):
            return standing, []
        raise Conflict(msg("Another attempt has just ended. Load the page again.")) from None
    started = AttemptStarted(
        at=attempt.started_at, by=attempt.person_id, person=attempt.person_id,
        quiz=attempt.quiz, attempt=attempt.public_id, certification=attempt.certification, cycle=attempt.cycle,
    )  # fmt: skip
    return attempt, [started]


def _set_newer(attempt: AttemptId, submission: Submission, answer: Answer, now: datetime) -> Outcome:
    new = {"saved": list(answer), "number": submission.seq, "at": now}
    changed = run(SAVED, {"attempt": attempt, "place": submission.position, **new}).one_or_none()
    return Outcome.OLDER if changed is None else Outcome.SAVED


def _keep_apart(attempt: AttemptId, submission: Submission, answer: Answer, now: datetime) -> None:
    """Keep the newest late answer of a slot."""
    insert = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = {"seq": submission.seq, "answer": list(answer), "arrived_at": now}
    late = insert(LateAnswer).values(attempt_id=attempt, position=submission.position, **row)
    key = [LateAnswer.attempt_id, LateAnswer.position]
    db.session.execute(late.on_conflict_do_update(index_elements=key, set_=row, where=LateAnswer.seq < submission.seq))


def _close(attempt: Attempt, quiz: Quiz, state: AttemptState, now: datetime) -> Event:
    """Mark every slot, grade the attempt and say what happened."""
    marks = []
    for slot in attempt.slots:
        earned = questions.mark(_asked(quiz, slot.question), None if slot.answer is None else tuple(Slug(option) for option in slot.answer))
        slot.earned, slot.out_of = earned.earned, earned.out_of
        marks.append(earned)
    grade = rules.grade(marks, quiz.pass_percent)
    attempt.state, attempt.finished_at = state, now
    attempt.earned, attempt.out_of, attempt.percent, attempt.passed = grade.earned, grade.out_of, grade.percent, grade.passed
    db.session.flush()
    happened = AttemptPassed if grade.passed else AttemptFailed
    return happened(
        at=now, by=attempt.person_id if state is AttemptState.SUBMITTED else None, person=attempt.person_id,
        quiz=attempt.quiz, attempt=attempt.public_id, percent=grade.percent,
        certification=attempt.certification, cycle=attempt.cycle,
    )  # fmt: skip


def _asked(quiz: Quiz, wanted: Slug) -> Question:
    """The question of a slot, in the revision that was pinned when it was drawn."""
    question = quiz.question(wanted)
    if question is None:
        raise LookupError(f"The revision of quiz {quiz.id} has no question {wanted}: this is not the one that the attempt has pinned.")
    return question
