"""What happened to the server."""

from dataclasses import dataclass
from datetime import datetime

from lms.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class OutageFound(Event):
    """Nothing could be saved from `began_at` up to `ended_at`; so many attempts were in flight and got their time back."""

    began_at: datetime
    ended_at: datetime
    attempts: int
