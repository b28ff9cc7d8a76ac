"""The tables of the heartbeat and of outages."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Model


class Heartbeat(Model):
    """One row: when any process that answers pages was last able to write."""

    __tablename__ = "heartbeat"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    beat_at: Mapped[datetime]

    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)


class Outage(Model):
    """A time in which no process was able to write: from the last beat before it up to the first after it."""

    __tablename__ = "outage"

    id: Mapped[int] = mapped_column(primary_key=True)
    began_at: Mapped[datetime] = mapped_column(unique=True)
    ended_at: Mapped[datetime]
    attempts: Mapped[int]

    __table_args__ = (
        CheckConstraint("ended_at > began_at", name="ended_after_beginning"),
        CheckConstraint("attempts >= 0", name="attempts_range"),
    )
