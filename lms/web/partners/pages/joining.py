"""What somebody sees who follows an invitation: where it leads, and what they have to do for it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lms.accounts.queries import credentials_of_email
from lms.core.errors import NotFound
from lms.core.text import Message, Texts, msg
from lms.partners.queries import invitation_by_token
from lms.partners.rules import both_names, why_closed
from lms.reporting.visitor import Visitor
from lms.web.partners.pages.words import roles_of

UNKNOWN = msg("This link does not belong to an open invitation. Use the link in the newest mail, or ask for a new one.")


class Way(StrEnum):
    """What somebody has to do."""

    CLOSED = "closed"
    """nothing helps: the invitation is used, taken back or too old"""
    NEW = "new"
    """give a name and a password"""
    SIGN_IN = "sign_in"
    """the address has an account: sign in with it"""
    JOIN = "join"
    """signed in with that address: say yes"""
    OTHER = "other"
    """signed in as somebody else"""
    THERE = "there"
    """they have followed it already"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Welcome:
    """An invitation as its reader sees it."""

    partner: Texts
    email: str
    roles: str
    until: datetime
    way: Way
    closed: Message | None
    used: bool


def welcome(token: str, visitor: Visitor | None, now: datetime) -> Welcome:
    """What the link opens for whoever holds it; the secret in it is the permission.

    Raises:
        NotFound: there is no such link, or a newer one was sent.
    """
    found = invitation_by_token(token)
    if found is None:
        raise NotFound(UNKNOWN)
    one, partner = found
    closed = why_closed(now, one.expires_at, one.accepted_at, one.withdrawn_at)
    there = visitor is not None and one.person_id is not None and one.person_id == visitor.actor.person
    way = Way.THERE if there else Way.CLOSED if closed else _way(one.email, visitor)
    return Welcome(
        partner=both_names(partner.name, partner.name_ru), email=one.email, until=one.expires_at, way=way, closed=closed,
        used=one.accepted_at is not None,
        roles=roles_of(is_admin=one.is_admin, sales=one.sales, technical=one.technical),
    )  # fmt: skip


def _way(email: str, visitor: Visitor | None) -> Way:
    if visitor is not None:
        return Way.JOIN if visitor.email == email else Way.OTHER
    return Way.SIGN_IN if credentials_of_email(email) else Way.NEW
