"""The tables of attempts: the sitting, its paper with the answers, and answers that came too late."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.db import Model, one_of
from lms.core.ids import AttemptId, PersonId, PublicId, RevisionHash, Slug
from lms.quizzes.rules import AttemptState


class Attempt(Model):
    """One learner's go at one quiz, on the revision it was drawn from. Exams and practice quizzes are kept the same way."""

    __tablename__ = "attempt"

    id: Mapped[AttemptId] = mapped_column(primary_key=True)
    public_id: Mapped[PublicId] = mapped_column(unique=True)
    person_id: Mapped[PersonId] = mapped_column(ForeignKey("person.id"), index=True)
    quiz: Mapped[Slug]
    revision: Mapped[RevisionHash]
    certification: Mapped[Slug | None]
    cycle: Mapped[int]
    number: Mapped[int]
    state: Mapped[AttemptState] = mapped_column(one_of(AttemptState), default=AttemptState.OPEN)
    started_at: Mapped[datetime]
    deadline_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    earned: Mapped[int | None]
    out_of: Mapped[int | None]
    percent: Mapped[int | None]
    passed: Mapped[bool | None]

    slots: Mapped[list["AttemptSlot"]] = relationship(order_by="AttemptSlot.position", lazy="raise")

    __table_args__ = (
        UniqueConstraint("person_id", "quiz", "cycle", "number"),
        CheckConstraint("(state = 'open') = (finished_at IS NULL)", name="finished_has_moment"),
        CheckConstraint("(state = 'open') = (percent IS NULL)", name="finished_has_percent"),
        CheckConstraint("(state = 'open') = (passed IS NULL)", name="finished_has_result"),
        CheckConstraint("percent BETWEEN 0 AND 100", name="percent_range"),
        CheckConstraint("earned BETWEEN 0 AND out_of", name="earned_range"),
        CheckConstraint("cycle > 0", name="cycle_positive"),
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint("deadline_at > started_at", name="deadline_after_start"),
        Index(
            "uq_attempt_one_open", "person_id", "quiz", unique=True,
            sqlite_where=state == AttemptState.OPEN, postgresql_where=state == AttemptState.OPEN,
        ),
        Index("ix_attempt_state_deadline_at", "state", "deadline_at"),
    )  # fmt: skip


class AttemptSlot(Model):
    """One question on a paper, with the answer that was saved last. `answer` is a list of option ids, `NULL` before the first save."""

    __tablename__ = "attempt_slot"

    attempt_id: Mapped[AttemptId] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    question: Mapped[Slug]
    option_order: Mapped[list[str]]
    seq: Mapped[int] = mapped_column(default=0)
    answer: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    saved_at: Mapped[datetime | None]
    earned: Mapped[int | None]
    out_of: Mapped[int | None]

    __table_args__ = (
        UniqueConstraint("attempt_id", "question"),
        CheckConstraint("position > 0", name="position_positive"),
        CheckConstraint("seq >= 0", name="seq_range"),
        CheckConstraint("(seq = 0) = (saved_at IS NULL)", name="saved_has_moment"),
        CheckConstraint("earned BETWEEN 0 AND out_of", name="earned_range"),
    )


class LateAnswer(Model):
    """The last answer to a slot that arrived after deadline and grace: kept apart, never graded."""

    __tablename__ = "late_answer"

    attempt_id: Mapped[AttemptId] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    answer: Mapped[list[str]]
    arrived_at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(["attempt_id", "position"], ["attempt_slot.attempt_id", "attempt_slot.position"]),
        CheckConstraint("seq > 0", name="seq_positive"),
    )
