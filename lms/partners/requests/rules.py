"""The words of requests to join: what may become of one, how long it waits, and why one is over."""

from datetime import datetime
from enum import StrEnum

from lms.core.text import Message, msg

REQUEST_DAYS = 30
"""So long a request waits for an answer."""
REQUESTS_A_MONTH = 3
"""So often one person may ask the same partner within 30 days: each time its admins get a mail."""
REASON_LENGTH = 400


class JoinAnswer(StrEnum):
    """What became of a request to join."""

    CONFIRMED = "confirmed"
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"
    """the person thought better of it, or is in the team by another way"""
    LAPSED = "lapsed"
    """nobody answered for 30 days"""


def why_over(now: datetime, expires_at: datetime, answer: JoinAnswer | None) -> Message | None:
    """Why a request can no longer be answered; `None` while it can."""
    match answer:
        case JoinAnswer.CONFIRMED:
            return msg("This request was confirmed.")
        case JoinAnswer.REFUSED:
            return msg("This request was refused.")
        case JoinAnswer.TAKEN_BACK:
            return msg("This request was taken back.")
        case JoinAnswer.LAPSED:
            return msg("Nobody answered this request within 30 days.")
        case None:
            return msg("Nobody answered this request within 30 days.") if now >= expires_at else None
