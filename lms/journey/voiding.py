"""Voiding an attempt, and what follows: a certificate that rests on it is revoked."""

from datetime import datetime

from sqlalchemy import select

from lms.certificates.models import Certificate
from lms.certificates.service import revoke
from lms.core.db import db
from lms.core.ids import PersonId, PublicId
from lms.journey.settle import settle
from lms.publishing.library import Library
from lms.quizzes import service as quizzes
from lms.quizzes.models import Attempt


def void_attempt(library: Library, attempt: PublicId, reason: str, by: PersonId, now: datetime) -> None:
    """Void a finished attempt for a reason; the certificate that it won is revoked for the same. Repeated, nothing changes.

    Raises:
        NotFound, Invalid, Refused: as `quizzes.service.void`.
    """
    events = quizzes.void(attempt, reason, by, now)
    if not events:
        return
    rests = select(Certificate.public_id).join(Attempt, Attempt.id == Certificate.attempt_id).where(Attempt.public_id == attempt)
    for certificate in db.session.scalars(rests).all():
        events += revoke(certificate, reason, now, by, with_attempt=True)
    settle(library, events, now)
