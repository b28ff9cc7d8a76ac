"""The state of the content."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from lms.access import Permission, may
from lms.core.db import transaction
from lms.core.ids import Slug
from lms.journey.disputes import note_keys
from lms.web.context import actor, library, me, now
from lms.web.guards import requires
from lms.web.publishing.pages import content_page
from lms.web.publishing.statistics import statistics_page

blueprint = Blueprint("publishing", __name__)


@blueprint.get("/content")
@requires(Permission.READ_CONTENT_STATE)
def releases() -> ResponseReturnValue:
    """What is served, since when, and what was published before."""
    return render_template("publishing/releases.html", page=content_page(library()), tries=may(actor(), Permission.TRY_RULES))


@blueprint.get("/content/quizzes/<slug:quiz>/statistics")
@requires(Permission.READ_STATISTICS)
def statistics(quiz: Slug) -> ResponseReturnValue:
    """What the answers tell about the questions of a quiz."""
    return render_template("publishing/statistics.html", page=statistics_page(library(), quiz, request.args))


@blueprint.get("/content/quizzes/<slug:quiz>/statistics/keys")
@requires(Permission.READ_STATISTICS, fresh=True)
def keys(quiz: Slug) -> ResponseReturnValue:
    """The same with every answer, and which of them is right; that it is read is logged, each time."""
    page = statistics_page(library(), quiz, request.args, keys=True)
    if page.enough:
        with transaction():
            note_keys(library(), me(), quiz, now())
    return render_template("publishing/statistics.html", page=page)
