"""Sessions kept on the server: the browser holds a random token, the database a row; without the row the cookie opens nothing.

Somebody who has not signed in has no row: the token against forged forms and a notice or two travel in a signed cookie of its own,
which can never sign anybody in.
"""

import json
import secrets
from typing import Any

import structlog
from flask import Flask, Request, Response, g
from flask import request as asked
from flask.sessions import SessionInterface, SessionMixin
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from lms import journey
from lms.accounts import rules, service
from lms.core.db import transaction
from lms.core.errors import NotFound
from lms.core.settings import Settings
from lms.reporting.visitor import StoredSession, arrival
from lms.web.context import API, library, now

USER = "_user_id"
CSRF = "csrf_token"
HALF = "half"
"""Who has shown the password and not yet the second factor. It stands in the visitor's cookie and opens nothing."""
ANONYMOUS_KEYS = frozenset({CSRF, HALF, "_flashes"})
UNKEPT = frozenset({"fs_cc", "_remember", "_fresh"})
"""Marks of the libraries that are worth no write."""
ANONYMOUS_SECONDS = 12 * 60 * 60
WITHOUT = ("/static/", "/fonts/", "/media/", "/healthz", "/favicon", API)
"""Addresses that are the same for everybody, and those of other programs, which come with a token: no cookie is read for them."""

log = structlog.get_logger()


class ServerSession(dict[str, Any], SessionMixin):
    """What one browser's session holds during a request. `stored` is its row, if it has one."""

    def __init__(self, data: dict[str, Any], stored: StoredSession | None = None, *, silent: bool = False) -> None:
        super().__init__(data)
        self.stored = stored
        self.silent = silent
        self.renewed = False
        self._before = self.frozen()

    def __setitem__(self, key: str, value: Any) -> None:
        """Setting who is signed in always asks for a new token, so that none can be planted before the sign-in."""
        if key == USER:
            self.renewed = True
        super().__setitem__(key, value)

    def kept(self) -> dict[str, Any]:
        """What is worth keeping, as plain JSON values."""
        kept: dict[str, Any] = json.loads(json.dumps({key: value for key, value in self.items() if key not in UNKEPT}, default=str))
        return kept

    def frozen(self) -> str:
        """The same as text, for comparison."""
        return json.dumps(self.kept(), sort_keys=True)

    @property
    def changed(self) -> bool:
        """Whether something worth keeping has changed in this request."""
        return self.frozen() != self._before


class ServerSessions(SessionInterface):
    """Flask's door to the rows."""

    def __init__(self, settings: Settings) -> None:
        self.secure = settings.base_url.startswith("https:")
        self.name = "__Host-session" if self.secure else "session"
        self.anonymous_name = "__Host-visit" if self.secure else "visit"
        self.signer = URLSafeTimedSerializer(settings.secret, salt="waymark-visit")

    def open_session(self, app: Flask, request: Request) -> ServerSession:  # noqa: ARG002 - Flask's signature
        """Find out who comes: one SELECT. A request for something that is the same for everybody needs none."""
        _begin()
        if request.path.startswith(WITHOUT):
            return ServerSession({}, silent=True)
        token = request.cookies.get(self.name)
        try:
            come = arrival(rules.token_hash(token) if token else None, now())
        except (DBAPIError, PoolTimeout) as fault:
            g.arrival_fault = fault
            return ServerSession({}, silent=True)
        g.visitor, g.stored_session, g.release_id, g.tree_hash = come.visitor, come.session, come.release_id, come.tree_hash
        if come.session is None or come.visitor is None:
            return ServerSession(self._anonymous(request))
        if rules.needs_touch(come.session.seen_at, now()):
            _touch(come.session)
        return ServerSession(come.session.data, come.session)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:  # noqa: ARG002 - Flask's signature
        """Write what has changed: a new row at the sign-in, none after the sign-out."""
        if not isinstance(session, ServerSession) or session.silent:
            return
        response.vary.add("Cookie")
        if session.stored and (session.renewed or USER not in session):
            self._close(session, session.stored, response)
        if USER in session and session.renewed:
            self._open(session, response)
        elif USER in session and session.stored:
            self._keep(session, session.stored, response)
        if USER not in session:
            self._keep_anonymous(session, response)

    def _open(self, session: ServerSession, response: Response) -> None:
        token = secrets.token_urlsafe(32)
        # The old form token ends with the old session; pages of the new one begin with their own.
        session[CSRF] = secrets.token_hex(20)
        new = service.NewSession(rules.token_hash(token), session.kept(), asked.user_agent.string)
        try:
            with transaction():
                journey.settle(library(), service.open_session(session[USER], new, now()), now())
        except NotFound:
            self._forget(session, response)
            return
        self._set(response, self.name, token, int(rules.SESSION_LASTS.total_seconds()))
        response.delete_cookie(self.anonymous_name, **self._flags())

    def _keep(self, session: ServerSession, stored: StoredSession, response: Response) -> None:
        if not session.changed:
            return
        with transaction():
            kept = service.keep_session(stored.token_hash, session.kept())
        if not kept:
            self._forget(session, response)

    def _close(self, session: ServerSession, stored: StoredSession, response: Response) -> None:
        with transaction():
            journey.settle(library(), service.close_session(stored.token_hash, now()), now())
        if USER not in session:
            response.delete_cookie(self.name, **self._flags())
            response.headers["Clear-Site-Data"] = '"cache", "storage"'

    def _forget(self, session: ServerSession, response: Response) -> None:
        session.pop(USER, None)
        session.pop(CSRF, None)
        response.delete_cookie(self.name, **self._flags())

    def _anonymous(self, request: Request) -> dict[str, Any]:
        try:
            data = self.signer.loads(request.cookies.get(self.anonymous_name, ""), max_age=ANONYMOUS_SECONDS)
        except BadData:
            return {}
        return {key: value for key, value in data.items() if key in ANONYMOUS_KEYS}

    def _keep_anonymous(self, session: ServerSession, response: Response) -> None:
        if not session.changed:
            return
        data = {key: value for key, value in session.kept().items() if key in ANONYMOUS_KEYS}
        if data:
            self._set(response, self.anonymous_name, str(self.signer.dumps(data)), ANONYMOUS_SECONDS)
        elif self.anonymous_name in asked.cookies:
            response.delete_cookie(self.anonymous_name, **self._flags())

    def _set(self, response: Response, name: str, value: str, seconds: int) -> None:
        response.set_cookie(name, value, max_age=seconds, **self._flags())

    def _flags(self) -> dict[str, Any]:
        return {"path": "/", "secure": self.secure, "httponly": True, "samesite": "Lax"}


def init_sessions(app: Flask, settings: Settings) -> None:
    """Keep sessions on the server. Call it before anything else that acts before a request."""
    sessions = ServerSessions(settings)
    app.session_interface = sessions
    app.config.update(
        SESSION_COOKIE_NAME=sessions.name,
        SESSION_COOKIE_SECURE=sessions.secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
    )
    app.before_request(_raise_fault)


def _begin() -> None:
    # An application context may outlive one request (tests, shells): nothing of the last visitor stays.
    for name in (
        "visitor",
        "stored_session",
        "release_id",
        "tree_hash",
        "now",
        "library",
        "_login_user",
        CSRF,
        "csrf_valid",
        "arrival_fault",
        "bearer",
    ):
        g.pop(name, None)
    g.visitor = g.release_id = None


def _raise_fault() -> None:
    # A session is opened outside of Flask's error handling; the fault is told here, inside it.
    if "arrival_fault" in g:
        raise g.arrival_fault


def _touch(stored: StoredSession) -> None:
    try:
        with transaction():
            service.touch(stored.token_hash, now())
    except (OperationalError, PoolTimeout):
        # Being busy is no reason to refuse a page; the next request writes it.
        log.warning("last_seen_not_kept")
