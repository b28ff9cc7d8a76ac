"""The own account, and switching language and theme."""

from typing import cast

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms import journey
from lms.access import Permission
from lms.accounts import queries, service
from lms.accounts.rules import Profile, Theme
from lms.core.db import transaction
from lms.core.errors import Invalid
from lms.core.ids import PersonId
from lms.core.text import LANGUAGES, msg
from lms.web.accounts.destinations import own_page
from lms.web.accounts.forms import AccountForm
from lms.web.accounts.frame import account_places
from lms.web.accounts.pages import pending_address
from lms.web.context import LANGUAGE_COOKIE, THEME_COOKIE, actor, library, me, now, settings, visitor
from lms.web.guards import requires

accounts = Blueprint("accounts", __name__)
preferences = Blueprint("preferences", __name__)

accounts.app_context_processor(lambda: {"account_places": account_places})

YEAR = 365 * 24 * 60 * 60


@accounts.get("/account")
@requires(Permission.KEEP_OWN_ACCOUNT)
def account() -> ResponseReturnValue:
    """The own account."""
    return _account_page(AccountForm(obj=queries.profile_of(actor())))


@accounts.post("/account")
@requires(Permission.KEEP_OWN_ACCOUNT)
def change_account() -> ResponseReturnValue:
    """Change the own account."""
    form = AccountForm()
    if not form.validate_on_submit():  # type: ignore[no-untyped-call]  # Flask-WTF is untyped
        return _account_page(form), 400
    profile = Profile(form.name.data, form.name_ru.data or "", form.language.data, form.zone.data, Theme(form.theme.data))
    with transaction():
        journey.settle(library(), service.change_profile(_me(), profile, now()), now())
    flash(_("Your account is saved."), "success")
    return redirect(url_for("accounts.account"), 303)


@preferences.post("/preferences/language")
@requires(Permission.READ_PUBLIC)
def language() -> ResponseReturnValue:
    """Switch the language, here and for good."""
    chosen = request.form.get("language", "")
    if chosen not in LANGUAGES:
        raise Invalid(msg("The academy speaks English and Russian."))
    if visitor():
        with transaction():
            service.choose_language(_me(), chosen)
    return _back(LANGUAGE_COOKIE, chosen)


@preferences.post("/preferences/theme")
@requires(Permission.READ_PUBLIC)
def theme() -> ResponseReturnValue:
    """Switch between light, dark and what the system says."""
    chosen = request.form.get("theme", "")
    if chosen not in set(Theme):
        raise Invalid(msg("There is a light and a dark theme, and the one of your system."))
    if visitor():
        with transaction():
            service.choose_theme(_me(), Theme(chosen))
    return _back(THEME_COOKIE, chosen)


def _me() -> PersonId:
    return cast("PersonId", actor().person)


def _account_page(form: AccountForm) -> str:
    held = queries.personal_address_of(_me(), now())
    return render_template("accounts/account.html", form=form, email=me().email, pending=pending_address(actor(), now()), held=held)


def _back(cookie: str, value: str) -> Response:
    response = redirect(own_page(request.form.get("next")) or "/", 303)
    secure = settings().base_url.startswith("https:")
    response.set_cookie(cookie, value, max_age=YEAR, path="/", secure=secure, httponly=True, samesite="Lax")
    return response
