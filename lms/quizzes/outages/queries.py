"""Reading the heartbeat and outages, and what they change in what is offered."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from lms.access import Actor, Permission, reaches
from lms.core.db import db
from lms.quizzes.outages.models import Heartbeat, Outage
from lms.quizzes.rules import CREDIT_LIMIT, Accommodation, Quiz, accommodated, reopened

SHOWN = 100


def last_beat() -> datetime | None:
    """When the pages were last known to save; `None` before the first beat. One statement."""
    return db.session.scalar(select(Heartbeat.beat_at))


def outages(actor: Actor) -> Sequence[Outage]:
    """The last hundred outages, newest first, for who may read the log; one statement."""
    if not reaches(actor, Permission.READ_AUDIT):
        return ()
    return db.session.scalars(select(Outage).order_by(Outage.began_at.desc()).limit(SHOWN)).all()


def offered(quiz: Quiz, own: Accommodation, now: datetime) -> Quiz:
    """The quiz as it is offered to one person now: with what stands for them, and a window that outages have lengthened.

    One statement while an outage could keep open a window that has just closed, else none.
    """
    theirs = accommodated(quiz, own, now)
    closes = theirs.window.closes if theirs.window else None
    if closes is None or not closes <= now < closes + CREDIT_LIMIT:
        return theirs
    chosen = select(Outage.began_at, Outage.ended_at).where(Outage.ended_at >= closes, Outage.began_at < closes + CREDIT_LIMIT)
    return reopened(theirs, [(began_at, ended_at) for began_at, ended_at in db.session.execute(chosen.order_by(Outage.began_at))])
