"""A snapshot of what is known about a partner and a person on a day: all that a requirement may look at."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lms.core.ids import PublicId, Slug
from lms.core.text import Texts


@dataclass(frozen=True, slots=True)
class Holding:
    """One certificate of a person; `counts` tells whether it counts for tiers."""

    certification: Slug
    certificate: PublicId
    issued_on: date
    expires_on: date | None
    revoked_on: date | None
    counts: bool

    def valid_on(self, day: date) -> bool:
        """Whether it holds on `day`: from its issue up to but not on the day it ends or is revoked."""
        ended = (self.expires_on is not None and day >= self.expires_on) or (self.revoked_on is not None and day >= self.revoked_on)
        return self.issued_on <= day and not ended


@dataclass(frozen=True, slots=True)
class Member:
    """A person with a confirmed employment at the partner, also one who has left (`until`).

    `waiting` names the certifications of which an exam waits for its marker.
    """

    person: PublicId
    name: Texts
    sales: bool
    technical: bool
    since: date
    until: date | None
    holdings: tuple[Holding, ...] = ()
    waiting: tuple[Slug, ...] = ()

    def employed_on(self, day: date) -> bool:
        """Whether the employment counts on `day`: from `since` up to but not on `until`; a move on D counts on D."""
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a metric, which happened on a day. `reference` says what it is of: the project, the customer, the deal."""

    metric: Slug
    on: date
    value: Decimal
    reference: str = ""
    product: Slug | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """One piece of evidence that somebody confirmed, for a year or for good, and up to but not on `until` where that was said."""

    kind: Slug
    year: int | None
    confirmed_on: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class PartnerFacts:
    """What is known about a partner; `agreement` is the newest version that it accepted, `since` the first day of the partnership."""

    types: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    members: tuple[Member, ...] = ()
    values: tuple[Value, ...] = ()
    papers: tuple[Paper, ...] = ()
    agreement: int | None = None
    since: date | None = None


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What is known about a person; these things are theirs wherever they work, but for `roles`: what they are at their partner today."""

    person: PublicId
    holdings: tuple[Holding, ...] = ()
    finished_courses: tuple[Slug, ...] = ()
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known; `tier` is the standing of the partner, `agreement_current` the version in force."""

    partner: PartnerFacts | None
    person: PersonFacts | None
    tier: Slug | None
    agreement_current: int
