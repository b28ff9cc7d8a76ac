"""The guard at every door of other programs: a token that is good, not too often, and a permission that token and person both carry."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, cast

from flask import Response, g, jsonify, request
from flask.typing import ResponseReturnValue

from lms.access import Permission, may
from lms.accounts import service
from lms.accounts.rules import LIMITS, CounterKind, key_hash
from lms.accounts.token_rules import ALLOWS, API_WINDOW, wait
from lms.accounts.tokens import note_use, secret_hash
from lms.core.db import transaction
from lms.core.errors import NotFound
from lms.core.text import Message, msg, nmsg
from lms.core.translation import say
from lms.reporting import visitor as visitors
from lms.reporting.visitor import Bearer
from lms.web.context import language, now, settings
from lms.web.guards import PERMISSION

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]

NO_TOKEN = msg("This needs a token that is good: “Authorization: Bearer waymark_…”. Tokens are made on the pages of the account.")


def bearer_may(permission: Permission) -> Callable[[View[P]], View[P]]:
    """Guard a view by the token that the request carries; `bearer()` is who it is, in the view.

    401, the same for every token that is not good; 429 for one that asks too often; 404 for a permission that its scope does not carry, or
    that its person does not have at this moment.
    """

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            comes = _comes()
            if comes is None:
                return _unknown()
            seconds = _note(comes)
            if seconds is not None:
                return _too_often(seconds)
            if permission not in ALLOWS[comes.scope] or not may(comes.visitor.actor, permission):
                raise NotFound
            return view(*args, **kwargs)

        setattr(guarded, PERMISSION, permission)
        return guarded

    return guard


def bearer() -> Bearer:
    """Who asks, in a guarded view."""
    return cast("Bearer", g.bearer)


def refused(status: int, sentence: Message) -> Response:
    """A problem as JSON."""
    answer = jsonify(error=say(sentence, language()))
    answer.status_code = status
    return answer


def _comes() -> Bearer | None:
    """Whose token it is; one statement, whatever was sent."""
    given = request.authorization
    token = given.token if given is not None and given.type == "bearer" else None
    found = visitors.bearer(secret_hash(token or ""), now())
    if found is not None:
        g.bearer, g.release_id, g.tree_hash = found, found.release_id, found.tree_hash
    return found


def _note(comes: Bearer) -> int | None:
    """Count the request, and write the day of the use once; for how many seconds the token has to wait, if it has."""
    key = key_hash(settings().secret, CounterKind.API, str(comes.token))
    with transaction():
        if comes.last_used_on != now().date():
            note_use(comes.token, now().date())
        return wait(service.count(CounterKind.API, key, now(), API_WINDOW), now())


def _unknown() -> Response:
    answer = refused(401, NO_TOKEN)
    answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def _too_often(seconds: int) -> Response:
    sentence = nmsg(
        "A token may ask %(most)s times a minute. Try again in %(n)s second.",
        "A token may ask %(most)s times a minute. Try again in %(n)s seconds.",
        seconds,
        most=LIMITS[CounterKind.API],
    )
    answer = refused(429, sentence)
    answer.headers["Retry-After"] = str(seconds)
    return answer
