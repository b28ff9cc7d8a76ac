"""Figures of partners as values: what one says, what a correction is, and reading them from a file or from another program."""

from lms.partners.figures.body import FIELDS, MOST_FIGURES, Sent, parse, read_sent
from lms.partners.figures.reading import MOST_ROWS, read_csv
from lms.partners.figures.rows import COLUMNS, OPTIONAL, Reading, Row, Wrong
from lms.partners.figures.rules import (
    EARLIEST,
    REASON_LENGTH,
    REFERENCE_LENGTH,
    VALUE,
    Fate,
    Figure,
    Kept,
    Key,
    Said,
    Scale,
    Step,
    Vocabulary,
    fault_of,
    needs_reason,
    plan,
)

__all__ = [
    "COLUMNS", "EARLIEST", "FIELDS", "MOST_FIGURES", "MOST_ROWS", "OPTIONAL", "REASON_LENGTH", "REFERENCE_LENGTH", "VALUE", "Fate",
    "Figure", "Kept", "Key", "Reading", "Row", "Said", "Scale", "Sent", "Step", "Vocabulary", "Wrong", "fault_of", "needs_reason",
    "parse", "plan", "read_csv", "read_sent",
]  # fmt: skip
