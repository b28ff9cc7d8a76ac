"""What is decided about tokens of other programs: what one may do, how long it lives, how its secret looks, and when it asks too often."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from math import ceil

from lms.access import Permission
from lms.accounts.rules import LIMITS, Count, CounterKind
from lms.core.ids import PersonId, PublicId
from lms.core.text import Message, Texts, msg

PREFIX = "waymark_"
"""How every secret begins: scanners for leaked secrets find it."""
SECRET_BYTES = 32
SECRET = re.compile(rf"{PREFIX}[A-Za-z0-9_-]{{43}}")
LAST_SIGNS = 4
"""So many of its last signs stay known, to recognise it."""
TOKEN_NAME_LENGTH = 80
TOKENS = 10
"""How many live tokens a person may have."""
DAYS = (30, 90, 365)
"""How many days a token may be made for."""
MOST_DAYS = 366
KEPT_FOR = timedelta(days=30)
"""So long a token that ended is still listed; the log keeps that it was."""
API_WINDOW = timedelta(minutes=1)
"""The window in which the requests of a token are counted."""


class ApiScope(StrEnum):
    """What a token is made for. It carries no more than this, and never more than its person may do at that moment."""

    WRITE_FIGURES = "write:figures"


ALLOWS: dict[ApiScope, frozenset[Permission]] = {ApiScope.WRITE_FIGURES: frozenset({Permission.ENTER_FIGURES})}
"""The permissions of its person that a token of this scope carries."""


class TokenState(StrEnum):
    """Where a token stands."""

    LIVE = "live"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewToken:
    """A token to be."""

    name: str
    days: int
    scope: ApiScope = ApiScope.WRITE_FIGURES


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptToken:
    """A token as its list shows it; of its secret there are only the last signs."""

    public_id: PublicId
    person: PersonId
    holder: Texts
    name: str
    scope: ApiScope
    last_signs: str
    created_at: datetime
    expires_at: datetime
    last_used_on: date | None
    revoked_at: datetime | None

    def state(self, now: datetime) -> TokenState:
        """Where it stands at a moment; it is good up to but not at `expires_at`."""
        if self.revoked_at is not None:
            return TokenState.REVOKED
        return TokenState.LIVE if now < self.expires_at else TokenState.EXPIRED


def fault_of_token(name: str, days: int) -> Message | None:
    """What is wrong with a token to be; `None` when nothing is."""
    if not name or len(name) > TOKEN_NAME_LENGTH or not name.isprintable():
        return msg("A token's name has 1 to %(n)s characters that can be printed.", n=TOKEN_NAME_LENGTH)
    if days not in DAYS:
        return msg("A token is good for 30, 90 or 365 days.")
    return None


def wait(count: Count, now: datetime) -> int | None:
    """For how many seconds a token has to wait before it may ask again; `None` when it need not."""
    if count.failures <= LIMITS[CounterKind.API]:
        return None
    return max(1, ceil((count.since + API_WINDOW - now).total_seconds()))
