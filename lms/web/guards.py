"""The guard at every door: a view names the permission it needs, and nobody comes in without it."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar, cast

from flask import Flask, Response, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from lms.access import Permission, may
from lms.core.errors import NotFound
from lms.core.text import msg
from lms.core.translation import say
from lms.web.context import actor, language

P = ParamSpec("P")
R = TypeVar("R")

PERMISSION = "waymark_permission"

LIBRARY_ENDPOINTS: dict[str, Permission] = {"static": Permission.READ_PUBLIC}
"""Doors that libraries bring along, each with its permission."""


def requires(permission: Permission) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Guard a view: without the permission, a visitor meets the sign-in page (401 for JSON), anybody else a 404."""

    def guard(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            if may(actor(), permission):
                return view(*args, **kwargs)
            if actor().signed_in:
                raise NotFound
            return cast("R", sign_in_first())

        setattr(guarded, PERMISSION, permission)
        return guarded

    return guard


def sign_in_first() -> ResponseReturnValue:
    """The way to the sign-in page and back here; 401 where JSON was asked for."""
    if wants_json():
        answer = jsonify(error=say(msg("Please sign in again."), language()))
        answer.status_code = 401
        return answer
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    return cast("Response", redirect(url_for("security.login", next=back)))


def wants_json() -> bool:
    """Whether the request asks for JSON rather than a page."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json" and request.accept_mimetypes[best] > request.accept_mimetypes["text/html"]


def permissions_of(app: Flask) -> dict[str, Permission | None]:
    """Each endpoint of the application with the permission that guards it; `None` where somebody forgot."""
    return {endpoint: LIBRARY_ENDPOINTS.get(endpoint) or getattr(view, PERMISSION, None) for endpoint, view in app.view_functions.items()}
