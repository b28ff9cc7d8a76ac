"""Due days in words, the same on every page."""

from dataclasses import dataclass
from datetime import date

from lms.core.text import msg, nmsg
from lms.learning.rules import due_state
from lms.web.presentation import spoken

SOON = 7
"""From so many days on a due day is shown as near."""


@dataclass(frozen=True, slots=True)
class Due:
    """A due day as `ui/tag.html` draws it."""

    text: str
    state: str


def due(due_on: date, day: date) -> Due:
    """How far a due day is, in words; near and overdue ones are marked."""
    state = due_state(due_on, day)
    if state.overdue:
        late = nmsg("Due %(day)s, %(n)s day ago", "Due %(day)s, %(n)s days ago", -state.days_left, day=due_on)
        return Due(spoken(late), "bad")
    if state.days_left == 0:
        return Due(spoken(msg("Due today, %(day)s", day=due_on)), "warn")
    left = nmsg("Due %(day)s, in %(n)s day", "Due %(day)s, in %(n)s days", state.days_left, day=due_on)
    return Due(spoken(left), "warn" if state.days_left <= SOON else "")
