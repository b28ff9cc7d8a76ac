"""The words of a file of figures: where it stands, how long it is kept, and what a look at it found."""

import hashlib
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from lms.partners.figures import Fate, Row, Step, Wrong, needs_reason
from lms.partners.rules import ValueSource

KEPT_FOR = timedelta(hours=24)
MOST_WAITING = 10
"""So many files of one person may wait; the oldest goes when one more comes."""
NAME_LENGTH = 120


class ImportState(StrEnum):
    """Where a file of figures stands."""

    WAITING = "waiting"
    ENTERED = "entered"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came in; without a name its lines were pasted."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Preview:
    """What entering a file would do: a step for every row without a fault, in their order, and the faults of the others.

    `reason` is that of the file; corrections without one of their own take it.
    """

    rows: tuple[Row, ...]
    steps: tuple[Step, ...]
    faults: tuple[Wrong, ...]
    reason: str = ""

    @property
    def wrong_lines(self) -> int:
        """How many lines have faults."""
        return len({fault.line for fault in self.faults})

    @property
    def lacks_reason(self) -> bool:
        """Whether a correction says nowhere why."""
        return needs_reason(self.reasoned, ValueSource.CSV)

    @property
    def reasoned(self) -> tuple[Step, ...]:
        """The steps, each correction with its reason."""
        return tuple(
            replace(step, figure=replace(step.figure, reason=self.reason))
            if step.fate is Fate.CORRECTION and not step.figure.reason
            else step
            for step in self.steps
        )

    @property
    def digest(self) -> str:
        """A hash of what was shown: who confirms sends it back, so that nothing else is entered than what they saw."""
        said = [f"{row.line} {step.key} {step.fate} {step.number} {step.figure} {step.before}" for row, step in self.pairs]
        return hashlib.sha256("\n".join([*said, str(sorted({fault.line for fault in self.faults}))]).encode()).hexdigest()

    @property
    def pairs(self) -> tuple[tuple[Row, Step], ...]:
        """Each row with its step."""
        return tuple(zip(self.rows, self.steps, strict=True))

    def count(self, fate: Fate) -> int:
        """How many rows are of this fate."""
        return sum(step.fate is fate for step in self.steps)
