"""The personal address of the own account, and the page to which the link in its mailbox leads."""

from dataclasses import dataclass

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms import journey
from lms.access import Permission
from lms.accounts import queries
from lms.accounts.personal import UNKNOWN, Confirmed
from lms.core.db import transaction
from lms.core.errors import Invalid, NotFound, Refused
from lms.web.accounts.datastore import sign_in
from lms.web.accounts.further_forms import PersonalForm
from lms.web.accounts.pages import own_id
from lms.web.context import actor, library, me, now
from lms.web.guards import requires
from lms.web.presentation import moment

blueprint = Blueprint("personal", __name__)


@dataclass(frozen=True, slots=True)
class LinkPage:
    """What a mailbox is asked; `over`: the link is too old."""

    email: str
    until: str
    over: bool


@blueprint.get("/account/personal")
@requires(Permission.KEEP_OWN_ACCOUNT, fresh=True)
def form() -> ResponseReturnValue:
    """The form of a personal address."""
    return _form_page(PersonalForm(formdata=None))


@blueprint.post("/account/personal")
@requires(Permission.KEEP_OWN_ACCOUNT, fresh=True)
def give() -> ResponseReturnValue:
    """Ask the mailbox. The answer is the same whether the address has an account or not; the address of sign-in asks nobody."""
    wanted = PersonalForm()
    if wanted.validate_on_submit():
        try:
            return _own() if wanted.address == me().email else _ask(wanted.address)
        except (Invalid, Refused) as problem:
            wanted.refuse(wanted.email, problem)
    return _form_page(wanted), 400


@blueprint.post("/account/personal/own")
@requires(Permission.KEEP_OWN_ACCOUNT, fresh=True)
def keep_own() -> ResponseReturnValue:
    """The address of sign-in is the personal one."""
    return _own()


@blueprint.post("/account/personal/take-back")
@requires(Permission.KEEP_OWN_ACCOUNT)
def take_back() -> ResponseReturnValue:
    """Think better of it."""
    with transaction():
        journey.take_personal_address_back(library(), own_id(), now())
    flash(_("The personal address is taken back. The link in the mail no longer works."), "success")
    return redirect(url_for("accounts.account", _anchor="address"), 303)


@blueprint.get("/personal-address/<token>")
@requires(Permission.READ_PUBLIC)
def question(token: str) -> ResponseReturnValue:
    """Where the link in the mailbox leads. Looking changes nothing: programs that read mail open links, too."""
    return _question(token), 200


@blueprint.post("/personal-address/<token>/confirm")
@requires(Permission.READ_PUBLIC)
def confirm(token: str) -> ResponseReturnValue:
    """The mailbox says yes."""
    try:
        with transaction():
            confirmed = journey.confirm_personal_address(library(), token, now())
    except Refused:
        return _question(token), 403
    return _done(confirmed)


def _ask(address: str) -> Response:
    with transaction():
        journey.give_personal_address(library(), own_id(), address, now())
    flash(_("A mail with a link is on its way to %(address)s. The address counts when you confirm it there within 24 hours.",
            address=address), "success")  # fmt: skip
    return redirect(url_for("accounts.account", _anchor="address"), 303)


def _own() -> Response:
    with transaction():
        confirmed = journey.keep_own_address(library(), own_id(), now())
    return _done(confirmed)


def _done(confirmed: Confirmed) -> Response:
    """Who does it in their own browser stays signed in there; elsewhere every session has ended where an address was given up."""
    flash(_("Your personal address is %(address)s. It signs you in, whoever employs you.", address=confirmed.email), "success")
    if actor().person != confirmed.person:
        return redirect(url_for("security.login"), 303)
    if confirmed.replaced:
        sign_in(confirmed.person)
    return redirect(url_for("accounts.account", _anchor="address"), 303)


def _form_page(wanted: PersonalForm) -> str:
    held = queries.personal_address_of(own_id(), now())
    return render_template("accounts/personal.html", form=wanted, email=me().email, held=held)


def _question(token: str) -> Response:
    found = queries.personal_address_by_token(token)
    if found is None:
        raise NotFound(UNKNOWN)
    email, until = found
    page = LinkPage(email, moment(until), over=now() >= until)
    response = make_response(render_template("accounts/personal_link.html", page=page, token=token))
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response
