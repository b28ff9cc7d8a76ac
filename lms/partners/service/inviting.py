"""Inviting people to a partner, and taking an invitation back."""

import re
import secrets
from datetime import datetime, timedelta

from sqlalchemy import select

from lms.accounts.models import Person
from lms.accounts.rules import plain_email
from lms.core.db import db
from lms.core.errors import Conflict, Invalid, NotFound
from lms.core.events import Event
from lms.core.ids import PartnerId, PersonId, PublicId, new_public_id
from lms.core.text import LANGUAGES, msg
from lms.partners.events import InvitationWithdrawn, PersonInvited
from lms.partners.models import Employment, Invitation, Partner
from lms.partners.queries import counting
from lms.partners.rules import INVITATION_DAYS, LATEST_DAYS, Invitee, token_hash

EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
EMAIL_LENGTH = 254


def invite(
    partner_id: PartnerId, invitee: Invitee, now: datetime, by: PersonId | None, renewed: PublicId | None = None
) -> tuple[Invitation, str, list[Event]]:  # fmt: skip
    """Invite an address for 14 days; return the invitation, the secret of its link (kept nowhere) and the events.

    Repeated for the same address, the open invitation is renewed: the new link works and the old one is dead. With `renewed` that
    very invitation is renewed, and no other is written.

    Raises:
        NotFound: there is no such partner.
        Invalid: the address or language cannot be one, nothing was chosen for the person to be, or the day is more than a year ahead.
        Conflict: who has this address counts for the partner already, or `renewed` is accepted or taken back by now.
    """
    email = plain_email(invitee.email)
    _check_invitee(invitee, email)
    if invitee.starts_on is not None and invitee.starts_on > now.date() + timedelta(days=LATEST_DAYS):
        raise Invalid(msg("The day lies more than a year ahead."))
    _hold_partner(partner_id)
    still = (Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None))
    chosen = select(Invitation).where(Invitation.partner_id == partner_id, Invitation.email == email, *still)
    # Locked before the team is looked at: whoever accepts at this moment is in it by then.
    invitation = db.session.scalar(chosen.with_for_update().execution_options(populate_existing=True))
    if renewed and (invitation is None or invitation.public_id != renewed):
        raise Conflict(msg("This invitation has been accepted or taken back meanwhile."))
    employed = select(Employment.id).join(Person, Person.id == Employment.person_id)
    if db.session.scalar(employed.where(Person.email == email, Employment.partner_id == partner_id, counting(now.date())).limit(1)):
        raise Conflict(msg("%(address)s is in the team already.", address=email))
    if invitation is None:
        invitation = Invitation(public_id=new_public_id(), partner_id=partner_id, email=email, created_at=now)
        db.session.add(invitation)
    token = secrets.token_urlsafe(32)
    invitation.token_hash, invitation.invited_by, invitation.language = token_hash(token), by, invitee.language
    invitation.starts_on = invitee.starts_on
    invitation.is_admin, invitation.sales, invitation.technical = invitee.is_admin, invitee.sales, invitee.technical
    invitation.sent_at, invitation.expires_at = now, now + timedelta(days=INVITATION_DAYS)
    db.session.flush()
    return invitation, token, [PersonInvited(at=now, by=by, partner=partner_id, invitation=invitation.public_id)]


def withdraw(partner_id: PartnerId, invitation: PublicId, now: datetime, by: PersonId | None) -> list[Event]:
    """Take an invitation of this partner back; nothing happens when it was withdrawn before.

    Raises:
        NotFound: this partner has no such invitation.
        Conflict: it has been accepted.
    """
    chosen = select(Invitation).where(Invitation.public_id == invitation, Invitation.partner_id == partner_id)
    found = db.session.scalar(chosen.with_for_update().execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    if found.accepted_at is not None:
        raise Conflict(msg("The invitation has been accepted: the person is in the team now."))
    if found.withdrawn_at is not None:
        return []
    found.withdrawn_at = now
    db.session.flush()
    return [InvitationWithdrawn(at=now, by=by, partner=partner_id, invitation=found.public_id)]


def _hold_partner(partner_id: PartnerId) -> None:
    """Let parallel invitations of one partner wait for each other."""
    held = db.session.scalar(select(Partner.id).where(Partner.id == partner_id).with_for_update(key_share=True))
    if held is None:
        raise NotFound


def _check_invitee(invitee: Invitee, email: str) -> None:
    if not EMAIL.fullmatch(email) or len(email) > EMAIL_LENGTH:
        raise Invalid(msg("%(address)s is not a mail address.", address=invitee.email))
    if not (invitee.is_admin or invitee.sales or invitee.technical):
        raise Invalid(msg("Choose at least one: sales, technical or partner admin."))
    if invitee.language not in LANGUAGES:
        raise Invalid(msg("Choose a language: %(allowed)s.", allowed=", ".join(LANGUAGES)))
