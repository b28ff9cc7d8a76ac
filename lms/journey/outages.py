"""The beat of the pages, and what follows when it was missing."""

from datetime import datetime

from lms.journey.settle import settle
from lms.publishing.library import library_of
from lms.quizzes.outages import service as outages
from lms.releases.queries import current


def beat(now: datetime, *, steady: bool = False) -> None:
    """Note that this process can save now; after a gap, record the outage and give attempts their time back. As `outages.service.beat`."""
    events = outages.beat(now, steady=steady)
    if events:
        settle(library_of(current()), events, now)
