"""The pages of one's own data."""

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms import journey
from lms.access import Permission
from lms.core.db import transaction
from lms.web.context import library, me, now, settings
from lms.web.guards import requires
from lms.web.privacy import archive, pages
from lms.web.privacy.forms import ErasureForm, decided

blueprint = Blueprint("privacy", __name__)


@blueprint.get("/account/privacy")
@requires(Permission.KEEP_OWN_ACCOUNT)
def data() -> ResponseReturnValue:
    """What can be done about one's own data, and where each thing stands."""
    return render_template("privacy/data.html", page=pages.data_page(library(), me(), settings()))


@blueprint.post("/account/privacy/copy")
@requires(Permission.KEEP_OWN_ACCOUNT, fresh=True)
def copy() -> ResponseReturnValue:
    """A zip of everything that is held about who asks."""
    with transaction():
        sections = journey.export_own_data(library(), me(), now())
    response = Response(archive.zipped(library(), me(), sections, now()), mimetype="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{archive.file_name(now())}"'
    return response


@blueprint.get("/account/privacy/consents")
@requires(Permission.KEEP_OWN_ACCOUNT)
def consents() -> ResponseReturnValue:
    """The texts that can be consented to, one box each, and the history."""
    return render_template("privacy/consents.html", page=pages.consents_page(library(), me()))


@blueprint.post("/account/privacy/consents")
@requires(Permission.KEEP_OWN_ACCOUNT)
def choose() -> ResponseReturnValue:
    """Keep what was ticked and what was not."""
    with transaction():
        journey.choose_consents(library(), me(), decided(library().consents), now())
    flash(_("Your decision is kept."), "success")
    return redirect(url_for(".consents"), 303)


@blueprint.get("/account/privacy/erasure")
@requires(Permission.KEEP_OWN_ACCOUNT)
def erasure() -> ResponseReturnValue:
    """What erasing takes away, what stays and why, and the request."""
    return render_template("privacy/erasure.html", page=pages.erasure_page(me(), now(), settings()), form=ErasureForm())


@blueprint.post("/account/privacy/erasure")
@requires(Permission.KEEP_OWN_ACCOUNT, fresh=True)
def request_erasure() -> ResponseReturnValue:
    """Ask to be erased in 14 days."""
    form = ErasureForm()
    with transaction():
        journey.request_erasure(library(), me(), now(), keep_name=bool(form.keep_name.data))
    return redirect(url_for(".data"), 303)


@blueprint.post("/account/privacy/erasure/undo")
@requires(Permission.KEEP_OWN_ACCOUNT)
def undo() -> ResponseReturnValue:
    """Undo the request, in one click."""
    with transaction():
        journey.undo_erasure(library(), me(), now())
    flash(_("Nothing will be erased."), "success")
    return redirect(url_for(".data"), 303)
