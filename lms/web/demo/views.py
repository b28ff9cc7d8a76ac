"""One click to be somebody, the mailbox of everybody, and the way back to the beginning."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security.utils import logout_user

from lms import demo
from lms.access import Permission
from lms.accounts import queries, service
from lms.core.db import transaction
from lms.core.errors import NotFound
from lms.core.ids import PublicId
from lms.web.accounts.datastore import sign_in as sign_in_as
from lms.web.context import language, library, now
from lms.web.converters import whole
from lms.web.demo.pages import mail_page, mail_rows, shown_faces
from lms.web.guards import requires

blueprint = Blueprint("demo", __name__)


@blueprint.app_context_processor
def faces_word() -> dict[str, object]:
    """The sign-in page, which is Flask-Security's, draws the faces too."""
    return {"demo_faces": shown_faces}


@blueprint.get("/demo")
@requires(Permission.USE_DEMO)
def faces() -> ResponseReturnValue:
    """Whom one can be."""
    return render_template("demo/faces.html")


@blueprint.post("/demo/sign-in/<slug:who>")
@requires(Permission.USE_DEMO)
def sign_in(who: str) -> ResponseReturnValue:
    """Be somebody, in the language that is read now."""
    face = next((one for one in demo.FACES if one.id == who), None)
    found = queries.credentials_of_email(face.email) if face else None
    if found is None:
        raise NotFound
    with transaction():
        service.choose_language(found.id, language())
    sign_in_as(found.id)
    return redirect(url_for("learning.home"), 303)


@blueprint.get("/demo/mailbox")
@requires(Permission.USE_DEMO)
def mailbox() -> ResponseReturnValue:
    """Every mail of the demo."""
    mails, more = mail_rows(request.args.get("before", type=whole))
    return render_template("demo/mailbox.html", mails=mails, more=more)


@blueprint.get("/demo/mailbox/<public_id:mail>")
@requires(Permission.USE_DEMO)
def mail(mail: PublicId) -> ResponseReturnValue:
    """One mail."""
    return render_template("demo/mail.html", mail=mail_page(mail))


@blueprint.post("/demo/start-over")
@requires(Permission.USE_DEMO)
def start_over() -> ResponseReturnValue:
    """Everything but the content goes back to the beginning, and whoever asked is signed out."""
    with transaction():
        demo.start_over(library(), now())
    logout_user()
    flash(_("The demo begins anew."), "success")
    return redirect(url_for("security.login"), 303)
