"""Reading attempts, always for one person."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from lms.core.db import db
from lms.core.errors import NotFound
from lms.core.ids import PersonId, PublicId, Slug
from lms.quizzes.models import Attempt, AttemptSlot
from lms.quizzes.rules import AttemptState, Mark, PastAttempt


def attempt_of(person: PersonId, public_id: PublicId) -> Attempt:
    """The person's attempt with its paper (`slots` are loaded).

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    chosen = select(Attempt).where(Attempt.public_id == public_id, Attempt.person_id == person)
    attempt = db.session.scalar(chosen.options(selectinload(Attempt.slots)).execution_options(populate_existing=True))
    if attempt is None:
        raise NotFound
    return attempt


def open_attempt_of(person: PersonId, quiz: Slug) -> Attempt | None:
    """The attempt of this quiz that the person has not finished, without its paper."""
    return db.session.scalar(select(Attempt).where(Attempt.person_id == person, Attempt.quiz == quiz, Attempt.state == AttemptState.OPEN))


def attempts_of(person: PersonId, quiz: Slug, cycle: int | None = None) -> Sequence[Attempt]:
    """The person's attempts of one quiz, in one cycle or in all, oldest first, without their papers."""
    chosen = select(Attempt).where(Attempt.person_id == person, Attempt.quiz == quiz)
    if cycle is not None:
        chosen = chosen.where(Attempt.cycle == cycle)
    return db.session.scalars(chosen.order_by(Attempt.id)).all()


def history_of(person: PersonId) -> Sequence[Attempt]:
    """All attempts of the person, newest first, without their papers."""
    return db.session.scalars(select(Attempt).where(Attempt.person_id == person).order_by(Attempt.id.desc())).all()


def seen_by(person: PersonId, quiz: Slug) -> dict[Slug, int]:
    """How often each question of the quiz stood on a paper of this person."""
    chosen = (
        select(AttemptSlot.question, func.count())
        .join(Attempt, Attempt.id == AttemptSlot.attempt_id)
        .where(Attempt.person_id == person, Attempt.quiz == quiz)
        .group_by(AttemptSlot.question)
    )
    return dict(iter(db.session.execute(chosen)))


def past(attempts: Sequence[Attempt]) -> tuple[PastAttempt, ...]:
    """The attempts as `rules` looks at them."""
    return tuple(
        PastAttempt(
            public_id=attempt.public_id,
            state=attempt.state,
            started_at=attempt.started_at,
            deadline_at=attempt.deadline_at,
            finished_at=attempt.finished_at,
            passed=bool(attempt.passed),
        )
        for attempt in attempts
    )


def marks_of(attempt: Attempt) -> dict[Slug, Mark]:
    """The marks of a finished attempt by question, in the order of its paper; empty while it is open. Needs `slots`."""
    return {
        slot.question: Mark(slot.earned, slot.out_of)
        for slot in attempt.slots
        if slot.earned is not None and slot.out_of is not None
    }  # fmt: skip
