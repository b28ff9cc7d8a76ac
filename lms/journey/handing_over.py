"""Who looks after a partner: the partner asks for somebody else, the programme admin decides, and notes stay where they are."""

from datetime import datetime

from lms.access import Permission
from lms.core.errors import NotFound
from lms.core.ids import PartnerId, PersonId, PublicId
from lms.journey.settle import settle
from lms.partners.managers import service as managers
from lms.partners.queries import partner_by_public_id
from lms.publishing.library import Library
from lms.reporting.visitor import Visitor


def ask_for_manager(library: Library, visitor: Visitor, reason: str, now: datetime) -> None:
    """The partner's admin asks for another manager.

    Raises:
        NotFound: the visitor has no partner.
        Invalid, Conflict: as `partners.managers.service.ask`.
    """
    if visitor.partner_id is None:
        raise NotFound
    settle(library, managers.ask(visitor.partner_id, reason, now, _me(visitor)), now)


def hand_over(library: Library, visitor: Visitor, partner: PublicId, manager: PersonId, note: str, now: datetime) -> None:
    """Somebody else looks after the partner from now on; both managers and the partner's admins get a mail.

    Raises:
        NotFound: there is no such partner in reach, or no such manager.
        Invalid: as `partners.managers.service.hand_over`.
    """
    found = _in_reach(visitor, partner, Permission.CHANGE_MANAGER)
    settle(library, managers.hand_over(found, manager, note, now, visitor.actor.person), now)


def keep_manager(library: Library, visitor: Visitor, partner: PublicId, answer: str, now: datetime) -> None:
    """The manager stays; whoever asked for another reads why.

    Raises:
        NotFound: there is no such partner in reach.
        Invalid: as `partners.managers.service.keep`.
    """
    found = _in_reach(visitor, partner, Permission.CHANGE_MANAGER)
    settle(library, managers.keep(found, answer, now, _me(visitor)), now)


def write_note(library: Library, visitor: Visitor, partner: PublicId, text: str, now: datetime) -> None:
    """Write a note about a partner, for the vendor's side.

    Raises:
        NotFound: there is no such partner in reach.
        Invalid: as `partners.managers.service.write_note`.
    """
    found = _in_reach(visitor, partner, Permission.WRITE_NOTE)
    settle(library, managers.write_note(found, text, now, _me(visitor)), now)


def _in_reach(visitor: Visitor, partner: PublicId, permission: Permission) -> PartnerId:
    return partner_by_public_id(visitor.actor, partner, permission).id


def _me(visitor: Visitor) -> PersonId:
    if visitor.actor.person is None:
        raise NotFound
    return visitor.actor.person
