"""What happened between partners and their managers. Words of people stay out of the log."""

from dataclasses import dataclass

from lms.core.events import Event
from lms.core.ids import PersonId, PublicId


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagerAsked(Event):
    """A partner asked for another manager."""

    request: PublicId


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagerRefused(Event):
    """The vendor let the manager of a partner stay who it is, and said why."""

    request: PublicId


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagerChanged(Event):
    """Somebody else looks after a partner from now on; `before` is empty where nobody did."""

    before: PersonId | None
    after: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagerNoteWritten(Event):
    """Somebody of the vendor wrote a note about a partner."""
