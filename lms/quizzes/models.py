"""The tables of attempts: the sitting, its paper with the answers, its log, and answers that came too late."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.db import Model, one_of
from lms.core.ids import AttemptId, PersonId, PublicId, RevisionHash, Slug
from lms.quizzes.replay import LogKind
from lms.quizzes.rules import AttemptState, Ending


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
    state: Mapped[AttemptState] = mapped_column(one_of(AttemptState), default=AttemptState.CREATED)
    ending: Mapped[Ending | None] = mapped_column(one_of(Ending))
    started_at: Mapped[datetime]
    deadline_at: Mapped[datetime | None]
    sweep_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    percent: Mapped[int | None]
    passed: Mapped[bool | None]
    language: Mapped[str] = mapped_column(String(5), default="en")
    limit_seconds: Mapped[int | None]
    closes_at: Mapped[datetime | None]
    time_percent: Mapped[int] = mapped_column(default=100)
    credit_seconds: Mapped[int] = mapped_column(default=0)
    break_seconds: Mapped[int] = mapped_column(default=0)
    break_used_seconds: Mapped[int] = mapped_column(default=0)
    paused_at: Mapped[datetime | None]
    reached: Mapped[int] = mapped_column(default=1)
    honour_hash: Mapped[str | None] = mapped_column(String(64))
    review_seen_at: Mapped[datetime | None]
    void_reason: Mapped[str | None] = mapped_column(String(400))

    slots: Mapped[list["AttemptSlot"]] = relationship(order_by="AttemptSlot.position", lazy="raise")

    __table_args__ = (
        UniqueConstraint("person_id", "quiz", "cycle", "number"),
        CheckConstraint("(state IN ('created', 'in_progress')) = (finished_at IS NULL)", name="finished_has_moment"),
        CheckConstraint("(finished_at IS NULL) = (ending IS NULL)", name="finished_has_ending"),
        CheckConstraint("state <> 'graded' OR percent IS NOT NULL", name="graded_has_percent"),
        CheckConstraint("finished_at IS NOT NULL OR percent IS NULL", name="open_has_no_percent"),
        CheckConstraint("(percent IS NULL) = (passed IS NULL)", name="percent_has_result"),
        CheckConstraint("percent BETWEEN 0 AND 100", name="percent_range"),
        CheckConstraint("cycle > 0", name="cycle_positive"),
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint("deadline_at > started_at", name="deadline_after_start"),
        CheckConstraint("limit_seconds > 0", name="limit_positive"),
        CheckConstraint("time_percent BETWEEN 100 AND 400", name="time_percent_range"),
        CheckConstraint("credit_seconds >= 0", name="credit_range"),
        CheckConstraint("break_used_seconds BETWEEN 0 AND break_seconds", name="break_range"),
        CheckConstraint("paused_at IS NULL OR finished_at IS NULL", name="paused_is_open"),
        CheckConstraint("reached > 0", name="reached_positive"),
        CheckConstraint("(state = 'voided') = (void_reason IS NOT NULL)", name="voided_has_reason"),
        Index(
            "uq_attempt_one_open", "person_id", "quiz", unique=True,
            sqlite_where=text("finished_at IS NULL"), postgresql_where=text("finished_at IS NULL"),
        ),
        CheckConstraint("sweep_at >= deadline_at", name="sweep_after_deadline"),
        CheckConstraint("(deadline_at IS NULL) = (sweep_at IS NULL)", name="deadline_has_sweep"),
        Index("ix_attempt_state_sweep_at", "state", "sweep_at"),
    )  # fmt: skip


class AttemptSlot(Model):
    """One question on a paper, with the answer that was saved last: `answer` is `NULL` before the first save.

    `earned` of `out_of` parts of a question that is worth `points`, as in `rules.Mark`.
    """

    __tablename__ = "attempt_slot"

    attempt_id: Mapped[AttemptId] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    question: Mapped[Slug]
    option_order: Mapped[list[str]]
    seq: Mapped[int] = mapped_column(default=0)
    answer: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    saved_at: Mapped[datetime | None]
    flagged: Mapped[bool] = mapped_column(default=False)
    points: Mapped[int] = mapped_column(default=1)
    earned: Mapped[int | None]
    out_of: Mapped[int | None]

    __table_args__ = (
        UniqueConstraint("attempt_id", "question"),
        CheckConstraint("position > 0", name="position_positive"),
        CheckConstraint("seq >= 0", name="seq_range"),
        CheckConstraint("(seq = 0) = (saved_at IS NULL)", name="saved_has_moment"),
        CheckConstraint("earned BETWEEN 0 AND out_of", name="earned_range"),
        CheckConstraint("out_of > 0", name="out_of_positive"),
        CheckConstraint("points >= 0", name="points_range"),
    )


class AttemptEvent(Model):
    """One link of an attempt's log, only ever added. `said` is the answer with a random word before it: its digest stands in the chain, and
    taking `said` away leaves the chain provable and tells nothing.
    """

    __tablename__ = "attempt_event"

    attempt_id: Mapped[AttemptId] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[LogKind] = mapped_column(one_of(LogKind))
    at: Mapped[datetime]
    by_id: Mapped[PersonId | None] = mapped_column(ForeignKey("person.id"))
    position: Mapped[int | None]
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    said: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    digest: Mapped[str | None] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))

    __table_args__ = (
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint("said IS NULL OR digest IS NOT NULL", name="said_has_digest"),
        CheckConstraint("length(hash) = 64", name="hash_length"),
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


class AnswerMark(Model):
    """What a marker gave one answer, only ever added: round 1, round 2 near the pass mark, and later changes from round 3 on.

    `given` are points by criterion. The attempt's log keeps a digest of `salt`, `given` and `comment`.
    """

    __tablename__ = "answer_mark"

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[AttemptId]
    position: Mapped[int]
    round: Mapped[int]
    marker_id: Mapped[PersonId] = mapped_column(ForeignKey("person.id"))
    earned: Mapped[int]
    out_of: Mapped[int]
    given: Mapped[dict[str, Any]] = mapped_column(JSON)
    comment: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str | None] = mapped_column(Text)
    salt: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(["attempt_id", "position"], ["attempt_slot.attempt_id", "attempt_slot.position"]),
        UniqueConstraint("attempt_id", "position", "round"),
        CheckConstraint("round > 0", name="round_positive"),
        CheckConstraint("earned BETWEEN 0 AND out_of", name="earned_range"),
        CheckConstraint("out_of > 0", name="out_of_positive"),
        CheckConstraint("(round > 2) = (reason IS NOT NULL)", name="change_has_reason"),
    )


class MarkingClaim(Model):
    """Who is marking an attempt, so that two do not at once; it lapses by itself."""

    __tablename__ = "marking_claim"

    attempt_id: Mapped[AttemptId] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    marker_id: Mapped[PersonId] = mapped_column(ForeignKey("person.id"))
    until: Mapped[datetime]


class AnswerFile(Model):
    """A file that belongs to an answer. One that was taken away keeps its hash and loses its bytes."""

    __tablename__ = "answer_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[PublicId] = mapped_column(unique=True)
    attempt_id: Mapped[AttemptId]
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(120))
    type: Mapped[str] = mapped_column(String(10))
    size: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
    data: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    uploaded_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

    __table_args__ = (
        ForeignKeyConstraint(["attempt_id", "position"], ["attempt_slot.attempt_id", "attempt_slot.position"]),
        CheckConstraint("size > 0", name="size_positive"),
        CheckConstraint("removed_at IS NULL OR data IS NULL", name="removed_has_no_data"),
        Index("ix_answer_file_attempt_id_position", "attempt_id", "position"),
    )


class MarkingReminder(Model):
    """A day on which markers were told what waits: once a day, whichever worker comes first."""

    __tablename__ = "marking_reminder"

    on: Mapped[date] = mapped_column(primary_key=True)
    at: Mapped[datetime]
