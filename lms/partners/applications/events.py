"""What happened to applications. Words of people stay out: the log holds their hash."""

from dataclasses import dataclass

from lms.core.events import Event
from lms.core.ids import PersonId, PublicId
from lms.partners.applications.rules import Criterion, Meeting


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationReceived(Event):
    """A company applied."""

    application: PublicId


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationRepeated(Event):
    """An address with an open application applied again: it got one more link to that one, and nothing else changed."""

    application: PublicId


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationReviewBegan(Event):
    """Somebody took an application up."""

    application: PublicId


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationScored(Event):
    """Somebody gave points for a criterion; earlier points stay as history."""

    application: PublicId
    criterion: Criterion
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationAsked(Event):
    """The vendor asked the applicant for more."""

    application: PublicId


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationAnswered(Event):
    """The applicant answered."""

    application: PublicId


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationDecided(Event):
    """An application was accepted or declined. `meets`: roles that met in one person, `text_hash` of the written reason for that."""

    application: PublicId
    accepted: bool
    meets: tuple[Meeting, ...]
    text_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationSigned(Event):
    """The vendor signed: the company is a partner. `manager` will look after it; `decider` had accepted the application."""

    application: PublicId
    version: int
    decider: PersonId | None
    manager: PersonId
    meets: tuple[Meeting, ...]
    text_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationWithdrawn(Event):
    """The applicant thought better of it."""

    application: PublicId
