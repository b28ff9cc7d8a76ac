"""Invitations that nobody has followed yet, as the team and the partner's page list them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from flask_babel import gettext as _

from lms.core.ids import PublicId
from lms.web.partners.pages.words import roles_of
from lms.web.presentation import short_day


class Open(Protocol):
    """What is read of an invitation."""

    public_id: PublicId
    email: str
    is_admin: bool
    sales: bool
    technical: bool
    sent_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """An invitation that nobody has followed yet."""

    public_id: PublicId
    email: str
    roles: str
    sent: str
    until: str
    over: bool


def invited(invitations: Iterable[Open], now: datetime) -> Iterator[Invited]:
    """One row for each; `over`: its link no longer opens."""
    for one in invitations:
        over, day = one.expires_at <= now, short_day(one.expires_at.date())
        yield Invited(
            public_id=one.public_id, email=one.email, roles=roles_of(is_admin=one.is_admin, sales=one.sales, technical=one.technical),
            sent=short_day(one.sent_at.date()), until=_("ended on %(day)s", day=day) if over else _("until %(day)s", day=day), over=over,
        )  # fmt: skip
