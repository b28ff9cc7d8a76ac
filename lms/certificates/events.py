"""What happened to certificates."""

from dataclasses import dataclass
from datetime import date

from lms.core.events import Event
from lms.core.ids import PublicId, Slug


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateIssued(Event):
    """A person earned a certificate; `expires_on` is the first day on which it no longer counts."""

    certificate: PublicId
    certification: Slug
    cycle: int
    expires_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateRevoked(Event):
    """A certificate was taken back and counts no longer."""

    certificate: PublicId
    certification: Slug
    cycle: int
