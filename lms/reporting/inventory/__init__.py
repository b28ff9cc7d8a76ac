"""Where the database holds a person: every table and column, what a copy of one's own data shows, and what erasure does with it.

A test walks all tables and turns red for a column that stands in no line of these pages.
"""

from lms.reporting.inventory.held import HELD
from lms.reporting.inventory.shapes import Fate, Held, Trace, Who
from lms.reporting.inventory.traces import TRACES

__all__ = ["HELD", "TRACES", "Fate", "Held", "Trace", "Who"]
