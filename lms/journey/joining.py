"""Joining a partner by an invitation: as somebody new, or as who is signed in; and sending an invitation again."""

from dataclasses import dataclass
from datetime import datetime

from lms.accounts import personal
from lms.accounts.rules import plain_email
from lms.accounts.service import NewPerson, create_person
from lms.core.errors import NotFound, Refused
from lms.core.ids import PartnerId, PersonId, PublicId
from lms.core.text import msg
from lms.journey.moving import needs_personal, owns_address
from lms.journey.partners import accept_invitation, invite
from lms.journey.personal import give_personal_address
from lms.journey.settle import settle
from lms.partners.queries import invitation_by_public_id, invitation_by_token
from lms.partners.rules import Invitee, why_closed
from lms.partners.service import accept
from lms.publishing.library import Library
from lms.reporting.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Who follows an invitation without an account. `password_hash` was made outside of the transaction.

    `personal` is an address that stays theirs whoever employs them; the invited one, where that is one.
    """

    name: str
    password_hash: str
    zone: str
    personal: str


def join_as_newcomer(library: Library, token: str, newcomer: Newcomer, now: datetime) -> PersonId:
    """Create the account of the invited address and join; both happen, or neither.

    Raises:
        NotFound, Refused: as `partners.service.accept`.
        Conflict: the address has an account by now.
        Invalid: the personal address cannot be one.
    """
    found = invitation_by_token(token)
    if found is None:
        raise NotFound
    invitation, _partner = found
    reason = why_closed(now, invitation.expires_at, invitation.accepted_at, invitation.withdrawn_at)
    if reason is not None:
        raise Refused(reason)
    new = NewPerson(
        email=invitation.email, name=newcomer.name, language=invitation.language, zone=newcomer.zone, password_hash=newcomer.password_hash
    )  # fmt: skip
    person, created = create_person(new, now)
    # Settled together: the log is one queue, and whoever stands in it must not wait for a standing.
    _, joined = accept(token, person.id, now)
    settle(library, [*created, *joined], now)
    if plain_email(newcomer.personal) == person.email:
        settle(library, personal.keep_own(person.id, now)[1], now)
    else:
        give_personal_address(library, person.id, newcomer.personal, now)
    return person.id


def join_as_visitor(library: Library, visitor: Visitor, token: str, now: datetime) -> None:
    """Join as who is signed in, when the invitation is for that address.

    Raises:
        NotFound: there is no such link.
        Refused: it is for another address, or used, withdrawn or too old; or the visitor leaves a company without a personal address.
    """
    found = invitation_by_token(token)
    if found is None or visitor.actor.person is None:
        raise NotFound
    if not owns_address(visitor, found[0].email):
        raise Refused(msg("This invitation is for another address than the one you are signed in with."))
    if visitor.partner_id is not None and visitor.partner_id != found[0].partner_id:
        needs_personal(visitor)
    accept_invitation(library, token, visitor.actor.person, now)


def send_again(library: Library, visitor: Visitor, invitation: PublicId, now: datetime) -> tuple[PartnerId, str]:
    """Send an open invitation once more, with a new link and a new end; whose it is, and the address it went to.

    Raises:
        NotFound: there is none in the visitor's reach.
        Conflict: it has been accepted or taken back meanwhile.
    """
    found = invitation_by_public_id(visitor.actor, invitation)
    invitee = Invitee(
        email=found.email, is_admin=found.is_admin, sales=found.sales, technical=found.technical, language=found.language,
        starts_on=found.starts_on,
    )  # fmt: skip
    invite(library, visitor, found.partner_id, invitee, now, renewed=invitation)
    return found.partner_id, found.email
