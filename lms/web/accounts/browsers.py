"""Ending sessions: one browser, all others, or everywhere."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_security.utils import logout_user

from lms import journey
from lms.access import Permission
from lms.accounts import service
from lms.accounts.rules import SHOWN
from lms.core.db import transaction
from lms.core.errors import NotFound
from lms.web.accounts.pages import browsers_href, own_browsers, own_id
from lms.web.context import library, now, stored_session
from lms.web.guards import requires

blueprint = Blueprint("browsers", __name__)
blueprint.app_context_processor(lambda: {"own_browsers": own_browsers})


@blueprint.post(f"/account/browsers/<string(length={SHOWN}):mark>/end")
@requires(Permission.KEEP_OWN_ACCOUNT)
def end(mark: str) -> ResponseReturnValue:
    """Sign out of one of the own browsers; one that is gone already stays gone."""
    with transaction():
        journey.settle(library(), service.close_own(own_id(), mark, now()), now())
    flash(_("That browser is signed out."), "success")
    return redirect(browsers_href(), 303)


@blueprint.post("/account/browsers/end")
@requires(Permission.KEEP_OWN_ACCOUNT)
def end_others() -> ResponseReturnValue:
    """Sign out of every other browser, and with `here` out of this one, too."""
    held = stored_session()
    if held is None:
        raise NotFound
    with transaction():
        ended = service.close_others(own_id(), held.token_hash, now())
        journey.settle(library(), ended, now())
    if request.form.get("here"):
        logout_user()
        return redirect(url_for("security.login"), 303)
    flash(ngettext("%(num)s other browser is signed out.", "%(num)s other browsers are signed out.", len(ended)), "success")
    return redirect(browsers_href(), 303)
