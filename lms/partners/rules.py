"""The words of partners: types, invitations, and when an employment counts."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from lms.core.ids import PersonId, Slug
from lms.core.text import Message, Texts, msg
from lms.courses.rules import Track


class PartnerType(StrEnum):
    """What a partner does in the programme; a partner has one or more."""

    RESELLER = "reseller"
    TECHNOLOGY = "technology"
    WHITE_LABEL = "white_label"
    ECOSYSTEM = "ecosystem"
    SERVICE = "service"
    AFFILIATE = "affiliate"
    DISTRIBUTOR = "distributor"
    CONSULTANT = "consultant"


class ValueSource(StrEnum):
    """How a figure came in."""

    HAND = "hand"
    CSV = "csv"
    API = "api"
    SEED = "seed"


INVITATION_DAYS = 14
LATEST_DAYS = 366
"""No further ahead a beginning or an end may be planned."""
FOR_GOOD = 0
"""The year of a paper that holds for good: unlike an empty column it can be unique."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPartner:
    """A partner to be. `manager` is the vendor's person who looks after it."""

    name: str
    name_ru: str = ""
    types: tuple[PartnerType, ...] = ()
    products: tuple[Slug, ...] = ()
    manager: PersonId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitee:
    """Whom an invitation is for and what the person will be at the partner; `language` is that of the mail."""

    email: str
    is_admin: bool = False
    sales: bool = False
    technical: bool = False
    language: str = "en"
    starts_on: date | None = None
    """the day from which the person counts; none, or one that is over when they follow: the day they follow it"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """How a partner manager can be reached, as the manager writes it."""

    title: str
    title_ru: str = ""
    phone: str = ""
    hours: str = ""
    hours_ru: str = ""


def counts_on(day: date, since: date, until: date | None) -> bool:
    """Whether an employment counts on `day`: from `since` on, up to but not on `until`; a move on D counts on D."""
    return since <= day and (until is None or day < until)


def invitation_open(now: datetime, expires_at: datetime, accepted_at: datetime | None, withdrawn_at: datetime | None) -> bool:
    """Whether an invitation can still be accepted."""
    return accepted_at is None and withdrawn_at is None and now < expires_at


def why_closed(now: datetime, expires_at: datetime, accepted_at: datetime | None, withdrawn_at: datetime | None) -> Message | None:
    """Why an invitation can no longer be accepted; `None` while it can."""
    if invitation_open(now, expires_at, accepted_at, withdrawn_at):
        return None
    if accepted_at is not None:
        return msg("This invitation has been used. A link works once.")
    if withdrawn_at is not None:
        return msg("This invitation was taken back.")
    return msg("This invitation ended on %(day)s. Ask for a new one.", day=expires_at.date())


def token_hash(token: str) -> str:
    """What is kept of an invitation's secret."""
    return hashlib.sha256(token.encode()).hexdigest()


def tracks_of(*, sales: bool, technical: bool) -> tuple[Track, ...]:
    """The tracks of a person at a partner."""
    return ((Track.SALES,) if sales else ()) + ((Track.TECHNICAL,) if technical else ())


def both_names(name: str, name_ru: str) -> Texts:
    """A name in both languages; where there is no Russian one, `name` serves there too."""
    return {"en": name, "ru": name_ru or name}
