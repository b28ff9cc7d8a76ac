"""Reading the heartbeat and outages."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from lms.access import Actor, Permission, reaches
from lms.core.db import db
from lms.quizzes.outages.models import Heartbeat, Outage

SHOWN = 100


def last_beat() -> datetime | None:
    """When the pages were last known to save; `None` before the first beat. One statement."""
    return db.session.scalar(select(Heartbeat.beat_at))


def outages(actor: Actor) -> Sequence[Outage]:
    """The last hundred outages, newest first, for who may read the log; one statement."""
    if not reaches(actor, Permission.READ_AUDIT):
        return ()
    return db.session.scalars(select(Outage).order_by(Outage.began_at.desc()).limit(SHOWN)).all()
