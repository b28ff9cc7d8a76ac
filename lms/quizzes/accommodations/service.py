"""Entering accommodations. Nothing is overwritten: taking one back is an entry too."""

from dataclasses import dataclass
from datetime import date, datetime

from lms.core.db import db
from lms.core.errors import Invalid, Refused
from lms.core.events import Event
from lms.core.ids import PersonId
from lms.core.text import msg
from lms.quizzes.accommodations.events import AccommodationEntered
from lms.quizzes.accommodations.models import AccommodationEntry
from lms.quizzes.rules import Accommodation

TIME_PERCENT = (100, 400)
EXTRA_ATTEMPTS = (0, 20)
BREAK_MINUTES = (0, 240)
REASON_LENGTH = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccommodation:
    """What is to stand for a person from now on, up to but not on `valid_until`; `reason` stays with who enters it and the admin."""

    accommodation: Accommodation
    reason: str
    valid_until: date | None = None


def enter(person: PersonId, new: NewAccommodation, by: PersonId, now: datetime) -> list[Event]:
    """Enter what stands for a person from their next attempt on. Attempts that go on keep what they were begun with.

    Raises:
        Refused: people enter nothing for themselves.
        Invalid: a figure is out of its range, the reason is missing or too long, or the last day is over.
    """
    given, reason = new.accommodation, new.reason.strip()
    if person == by:
        raise Refused(msg("Nobody enters an accommodation for themselves."))
    ranges = ((given.time_percent, TIME_PERCENT), (given.extra_attempts, EXTRA_ATTEMPTS), (given.break_minutes, BREAK_MINUTES))
    if not all(low <= figure <= high for figure, (low, high) in ranges):
        raise Invalid(msg("Time is 100 to 400 percent, attempts 0 to 20 more, breaks 0 to 240 minutes."))
    if not 0 < len(reason) <= REASON_LENGTH:
        raise Invalid(msg("Enter the reason in up to %(length)s characters.", length=REASON_LENGTH))
    if new.valid_until is not None and new.valid_until <= now.date():
        raise Invalid(msg("The day on which it ends lies before us. Choose a later one, or none."))
    db.session.add(
        AccommodationEntry(
            person_id=person, time_percent=given.time_percent, extra_attempts=given.extra_attempts, break_minutes=given.break_minutes,
            reason=reason, entered_by=by, entered_at=now, valid_until=new.valid_until,
        )
    )  # fmt: skip
    db.session.flush()
    return [
        AccommodationEntered(
            at=now, by=by, person=person, time_percent=given.time_percent, extra_attempts=given.extra_attempts,
            break_minutes=given.break_minutes, valid_until=new.valid_until,
        )
    ]  # fmt: skip
