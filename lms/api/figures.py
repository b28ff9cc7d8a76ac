"""Figures of partners that another program sends: all of a body, or nothing of it."""

from flask import Blueprint, abort, jsonify, request
from flask.typing import ResponseReturnValue

from lms import journey
from lms.access import Permission
from lms.api.guards import bearer, bearer_may, refused
from lms.core.db import transaction
from lms.core.text import msg
from lms.core.translation import say
from lms.partners.figures import MOST_FIGURES, Fate, Sent, Wrong, parse
from lms.partners.imports.rules import Preview
from lms.web.context import API, language, library, now

blueprint = Blueprint("api", __name__, url_prefix=f"{API}v1")

PREVIEW = "preview"
MOST_FAULTS = 1_000
"""So many faults are told at once: else two megabytes of fields that nobody knows would be answered with a hundred."""


@blueprint.post("/figures")
@bearer_may(Permission.ENTER_FIGURES)
def enter() -> ResponseReturnValue:
    """Enter figures within the reach of the token's person; with `?preview` only say what that would do."""
    if odd := sorted(set(request.args) - {PREVIEW}):
        return refused(400, msg("There is no “%(name)s” here; “?preview” is all that may follow the address.", name=odd[0]))
    if request.mimetype != "application/json":
        abort(415)
    sent = parse(request.get_data())
    if len(sent.figures) > MOST_FIGURES:
        return refused(413, msg("At most %(most)s figures come at once. Send the rest by itself.", most=MOST_FIGURES))
    return _answer(_look(sent) if PREVIEW in request.args else _enter(sent))


def _look(sent: Sent) -> Preview:
    return journey.look_at_sent(library(), bearer().visitor, sent, now())


def _enter(sent: Sent) -> Preview:
    with transaction():
        return journey.enter_sent(library(), bearer().visitor, sent, now())


def _answer(seen: Preview) -> ResponseReturnValue:
    if seen.faults:
        sentence = say(msg("Nothing is entered. What is wrong, and what to do, stands in “faults”."), language())
        told = [_fault(one) for one in seen.faults[:MOST_FAULTS]]
        return jsonify(error=sentence, faults=told, more_faults=len(seen.faults) - len(told)), 422
    return jsonify(added=seen.count(Fate.NEW), corrected=seen.count(Fate.CORRECTION), known=seen.count(Fate.KNOWN))


def _fault(one: Wrong) -> dict[str, object]:
    """A fault as JSON; `figure` is empty for one of the body as a whole."""
    return {"figure": one.line or None, "field": one.column, "what": say(one.what, language()), "repair": say(one.repair, language())}
