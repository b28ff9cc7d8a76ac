"""Personal addresses: the mail with the link, and the mails to the addresses that were known before."""

from dataclasses import replace
from datetime import datetime

from lms.accounts import personal
from lms.accounts.personal import Confirmed, Given
from lms.core.ids import PersonId
from lms.journey.addresses import holder
from lms.journey.settle import settle
from lms.notifications import recipients
from lms.notifications.service import announce, rehearse
from lms.publishing.library import Library


def give_personal_address(library: Library, person: PersonId, email: str, now: datetime) -> None:
    """Give a personal address; its mailbox gets a link. Whose it is already is told there, and nobody else.

    Raises:
        Invalid, Refused: as `accounts.personal.give`.
    """
    given, events = personal.give(person, email, now)
    settle(library, events, now)
    write_to_mailbox(given, now)


def keep_own_address(library: Library, person: PersonId, now: datetime) -> Confirmed:
    """The address of sign-in is the personal one.

    Raises:
        Conflict: as `accounts.personal.keep_own`.
    """
    confirmed, events = personal.keep_own(person, now)
    settle(library, events, now)
    if events:
        _tell(confirmed, now)
    return confirmed


def take_personal_address_back(library: Library, person: PersonId, now: datetime) -> None:
    """The person thinks better of an address that waits for its mailbox."""
    settle(library, personal.take_back(person, now), now)


def confirm_personal_address(library: Library, token: str, now: datetime) -> Confirmed:
    """The mailbox says yes; the addresses that were known before are told.

    Raises:
        NotFound, Refused, Conflict: as `accounts.personal.confirm`.
    """
    confirmed, events = personal.confirm(token, now)
    settle(library, events, now)
    _tell(confirmed, now)
    return confirmed


def write_to_mailbox(given: Given, now: datetime) -> None:
    """Send the link to the address that was given; to who has it already, that they have it."""
    reader = recipients.person(given.person, now.date())
    # Read in either case, so that the clock tells as little as the page.
    other = holder(given.holder or given.person, now.date())
    if given.holder is not None:
        tell = announce if other is not None else rehearse
        tell(replace(other or reader, address=given.email), "address_taken", {"link": "/sign-in"}, now)
        return
    context = {"expires_at": given.expires_at, "link": f"/personal-address/{given.secret}"}
    announce(replace(reader, address=given.email), "personal_address", context, now)


def _tell(confirmed: Confirmed, now: datetime) -> None:
    reader = recipients.person(confirmed.person, now.date())
    context = {"at": now, "address": confirmed.email, "link": "/account/security"}
    for address in sorted({confirmed.sign_in, confirmed.former or confirmed.sign_in}):
        announce(replace(reader, address=address), "personal_address_changed", context, now)
