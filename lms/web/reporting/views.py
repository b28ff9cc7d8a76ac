"""Partners as the vendor sees them: the portfolio, one partner, new partners, papers, and files of all that."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms import journey
from lms.access import Permission, Reach, reaches
from lms.core.db import transaction
from lms.core.errors import Conflict, Invalid
from lms.core.ids import PublicId
from lms.partners.queries import partner_by_public_id
from lms.reporting.partner import managers
from lms.web.context import actor, language, library, me, now
from lms.web.converters import whole
from lms.web.guards import requires
from lms.web.presentation import name_in
from lms.web.reporting import exports
from lms.web.reporting.forms import FilterForm, PaperForm, PartnerForm
from lms.web.reporting.partner_page import Look, partner_page
from lms.web.reporting.portfolio_page import portfolio_page, tier_choices, wanted_from
from lms.web.spreadsheet import csv_response

blueprint = Blueprint("reporting", __name__)

PARTNER = "/partners/<public_id:partner>"


@blueprint.get("/partners")
@requires(Permission.READ_PORTFOLIO)
def portfolio() -> ResponseReturnValue:
    """The partners in reach."""
    page = portfolio_page(library(), actor(), wanted_from(request.args), now())
    form = FilterForm(request.args, tiers=tier_choices(page.programme))
    return render_template("reporting/portfolio.html", page=page, form=form)


@blueprint.get("/partners.csv")
@requires(Permission.EXPORT_PORTFOLIO, fresh=True)
def portfolio_csv() -> ResponseReturnValue:
    """The same partners as a file."""
    lines = exports.portfolio_lines(library(), actor(), wanted_from(request.args), now())
    return csv_response(_("partners-%(day)s.csv", day=now().date().isoformat()), exports.portfolio_header(), lines)


@blueprint.get(PARTNER)
@requires(Permission.READ_PARTNER)
def partner(partner: PublicId) -> ResponseReturnValue:
    """One partner."""
    page = partner_page(library(), actor(), partner, _look(), now())
    form = PaperForm(formdata=None, programme=journey.programme_now(library(), now()), year=now().year)
    return render_template("reporting/partner.html", page=page, form=form)


@blueprint.get(f"{PARTNER}/people.csv")
@requires(Permission.EXPORT_PORTFOLIO, fresh=True)
def people_csv(partner: PublicId) -> ResponseReturnValue:
    """The people of a partner as a file."""
    lines = exports.people_lines(library(), actor(), partner, now())
    return csv_response(_("people-%(day)s.csv", day=now().date().isoformat()), exports.people_header(), lines)


@blueprint.get("/partners/new")
@requires(Permission.CREATE_PARTNER)
def create_partner() -> ResponseReturnValue:
    """The form of a new partner."""
    return render_template("reporting/create.html", form=_partner_form(formdata=None, language=language()))


@blueprint.post("/partners/new")
@requires(Permission.CREATE_PARTNER)
def create() -> ResponseReturnValue:
    """Bring a company into the programme and invite its first admin."""
    form = _partner_form()
    if form.validate_on_submit():
        try:
            with transaction():
                found = journey.create_partner(library(), me(), form.partner(actor().person), form.admin, now())
        except (Conflict, Invalid) as problem:
            form.refused(problem)
        else:
            flash(_("%(name)s is in the programme. The invitation is on its way.", name=name_in(found.name, found.name_ru)), "success")
            return redirect(url_for(".partner", partner=found.public_id), 303)
    return render_template("reporting/create.html", form=form), 400


@blueprint.post(f"{PARTNER}/evidence")
@requires(Permission.CONFIRM_EVIDENCE)
def evidence(partner: PublicId) -> ResponseReturnValue:
    """Confirm a paper."""
    found = partner_by_public_id(actor(), partner, Permission.CONFIRM_EVIDENCE)
    form = PaperForm(programme=journey.programme_now(library(), now()), year=now().year)
    if not form.validate_on_submit():
        flash(_("Choose the paper and its year from the lists. Nothing was confirmed."), "error")
    else:
        with transaction():
            journey.confirm_evidence(library(), me(), found.id, *form.confirmed, now())
        flash(_("The paper is confirmed."), "success")
    return redirect(url_for(".partner", partner=partner, _anchor="papers"), 303)


def _look() -> Look:
    number = {name: request.args.get(name, 1, type=whole) for name in ("people", "list")}
    return Look(request.args.get("certificates", ""), number["people"], number["list"])


def _partner_form(**given: object) -> PartnerForm:
    """The form of a new partner. Only whoever reaches all partners chooses who looks after this one."""
    everybody = Reach.ALL in reaches(actor(), Permission.CREATE_PARTNER)
    return PartnerForm(**given, programme=journey.programme_now(library(), now()), managers=managers() if everybody else ())
