"""Tables of assignments and of what a person has read and finished."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Model
from lms.core.ids import AssignmentId, PartnerId, PersonId, PublicId, RevisionHash, Slug


class Assignment(Model):
    """A path given to a person. `completed_at` is set once and never changes."""

    __tablename__ = "assignment"

    id: Mapped[AssignmentId] = mapped_column(primary_key=True)
    public_id: Mapped[PublicId] = mapped_column(unique=True)
    person_id: Mapped[PersonId] = mapped_column(ForeignKey("person.id"))
    partner_id: Mapped[PartnerId | None] = mapped_column(ForeignKey("partner.id"), index=True)
    path: Mapped[Slug]
    reason: Mapped[str] = mapped_column(String(40))
    assigned_by: Mapped[PersonId | None] = mapped_column(ForeignKey("person.id"))
    assigned_at: Mapped[datetime]
    due_on: Mapped[date]
    completed_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("person_id", "path"),)


class LessonProgress(Model):
    """What a person has seen of a lesson: the place they stopped at, and when they finished it for the first time and for the last."""

    __tablename__ = "lesson_progress"

    person_id: Mapped[PersonId] = mapped_column(ForeignKey("person.id"), primary_key=True)
    course: Mapped[Slug] = mapped_column(primary_key=True)
    lesson: Mapped[Slug] = mapped_column(primary_key=True)
    revision: Mapped[RevisionHash]
    place: Mapped[str] = mapped_column(String(120), default="")
    percent: Mapped[int] = mapped_column(default=0)
    first_seen_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    completed_at: Mapped[datetime | None]
    repeated_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("repeated_at IS NULL OR repeated_at >= completed_at", name="repeated_after_completed"),
        CheckConstraint("percent BETWEEN 0 AND 100", name="percent_range"),
        Index("ix_lesson_progress_seen", "person_id", "seen_at"),
    )


class CourseCompletion(Model):
    """A person finished all lessons of a course, in the revision of that moment. Never changed, never removed."""

    __tablename__ = "course_completion"

    person_id: Mapped[PersonId] = mapped_column(ForeignKey("person.id"), primary_key=True)
    course: Mapped[Slug] = mapped_column(primary_key=True)
    revision: Mapped[RevisionHash]
    completed_at: Mapped[datetime]
