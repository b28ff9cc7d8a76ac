"""Proving once more who somebody is."""

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.access import Permission
from lms.accounts import service
from lms.core.db import transaction
from lms.core.errors import NotFound
from lms.web.context import me, now, stored_session
from lms.web.factors.forms import AgainForm
from lms.web.guards import requires

blueprint = Blueprint("factors", __name__)


@blueprint.get("/sign-in/again")
@requires(Permission.KEEP_OWN_ACCOUNT)
def again() -> ResponseReturnValue:
    """The page on which somebody who is signed in proves who they are; `?next=` is the way on, `?unsent=1` a form that was not taken."""
    return _again_page(AgainForm(formdata=None, data=request.args))


@blueprint.post("/sign-in/again")
@requires(Permission.KEEP_OWN_ACCOUNT)
def prove() -> ResponseReturnValue:
    """Prove it by the password."""
    form = AgainForm()
    if not form.proves():
        return _again_page(form), 400
    return _proved(form)


def _proved(form: AgainForm) -> ResponseReturnValue:
    held = stored_session()
    if held is None:
        raise NotFound
    with transaction():
        service.prove_again(held.token_hash, now())
    if form.unsent.data:
        flash(_("Thank you. Nothing was changed yet: please do once more what you were about to do."), "info")
    return redirect(form.way or "/account", 303)


def _again_page(form: AgainForm) -> str:
    form.next.data = form.way or ""
    return render_template("factors/again.html", form=form, email=me().email)
