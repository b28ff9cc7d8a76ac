"""The home page."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.access import Permission
from lms.web.context import library, me, now
from lms.web.guards import requires
from lms.web.learning.destinations import home_of
from lms.web.learning.pages import home as home_page

blueprint = Blueprint("learning", __name__)


@blueprint.get("/home")
@requires(Permission.READ_COURSE)
def home() -> ResponseReturnValue:
    """The own path, or the way to what the person does here."""
    person = me()
    elsewhere = home_of(person.actor.roles, on_track=person.sales or person.technical)
    if elsewhere:
        return redirect(url_for(elsewhere), 303)
    return render_template("learning/home.html", page=home_page(library(), person, now()))
