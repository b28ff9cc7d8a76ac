"""Figures of a partner, entered and corrected by hand, and files of figures that are looked at before they are entered."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms import journey
from lms.access import Permission
from lms.core.db import transaction
from lms.core.errors import Conflict, Invalid
from lms.core.ids import PublicId, Slug
from lms.partners.figures import COLUMNS, OPTIONAL, Wrong
from lms.partners.imports.queries import Entered, figure_at, kept_file
from lms.partners.queries import partner_by_public_id
from lms.web.context import actor, library, me, now
from lms.web.converters import whole
from lms.web.figures.file_page import Numbers, fault_lines, file_page, seen_of, upload_page
from lms.web.figures.forms import ConfirmForm, FigureForm, ImportForm
from lms.web.figures.values_page import Whose, values_page
from lms.web.guards import requires
from lms.web.presentation import name_in
from lms.web.spreadsheet import csv_response

blueprint = Blueprint("figures", __name__)

PARTNER = "/partners/<public_id:partner>/figures"
FILE = "/figures/<public_id:file>"
NO_FAULTS: tuple[Wrong, ...] = ()


@blueprint.get(PARTNER)
@requires(Permission.ENTER_FIGURES)
def page(partner: PublicId) -> ResponseReturnValue:
    """The figures of a partner, and the form of one more; the address may name one to correct."""
    form = FigureForm(formdata=None, programme=journey.programme_now(library(), now()), on=now().date())
    form.metric.data = request.args.get("show")
    corrected = _named(_whose(partner))
    if corrected is not None:
        form.show(corrected)
    return _page(partner, form, corrected)


@blueprint.post(PARTNER)
@requires(Permission.ENTER_FIGURES)
def enter(partner: PublicId) -> ResponseReturnValue:
    """Enter or correct a figure."""
    whose, form = _whose(partner), FigureForm(programme=journey.programme_now(library(), now()))
    if form.validate_on_submit():
        try:
            with transaction():
                entered = journey.enter_by_hand(library(), me(), whose.id, form.figure, form.seen.data, now())
        except (Conflict, Invalid) as problem:
            _refuse(whose, form, problem)
        else:
            flash(_done(entered.added, entered.corrected), "success")
            return redirect(url_for(".page", partner=partner), 303)
    return _page(partner, form, None), 400


@blueprint.get("/figures")
@requires(Permission.ENTER_FIGURES)
def upload() -> ResponseReturnValue:
    """Where a file of figures is taken in."""
    return render_template("figures/upload.html", page=upload_page(library(), now()), form=ImportForm(formdata=None))


@blueprint.post("/figures")
@requires(Permission.ENTER_FIGURES)
def send() -> ResponseReturnValue:
    """Keep a file and show what it would change; nothing is entered."""
    form, faults = ImportForm(), NO_FAULTS
    if form.validate_on_submit():
        with transaction():
            arrived = journey.keep_figures(library(), me(), form.upload, now())
        if arrived.file is not None:
            return redirect(url_for(".file", file=arrived.file), 303)
        faults = arrived.faults
    return render_template("figures/upload.html", page=upload_page(library(), now(), faults), form=form), 400


@blueprint.get("/figures/template.csv")
@requires(Permission.ENTER_FIGURES)
def template() -> ResponseReturnValue:
    """An empty file with the columns in place."""
    return csv_response("figures.csv", (*COLUMNS, *OPTIONAL), ())


@blueprint.get(FILE)
@requires(Permission.ENTER_FIGURES)
def file(file: PublicId) -> ResponseReturnValue:
    """What a file would change, or what it changed."""
    return _file(file, ConfirmForm(formdata=None))


@blueprint.post(FILE)
@requires(Permission.ENTER_FIGURES)
def confirm(file: PublicId) -> ResponseReturnValue:
    """Enter the lines of a file that have no fault."""
    form = ConfirmForm()
    if form.validate_on_submit():
        try:
            with transaction():
                journey.confirm_figures(library(), me(), file, form.confirmation, now())
        except Invalid as problem:
            form.refuse(form.reason, problem)
        else:
            return redirect(url_for(".file", file=file), 303)
    return _file(file, form), 400


@blueprint.post(f"{FILE}/drop")
@requires(Permission.ENTER_FIGURES)
def drop(file: PublicId) -> ResponseReturnValue:
    """Give a file up."""
    with transaction():
        journey.drop_figures(me(), file)
    flash(_("The file is given up; nothing of it was entered."), "success")
    return redirect(url_for(".upload"), 303)


@blueprint.get(f"{FILE}/faults.csv")
@requires(Permission.ENTER_FIGURES)
def faults(file: PublicId) -> ResponseReturnValue:
    """What is wrong with a file, as a file."""
    seen = seen_of(library(), me(), kept_file(me().actor.person, file), now())
    return csv_response(_("faults.csv"), [_("Line"), _("Column"), _("What is wrong"), _("What to do")], list(fault_lines(seen)))


def _whose(partner: PublicId) -> Whose:
    found = partner_by_public_id(actor(), partner, Permission.ENTER_FIGURES)
    return Whose(found.id, found.public_id, name_in(found.name, found.name_ru))


def _named(whose: Whose) -> Entered | None:
    """The figure that the address names, if there is one."""
    try:
        on = date.fromisoformat(request.args.get("on", ""))
    except ValueError:
        return None
    return figure_at(whose.id, Slug(request.args.get("metric", "")), on, request.args.get("reference", ""))


def _refuse(whose: Whose, form: FigureForm, problem: Conflict | Invalid) -> None:
    """Say why beside the value; where another figure stands there, the next sending corrects it."""
    given = form.figure
    standing = figure_at(whose.id, given.metric, given.on, given.reference)
    if isinstance(problem, Conflict) and standing is not None:
        form.saw(standing)
    form.refuse(form.value if isinstance(problem, Conflict) else form.on, problem)


def _done(added: int, corrected: int) -> str:
    if corrected:
        return str(_("The figure is corrected; what stood there stays in its history."))
    return str(_("The figure is entered.") if added else _("This figure was known already; nothing was changed."))


def _file(file: PublicId, form: ConfirmForm) -> str:
    numbers = Numbers(*(request.args.get(name, 1, type=whole) for name in ("faults", "changes")))
    return render_template("figures/file.html", page=file_page(library(), me(), file, now(), numbers), form=form)


def _page(partner: PublicId, form: FigureForm, corrected: Entered | None) -> str:
    number, show = request.args.get("page", 1, type=whole), request.args.get("show", "")
    shown = values_page(_whose(partner), journey.programme_now(library(), now()), number, show)
    return render_template("figures/page.html", page=shown, form=form, correcting=corrected is not None or form.seen.data is not None)
