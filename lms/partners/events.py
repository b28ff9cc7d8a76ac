"""What happened to partners, their people, figures and papers."""

from dataclasses import dataclass
from datetime import date

from lms.core.events import Event
from lms.core.ids import PublicId, Slug
from lms.courses.rules import Track
from lms.partners.rules import ValueSource


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerCreated(Event):
    """A company joined the programme."""

    public_id: PublicId


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonInvited(Event):
    """An invitation was written, or written anew; its link goes out by mail."""

    invitation: PublicId


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationWithdrawn(Event):
    """An invitation no longer opens anything."""

    invitation: PublicId


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationAccepted(Event):
    """Somebody followed an invitation."""

    invitation: PublicId


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonJoined(Event):
    """A person counts for the partner from today on; `tracks` are those that the invitation named."""

    employment: PublicId
    tracks: tuple[Track, ...]
    is_admin: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLeft(Event):
    """A person counts for the partner up to but not on `on`."""

    employment: PublicId
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class JoiningPlanned(Event):
    """A person will count for the partner from `starts_on` on; `PersonJoined` follows on that day."""

    employment: PublicId
    tracks: tuple[Track, ...]
    starts_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class JoiningCalledOff(Event):
    """A beginning that was to come on `starts_on` does not come."""

    employment: PublicId
    starts_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class LeavingPlanned(Event):
    """A person will count for the partner up to but not on `on`; `PersonLeft` follows on that day."""

    employment: PublicId
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class LeavingWithdrawn(Event):
    """An end that was to come does not come; `on` was the day."""

    employment: PublicId
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class LastAdminLeft(Event):
    """The partner has no admin any more; `person` was the last one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinLinkMade(Event):
    """The partner has a join link, or a new one; an older one no longer opens anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinLinkTurnedOff(Event):
    """The partner has no join link any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinAsked(Event):
    """Somebody asked to join the partner."""

    request: PublicId
    tracks: tuple[Track, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinConfirmed(Event):
    """Somebody's request to join was confirmed; the joining follows, at once or on its day."""

    request: PublicId


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinRefused(Event):
    """Somebody's request to join was refused; the reason stands with the request."""

    request: PublicId


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinTakenBack(Event):
    """Somebody took their request to join back."""

    request: PublicId


@dataclass(frozen=True, slots=True, kw_only=True)
class ValuesEntered(Event):
    """New figures of a partner, and corrections; those that were known already are not counted."""

    metrics: tuple[Slug, ...]
    count: int
    corrected: int = 0
    source: ValueSource


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceSubmitted(Event):
    """A partner handed a paper in; `year` is `None` for one that holds for good."""

    paper: PublicId
    kind: Slug
    year: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceConfirmed(Event):
    """Somebody of the vendor confirmed a paper; `until` is the first day on which it no longer counts, where that was said."""

    paper: PublicId
    kind: Slug
    year: int | None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRefused(Event):
    """Somebody of the vendor refused a paper; the reason stands with it."""

    paper: PublicId
    kind: Slug
    year: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceWithdrawn(Event):
    """A partner took a paper back that was not yet decided."""

    paper: PublicId
    kind: Slug
    year: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceTakenBack(Event):
    """The vendor took its confirmation of a paper back: it counts up to but not on `on`."""

    paper: PublicId
    kind: Slug
    year: int | None
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementAccepted(Event):
    """A partner accepted the agreement; `text_hash` is of the text that was shown."""

    version: int
    text_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactCardChanged(Event):
    """A partner manager can be reached in another way than before."""
