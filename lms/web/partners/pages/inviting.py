"""For which partner somebody invites, and where the list of its invitations stands."""

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from lms.access import Permission
from lms.core.ids import PartnerId, PublicId
from lms.partners.queries import partner_by_public_id, partner_public_id
from lms.reporting.visitor import Visitor
from lms.web.presentation import name_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Inviting:
    """The partner that invites. `named` is empty for the reader's own, else what names it in addresses; `crumbs` lead back to `back`."""

    partner_id: PartnerId
    named: PublicId | None
    name: str
    back: str
    crumbs: tuple[dict[str, str], ...]


def inviting(visitor: Visitor, named: str | None) -> Inviting:
    """The partner that is named, or the reader's own.

    Raises:
        NotFound: there is none, or the reader may invite nobody to it.
    """
    partner = partner_by_public_id(visitor.actor, PublicId(named or visitor.partner_public_id or ""), Permission.INVITE)
    back = invitations_href(visitor, partner.id)
    name = name_in(partner.name, partner.name_ru)
    if partner.id == visitor.partner_id:
        return Inviting(partner_id=partner.id, named=None, name=name, back=back, crumbs=({"text": _("Team"), "href": back},))
    crumbs = ({"text": _("Partners"), "href": url_for("reporting.portfolio")}, {"text": name, "href": back})
    return Inviting(partner_id=partner.id, named=partner.public_id, name=name, back=back, crumbs=crumbs)


def invitations_href(visitor: Visitor, partner: PartnerId) -> str:
    """Where the reader finds the invitations of a partner: with the own team, or on the vendor's page of the partner."""
    if partner == visitor.partner_id:
        return url_for("partners.team")
    return url_for("reporting.partner", partner=partner_public_id(partner), _anchor="invitations")
