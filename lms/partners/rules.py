"""The words of partners: types, and when an employment counts."""

from datetime import date, datetime
from enum import StrEnum


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
    SEED = "seed"


INVITATION_DAYS = 14
INVITATION_CHOICES = ("sales", "technical")


def counts_on(day: date, since: date, until: date | None) -> bool:
    """Whether an employment counts on `day`: from `since` on, up to but not on `until`; a move on D counts on D."""
    return since <= day and (until is None or day < until)


def invitation_open(now: datetime, expires_at: datetime, accepted_at: datetime | None, withdrawn_at: datetime | None) -> bool:
    """Whether an invitation can still be accepted."""
    return accepted_at is None and withdrawn_at is None and now < expires_at
