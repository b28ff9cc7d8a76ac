"""The vendor's review of applications: the list, one application, points, the decision, and signing."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms import journey
from lms.access import Permission
from lms.core.db import transaction
from lms.core.errors import Conflict, Invalid, Refused
from lms.core.ids import PublicId
from lms.partners.applications.queries import application_by_public_id, whole_of
from lms.web.applications.forms import DecisionForm, ScoreForm, SignForm
from lms.web.applications.review_pages import fit_words, list_page, managers_for, review_page
from lms.web.context import actor, library, me, now
from lms.web.guards import requires
from lms.web.presentation import name_in

blueprint = Blueprint("reviews", __name__)

ONE = "/applications/<public_id:application>"


@blueprint.get("/applications")
@requires(Permission.READ_APPLICATION)
def index() -> ResponseReturnValue:
    """What waits, and what has ended."""
    return render_template("applications/index.html", page=list_page(actor(), request.args.get("view", "")))


@blueprint.get(ONE)
@requires(Permission.READ_APPLICATION)
def application(application: PublicId) -> ResponseReturnValue:
    """One application."""
    return _page(application)


@blueprint.post(f"{ONE}/begin")
@requires(Permission.REVIEW_APPLICATION)
def begin(application: PublicId) -> ResponseReturnValue:
    """Take it up."""
    with transaction():
        journey.begin_review(library(), me(), application, now())
    return _back(application)


@blueprint.post(f"{ONE}/scores")
@requires(Permission.REVIEW_APPLICATION)
def score(application: PublicId) -> ResponseReturnValue:
    """Give points for one line of the scorecard."""
    form = ScoreForm()
    if not form.validate_on_submit():
        return _page(application, score=form), 400
    try:
        with transaction():
            journey.score_application(library(), me(), application, form.score, now())
    except (Conflict, Invalid, Refused) as problem:
        form.refuse(form.link, problem)
        return _page(application, score=form), 400
    flash(_("The points are entered."), "success")
    return _back(application)


@blueprint.post(f"{ONE}/decision")
@requires(Permission.REVIEW_APPLICATION)
def decide(application: PublicId) -> ResponseReturnValue:
    """Accept, decline, or ask for more."""
    form = _decision_form(application)
    if not form.validate_on_submit():
        return _page(application, decision=form), 400
    try:
        with transaction():
            journey.decide_application(library(), me(), application, form.verdict, now())
    except (Conflict, Invalid, Refused) as problem:
        form.refuse(form.alone if form.alone and isinstance(problem, Invalid) else form.decision, problem)
        return _page(application, decision=form), 400
    flash(_("Done. The applicant gets a mail with the reason."), "success")
    return _back(application)


@blueprint.post(f"{ONE}/signature")
@requires(Permission.REVIEW_APPLICATION)
def sign(application: PublicId) -> ResponseReturnValue:
    """Sign for the vendor: the company becomes a partner."""
    form = _sign_form(application)
    if not form.validate_on_submit():
        return _page(application, sign=form), 400
    try:
        with transaction():
            found = journey.sign_application(library(), me(), application, form.welcome, now())
    except (Conflict, Invalid, Refused) as problem:
        form.refuse(form.alone if isinstance(problem, Invalid) else form.name, problem)
        return _page(application, sign=form), 400
    flash(_("%(name)s is in the programme. The invitation is on its way.", name=name_in(found.name, found.name_ru)), "success")
    return _back(application)


def _page(
    application: PublicId, *, score: ScoreForm | None = None, decision: DecisionForm | None = None, sign: SignForm | None = None
) -> str:  # fmt: skip
    page = review_page(actor(), application)
    return render_template(
        "applications/review.html", page=page,
        score=score or ScoreForm(formdata=None, criterion=page.next_line) if page.may.score else None,
        decision=decision or _decision_form(application, formdata=None) if page.may.decide else None,
        sign=sign or _sign_form(application, formdata=None) if page.may.sign else None,
    )  # fmt: skip


def _decision_form(application: PublicId, **given: object) -> DecisionForm:
    """Whoever gave points is asked why they decide as well."""
    found = whole_of(application_by_public_id(actor(), application, Permission.REVIEW_APPLICATION))
    return DecisionForm(**given, asks_why=actor().person in {one.author for one in found.scores})


def _sign_form(application: PublicId, **given: object) -> SignForm:
    """Filled in with what the applicant wrote; the manager who suits best is chosen, and can be changed."""
    found = whole_of(application_by_public_id(actor(), application, Permission.REVIEW_APPLICATION), scores=False)
    programme = journey.programme_now(library(), now())
    managers = managers_for(actor(), application, [one.id for one in programme.products])
    best = managers[0].candidate.person if managers else None
    return SignForm(
        **given, programme=programme, managers=managers, labels=[fit_words(one) for one in managers], name=found.application.company,
        types=[one.value for one in found.types], products=[one.id for one in programme.products], manager=best,
    )  # fmt: skip


def _back(application: PublicId) -> Response:
    return redirect(url_for(".application", application=application), 303)
