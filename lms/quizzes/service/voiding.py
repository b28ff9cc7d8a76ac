"""Voiding an attempt that must not count: it stays readable with all that was saved, and counts for nothing."""

from datetime import datetime

from sqlalchemy import select

from lms.core.db import db
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.events import Event
from lms.core.ids import PersonId, PublicId
from lms.core.text import msg
from lms.quizzes.events import AttemptVoided
from lms.quizzes.logbook import Log
from lms.quizzes.models import Attempt
from lms.quizzes.replay import LogKind
from lms.quizzes.rules import AttemptState
from lms.quizzes.service.closing import move

REASON_LENGTH = 400


def void(attempt: PublicId, reason: str, by: PersonId, now: datetime) -> list[Event]:
    """Void a finished attempt; nothing happens when that was done before. The reason stands beside the attempt, not in a log.

    Raises:
        NotFound: there is no such attempt.
        Invalid: there is no reason, or it is too long.
        Refused: the sitting still goes on.
    """
    said = reason.strip()
    if not 0 < len(said) <= REASON_LENGTH:
        raise Invalid(msg("Give a reason of at most %(most)s characters.", most=REASON_LENGTH))
    chosen = select(Attempt).where(Attempt.public_id == attempt).with_for_update(of=Attempt)
    found = db.session.scalar(chosen.execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    if found.state.is_open:
        raise Refused(msg("This attempt still goes on. It can be voided when it is finished."))
    if found.state is AttemptState.VOIDED:
        return []
    move(found, AttemptState.VOIDED, void_reason=said)
    Log.of(found).note(LogKind.VOIDED, now, by)
    return [
        AttemptVoided(
            at=now, by=by, person=found.person_id, quiz=found.quiz, attempt=found.public_id,
            certification=found.certification, cycle=found.cycle,
        )
    ]  # fmt: skip
