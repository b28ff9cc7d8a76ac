"""The one place that reads the clock, and the names of the world's time zones."""

from datetime import UTC, datetime
from functools import cache
from zoneinfo import available_timezones


def now() -> datetime:
    """The present moment, in UTC. Rules never call this: the moment comes to them as an argument."""
    return datetime.now(UTC)


@cache
def zones() -> frozenset[str]:
    """All time zones that are known here; looked for on the disk once."""
    return frozenset(available_timezones())
