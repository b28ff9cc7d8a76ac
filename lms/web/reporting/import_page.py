"""What the page that takes in figures shows: the columns, the words that may stand in them, and each line that was wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lms.core.text import Message
from lms.journey import programme_now
from lms.partners.figures import COLUMNS
from lms.publishing.library import Library
from lms.web.presentation import spoken

SHOWN = 100
"""So many faults are listed; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Metric:
    """A figure as the file names it and as people read it."""

    id: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPage:
    """Everything on the page."""

    columns: tuple[str, ...]
    example: str
    metrics: tuple[Metric, ...]
    faults: tuple[str, ...]
    more: int
    """So many further faults are not listed."""


def import_page(library: Library, now: datetime, faults: Sequence[Message] = ()) -> ImportPage:
    """How a file looks, and what was wrong with the one that came in."""
    metrics = programme_now(library, now).metrics
    day = now.date().isoformat()
    lines = [",".join(COLUMNS), *(f"Vector,{one.id},{day},{number},{number}" for number, one in enumerate(metrics[:2], start=1))]
    return ImportPage(
        columns=COLUMNS, example="\n".join(lines), metrics=tuple(Metric(one.id, spoken(one.label)) for one in metrics),
        faults=tuple(spoken(one) for one in faults[:SHOWN]), more=max(0, len(faults) - SHOWN),
    )  # fmt: skip
