"""Looking as somebody else is only looking: every form is refused, some pages stay shut, and what a page would note is undone."""

from flask import Flask, Response, current_app, request
from flask.typing import ResponseReturnValue

from lms.access import Permission
from lms.core.db import undo_transactions
from lms.core.text import Message, msg
from lms.web.context import visitor
from lms.web.errors import answer
from lms.web.guards import LIBRARY_ENDPOINTS, PERMISSION
from lms.web.presentation import name_in

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
END = "looks.end"
SHUT_ENDPOINTS = frozenset({"accommodations.pause_page", "quizzes.attempt", "quizzes.review", "files.page", "files.own"})
"""Questions of an attempt that may go on, the review, which shows the key, and files of answers."""
SHUT = frozenset({Permission.KEEP_OWN_ACCOUNT, Permission.KEEP_TOKENS})
"""Whose pages hold what proves who somebody is, and what is only theirs."""
HEADING = msg("You are only looking")


def init_looking(app: Flask) -> None:
    """Guard every request of somebody who looks. Call it after the sessions, and before anything that acts."""
    app.before_request(_only_look)
    app.after_request(_let_sessions_write)
    app.teardown_request(_forget)


def _only_look() -> ResponseReturnValue | None:
    seen = visitor()
    if seen is None or seen.look is None or request.endpoint == END:
        return None
    why = _why_not(name_in(seen.name, seen.name_ru))
    if why is not None:
        return answer(403, why, heading=HEADING)
    undo_transactions(on=True)
    return None


def _why_not(name: str) -> Message | None:
    if request.method not in SAFE:
        return msg("You are looking as %(name)s, and nothing can be changed while you do. Stop looking first.", name=name)
    if request.endpoint in SHUT_ENDPOINTS:
        return msg("Questions and their answers stay with %(name)s: nobody looks at them as somebody else.", name=name)
    if _permission() in SHUT:
        return msg("The account stays with %(name)s: nobody looks at it as somebody else.", name=name)
    return None


def _permission() -> Permission | None:
    view = current_app.view_functions.get(request.endpoint or "")
    return LIBRARY_ENDPOINTS.get(request.endpoint or "") or getattr(view, PERMISSION, None)


def _let_sessions_write(response: Response) -> Response:
    # The session is the looker's own, and is written after this.
    undo_transactions(on=False)
    return response


def _forget(_error: BaseException | None) -> None:
    undo_transactions(on=False)
