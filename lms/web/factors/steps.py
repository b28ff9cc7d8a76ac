"""The second step of a sign-in: who is half-way has shown the password and nothing else, and no door but the second step opens."""

from datetime import datetime
from typing import Any

from flask import redirect, session, url_for
from flask_security.tf_plugin import TfPluginBase
from flask_security.utils import login_user
from werkzeug.wrappers import Response

from lms.accounts.queries import credentials_of_uniquifier, has_second_factor
from lms.accounts.rules import Credentials
from lms.accounts.second_factors import HALF_LASTS
from lms.web.accounts.datastore import Account
from lms.web.accounts.destinations import own_page
from lms.web.context import now
from lms.web.sessions import HALF

METHOD = ("second", "second")
"""Flask-Security asks for a method and its label; ours is one page for all of them."""


class SecondStep(TfPluginBase):
    """Our second step in the place where Flask-Security's sign-in asks for one."""

    def get_setup_methods(self, user: Any) -> list[tuple[str, str]]:
        """One method, when the person has a second factor."""
        return [METHOD] if has_second_factor(user.id) else []

    def tf_login(self, user: Any, json_payload: dict[str, Any], next_loc: str | None) -> Response:  # noqa: ARG002 - the library's signature
        """Remember who is half-way, and go on to the second step."""
        session.pop("tf_user_id", None)
        session[HALF] = {"who": user.fs_uniquifier, "at": now().isoformat()}
        return redirect(url_for("factors.second", next=own_page(next_loc)))


def half_way() -> Credentials | None:
    """Who has shown the password within the last ten minutes and not yet the second factor; a changed password ends it."""
    held = session.get(HALF)
    if not held or now() - datetime.fromisoformat(held["at"]) >= HALF_LASTS:
        return None
    known = credentials_of_uniquifier(held["who"])
    return known if known and known.active else None


def arrive(known: Credentials, way: str) -> None:
    """Sign somebody in who has proved everything; `way` names how. The session gets its token now and not before."""
    session.pop(HALF, None)
    login_user(Account(known), authn_via=[way])
