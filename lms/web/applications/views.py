"""The public page of becoming a partner, its form, and the page to which the applicant's link leads."""

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms import journey
from lms.access import Permission
from lms.core.db import transaction
from lms.core.errors import Conflict, Invalid, Refused
from lms.web.applications.door import apply as apply_counted
from lms.web.applications.forms import AnswerForm, ApplyForm
from lms.web.applications.pages import become_page, kinds_of, status_page
from lms.web.context import language, library, now
from lms.web.guards import requires

blueprint = Blueprint("applications", __name__)

TOO_MANY = 429


@blueprint.get("/become-a-partner")
@requires(Permission.READ_PUBLIC)
def become() -> ResponseReturnValue:
    """What the programme is, and the form."""
    return _become(_form(formdata=None))


@blueprint.post("/become-a-partner")
@requires(Permission.READ_PUBLIC)
def apply() -> ResponseReturnValue:
    """Apply. The answer is the same whether the address is known or not."""
    form = _form()
    if not form.validate_on_submit():
        return _become(form), 400
    try:
        apply_counted(form.application(language()))
    except Invalid as problem:
        form.refuse(form.email, problem)
        return _become(form), 400
    except Refused as problem:
        form.refuse(form.email, problem)
        return _become(form), TOO_MANY
    return redirect(url_for(".sent"), 303)


@blueprint.get("/become-a-partner/sent")
@requires(Permission.READ_PUBLIC)
def sent() -> ResponseReturnValue:
    """What comes next, whoever applied."""
    return render_template("applications/sent.html")


@blueprint.get("/my-application/<token>")
@requires(Permission.READ_PUBLIC)
def status(token: str) -> ResponseReturnValue:
    """The application, for whoever holds its link."""
    return _status(token, AnswerForm(formdata=None))


@blueprint.post("/my-application/<token>/answer")
@requires(Permission.READ_PUBLIC)
def answer(token: str) -> ResponseReturnValue:
    """Answer what was asked."""
    form = AnswerForm()
    if not form.validate_on_submit():
        return _status(token, form), 400
    try:
        with transaction():
            journey.answer_application(library(), token, form.text.data or "", now())
    except Conflict as problem:
        form.refuse(form.text, problem)
        return _status(token, form), 409
    flash(_("Your answer has arrived. We go on."), "success")
    return redirect(url_for(".status", token=token), 303)


@blueprint.post("/my-application/<token>/withdraw")
@requires(Permission.READ_PUBLIC)
def withdraw(token: str) -> ResponseReturnValue:
    """Take the application back."""
    with transaction():
        journey.withdraw_application(library(), token, now())
    flash(_("The application is taken back."), "success")
    return redirect(url_for(".status", token=token), 303)


def _form(**given: object) -> ApplyForm:
    return ApplyForm(**given, kinds=[one.type for one in kinds_of(library())])


def _become(form: ApplyForm) -> str:
    return render_template("applications/become.html", page=become_page(library(), now()), form=form)


def _status(token: str, form: AnswerForm) -> Response:
    response = make_response(render_template("applications/status.html", page=status_page(token), token=token, form=form))
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response
