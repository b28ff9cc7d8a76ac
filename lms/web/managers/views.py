"""Who looks after a partner: asking for somebody else, handing over, keeping, and notes."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms import journey
from lms.access import Permission
from lms.core.db import transaction
from lms.core.errors import Conflict, Invalid, NotFound
from lms.core.ids import PublicId
from lms.web.applications.review_pages import fit_words
from lms.web.context import library, me, now
from lms.web.guards import requires
from lms.web.managers.forms import AskForm, HandOverForm, KeepForm, NoteForm
from lms.web.managers.pages import choices_for, own_page, vendor_page

blueprint = Blueprint("managers", __name__)

PARTNER = "/partners/<public_id:partner>/manager"


@blueprint.get("/our-manager")
@requires(Permission.ASK_FOR_MANAGER)
def ours() -> ResponseReturnValue:
    """Who looks after the reader's partner."""
    return _ours(AskForm(formdata=None))


@blueprint.post("/our-manager")
@requires(Permission.ASK_FOR_MANAGER)
def ask() -> ResponseReturnValue:
    """Ask for somebody else."""
    form = AskForm()
    if not form.validate_on_submit():
        return _ours(form), 400
    try:
        with transaction():
            journey.ask_for_manager(library(), me(), form.reason.data or "", now())
    except (Conflict, Invalid) as problem:
        form.refuse(form.reason, problem)
        return _ours(form), 400
    flash(_("Your request has arrived. The programme admin decides, and you read the answer here."), "success")
    return redirect(url_for(".ours"), 303)


@blueprint.get(PARTNER)
@requires(Permission.READ_PARTNER)
def manager(partner: PublicId) -> ResponseReturnValue:
    """Who looks after a partner, with the notes of everybody who did."""
    return _page(partner)


@blueprint.post(PARTNER)
@requires(Permission.CHANGE_MANAGER)
def hand_over(partner: PublicId) -> ResponseReturnValue:
    """Let somebody else look after a partner."""
    form = _hand_over_form(partner)
    if not form.validate_on_submit():
        return _page(partner, change=form), 400
    try:
        with transaction():
            journey.hand_over(library(), me(), partner, form.chosen, form.note.data or "", now())
    except Invalid as problem:
        form.refuse(form.note, problem)
        return _page(partner, change=form), 400
    flash(_("The company is handed over. Both managers and the company's admins get a mail."), "success")
    return _back(partner)


@blueprint.post(f"{PARTNER}/keep")
@requires(Permission.CHANGE_MANAGER)
def keep(partner: PublicId) -> ResponseReturnValue:
    """The manager stays."""
    form = KeepForm()
    if not form.validate_on_submit():
        return _page(partner, stay=form), 400
    try:
        with transaction():
            journey.keep_manager(library(), me(), partner, form.answer.data or "", now())
    except Invalid as problem:
        form.refuse(form.answer, problem)
        return _page(partner, stay=form), 400
    flash(_("The manager stays. Whoever asked gets your answer."), "success")
    return _back(partner)


@blueprint.post(f"{PARTNER}/notes")
@requires(Permission.WRITE_NOTE)
def write_note(partner: PublicId) -> ResponseReturnValue:
    """Write a note about a partner."""
    form = NoteForm()
    if not form.validate_on_submit():
        return _page(partner, note=form), 400
    try:
        with transaction():
            journey.write_note(library(), me(), partner, form.text.data or "", now())
    except Invalid as problem:
        form.refuse(form.text, problem)
        return _page(partner, note=form), 400
    flash(_("The note is kept."), "success")
    return _back(partner)


def _ours(form: AskForm) -> str:
    partner = me().partner_id
    if partner is None:
        raise NotFound
    return render_template("managers/ours.html", page=own_page(me(), partner), form=form)


def _page(
    partner: PublicId, *, change: HandOverForm | None = None, stay: KeepForm | None = None, note: NoteForm | None = None
) -> str:  # fmt: skip
    page = vendor_page(me(), partner)
    return render_template(
        "managers/manager.html", page=page,
        change=change or _hand_over_form(partner, formdata=None) if page.may_change else None,
        stay=stay or KeepForm(formdata=None) if any(one.granted is None for one in page.wishes) else None,
        note=note or NoteForm(formdata=None) if page.may_write else None,
    )  # fmt: skip


def _hand_over_form(partner: PublicId, **given: object) -> HandOverForm:
    managers = choices_for(me(), partner, now())
    return HandOverForm(**given, managers=managers, labels=[fit_words(one) for one in managers])


def _back(partner: PublicId) -> Response:
    return redirect(url_for(".manager", partner=partner), 303)
