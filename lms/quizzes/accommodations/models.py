"""The table of accommodations."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Model
from lms.core.ids import PersonId


class AccommodationEntry(Model):
    """What somebody entered for a person. The newest entry counts, up to but not on its `valid_until`; the others are history."""

    __tablename__ = "accommodation"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[PersonId] = mapped_column(ForeignKey("person.id"))
    time_percent: Mapped[int]
    extra_attempts: Mapped[int]
    break_minutes: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    entered_by: Mapped[PersonId] = mapped_column(ForeignKey("person.id"))
    entered_at: Mapped[datetime]
    valid_until: Mapped[date | None]

    __table_args__ = (
        CheckConstraint("time_percent BETWEEN 100 AND 400", name="time_percent_range"),
        CheckConstraint("extra_attempts BETWEEN 0 AND 20", name="extra_attempts_range"),
        CheckConstraint("break_minutes BETWEEN 0 AND 240", name="break_minutes_range"),
        CheckConstraint("entered_by <> person_id", name="entered_by_somebody_else"),
        Index("ix_accommodation_person_id_id", "person_id", "id"),
    )
