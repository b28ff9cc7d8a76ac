"""Tokens of other programs: the list, making one whose secret is shown once, and revoking."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms import journey
from lms.access import Permission
from lms.accounts import tokens
from lms.core.db import transaction
from lms.core.errors import Conflict, Invalid
from lms.core.ids import PublicId
from lms.web.accounts.pages import own_id
from lms.web.context import actor, library, now, settings
from lms.web.guards import requires
from lms.web.tokens.forms import TokenForm
from lms.web.tokens.pages import tokens_page

blueprint = Blueprint("tokens", __name__)


@blueprint.get("/account/tokens")
@requires(Permission.KEEP_TOKENS)
def page() -> ResponseReturnValue:
    """The tokens within the reader's reach."""
    return render_template("tokens/page.html", page=tokens_page(actor(), now()))


@blueprint.get("/account/tokens/new")
@requires(Permission.KEEP_TOKENS, fresh=True)
def form() -> ResponseReturnValue:
    """Where a token is made."""
    return render_template("tokens/new.html", form=TokenForm(formdata=None))


@blueprint.post("/account/tokens/new")
@requires(Permission.KEEP_TOKENS, fresh=True)
def make() -> ResponseReturnValue:
    """Make a token and show its secret: this once, in the answer itself, because nobody could show it again."""
    form = TokenForm()
    if form.validate_on_submit():
        try:
            with transaction():
                made, events = tokens.make_token(own_id(), form.token, now())
                journey.settle(library(), events, now())
        except (Conflict, Invalid) as problem:
            form.refuse(form.name, problem)
        else:
            address = settings().base_url.rstrip("/") + url_for("api.enter")
            return render_template("tokens/made.html", name=form.token.name, secret=made.secret, address=address)
    return render_template("tokens/new.html", form=form), 400


@blueprint.post("/account/tokens/<public_id:token_id>/revoke")
@requires(Permission.KEEP_TOKENS)
def revoke(token_id: PublicId) -> ResponseReturnValue:
    """Let a token open nothing any more."""
    with transaction():
        journey.settle(library(), tokens.revoke_token(actor(), token_id, now()), now())
    flash(_("The token is revoked; a program that still uses it is turned away."), "success")
    return redirect(url_for(".page"), 303)
