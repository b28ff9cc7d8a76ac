"""The team, its invitations, a person of it, and following an invitation."""

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security.utils import hash_password
from werkzeug.wrappers import Response

from lms import journey
from lms.access import Permission
from lms.core.db import transaction
from lms.core.errors import Conflict, Invalid, NotFound, Refused
from lms.core.ids import PartnerId, PublicId
from lms.journey import Newcomer
from lms.partners.queries import partner_by_public_id
from lms.web.accounts.datastore import sign_in
from lms.web.context import actor, language, library, me, now, settings, visitor
from lms.web.guards import requires
from lms.web.partners.forms import InviteForm, JoinForm
from lms.web.partners.pages.inviting import Inviting, invitations_href, inviting
from lms.web.partners.pages.joining import Way, Welcome, welcome
from lms.web.partners.pages.person import person_page
from lms.web.partners.pages.team import team as team_page

blueprint = Blueprint("partners", __name__)


@blueprint.get("/team")
@requires(Permission.READ_TEAM)
def team() -> ResponseReturnValue:
    """The team of the reader's partner."""
    page = team_page(library(), me(), _partner(Permission.READ_TEAM), request.args.get("view", ""), now())
    return render_template("partners/team.html", page=page)


@blueprint.get("/people/<public_id:person>")
@requires(Permission.READ_PERSON)
def person(person: PublicId) -> ResponseReturnValue:
    """One person in reach."""
    return render_template("partners/person.html", page=person_page(library(), me(), person, now()))


@blueprint.get("/team/invitations")
@requires(Permission.INVITE)
def invite() -> ResponseReturnValue:
    """The form of an invitation."""
    admin = request.args.get("admin") == "1"
    form = InviteForm(formdata=None, language=language(), sales=not admin, is_admin=admin)
    return _invite_page(inviting(me(), request.args.get("partner")), form)


@blueprint.post("/team/invitations")
@requires(Permission.INVITE)
def send() -> ResponseReturnValue:
    """Invite somebody."""
    page, form = inviting(me(), request.args.get("partner")), InviteForm()
    if not form.validate_on_submit():
        return _invite_page(page, form), 400
    try:
        with transaction():
            journey.invite(library(), me(), page.partner_id, form.invitee, now())
    except (Conflict, Invalid) as problem:
        form.refuse(form.email, problem)
        return _invite_page(page, form), 400
    flash(_("The invitation to %(address)s is on its way.", address=form.invitee.email), "success")
    return redirect(page.back, 303)


@blueprint.post("/team/invitations/<public_id:invitation>/resend")
@requires(Permission.INVITE)
def resend(invitation: PublicId) -> ResponseReturnValue:
    """Send an invitation again, with a new link."""
    with transaction():
        partner, address = journey.send_again(library(), me(), invitation, now())
    flash(_("A new link to %(address)s is on its way. The old one no longer works.", address=address), "success")
    return redirect(invitations_href(me(), partner), 303)


@blueprint.post("/team/invitations/<public_id:invitation>/withdraw")
@requires(Permission.INVITE)
def withdraw(invitation: PublicId) -> ResponseReturnValue:
    """Take an invitation back."""
    with transaction():
        partner = journey.withdraw_invitation(library(), me(), invitation, now())
    flash(_("The invitation is taken back. Its link no longer works."), "success")
    return redirect(invitations_href(me(), partner), 303)


@blueprint.get("/invitations/<token>")
@requires(Permission.READ_PUBLIC)
def accept(token: str) -> ResponseReturnValue:
    """Where an invitation leads."""
    page = welcome(token, visitor(), now())
    return _accept_page(token, page, JoinForm(formdata=None))


@blueprint.post("/invitations/<token>")
@requires(Permission.READ_PUBLIC)
def join(token: str) -> ResponseReturnValue:
    """Follow an invitation: as who is signed in, or as somebody new. Where it no longer opens, its own page says why."""
    page, form = welcome(token, visitor(), now()), JoinForm()
    form.address = page.email
    if visitor() is None and page.way is Way.NEW and not form.validate_on_submit():
        return _accept_page(token, page, form), 400
    try:
        _join(token, form)
    except Refused:
        return _accept_page(token, welcome(token, visitor(), now()), form), 403
    return redirect(url_for("public.landing"), 303)


def _join(token: str, form: JoinForm) -> None:
    if visitor() is not None:
        with transaction():
            journey.join_as_visitor(library(), me(), token, now())
        return
    newcomer = Newcomer(form.name.data or "", hash_password(form.password.data or ""), settings().zone, form.personal.data or "")
    with transaction():
        person = journey.join_as_newcomer(library(), token, newcomer, now())
    sign_in(person)


def _partner(permission: Permission) -> PartnerId:
    """The partner that is named, or the reader's own.

    Raises:
        NotFound: there is none, or it is out of reach.
    """
    named = request.args.get("partner") or me().partner_public_id
    if named is None:
        raise NotFound
    return partner_by_public_id(actor(), PublicId(named), permission).id


def _invite_page(page: Inviting, form: InviteForm) -> str:
    return render_template("partners/invite.html", page=page, form=form)


def _accept_page(token: str, page: Welcome, form: JoinForm) -> Response:
    response = make_response(render_template("partners/accept.html", page=page, token=token, form=form))
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response
