"""Flask-Security and Flask-Login, set up: our addresses, forms, texts, hashes and mails, and every other door of theirs closed."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, cast

from flask import Flask, Response, request
from flask.typing import ResponseValue, RouteCallable
from flask_login import current_user
from flask_login.utils import _user_context_processor
from flask_security import Security
from flask_security.tf_plugin import TfPlugin
from werkzeug.datastructures import ImmutableMultiDict, MultiDict

from lms.access import Permission
from lms.accounts.rules import RESET_LASTS
from lms.core.settings import Settings
from lms.core.text import Message, msg
from lms.core.translation import say
from lms.web.accounts.datastore import AccountStore
from lms.web.accounts.destinations import own_page
from lms.web.accounts.forms import ChangeForm, ForgotForm, ResetForm, SignInForm
from lms.web.accounts.passwords import Mails, Passwords
from lms.web.context import language, zone
from lms.web.factors.codes import EXTENSION, init_codes
from lms.web.factors.steps import SecondStep
from lms.web.guards import LIBRARY_ENDPOINTS, sign_in_first, wants_proof

ENDPOINTS = {
    "security.login": Permission.SIGN_IN,
    "security.logout": Permission.SIGN_IN,
    "security.forgot_password": Permission.SIGN_IN,
    "security.reset_password": Permission.SIGN_IN,
    "security.change_password": Permission.KEEP_OWN_ACCOUNT,
}
FRESH_ENDPOINTS = ("security.change_password",)
"""Library doors of dangerous acts."""
ARGON2 = {"argon2__type": "ID", "argon2__memory_cost": 19 * 1024, "argon2__time_cost": 2, "argon2__parallelism": 1}
"""19 MiB, two rounds, one lane: what OWASP names for argon2id; the library's default costs 1.4 s of CPU."""
ARGON2_IN_TESTS = {**ARGON2, "argon2__memory_cost": 8, "argon2__time_cost": 1}
NEVER = timedelta(seconds=-1)
"""Flask-Security's word for "no second sign-in for sensitive pages": ours is `requires(..., fresh=True)`, which asks the session's row."""

MESSAGES: dict[str, tuple[Message, str]] = {
    "API_ERROR": (msg("This cannot be read. Enter it once more."), "error"),
    "EMAIL_NOT_PROVIDED": (msg("Enter your mail address."), "error"),
    "INVALID_EMAIL_ADDRESS": (msg("Enter your mail address, such as name@company.example."), "error"),
    "PASSWORD_NOT_PROVIDED": (msg("Enter your password."), "error"),
    "GENERIC_AUTHN_FAILED": (msg("Enter your mail address and your password."), "error"),
    "INVALID_PASSWORD": (msg("This is not your password now."), "error"),
    "PASSWORD_IS_THE_SAME": (msg("The new password must differ from the old one."), "error"),
    "PASSWORD_RESET_REQUEST": (
        msg("If %(email)s has an account, a link to choose a new password is on its way. It works once, for 30 minutes."),
        "info",
    ),
    "PASSWORD_RESET_EXPIRED": (msg("This link is older than 30 minutes. Ask for a new one here."), "error"),
    "INVALID_RESET_PASSWORD_TOKEN": (msg("This link was used already or is not complete. Ask for a new one here."), "error"),
    "PASSWORD_RESET_NO_LOGIN": (msg("Your new password is set. Sign in with it."), "success"),
    "PASSWORD_CHANGE": (msg("Your password is changed. You are signed out everywhere else."), "success"),
}


class OurTexts:
    """Flask-Security's sentences, from our catalogue."""

    def gettext(self, sentence: object, **params: Any) -> str:
        """The sentence in the reader's language."""
        return say(Message(str(sentence), params), language(), zone())


def init_security(app: Flask, settings: Settings) -> None:
    """Set up sign-in, sign-out, reset and change of passwords. Registration, tokens, remember-me and JSON doors stay shut."""
    app.config.update({f"SECURITY_{name}": value for name, value in _configuration(settings, testing=app.testing).items()})
    app.config.update({f"SECURITY_MSG_{key}": (message.msgid, kind) for key, (message, kind) in MESSAGES.items()})
    # Our rows decide how long a session lives; a changed network address is no reason to end it.
    app.config["SESSION_PROTECTION"] = None
    security = Security(
        app, AccountStore(), login_form=SignInForm, forgot_password_form=ForgotForm, reset_password_form=ResetForm,
        change_password_form=ChangeForm, mail_util_cls=Mails, password_util_cls=Passwords,
    )  # fmt: skip
    security.i18n_domain = OurTexts()  # type: ignore[assignment]  # only its gettext is asked
    security.want_json(lambda _request: False)
    security.unauthn_handler(_sign_in_first)
    _ask_for_second_factors(app, security, settings)
    _close_other_doors(app, security)
    LIBRARY_ENDPOINTS.update(ENDPOINTS)
    for endpoint in FRESH_ENDPOINTS:
        app.view_functions[endpoint] = cast("RouteCallable", wants_proof(app.view_functions[endpoint]))
    app.before_request(_forget_foreign_ways)
    app.after_request(_guard_answers)


def _configuration(settings: Settings, *, testing: bool) -> Mapping[str, object]:
    return {
        "LOGIN_URL": "/sign-in", "LOGOUT_URL": "/sign-out", "LOGOUT_METHODS": ["POST"], "RESET_URL": "/reset",
        "CHANGE_URL": "/account/password", "POST_CHANGE_VIEW": "/account", "POST_RESET_VIEW": "/sign-in",
        "RECOVERABLE": True, "CHANGEABLE": True, "REGISTERABLE": False, "RETURN_GENERIC_RESPONSES": True,
        "RESET_PASSWORD_WITHIN": RESET_LASTS, "RESET_SALT": "waymark-reset",
        "SEND_PASSWORD_RESET_NOTICE_EMAIL": False, "SEND_PASSWORD_CHANGE_EMAIL": False,
        "EMAIL_PLAINTEXT": False, "EMAIL_HTML": False, "EMAIL_SENDER": settings.mail_from,
        # argon2id alone: a pepper from LMS_SECRET would make every password die with the secret.
        "PASSWORD_HASH": "argon2", "PASSWORD_SCHEMES": ["argon2"], "PASSWORD_SINGLE_HASH": {"argon2"},
        "PASSWORD_HASH_PASSLIB_OPTIONS": ARGON2_IN_TESTS if testing else ARGON2,
        # Binds a reset link to the password hash, which is random enough; a slow hash would tell known addresses by the time.
        "HASHING_SCHEMES": ["hex_sha256"],
        "API_ENABLED_METHODS": ["session"], "FRESHNESS": NEVER, "STATIC_FOLDER": None,
        "CACHE_CONTROL": None, "CLI_USERS_NAME": None, "CLI_ROLES_NAME": None,
    }  # fmt: skip


def _ask_for_second_factors(app: Flask, security: Any, settings: Settings) -> None:
    """Second factors are asked for by our own step (lms/web/factors); the library's own pages of them are never registered."""
    security.support_mfa = True
    security.two_factor_plugins = TfPlugin()
    security.two_factor_plugins.register_tf_impl(app, "second", SecondStep)
    app.extensions[EXTENSION] = init_codes(settings)


def _close_other_doors(app: Flask, security: Any) -> None:
    manager = security.login_manager
    # Bearer tokens and remember-me cookies would outlive the session row, so nobody is ever known by them.
    manager._request_callback = None
    manager._load_user_from_remember_cookie = lambda _cookie: None
    app.after_request_funcs[None].remove(manager._update_remember_cookie)
    # Permissions are ours (lms/access.py): without identities Flask-Principal reads no account on every request.
    security.principal.identity_loaders.clear()
    # `current_user` in templates is read when it is used, not at every page.
    app.template_context_processors[None].remove(_user_context_processor)
    app.context_processor(lambda: {"current_user": current_user})


def _sign_in_first(_mechanisms: list[str], headers: dict[str, str] | None) -> ResponseValue:  # noqa: ARG001 - the library's signature
    return cast("ResponseValue", sign_in_first())


def _forget_foreign_ways() -> None:
    """A `next` that is none of our pages never reaches Flask-Security, which trusts a little more than we do."""
    if request.blueprint == "security" and any(own_page(way) is None for way in request.values.getlist("next")):
        request.args = _without_next(request.args)
        request.form = _without_next(request.form)


def _without_next(given: MultiDict[str, str]) -> ImmutableMultiDict[str, str]:
    return ImmutableMultiDict([(name, value) for name, value in given.items(multi=True) if name != "next"])


def _guard_answers(response: Response) -> Response:
    """Nothing of sign-in and passwords is cached, and redirects lead to our own pages, whatever `next` said."""
    if request.blueprint == "security":
        response.headers["Cache-Control"] = "no-store"
        if response.location and own_page(response.location) is None:
            response.location = "/"
    return response
