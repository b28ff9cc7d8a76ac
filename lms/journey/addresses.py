"""Another mail address for an account: the mails to both mailboxes, and what follows from their answers."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime

from lms.accounts import addresses
from lms.accounts.addresses import Answered, Asked
from lms.accounts.rules import Side
from lms.core.errors import NotFound
from lms.core.ids import PersonId
from lms.journey.settle import settle
from lms.notifications import recipients
from lms.notifications.recipients import Recipient
from lms.notifications.service import announce, rehearse
from lms.publishing.library import Library


def ask_for_address(library: Library, person: PersonId, email: str, now: datetime, *, without_old: bool = False) -> None:
    """Ask both mailboxes whether an account shall go on with another address.

    An address that belongs to an account already gets a mail that says so instead of a link; whoever asked is told nothing of it.
    `without_old`: the personal mailbox answers in place of the old one (see `accounts.addresses.ask`).

    Raises:
        Invalid, Refused: as `accounts.addresses.ask`.
    """
    asked, events = addresses.ask(person, email, now, without_old=without_old)
    settle(library, events, now)
    _ask_mailboxes(asked, now)


def confirm_address(library: Library, token: str, now: datetime) -> Answered:
    """One mailbox confirms; when both have, the new address counts and both are told.

    Raises:
        NotFound, Refused, Conflict: as `accounts.addresses.confirm`.
    """
    answered, events = addresses.confirm(token, now)
    settle(library, events, now)
    if answered.done:
        reader = recipients.person(answered.person, now.date())
        context = {"at": now, "address": answered.new_email, "link": "/reset"}
        for address in (answered.old_email, answered.new_email):
            announce(replace(reader, address=address), "address_changed", context, now)
    return answered


def stop_address(library: Library, token: str, now: datetime) -> Side:
    """One mailbox stops the change; the one that stays is told, and which one it was that said no comes back.

    Raises:
        NotFound, Refused: as `accounts.addresses.stop`.
    """
    answered, events = addresses.stop(token, now)
    settle(library, events, now)
    announce(recipients.person(answered.person, now.date()), "address_stopped", {"at": now, "link": "/reset"}, now)
    return answered.side


def take_address_back(library: Library, person: PersonId, now: datetime) -> None:
    """The person thinks better of a new address."""
    settle(library, addresses.take_back(person, now), now)


def holder(person: PersonId, day: date) -> Recipient | None:
    """Who has an address that somebody else entered; `None` where their account is closed: nobody is told, and nobody sees that."""
    with suppress(NotFound):
        return recipients.person(person, day)
    return None


def _ask_mailboxes(asked: Asked, now: datetime) -> None:
    change, day = asked.change, now.date()
    reader = replace(recipients.person(change.person_id, day), address=asked.mailbox)
    # Read in either case, so that the clock tells as little as the page.
    other = holder(asked.holder or change.person_id, day)
    context = {
        "at": change.asked_at,
        "address": change.new_email,
        "expires_at": change.expires_at,
        "link": f"/addresses/{asked.old_secret}",
    }
    announce(reader, "address_old", context, now)
    if asked.holder is not None:
        tell = announce if other is not None else rehearse
        tell(replace(other or reader, address=change.new_email), "address_taken", {"link": "/sign-in"}, now)
    elif change.new_confirmed_at is None:
        link = {"expires_at": change.expires_at, "link": f"/addresses/{asked.new_secret}"}
        announce(replace(reader, address=change.new_email), "address_new", link, now)
