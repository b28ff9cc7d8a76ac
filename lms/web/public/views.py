"""The public page of the programme; whoever has signed in goes on to their own first page."""

from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue

from lms.access import Permission
from lms.web.context import library, now, visitor
from lms.web.guards import requires
from lms.web.public.pages import home_of, programme_page

blueprint = Blueprint("public", __name__)


@blueprint.get("/")
@requires(Permission.READ_PUBLIC)
def landing() -> ResponseReturnValue:
    """The programme for who comes from outside; the way home for who has signed in."""
    who = visitor()
    if who is not None:
        return redirect(home_of(who))
    return render_template("public/programme.html", page=programme_page(library(), now()))


@blueprint.get("/programme")
@requires(Permission.READ_PUBLIC)
def programme() -> ResponseReturnValue:
    """The same page for everybody: the rules in force."""
    return render_template("public/programme.html", page=programme_page(library(), now()))
