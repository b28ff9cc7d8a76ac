"""Figures of partners as values: what one says, what a correction is, and reading them from a spreadsheet's text file."""

from lms.partners.figures.reading import COLUMNS, MOST_ROWS, OPTIONAL, Reading, Row, Wrong, read_csv
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
    Step,
    Vocabulary,
    fault_of,
    needs_reason,
    plan,
)

__all__ = [
    "COLUMNS", "EARLIEST", "MOST_ROWS", "OPTIONAL", "REASON_LENGTH", "REFERENCE_LENGTH", "VALUE", "Fate", "Figure", "Kept", "Key",
    "Reading", "Row", "Said", "Step", "Vocabulary", "Wrong", "fault_of", "needs_reason", "plan", "read_csv",
]  # fmt: skip
