"""The state of the content."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from lms.access import Permission
from lms.core.ids import Slug
from lms.web.context import library
from lms.web.guards import requires
from lms.web.publishing.pages import content_page
from lms.web.publishing.statistics import statistics_page

blueprint = Blueprint("publishing", __name__)


@blueprint.get("/content")
@requires(Permission.READ_CONTENT_STATE)
def releases() -> ResponseReturnValue:
    """What is served, since when, and what was published before."""
    return render_template("publishing/releases.html", page=content_page(library()))


@blueprint.get("/content/quizzes/<slug:quiz>/statistics")
@requires(Permission.READ_STATISTICS)
def statistics(quiz: Slug) -> ResponseReturnValue:
    """What the answers tell about the questions of a quiz."""
    return render_template("publishing/statistics.html", page=statistics_page(library(), quiz, request.args))
