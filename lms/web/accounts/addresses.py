"""Another mail address for the own account, and the pages to which the links in both mailboxes lead."""

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms import journey
from lms.access import Permission
from lms.accounts.rules import Side, plain_email
from lms.core.db import transaction
from lms.core.errors import Invalid, Refused
from lms.web.accounts.datastore import sign_in
from lms.web.accounts.further_forms import AddressForm
from lms.web.accounts.pages import address_page, own_id
from lms.web.context import actor, library, me, now
from lms.web.guards import requires

blueprint = Blueprint("addresses", __name__)


@blueprint.get("/account/email")
@requires(Permission.KEEP_OWN_ACCOUNT, fresh=True)
def form() -> ResponseReturnValue:
    """The form of another address."""
    return _form_page(AddressForm(formdata=None))


@blueprint.post("/account/email")
@requires(Permission.KEEP_OWN_ACCOUNT, fresh=True)
def ask() -> ResponseReturnValue:
    """Ask both mailboxes. The answer is the same whether the address has an account or not."""
    wanted = AddressForm()
    if wanted.validate_on_submit():
        try:
            with transaction():
                journey.ask_for_address(library(), own_id(), wanted.email.data or "", now(), without_old=bool(wanted.without_old.data))
        except (Invalid, Refused) as problem:
            wanted.refuse(wanted.email, problem)
        else:
            flash(_asked(plain_email(wanted.email.data or "")), "success")
            return redirect(url_for("accounts.account", _anchor="address"), 303)
    return _form_page(wanted), 400


@blueprint.post("/account/email/take-back")
@requires(Permission.KEEP_OWN_ACCOUNT)
def take_back() -> ResponseReturnValue:
    """Think better of it."""
    with transaction():
        journey.take_address_back(library(), own_id(), now())
    flash(_("The change is taken back. The links in both mails no longer work."), "success")
    return redirect(url_for("accounts.account", _anchor="address"), 303)


@blueprint.get("/addresses/<token>")
@requires(Permission.READ_PUBLIC)
def question(token: str) -> ResponseReturnValue:
    """Where the link in a mailbox leads. Looking changes nothing: programs that read mail open links, too."""
    return _question(token), 200


@blueprint.post("/addresses/<token>/confirm")
@requires(Permission.READ_PUBLIC)
def confirm(token: str) -> ResponseReturnValue:
    """The mailbox says yes. Who does it in their own browser stays signed in there, and nowhere else."""
    try:
        with transaction():
            answered = journey.confirm_address(library(), token, now())
    except Refused:
        return _question(token), 403
    if answered.done and actor().person == answered.person:
        sign_in(answered.person)
        flash(_("Your address is changed. You are signed out everywhere else."), "success")
        return redirect(url_for("accounts.account"), 303)
    return redirect(url_for(".question", token=token), 303)


@blueprint.post("/addresses/<token>/stop")
@requires(Permission.READ_PUBLIC)
def stop(token: str) -> ResponseReturnValue:
    """The mailbox says no."""
    try:
        with transaction():
            side = journey.stop_address(library(), token, now())
    except Refused:
        return _question(token), 403
    if side is Side.OLD:
        flash(
            _("The change is stopped, and the account is signed out everywhere. Choose a new password: somebody else knew yours."),
            "success",
        )
        return redirect(url_for("security.forgot_password"), 303)
    return redirect(url_for(".question", token=token), 303)


def _asked(address: str) -> str:
    if address == me().personal_email:
        return str(_("A mail is on its way. The change counts when its link is confirmed within 24 hours."))
    return str(_("Two mails are on their way. The change counts when both mailboxes have confirmed it within 24 hours."))


def _form_page(wanted: AddressForm) -> str:
    stands_in = me().personal_email if me().personal_email != me().email else ""
    return render_template("accounts/new_address.html", form=wanted, email=me().email, stands_in=stands_in)


def _question(token: str) -> Response:
    response = make_response(render_template("accounts/address.html", page=address_page(token, now()), token=token))
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response
