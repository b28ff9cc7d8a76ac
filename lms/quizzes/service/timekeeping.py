"""Giving an attempt another deadline."""

from datetime import datetime

from lms.quizzes import rules
from lms.quizzes.models import Attempt
from lms.quizzes.queries import timing_of


def retime(attempt: Attempt) -> datetime | None:
    """Set deadline and sweep anew after something of the attempt's time has changed. The caller holds the row.

    The sweep stays as long after the deadline as the quiz said at the start.
    """
    if attempt.deadline_at is None or attempt.sweep_at is None:
        return None
    waits = attempt.sweep_at - attempt.deadline_at
    attempt.deadline_at = rules.last_deadline(timing_of(attempt)) or attempt.deadline_at
    attempt.sweep_at = attempt.deadline_at + waits
    return attempt.deadline_at
