"""Opening a review that can be opened one time only."""

from datetime import datetime

from sqlalchemy import update

from lms.core.db import db
from lms.core.ids import PersonId, PublicId
from lms.quizzes.models import Attempt


def open_review(person: PersonId, attempt: PublicId, now: datetime) -> None:
    """Note the moment at which the person opened the paper of a finished attempt. The first moment stands; repeated, nothing changes."""
    mine = (Attempt.public_id == attempt, Attempt.person_id == person)
    unseen = (Attempt.finished_at.is_not(None), Attempt.review_seen_at.is_(None))
    db.session.execute(
        update(Attempt).where(*mine, *unseen).values(review_seen_at=now), execution_options={"synchronize_session": False}
    )  # fmt: skip
