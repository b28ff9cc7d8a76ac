"""Looking at the academy as somebody else: every beginning and every end stands in the log."""

from datetime import datetime

from lms.accounts import looks
from lms.accounts.looks import Wanted
from lms.journey.settle import settle
from lms.publishing.library import Library


def begin_look(library: Library, wanted: Wanted, now: datetime) -> None:
    """Begin to look.

    Raises:
        NotFound, Refused, Invalid: as `accounts.looks.begin`.
    """
    settle(library, looks.begin(wanted, now), now)


def end_look(library: Library, session_hash: str, now: datetime) -> None:
    """Stop looking; nothing happens when nobody looks."""
    settle(library, looks.end(session_hash, now), now)


def end_looks(library: Library, now: datetime) -> int:
    """Write the end of looks whose time is over; return how many."""
    return len(settle(library, looks.end_over(now), now))
