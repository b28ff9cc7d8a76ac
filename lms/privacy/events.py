"""What happened with people's own data."""

from dataclasses import dataclass
from datetime import datetime

from lms.core.events import Event
from lms.core.ids import RevisionHash
from lms.privacy.rules import Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class DataExported(Event):
    """Somebody took a copy of everything about them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureRequested(Event):
    """Somebody asked to be erased; until `due` it can be undone."""

    due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureWithdrawn(Event):
    """Somebody undid it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonErased(Event):
    """The words about somebody are gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentGiven(Event):
    """Somebody consented to a purpose, in the text with this hash."""

    purpose: Purpose
    text_hash: RevisionHash


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentWithdrawn(Event):
    """Somebody took a consent back."""

    purpose: Purpose
    text_hash: RevisionHash
