"""The log of who did what."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from lms.access import Permission
from lms.web.audit.outages import outages_page
from lms.web.audit.pages import log_page
from lms.web.context import actor
from lms.web.converters import whole
from lms.web.guards import requires

blueprint = Blueprint("audit", __name__)


@blueprint.get("/audit")
@requires(Permission.READ_AUDIT, fresh=True)
def log() -> ResponseReturnValue:
    """The newest entries, or those before `?before=`; `?check=1` checks the whole chain."""
    page = log_page(actor(), request.args.get("before", type=whole), check="check" in request.args)
    return render_template("audit/log.html", page=page)


@blueprint.get("/audit/outages")
@requires(Permission.READ_AUDIT)
def outages() -> ResponseReturnValue:
    """When nothing could be saved, and how many attempts got their time back."""
    return render_template("audit/outages.html", page=outages_page(actor()))
