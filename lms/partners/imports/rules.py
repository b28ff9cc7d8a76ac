"""The words of figures that come many at once: where a file stands, how long it is kept, and what a look at figures found."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from lms.core.ids import PartnerId
from lms.core.text import msg
from lms.partners.figures import Fate, Row, Step, Wrong, needs_reason
from lms.partners.figures.rules import Key, Said, key_of, said
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
    """What entering figures would do: a step for every row without a fault, in their order, and the faults of the others.

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


def unreasoned(seen: Preview) -> Iterator[Wrong]:
    """A fault for each correction that says nowhere why."""
    for (row, _), step in zip(seen.pairs, seen.reasoned, strict=True):
        if needs_reason([step], ValueSource.API):
            what = msg("This corrects a figure that is entered already, and nothing says why.")
            yield Wrong(row.line, "reason", what, msg("Give the figure a reason, or the whole body."))


def contradictions(rows: Sequence[tuple[Row, PartnerId]]) -> Iterator[Wrong]:
    """A fault for each figure that an earlier one of the same body contradicts: sent again, both would be corrections for ever."""
    first = dict[Key, tuple[int, Said]]()
    for row, partner in rows:
        before, says = first.setdefault(key_of(partner, row.figure), (row.line, said(row.figure)))
        if says != said(row.figure):
            what = msg("Figure %(number)s has the same company, metric, date and reference, and says something else.", number=before)
            yield Wrong(row.line, "reference", what, msg("Send one of the two."))
