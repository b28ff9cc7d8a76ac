"""The one place that reads the clock, and the names of the world's time zones."""

import time
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import available_timezones

TOLERATED = timedelta(milliseconds=100)
"""A reading that differs by less is not taken over: the way to the database takes that long, and moments shall not jump to and fro."""

_READ: tuple[datetime, float] | None = None


def now() -> datetime:
    """The present moment, in UTC. Rules never call this: the moment comes to them as an argument."""
    if _READ is None:
        return datetime.now(UTC)
    moment, at = _READ
    return moment + timedelta(seconds=steady() - at)


def follow(moment: datetime | None) -> None:
    """Go by a clock that several machines share and that has just shown `moment`; `None`: by that of this machine again.

    Between two readings the steady clock counts on, so that whoever sets this machine's clock moves no moment of ours.
    """
    global _READ  # noqa: PLW0603 - the clock of the process, and this is its one setting
    if moment is None:
        _READ = None
    elif _READ is None or abs(now() - moment) > TOLERATED:
        _READ = (moment, steady())


def steady() -> float:
    """Seconds by a clock that nobody can set, which also counts while the machine sleeps."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


@cache
def zones() -> frozenset[str]:
    """All time zones that are known here; looked for on the disk once."""
    return frozenset(available_timezones())
