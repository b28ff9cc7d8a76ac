"""Where an attempt stands, how it ended, and what the rules need to know of one."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lms.core.ids import PublicId


class AttemptState(StrEnum):
    """Created, in progress, ended in one of three ways, perhaps waiting for a marker, graded, perhaps voided."""

    CREATED = "created"
    """drawn, not yet begun; never seen outside the transaction that draws the paper"""
    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"
    """the learner finished it"""
    EXPIRED = "expired"
    """the time ran out; what was saved is marked"""
    ABANDONED = "abandoned"
    """the time ran out, and the quiz counts only what was submitted: it earns nothing"""
    WAITING = "waiting"
    """a marker is owed"""
    GRADED = "graded"
    VOIDED = "voided"
    """it counts for nothing, and for no attempt"""

    @property
    def is_open(self) -> bool:
        """Whether the sitting goes on."""
        return self in (AttemptState.CREATED, AttemptState.IN_PROGRESS)

    @property
    def has_grade(self) -> bool:
        """Whether there is a result."""
        return self in (AttemptState.GRADED, AttemptState.VOIDED)


class Ending(StrEnum):
    """How a sitting ended; the states of these names last only until it is marked or waits for a marker."""

    SUBMITTED = "submitted"
    EXPIRED = "expired"
    ABANDONED = "abandoned"


MOVES: dict[AttemptState, frozenset[AttemptState]] = {
    AttemptState.CREATED: frozenset({AttemptState.IN_PROGRESS}),
    AttemptState.IN_PROGRESS: frozenset({AttemptState.SUBMITTED, AttemptState.EXPIRED, AttemptState.ABANDONED}),
    AttemptState.SUBMITTED: frozenset({AttemptState.WAITING, AttemptState.GRADED}),
    AttemptState.EXPIRED: frozenset({AttemptState.WAITING, AttemptState.GRADED}),
    AttemptState.ABANDONED: frozenset({AttemptState.GRADED}),
    AttemptState.WAITING: frozenset({AttemptState.GRADED, AttemptState.VOIDED}),
    AttemptState.GRADED: frozenset({AttemptState.VOIDED}),
    AttemptState.VOIDED: frozenset(),
}
"""Where each state may lead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastAttempt:
    """What the rules need to know of an attempt, open ones too. `passed` and `percent` are `False` and 0 before it is graded."""

    public_id: PublicId
    state: AttemptState
    started_at: datetime
    deadline_at: datetime | None
    finished_at: datetime | None
    passed: bool
    percent: int = 0
    review_seen_at: datetime | None = None

    @property
    def ended_at(self) -> datetime | None:
        """When the sitting ended: at its deadline at the latest, however late it was closed. `None` while it is open."""
        if self.finished_at is None or self.deadline_at is None:
            return self.finished_at
        return min(self.finished_at, self.deadline_at)
