"""The tier of one's own partner or of one that is managed, and the agreement."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms import journey
from lms.access import Permission
from lms.core.db import transaction
from lms.core.errors import NotFound
from lms.core.ids import PublicId
from lms.partners.queries import partner_by_public_id
from lms.partners.rules import both_names
from lms.web.context import actor, library, me, now
from lms.web.guards import requires
from lms.web.programme.forms import AcceptForm
from lms.web.programme.pages import Partner, agreement_state, tier_page

blueprint = Blueprint("programme", __name__)


@blueprint.get("/tier")
@requires(Permission.READ_TIER)
def tier() -> ResponseReturnValue:
    """The tier of the reader's own partner."""
    who = me()
    if who.partner_id is None or who.partner_public_id is None:
        raise NotFound
    name = both_names(who.partner_name, who.partner_name_ru)
    return _shown(Partner(id=who.partner_id, public_id=who.partner_public_id, name=name, own=True))


@blueprint.get("/partners/<public_id:partner>/tier")
@requires(Permission.READ_TIER)
def tier_of(partner: PublicId) -> ResponseReturnValue:
    """The tier of a partner in reach."""
    found = partner_by_public_id(actor(), partner, Permission.READ_TIER)
    name = both_names(found.name, found.name_ru)
    return _shown(Partner(id=found.id, public_id=partner, name=name, own=found.id == me().partner_id))


@blueprint.get("/agreement")
@requires(Permission.READ_TIER)
def agreement() -> ResponseReturnValue:
    """The agreement in force, and who accepted it."""
    rules, who = journey.programme_now(library(), now()), me()
    state = agreement_state(rules, who, who.partner_id) if who.partner_id is not None else None
    form = AcceptForm(formdata=None, version=rules.agreement.version)
    return render_template("programme/agreement.html", agreement=rules.agreement, state=state, form=form)


@blueprint.post("/agreement")
@requires(Permission.ACCEPT_AGREEMENT)
def accept() -> ResponseReturnValue:
    """Accept the agreement for the reader's partner."""
    form = AcceptForm()
    with transaction():
        journey.accept_agreement(library(), me(), form.version.data or 0, now())
    flash(_("The agreement is accepted for your company."), "success")
    return redirect(url_for("programme.tier"), 303)


def _shown(partner: Partner) -> ResponseReturnValue:
    """The page; something that cannot be supposed is answered with its sentence and as a fault."""
    page = tier_page(library(), me(), partner, now())
    faulty = page.what_if is not None and page.what_if.errors
    return render_template("programme/tier.html", page=page, partner_id=partner.public_id), 400 if faulty else 200
