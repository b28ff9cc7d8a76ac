"""The one place where problems become pages: a sentence, a status, and nothing of the inside."""

import structlog
from flask import Flask, Response, jsonify, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, InternalServerError, SecurityError

from lms.core.db import db
from lms.core.errors import Conflict, Invalid, NotFound, Problem, Refused
from lms.core.text import Message, msg
from lms.core.translation import say
from lms.web.conditions import conditions
from lms.web.context import API, language, zone
from lms.web.guards import wants_json
from lms.web.sessions import ServerSession

STATUS: dict[type[Problem], int] = {NotFound: 404, Refused: 403, Conflict: 409, Invalid: 400}
HTTP_SENTENCES: dict[int, Message] = {
    400: msg("The request could not be read. Go back, reload the page and try again."),
    404: NotFound().message,
    405: msg("This address does not answer to that kind of request."),
    413: msg("What was sent is too large."),
    415: msg("Send JSON, with the header “Content-Type: application/json”."),
    429: msg("That was too often in a short time. Wait a moment and try again."),
}
HEADINGS: dict[int, Message] = {
    400: msg("This could not be read"),
    403: msg("Not open yet"),
    404: msg("This page is not on the map"),
    405: msg("This does not work that way"),
    409: msg("Something has changed in between"),
    413: msg("This is too large"),
    429: msg("Please wait a moment"),
    503: msg("Busy right now"),
}
"""What the page of a problem says first; any other status is our own fault."""
OUR_FAULT = msg("Something broke on our side")
FOREIGN_HOST = msg("This academy does not answer under this name.")
BROKEN = msg("Something went wrong on our side. Nothing was changed; please try again. If it stays, tell your partner manager.")
BUSY = msg("The academy is busy right now. Nothing was lost; please try again in a few seconds.")
RETRY_SECONDS = "5"

log = structlog.get_logger()


def init_errors(app: Flask) -> None:
    """Map every problem to its page."""
    app.register_error_handler(Problem, on_problem)
    app.register_error_handler(CSRFError, on_csrf)
    app.register_error_handler(SecurityError, on_foreign_host)
    app.register_error_handler(HTTPException, on_http)
    app.register_error_handler(DBAPIError, on_database)
    app.register_error_handler(PoolTimeout, on_database)
    app.register_error_handler(Exception, on_broken)


def on_problem(problem: Problem) -> ResponseReturnValue:
    """A service said no: its sentence, with the list of what is missing."""
    status = next((code for kind, code in STATUS.items() if isinstance(problem, kind)), 400)
    return answer(status, problem.message, getattr(problem, "unmet", ()), getattr(problem, "heading", None))


def on_csrf(_error: CSRFError) -> ResponseReturnValue:
    """A form that is too old or not ours."""
    return answer(400, msg("This form has grown old. Go back, reload the page and send it again; nothing was changed."))


def on_foreign_host(_error: SecurityError) -> ResponseReturnValue:
    """A request for a host name that is not ours: one sentence and no page, because no address can be built for it."""
    if request.path.startswith(API):
        return answer(400, FOREIGN_HOST)
    return Response(say(FOREIGN_HOST, language()), 400, mimetype="text/plain")


def on_http(error: HTTPException) -> ResponseReturnValue:
    """What Flask and Werkzeug refuse: redirects go through, the rest gets our page."""
    if error.code is None or error.code < 400:
        return error
    if isinstance(error, InternalServerError) and isinstance(error.original_exception, DBAPIError | PoolTimeout):
        # Sessions are kept after the page was made, outside of Flask's error handling: it is wrapped like this then.
        return on_database(error.original_exception)
    return answer(error.code, HTTP_SENTENCES.get(error.code, HTTP_SENTENCES[400] if error.code < 500 else BROKEN))


def on_database(error: DBAPIError | PoolTimeout) -> ResponseReturnValue:
    """The database is locked, full, away, or has no connection left: 503, and when to try again. Anything else is a fault of ours."""
    if isinstance(error, DBAPIError) and not (isinstance(error, OperationalError) or error.connection_invalidated):
        return on_broken(error)
    db.session.rollback()
    # Nothing of this request is kept; trying to would only wait once more.
    if isinstance(session, ServerSession):
        session.silent = True
    log.error("database_unavailable", error=type(getattr(error, "orig", error)).__name__)
    response, status = answer(503, BUSY)
    return response, status, {"Retry-After": RETRY_SECONDS}


def on_broken(error: Exception) -> ResponseReturnValue:
    """A fault of ours: logged with its traceback, shown without it."""
    db.session.rollback()
    log.error("unexpected_error", exc_info=error)
    return answer(500, BROKEN)


def answer(status: int, message: Message, unmet: tuple[object, ...] = (), heading: Message | None = None) -> tuple[Response | str, int]:
    """The page, or the JSON, of one problem; `heading` says more than the status alone could."""
    sentence = say(message, language(), zone())
    if wants_json():
        listed = [say(getattr(one, "message", one), language(), zone()) for one in unmet]
        return jsonify(error=sentence, unmet=listed), status
    title = say(heading or HEADINGS.get(status, HEADINGS[400] if status < 500 else OUR_FAULT), language(), zone())
    return render_template("errors/problem.html", status=status, heading=title, sentence=sentence, unmet=conditions(unmet)), status
