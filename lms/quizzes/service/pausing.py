"""Breaks of who was granted some: the clock of an attempt stands still, up to an allowance."""

from datetime import datetime

from sqlalchemy import select

from lms.core.db import db
from lms.core.errors import Conflict, NotFound, Refused
from lms.core.ids import PersonId, PublicId
from lms.core.text import msg
from lms.quizzes import rules
from lms.quizzes.logbook import Log
from lms.quizzes.models import Attempt
from lms.quizzes.queries import timing_of
from lms.quizzes.replay import LogKind
from lms.quizzes.service.timekeeping import retime


def pause(person: PersonId, attempt: PublicId, now: datetime) -> None:
    """Stop the clock of an attempt. Nothing happens when it stands still already.

    Raises:
        NotFound: the attempt is not the person's.
        Conflict: it is finished, or its time is over.
        Refused: it has no time limit, or no break is left.
    """
    found = _held(person, attempt)
    if found.paused_at is not None:
        return
    if rules.is_over(found.deadline_at, now):
        raise Conflict(msg("The time of this attempt is over."))
    if found.deadline_at is None:
        raise Refused(msg("This attempt has no time limit: stop and come back whenever you like."))
    left = found.break_seconds - found.break_used_seconds
    if left <= 0:
        raise Refused(msg("No break is left in this attempt."))
    found.paused_at = now
    retime(found)
    db.session.flush()
    Log.of(found).note(LogKind.PAUSED, now, person, left=left)


def resume(person: PersonId, attempt: PublicId, now: datetime) -> None:
    """Let the clock run again. Nothing happens when it runs already.

    Raises:
        NotFound: the attempt is not the person's.
        Conflict: it is finished.
    """
    found = _held(person, attempt)
    if found.paused_at is None:
        return
    found.break_used_seconds = rules.stopped(timing_of(found), now)
    found.paused_at = None
    retime(found)
    db.session.flush()
    Log.of(found).note(LogKind.RESUMED, now, person, used=found.break_used_seconds)


def _held(person: PersonId, attempt: PublicId) -> Attempt:
    chosen = select(Attempt).where(Attempt.public_id == attempt, Attempt.person_id == person).with_for_update(of=Attempt)
    found = db.session.scalar(chosen.execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    if not found.state.is_open:
        raise Conflict(msg("This attempt is finished."))
    return found
