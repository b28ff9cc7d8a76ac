"""What happened to accommodations."""

from dataclasses import dataclass
from datetime import date

from lms.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class AccommodationEntered(Event):
    """Somebody entered what stands for a person from now on. Why is not told: only who entered it and the programme admin read that."""

    time_percent: int
    extra_attempts: int
    break_minutes: int
    valid_until: date | None
