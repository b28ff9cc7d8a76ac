"""Partners: creating one, inviting and joining, figures, papers and the agreement."""

from datetime import date, datetime

from lms.core.errors import Invalid, NotFound
from lms.core.ids import EmploymentId, PartnerId, PersonId, PublicId
from lms.core.text import msg
from lms.journey.mails import send_invitation
from lms.journey.settle import programme_now, review_partner, settle
from lms.partners import service as partners
from lms.partners.models import Employment, Invitation, Partner
from lms.partners.queries import invitation_by_public_id
from lms.partners.rules import Invitee, NewPartner
from lms.publishing.library import Library
from lms.reporting.visitor import Visitor


def create_partner(library: Library, visitor: Visitor, new: NewPartner, admin: Invitee, now: datetime) -> Partner:
    """Bring a company into the programme and invite its first admin.

    Raises:
        Invalid, Conflict: as `partners.service.create_partner` and `invite`.
    """
    partner, events = partners.create_partner(new, now, visitor.actor.person)
    reviewed = review_partner(library, partner.id, now)
    settle(library, [*events, *reviewed], now)
    invite(library, visitor, partner.id, admin, now)
    return partner


def invite(
    library: Library, visitor: Visitor, partner: PartnerId, invitee: Invitee, now: datetime, renewed: PublicId | None = None
) -> Invitation:  # fmt: skip
    """Invite somebody to a partner; the mail with the link goes into the outbox. Repeated, the newest link is the one that works.

    Raises:
        Invalid, Conflict: as `partners.service.invite`.
    """
    invitation, token, events = partners.invite(partner, invitee, now, visitor.actor.person, renewed)
    settle(library, events, now)
    send_invitation(invitation, token, visitor, now)
    return invitation


def withdraw_invitation(library: Library, visitor: Visitor, invitation: PublicId, now: datetime) -> PartnerId:
    """Take an invitation back; return whose it was.

    Raises:
        NotFound: there is none in the visitor's reach.
        Conflict: as `partners.service.withdraw`.
    """
    partner = invitation_by_public_id(visitor.actor, invitation).partner_id
    settle(library, partners.withdraw(partner, invitation, now, visitor.actor.person), now)
    return partner


def accept_invitation(library: Library, token: str, person: PersonId, now: datetime) -> Employment:
    """Join a partner: the paths of the tracks are assigned, and both partners' standings reviewed, in the same transaction.

    Raises:
        NotFound, Refused: as `partners.service.accept`.
    """
    employment, events = partners.accept(token, person, now)
    settle(library, events, now)
    return employment


def leave(library: Library, visitor: Visitor, employment: EmploymentId, on: date, now: datetime) -> None:
    """End an employment.

    Raises:
        NotFound, Invalid, Conflict: as `partners.service.leave`.
    """
    settle(library, partners.leave(employment, on, now, visitor.actor.person), now)


def accept_agreement(library: Library, visitor: Visitor, version: int, now: datetime) -> None:
    """Accept the agreement in force for the person's partner. `version` is the one that was read.

    Raises:
        NotFound: the person has no partner.
        Invalid: another version is in force by now.
    """
    agreement = programme_now(library, now).agreement
    if visitor.partner_id is None or visitor.actor.person is None:
        raise NotFound
    if version != agreement.version:
        raise Invalid(msg("Version %(version)s is in force now. Read it again before you accept it.", version=agreement.version))
    events = partners.accept_agreement(visitor.partner_id, agreement.version, agreement.text_hash, visitor.actor.person, now)
    settle(library, events, now)
