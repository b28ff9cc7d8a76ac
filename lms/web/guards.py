"""The guard at every door: a view names the permission it needs, and nobody comes in without it.

Dangerous acts also want a fresh proof: whoever proved who they are more than ten minutes ago does so again first.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar, cast
from urllib.parse import urlsplit

from flask import Flask, Response, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from lms.access import Permission, may
from lms.accounts.rules import is_fresh
from lms.core.errors import NotFound
from lms.core.text import msg
from lms.core.translation import say
from lms.web.accounts.destinations import own_page
from lms.web.context import API, actor, language, now, stored_session

P = ParamSpec("P")
R = TypeVar("R")

PERMISSION = "waymark_permission"
FRESH = "waymark_fresh"

LIBRARY_ENDPOINTS: dict[str, Permission] = {"static": Permission.READ_PUBLIC}
"""Doors that libraries bring along, each with its permission."""


def requires(permission: Permission, *, fresh: bool = False) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Guard a view: without the permission, a visitor meets the sign-in page (401 for JSON), anybody else a 404.

    `fresh`: whoever may come in has proved who they are within the last ten minutes, or is led to do so first.
    """

    def guard(view: Callable[P, R]) -> Callable[P, R]:
        allowed = wants_proof(view) if fresh else view

        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            if may(actor(), permission):
                return allowed(*args, **kwargs)
            if actor().signed_in:
                raise NotFound
            return cast("R", sign_in_first())

        setattr(guarded, PERMISSION, permission)
        setattr(guarded, FRESH, fresh)
        return guarded

    return guard


def wants_proof(view: Callable[P, R]) -> Callable[P, R]:
    """Guard a view of somebody who is signed in by a fresh proof. `requires(..., fresh=True)` does it for our own views."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        return view(*args, **kwargs) if proved_lately() else cast("R", prove_first())

    setattr(guarded, FRESH, True)
    return guarded


def proved_lately() -> bool:
    """Whether whoever is here has proved who they are within the last ten minutes; who has no session has nothing to prove."""
    held = stored_session()
    return held is None or is_fresh(held.proved_at, now())


def prove_first() -> ResponseReturnValue:
    """The way to the page of proof and back; a form is not taken, and its page is the way back. 401 where JSON was asked for."""
    if wants_json():
        answer = jsonify(error=say(msg("Please prove once more that it is you."), language()), prove=url_for("factors.again"))
        answer.status_code = 401
        return answer
    if request.method == "GET":
        return redirect(url_for("factors.again", next=request.full_path.rstrip("?")), 303)
    return redirect(url_for("factors.again", next=_page_of_the_form(), unsent=1), 303)


def _page_of_the_form() -> str:
    """The page on which a form stood: where the browser says it came from, else the page of the same address, else the account."""
    return _came_from() or own_page(request.path) or url_for("accounts.account")


def _came_from() -> str | None:
    """The own page that the browser says it came from; a header can say anything."""
    try:
        came = urlsplit(request.referrer or "")
    except ValueError:
        return None
    where = f"{came.path}?{came.query}" if came.query else came.path
    return own_page(where) if came.netloc == request.host else None


def sign_in_first() -> ResponseReturnValue:
    """The way to the sign-in page and back here; 401 where JSON was asked for."""
    if wants_json():
        answer = jsonify(error=say(msg("Please sign in again."), language()))
        answer.status_code = 401
        return answer
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    return cast("Response", redirect(url_for("security.login", next=back)))


def wants_json() -> bool:
    """Whether the request asks for JSON rather than a page; other programs always do."""
    if request.path.startswith(API):
        return True
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json" and request.accept_mimetypes[best] > request.accept_mimetypes["text/html"]


def fresh_doors(app: Flask) -> frozenset[str]:
    """The endpoints that want a fresh proof."""
    return frozenset(endpoint for endpoint, view in app.view_functions.items() if getattr(view, FRESH, False))


def permissions_of(app: Flask) -> dict[str, Permission | None]:
    """Each endpoint of the application with the permission that guards it; `None` where somebody forgot."""
    return {endpoint: LIBRARY_ENDPOINTS.get(endpoint) or getattr(view, PERMISSION, None) for endpoint, view in app.view_functions.items()}
