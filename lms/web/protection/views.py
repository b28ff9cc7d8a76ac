"""The account's page of sign-in and security, and what can be done there. Everything that changes wants a fresh proof."""

import io
from typing import cast

import segno
from flask import Blueprint, Response, flash, jsonify, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms import journey
from lms.access import Permission
from lms.accounts import proving
from lms.accounts.queries import authenticator_of
from lms.core.db import transaction
from lms.core.errors import Conflict, Invalid, NotFound
from lms.core.ids import PersonId, PublicId
from lms.core.text import msg
from lms.web.accounts.views import accounts
from lms.web.context import actor, library, me, now
from lms.web.factors import passkeys
from lms.web.factors.codes import authenticators, kept_as
from lms.web.guards import requires
from lms.web.headers import FILE_POLICY
from lms.web.protection.forms import ConfirmForm, PasskeyForm
from lms.web.protection.pages import security_page

blueprint = Blueprint("protection", __name__)

PENDING = "authenticator"
"""Where the session keeps the sealed secret of an app that is being set up."""


@accounts.get("/account/security")
@requires(Permission.KEEP_OWN_ACCOUNT)
def security() -> ResponseReturnValue:
    """The own ways to prove who one is."""
    return _page(PasskeyForm(formdata=None))


@blueprint.get("/account/security/authenticator")
@requires(Permission.KEEP_OWN_ACCOUNT, fresh=True)
def set_up() -> ResponseReturnValue:
    """Set up an authenticator app: a picture for its camera, and the key as text."""
    if authenticator_of(_me()) is not None:
        return redirect(url_for("accounts.security"), 303)
    session.setdefault(PENDING, authenticators().generate_totp_secret())
    return _set_up_page(ConfirmForm(formdata=None))


@blueprint.get("/account/security/authenticator.svg")
@requires(Permission.KEEP_OWN_ACCOUNT, fresh=True)
def picture() -> ResponseReturnValue:
    """The picture for the app's camera, while it is being set up."""
    drawing = io.BytesIO()
    address = authenticators().address(_pending(), me().email)
    segno.make(address, error="m").save(drawing, kind="svg", xmldecl=False, omitsize=True, border=2, light="#fff")
    response = Response(drawing.getvalue(), content_type="image/svg+xml")
    response.headers["Content-Security-Policy"] = FILE_POLICY
    return response


@blueprint.post("/account/security/authenticator")
@requires(Permission.KEEP_OWN_ACCOUNT, fresh=True)
def confirm() -> ResponseReturnValue:
    """Confirm the app by its first code; from now on sign-in asks for one."""
    form, pending = ConfirmForm(), _pending()
    step = authenticators().step(form.code.data or "", pending, None) if form.validate_on_submit() else None
    if step is None:
        form.not_right()
        return _set_up_page(form), 400
    with transaction():
        journey.settle(library(), proving.add_authenticator(_me(), pending, step[0], now()), now())
    session.pop(PENDING, None)
    flash(_("Your authenticator app is set up. The next sign-in asks for its code."), "success")
    return redirect(url_for("accounts.security", _anchor="codes"), 303)


@blueprint.post("/account/security/authenticator/remove")
@requires(Permission.KEEP_OWN_ACCOUNT, fresh=True)
def remove_authenticator() -> ResponseReturnValue:
    """Ask for codes of the app no longer."""
    with transaction():
        journey.settle(library(), proving.remove_authenticator(_me(), now()), now())
    flash(_("The authenticator app is removed."), "success")
    return redirect(url_for("accounts.security"), 303)


@blueprint.get("/account/security/passkeys")
@requires(Permission.KEEP_OWN_ACCOUNT, fresh=True)
def passkey_options() -> ResponseReturnValue:
    """What the browser is asked when it makes a passkey, for our script."""
    if not passkeys.possible():
        raise NotFound
    return jsonify(passkeys.options_to_add(me(), _me()))


@blueprint.post("/account/security/passkeys")
@requires(Permission.KEEP_OWN_ACCOUNT, fresh=True)
def add_passkey() -> ResponseReturnValue:
    """Keep a passkey that the browser made."""
    form = PasskeyForm()
    new = passkeys.made(_me(), form.name.data or "", *form.given) if form.given else None
    if new is None:
        form.not_made()
        return _page(form), 400
    try:
        with transaction():
            journey.settle(library(), proving.add_passkey(_me(), new, now()), now())
    except (Conflict, Invalid) as problem:
        form.refuse(form.name, problem)
        return _page(form), 400
    flash(_("The passkey is kept. You can sign in with it."), "success")
    return redirect(url_for("accounts.security", _anchor="passkeys"), 303)


@blueprint.post("/account/security/passkeys/<public_id:passkey>/remove")
@requires(Permission.KEEP_OWN_ACCOUNT, fresh=True)
def remove_passkey(passkey: PublicId) -> ResponseReturnValue:
    """Let a passkey sign nobody in any more."""
    with transaction():
        journey.settle(library(), proving.remove_passkey(_me(), passkey, now()), now())
    flash(_("The passkey is removed here. Delete it on your device too."), "success")
    return redirect(url_for("accounts.security", _anchor="passkeys"), 303)


@blueprint.post("/account/security/codes")
@requires(Permission.KEEP_OWN_ACCOUNT, fresh=True)
def make_codes() -> ResponseReturnValue:
    """Make new recovery codes and show them: this once, in the answer itself, because nobody could show them again."""
    codes = proving.new_codes()
    with transaction():
        journey.settle(library(), proving.make_codes(_me(), [kept_as(_me(), one)[0] for one in codes], now()), now())
    return render_template("protection/codes.html", codes=codes, email=me().email)


def _me() -> PersonId:
    return cast("PersonId", actor().person)


def _pending() -> str:
    """The sealed secret that is being set up.

    Raises:
        Conflict: nothing is being set up in this browser.
    """
    if PENDING not in session:
        raise Conflict(msg("The setting up of an authenticator app has ended meanwhile. Begin it again on the page of your account."))
    return str(session[PENDING])


def _page(form: PasskeyForm) -> str:
    return render_template("protection/security.html", page=security_page(actor()), form=form)


def _set_up_page(form: ConfirmForm) -> str:
    key = authenticators().get_totp_pretty_key(_pending())
    return render_template("protection/authenticator.html", form=form, key=key, email=me().email)
