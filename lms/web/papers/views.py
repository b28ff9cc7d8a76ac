"""Papers: the partner's admin hands them in and takes them back; whom the rules name confirms, refuses, or takes a confirmation back."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms import journey
from lms.access import Permission
from lms.core.db import transaction
from lms.core.errors import Conflict, Invalid
from lms.core.ids import PublicId
from lms.web.context import actor, library, me, now
from lms.web.guards import requires
from lms.web.papers.forms import ConfirmForm, ReasonForm, SubmitForm
from lms.web.papers.pages import paper_page, papers_page

blueprint = Blueprint("papers", __name__)

PAPER = "/papers/<public_id:paper>"


@blueprint.get("/papers")
@requires(Permission.READ_EVIDENCE)
def index() -> ResponseReturnValue:
    """The papers in reach."""
    return render_template("papers/index.html", page=papers_page(library(), actor(), now()))


@blueprint.get("/papers/new")
@requires(Permission.SUBMIT_EVIDENCE)
def form() -> ResponseReturnValue:
    """The form of a paper; the address may name its kind."""
    empty = SubmitForm(formdata=None, programme=journey.programme_now(library(), now()), year=now().year, kind=request.args.get("kind"))
    return render_template("papers/new.html", form=empty)


@blueprint.post("/papers/new")
@requires(Permission.SUBMIT_EVIDENCE)
def submit() -> ResponseReturnValue:
    """Hand a paper in."""
    filled = SubmitForm(programme=journey.programme_now(library(), now()), year=now().year)
    if filled.validate_on_submit():
        try:
            with transaction():
                paper = journey.submit_evidence(library(), me(), filled.submission, now())
        except (Conflict, Invalid) as problem:
            filled.refuse(filled.kind if isinstance(problem, Conflict) else filled.link, problem)
        else:
            flash(_("The paper is handed in. Your partner manager has got a mail."), "success")
            return redirect(url_for(".paper", paper=paper), 303)
    return render_template("papers/new.html", form=filled), 400


@blueprint.get(PAPER)
@requires(Permission.READ_EVIDENCE)
def paper(paper: PublicId) -> ResponseReturnValue:
    """One paper."""
    return _page(paper, ConfirmForm(formdata=None), ReasonForm(formdata=None))


@blueprint.post(f"{PAPER}/confirm")
@requires(Permission.CONFIRM_EVIDENCE)
def confirm(paper: PublicId) -> ResponseReturnValue:
    """Confirm a paper."""
    filled = ConfirmForm()
    if filled.validate_on_submit():
        try:
            with transaction():
                journey.confirm_paper(library(), me(), paper, filled.until.data, now())
        except Invalid as problem:
            filled.refuse(filled.until, problem)
        else:
            flash(_("The paper is confirmed."), "success")
            return redirect(url_for(".paper", paper=paper), 303)
    return _page(paper, filled, ReasonForm(formdata=None)), 400


@blueprint.post(f"{PAPER}/refuse")
@requires(Permission.CONFIRM_EVIDENCE)
def refuse(paper: PublicId) -> ResponseReturnValue:
    """Refuse a paper."""
    filled = ReasonForm()
    if filled.validate_on_submit():
        with transaction():
            journey.refuse_paper(library(), me(), paper, filled.reason.data or "", now())
        flash(_("The paper is refused; the company gets your reason."), "success")
        return redirect(url_for(".paper", paper=paper), 303)
    return _page(paper, ConfirmForm(formdata=None), filled), 400


@blueprint.post(f"{PAPER}/take-back")
@requires(Permission.CONFIRM_EVIDENCE)
def take_back(paper: PublicId) -> ResponseReturnValue:
    """Take a confirmation back."""
    filled = ReasonForm()
    if filled.validate_on_submit():
        with transaction():
            journey.take_back_paper(library(), me(), paper, filled.reason.data or "", now())
        flash(_("The confirmation is taken back; the company gets your reason."), "success")
        return redirect(url_for(".paper", paper=paper), 303)
    return _page(paper, ConfirmForm(formdata=None), filled), 400


@blueprint.post(f"{PAPER}/withdraw")
@requires(Permission.SUBMIT_EVIDENCE)
def withdraw(paper: PublicId) -> ResponseReturnValue:
    """Take a paper back before it is decided."""
    with transaction():
        journey.withdraw_paper(library(), me(), paper, now())
    flash(_("The paper is taken back."), "success")
    return redirect(url_for(".index"), 303)


def _page(paper: PublicId, confirming: ConfirmForm, reasoning: ReasonForm) -> str:
    return render_template("papers/paper.html", page=paper_page(library(), actor(), paper, now()), form=confirming, reasons=reasoning)
