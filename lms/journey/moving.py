"""Who counts for whom from when: asking to join, confirming and refusing, leaving and staying, and what a day brings that was planned."""

from datetime import date, datetime, timedelta

from lms.accounts.queries import credentials_of_email
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.ids import PartnerId, PersonId, PublicId
from lms.core.text import msg
from lms.journey.settle import settle
from lms.partners import service as partners
from lms.partners.queries import employment_by_public_id
from lms.partners.requests import service as requests
from lms.partners.requests.queries import request_by_public_id
from lms.partners.requests.service import Terms
from lms.publishing.library import Library
from lms.reporting.visitor import Visitor

BATCH = 20
"""So many employments begin or end in one transaction of the sweep: each has two partners reviewed at most."""
NEEDS_PERSONAL = msg("First give a personal mail address, on the page of your account: it stays yours whoever employs you.")


def make_join_link(library: Library, visitor: Visitor, partner: PartnerId, now: datetime) -> None:
    """Give a partner a join link, or a new one; the caller found the partner in the visitor's reach."""
    _token, events = requests.make_link(partner, now, visitor.actor.person)
    settle(library, events, now)


def turn_off_join_link(library: Library, visitor: Visitor, partner: PartnerId, now: datetime) -> None:
    """Take a partner's join link away; the caller found the partner in the visitor's reach."""
    settle(library, requests.turn_off_link(partner, now, visitor.actor.person), now)


def ask_to_join(library: Library, visitor: Visitor, token: str, now: datetime, *, sales: bool, technical: bool) -> None:
    """Ask to join the partner of a join link.

    Raises:
        Refused: the visitor has no personal address; or as `requests.service.ask`.
        NotFound, Invalid, Conflict: as `requests.service.ask`.
    """
    person = _me(visitor)
    needs_personal(visitor)
    _request, events = requests.ask(token, person, sales=sales, technical=technical, now=now)
    settle(library, events, now)


def confirm_request(library: Library, visitor: Visitor, request: PublicId, terms: Terms, now: datetime) -> PartnerId:
    """Say yes to a request in the visitor's reach; return whose team the person joins.

    Raises:
        NotFound, Refused, Conflict, Invalid: as `requests.service.confirm`.
    """
    partner = request_by_public_id(visitor.actor, request, now).partner_id
    _employment, events = requests.confirm(request, terms, now, _me(visitor))
    settle(library, events, now)
    return partner


def refuse_request(library: Library, visitor: Visitor, request: PublicId, reason: str, now: datetime) -> PartnerId:
    """Say no to a request in the visitor's reach; return to whose.

    Raises:
        NotFound, Conflict, Invalid: as `requests.service.refuse`.
    """
    partner = request_by_public_id(visitor.actor, request, now).partner_id
    settle(library, requests.refuse(request, reason, now, _me(visitor)), now)
    return partner


def take_request_back(library: Library, visitor: Visitor, request: PublicId, now: datetime) -> None:
    """The visitor thinks better of a request.

    Raises:
        NotFound, Conflict: as `requests.service.take_back`.
    """
    settle(library, requests.take_back(request, _me(visitor), now), now)


def leave_place(library: Library, visitor: Visitor, employment: PublicId, last_day: date, now: datetime) -> None:
    """End an employment: one's own, or one of a partner whose team the visitor may change. `last_day` is the last that counts.

    Yesterday means: from this moment on.

    Raises:
        NotFound: there is none in the visitor's reach.
        Refused: it is the visitor's own, and they have no personal address.
        Invalid, Conflict: the day lies further back; or as `partners.service.leave`.
    """
    found = employment_by_public_id(visitor.actor, employment)
    if found.person_id == visitor.actor.person:
        needs_personal(visitor)
    # The calendar ends where it ends; such a day lies too far ahead in any case.
    on = min(last_day, date.max - timedelta(days=1)) + timedelta(days=1)
    if on < now.date():
        raise Invalid(msg("Choose today or a later day, or yesterday to end it at once."))
    settle(library, partners.leave(found.id, max(on, found.starts_on), now, visitor.actor.person), now)


def stay_in_place(library: Library, visitor: Visitor, employment: PublicId, now: datetime) -> None:
    """Withdraw an end that is to come.

    Raises:
        NotFound: there is none in the visitor's reach.
        Conflict: as `partners.service.stay`.
    """
    found = employment_by_public_id(visitor.actor, employment)
    settle(library, partners.stay(found.id, now, visitor.actor.person), now)


def call_off(library: Library, visitor: Visitor, employment: PublicId, now: datetime) -> None:
    """Let a beginning that is to come never come.

    Raises:
        NotFound: there is none in the visitor's reach.
        Conflict: it has begun by now.
    """
    found = employment_by_public_id(visitor.actor, employment)
    settle(library, partners.call_off(found.id, now, visitor.actor.person), now)


def carry_out(library: Library, now: datetime) -> int:
    """Carry out beginnings and ends whose day has come: both companies are reviewed, paths given and mails written; how many events."""
    events = partners.carry_out(now, BATCH)
    settle(library, events, now)
    return len(events)


def needs_personal(visitor: Visitor) -> None:
    """Refuse who has no personal address: without one they may lose the way to what is theirs.

    Raises:
        Refused: they have none.
    """
    if not visitor.personal_email:
        raise Refused(NEEDS_PERSONAL)


def owns_address(visitor: Visitor, email: str) -> bool:
    """Whether an address is the visitor's, at work or personally."""
    found = credentials_of_email(email)
    return found is not None and found.id == visitor.actor.person


def _me(visitor: Visitor) -> PersonId:
    if visitor.actor.person is None:
        raise NotFound
    return visitor.actor.person
