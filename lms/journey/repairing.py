"""Fair repair of a bad question after use, and everything that follows from it; in the caller's transaction, so that it can be undone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from lms.certificates.models import Certificate
from lms.certificates.service import revoke
from lms.core.db import db
from lms.core.errors import NotFound, Refused
from lms.core.events import Event
from lms.core.ids import PersonId, PublicId, Slug
from lms.core.text import msg
from lms.journey.settle import settle
from lms.publishing.library import Library, quiz_of
from lms.quizzes import service as quizzes
from lms.quizzes.events import AttemptFailed, AttemptPassed
from lms.quizzes.models import Attempt
from lms.quizzes.service import Order, Repaired

REVOKED = "The question on which this pass rested was repaired: {reason}"


@dataclass(frozen=True, slots=True)
class RepairReport:
    """What a repair did: the attempts whose result changed, and all events that followed (certificates, tiers, ...)."""

    attempts: tuple[Repaired, ...]
    events: tuple[Event, ...]


def repair_quiz(
    library: Library, quiz_id: Slug, now: datetime, by: PersonId | None = None, *, may_lose: bool = False
) -> RepairReport:  # fmt: skip
    """Apply the repairs that the current release writes for a quiz to every graded attempt. Repeated, nothing changes.

    A certificate that is won by it is dated from the finish of its attempt. Only with `may_lose` can a pass be lost; the certificate of
    that attempt is then revoked for good, and a later repair by which it passes again wins another one.

    Raises:
        NotFound: there is no such quiz in the current release.
        Refused: it writes no repairs.
    """
    order = _order(library, quiz_id, by, may_lose=may_lose)
    if order is None:
        raise Refused(msg("The quiz “%(quiz)s” has no repairs in the current release.", quiz=quiz_id), ())
    repaired, events = quizzes.repair(order, quiz_of, now)
    lost = [one.attempt for one in repaired if one.passed_before and not one.passed]
    return RepairReport(tuple(repaired), tuple(settle(library, [*events, *_revoked(lost, order, now)], now)))


def with_repairs(library: Library, events: Sequence[Event], now: datetime) -> list[Event]:
    """The events of attempts that were graded just now, after the repairs that were published since their papers were drawn."""
    graded = [event for event in events if isinstance(event, AttemptPassed | AttemptFailed)]
    out = list(events)
    for quiz_id in sorted({event.quiz for event in graded}):
        order = _order(library, quiz_id, None, may_lose=False) if quiz_id in library.quizzes.quizzes else None
        if order is not None:
            more = quizzes.repair_closed(order, [event.attempt for event in graded if event.quiz == quiz_id], quiz_of, now)
            won = {event.attempt for event in more if isinstance(event, AttemptPassed)}
            out = [event for event in out if not (isinstance(event, AttemptFailed) and event.attempt in won)] + more
    return out


def _order(library: Library, quiz_id: Slug, by: PersonId | None, *, may_lose: bool) -> Order | None:
    quiz = library.quizzes.quizzes.get(quiz_id)
    if quiz is None:
        raise NotFound
    return Order(quiz=quiz, revision=library.quizzes.revisions[quiz_id], by=by, may_lose=may_lose) if quiz.repairs else None


def _revoked(attempts: Sequence[PublicId], order: Order, now: datetime) -> list[Event]:
    chosen = (
        select(Certificate.public_id).join(Attempt, Attempt.id == Certificate.attempt_id).where(Attempt.public_id.in_(attempts))
    )  # fmt: skip
    reason = REVOKED.format(reason=" ".join(repair.reason.get("en", "") for repair in order.quiz.repairs))[:400]
    found = db.session.scalars(chosen.order_by(Certificate.id)).all() if attempts else ()
    return [event for certificate in found for event in revoke(certificate, reason, now, order.by, with_attempt=True)]
