"""The one place that reads the clock."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present moment, in UTC. Rules never call this: the moment comes to them as an argument."""
    return datetime.now(UTC)
