"""The ledger as pages: where one works, asking to join, answering who asked, leaving and staying."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms import journey
from lms.access import Permission
from lms.core.db import transaction
from lms.core.errors import Conflict, Invalid, NotFound
from lms.core.ids import PartnerId, PublicId
from lms.partners.queries import partner_by_public_id
from lms.partners.requests.queries import partner_of_link, request_by_public_id
from lms.partners.requests.service import UNKNOWN, Terms
from lms.partners.rules import both_names
from lms.web.context import actor, library, me, now
from lms.web.employments.forms import AskForm, ConfirmForm, LeaveForm, RefuseForm
from lms.web.employments.pages import door_page, leaving, work_page
from lms.web.guards import requires

blueprint = Blueprint("employments", __name__)


@blueprint.get("/account/work")
@requires(Permission.KEEP_OWN_ACCOUNT)
def work() -> ResponseReturnValue:
    """Where the reader works, has worked, and wants to work."""
    return render_template("employments/work.html", page=work_page(me(), now()))


@blueprint.get("/join/<token>")
@requires(Permission.KEEP_OWN_ACCOUNT)
def ask(token: str) -> ResponseReturnValue:
    """Where a join link leads."""
    return _ask_page(token, AskForm(formdata=None, sales=me().sales, technical=me().technical))


@blueprint.post("/join/<token>")
@requires(Permission.KEEP_OWN_ACCOUNT)
def asked(token: str) -> ResponseReturnValue:
    """Ask to join."""
    form = AskForm()
    if form.validate_on_submit():
        try:
            with transaction():
                journey.ask_to_join(library(), me(), token, now(), sales=bool(form.sales.data), technical=bool(form.technical.data))
        except (Conflict, Invalid) as problem:
            form.refuse(form.technical, problem)
        else:
            flash(_("The company has your request. You get a mail as soon as it is answered."), "success")
            return redirect(url_for(".work"), 303)
    return _ask_page(token, form), 400


@blueprint.post("/join-requests/<public_id:request_id>/withdraw")
@requires(Permission.KEEP_OWN_ACCOUNT)
def withdraw(request_id: PublicId) -> ResponseReturnValue:
    """Think better of one's own request."""
    with transaction():
        journey.take_request_back(library(), me(), request_id, now())
    flash(_("The request is taken back."), "success")
    return redirect(url_for(".work"), 303)


@blueprint.get("/team/join")
@requires(Permission.INVITE)
def door() -> ResponseReturnValue:
    """The join link of a partner, and who asked by it."""
    partner = _partner()
    return render_template("employments/door.html", page=door_page(partner, request.args.get("partner"), now()))


@blueprint.post("/team/join")
@requires(Permission.INVITE)
def open_door() -> ResponseReturnValue:
    """Make a join link, or a new one in place of the old."""
    with transaction():
        journey.make_join_link(library(), me(), _partner(), now())
    flash(_("The join link is ready. An older one opens nothing any more."), "success")
    return redirect(url_for(".door", partner=request.args.get("partner")), 303)


@blueprint.post("/team/join/off")
@requires(Permission.INVITE)
def close_door() -> ResponseReturnValue:
    """Take the join link away."""
    with transaction():
        journey.turn_off_join_link(library(), me(), _partner(), now())
    flash(_("The join link is turned off. Requests that wait go on waiting."), "success")
    return redirect(url_for(".door", partner=request.args.get("partner")), 303)


@blueprint.get("/team/requests/<public_id:request_id>")
@requires(Permission.INVITE)
def answer(request_id: PublicId) -> ResponseReturnValue:
    """One request, with both answers."""
    return _answer_page(request_id)


@blueprint.post("/team/requests/<public_id:request_id>/confirm")
@requires(Permission.INVITE)
def confirm(request_id: PublicId) -> ResponseReturnValue:
    """Say yes."""
    form = ConfirmForm()
    if form.validate_on_submit():
        terms = Terms(day=form.day.data or now().date(), sales=bool(form.sales.data), technical=bool(form.technical.data))
        try:
            with transaction():
                journey.confirm_request(library(), me(), request_id, terms, now())
        except Invalid as problem:
            form.refuse(form.day, problem)
        else:
            flash(_("Confirmed. Both companies and the person get a mail."), "success")
            return redirect(_team_of(request_id), 303)
    return _answer_page(request_id, confirm_form=form), 400


@blueprint.post("/team/requests/<public_id:request_id>/refuse")
@requires(Permission.INVITE)
def refuse(request_id: PublicId) -> ResponseReturnValue:
    """Say no, with a reason."""
    form = RefuseForm()
    if form.validate_on_submit():
        try:
            with transaction():
                journey.refuse_request(library(), me(), request_id, form.reason.data or "", now())
        except Invalid as problem:
            form.refuse(form.reason, problem)
        else:
            flash(_("Refused. The person gets the reason by mail."), "success")
            return redirect(_team_of(request_id), 303)
    return _answer_page(request_id, refuse_form=form), 400


@blueprint.get("/employments/<public_id:employment>/leave")
@requires(Permission.KEEP_OWN_ACCOUNT)
def leave(employment: PublicId) -> ResponseReturnValue:
    """What leaving means, and on which day."""
    page = leaving(me(), employment, now())
    return render_template("employments/leave.html", page=page, form=LeaveForm(formdata=None, last_day=page.last_day or now().date()))


@blueprint.post("/employments/<public_id:employment>/leave")
@requires(Permission.KEEP_OWN_ACCOUNT)
def left(employment: PublicId) -> ResponseReturnValue:
    """End an employment on a day."""
    page, form = leaving(me(), employment, now()), LeaveForm()
    if form.validate_on_submit():
        try:
            with transaction():
                journey.leave_place(library(), me(), employment, form.last_day.data or now().date(), now())
        except (Conflict, Invalid) as problem:
            form.refuse(form.last_day, problem)
        else:
            flash(_("The last day is noted. Both sides get a mail."), "success")
            return redirect(page.back, 303)
    return render_template("employments/leave.html", page=page, form=form), 400


@blueprint.post("/employments/<public_id:employment>/stay")
@requires(Permission.KEEP_OWN_ACCOUNT)
def stay(employment: PublicId) -> ResponseReturnValue:
    """Withdraw an end that is to come."""
    back = leaving(me(), employment, now()).back
    with transaction():
        journey.stay_in_place(library(), me(), employment, now())
    flash(_("The end is withdrawn."), "success")
    return redirect(back, 303)


@blueprint.post("/employments/<public_id:employment>/call-off")
@requires(Permission.KEEP_OWN_ACCOUNT)
def call_off(employment: PublicId) -> ResponseReturnValue:
    """Let a beginning that is to come never come."""
    back = leaving(me(), employment, now()).back
    with transaction():
        journey.call_off(library(), me(), employment, now())
    flash(_("It will not begin."), "success")
    return redirect(back, 303)


def _ask_page(token: str, form: AskForm) -> str:
    partner = partner_of_link(token)
    if partner is None:
        raise NotFound(UNKNOWN)
    there = me().partner_id == partner.id
    return render_template(
        "employments/ask.html", form=form, token=token, name=both_names(partner.name, partner.name_ru), there=there,
        needs_personal=not me().personal_email,
    )  # fmt: skip


def _answer_page(request_id: PublicId, confirm_form: ConfirmForm | None = None, refuse_form: RefuseForm | None = None) -> str:
    found = request_by_public_id(actor(), request_id, now())
    today: date = now().date()
    return render_template(
        "employments/answer.html", asked=found, own=found.person_id == actor().person,
        confirm_form=confirm_form or ConfirmForm(formdata=None, day=today, sales=found.sales, technical=found.technical),
        refuse_form=refuse_form or RefuseForm(formdata=None),
    )  # fmt: skip


def _team_of(request_id: PublicId) -> str:
    found = request_by_public_id(actor(), request_id, now())
    named = None if found.partner_id == me().partner_id else found.partner
    return url_for(".door", partner=named)


def _partner() -> PartnerId:
    """The partner that is named, or the reader's own.

    Raises:
        NotFound: there is none, or it is out of reach.
    """
    named = request.args.get("partner") or me().partner_public_id
    if named is None:
        raise NotFound
    return partner_by_public_id(actor(), PublicId(named), Permission.INVITE).id
