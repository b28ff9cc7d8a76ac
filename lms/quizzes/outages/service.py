"""The beat, and what follows when it was missing: the outage is recorded and attempts get their time back, once, in one transaction."""

from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import select, update

from lms.core.db import db
from lms.core.events import Event
from lms.core.upsert import insert
from lms.quizzes.logbook import Log
from lms.quizzes.models import Attempt
from lms.quizzes.outages.events import OutageFound
from lms.quizzes.outages.models import Heartbeat, Outage
from lms.quizzes.outages.queries import last_beat
from lms.quizzes.replay import LogKind
from lms.quizzes.rules import CREDIT_LIMIT
from lms.quizzes.service.timekeeping import retime

BEAT = timedelta(seconds=10)
"""How often every process that answers pages beats."""
GAP = timedelta(seconds=30)
"""What is longer without a beat is an outage. A restart takes less, and a browser keeps its answers over it."""


def beat(now: datetime, *, steady: bool = False) -> list[Event]:
    """Note that this process can write now. After a gap: the outage, and its time given back to every attempt that was in flight.

    `steady`: a clock that nobody can set has shown the caller that it beat itself a moment ago, so that a leap of `now` is no outage; a
    step back is none either. Of several processes only the first one after a gap finds it.
    """
    seen = last_beat()
    if seen is None:
        db.session.execute(insert(Heartbeat).values(id=1, beat_at=now).on_conflict_do_nothing())
        return []
    swap = update(Heartbeat).where(Heartbeat.id == 1, Heartbeat.beat_at == seen).values(beat_at=now).returning(Heartbeat.id)
    changed = db.session.execute(swap, execution_options={"synchronize_session": False}).one_or_none()
    if changed is None or steady or now - seen <= GAP:
        return []
    return _give_back(seen, now)


def _give_back(began_at: datetime, ended_at: datetime) -> list[Event]:
    outage = Outage(began_at=began_at, ended_at=ended_at, attempts=0)
    db.session.add(outage)
    db.session.flush()
    in_flight = select(Attempt).where(Attempt.finished_at.is_(None), Attempt.sweep_at > began_at, Attempt.started_at < ended_at)
    held = in_flight.order_by(Attempt.id).with_for_update(of=Attempt).execution_options(populate_existing=True)
    outage.attempts = sum(_credit(attempt, outage) for attempt in db.session.scalars(held).all())
    db.session.flush()
    return [OutageFound(at=ended_at, began_at=began_at, ended_at=ended_at, attempts=outage.attempts)]


def _credit(attempt: Attempt, outage: Outage) -> bool:
    """Give one attempt back what it lost, up to the limit; whether that is anything."""
    lost = ceil((outage.ended_at - max(outage.began_at, attempt.started_at)).total_seconds())
    seconds = min(lost, int(CREDIT_LIMIT.total_seconds()) - attempt.credit_seconds)
    if seconds <= 0:
        return False
    attempt.credit_seconds += seconds
    retime(attempt)
    Log.of(attempt).note(LogKind.CREDITED, outage.ended_at, None, seconds=seconds, lost=lost, outage=outage.id)
    return True
