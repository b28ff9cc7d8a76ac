"""The second step of sign-in, and proving once more who somebody is."""

from typing import cast

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.access import Actor, Permission
from lms.accounts import service
from lms.accounts.queries import credentials_of, factors_of
from lms.accounts.rules import Credentials
from lms.accounts.second_factors import Factors
from lms.core.db import transaction
from lms.core.errors import NotFound
from lms.core.ids import PersonId
from lms.web.context import actor, me, now, stored_session
from lms.web.factors import passkeys
from lms.web.factors.forms import AgainForm, AnswerForm, CodeForm, Onward, RecoveryForm
from lms.web.factors.steps import arrive, half_way
from lms.web.guards import requires

blueprint = Blueprint("factors", __name__)
blueprint.app_context_processor(lambda: {"passkeys_possible": passkeys.possible})


@blueprint.get("/sign-in/second")
@requires(Permission.SIGN_IN)
def second() -> ResponseReturnValue:
    """The second step; `?with=recovery` asks for a recovery code."""
    known = half_way()
    kind = RecoveryForm if request.args.get("with") == "recovery" else CodeForm
    return _second_page(known, kind(formdata=None, data=request.args)) if known else _begin_anew()


@blueprint.post("/sign-in/second")
@requires(Permission.SIGN_IN)
def prove_second() -> ResponseReturnValue:
    """Prove it by a code of the app, or by a recovery code."""
    known = half_way()
    if known is None:
        return _begin_anew()
    form = RecoveryForm() if request.args.get("with") == "recovery" else CodeForm()
    if not form.proves(known.id):
        return _second_page(known, form), 400
    arrive(known, "code")
    return redirect(form.way or "/", 303)


@blueprint.get("/sign-in/passkey")
@requires(Permission.SIGN_IN)
def passkey_options() -> ResponseReturnValue:
    """What the browser is asked, for our script: any passkey of this host, or one of who is half-way or signed in."""
    if not passkeys.possible():
        raise NotFound
    response = jsonify(passkeys.options_to_sign_in(_expected()))
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/sign-in/passkey")
@requires(Permission.SIGN_IN)
def answer() -> ResponseReturnValue:
    """Take the answer of a passkey: it signs in, ends the second step, or proves once more."""
    form = AnswerForm()
    known = passkeys.answered(_expected(), *form.given) if form.given else None
    if known is None:
        flash(_("The passkey was not taken: it is not known here, or it took too long. Try once more, or use another way."), "error")
        return redirect(url_for(_where_from(), next=form.way), 303)
    if actor().signed_in:
        return _proved(form)
    arrive(credentials_of(known.person), "passkey")
    return redirect(form.way or "/", 303)


@blueprint.get("/sign-in/again")
@requires(Permission.KEEP_OWN_ACCOUNT)
def again() -> ResponseReturnValue:
    """The page on which somebody who is signed in proves who they are; `?next=` is the way on, `?unsent=1` a form that was not taken."""
    return _again_page(AgainForm(formdata=None, data=request.args), CodeForm(formdata=None, data=request.args))


@blueprint.post("/sign-in/again")
@requires(Permission.KEEP_OWN_ACCOUNT)
def prove() -> ResponseReturnValue:
    """Prove it by the password."""
    form = AgainForm()
    if not form.proves():
        return _again_page(form, CodeForm(formdata=None)), 400
    return _proved(form)


@blueprint.post("/sign-in/again/code")
@requires(Permission.KEEP_OWN_ACCOUNT)
def prove_by_code() -> ResponseReturnValue:
    """Prove it by a code of the app, or by a recovery code."""
    form = CodeForm()
    if not form.proves(cast("PersonId", actor().person)):
        return _again_page(AgainForm(formdata=None), form), 400
    return _proved(form)


def _expected() -> PersonId | None:
    """Whose passkey is asked for: of who is signed in, of who is half-way, or anybody's."""
    if actor().signed_in:
        return actor().person
    known = half_way()
    return known.id if known else None


def _where_from() -> str:
    if actor().signed_in:
        return "factors.again"
    return "factors.second" if half_way() else "security.login"


def _begin_anew() -> ResponseReturnValue:
    if actor().signed_in:
        flash(_("You are signed in already."), "info")
        return redirect("/", 303)
    flash(_("The first step of your sign-in is too long ago. Please begin again."), "error")
    return redirect(url_for("security.login"), 303)


def _proved(form: Onward) -> ResponseReturnValue:
    held = stored_session()
    if held is None:
        raise NotFound
    with transaction():
        service.prove_again(held.token_hash, now())
    if form.unsent.data:
        flash(_("Thank you. Nothing was changed yet: please do once more what you were about to do."), "info")
    return redirect(form.way or url_for("accounts.account"), 303)


def _second_page(known: Credentials, form: CodeForm) -> str:
    form.next.data = form.way or ""
    recovery = isinstance(form, RecoveryForm)
    have = factors_of(Actor(person=known.id))
    return render_template("factors/second.html", form=form, have=have, recovery=recovery, with_passkey=_with_passkey(have))


def _again_page(form: AgainForm, code_form: CodeForm) -> str:
    way, unsent = form.way or code_form.way or "", form.unsent.data or code_form.unsent.data or ""
    for one in (form, code_form):
        one.next.data, one.unsent.data = way, unsent
    have = factors_of(actor())
    return render_template(
        "factors/again.html", form=form, code_form=code_form, have=have, with_passkey=_with_passkey(have), email=me().email
    )


def _with_passkey(have: Factors) -> bool:
    return bool(have.passkeys) and passkeys.possible()
