"""What a request carries: the moment it came, who asks, which release is served, and in which language it is answered."""

from datetime import datetime
from typing import cast

from flask import current_app, g, request

from lms.access import ANONYMOUS, Actor
from lms.core import clock
from lms.core.errors import NotFound
from lms.core.settings import Settings
from lms.core.text import LANGUAGES
from lms.publishing.library import Library, library_of
from lms.reporting.visitor import StoredSession, Visitor

LANGUAGE_COOKIE = "language"
THEME_COOKIE = "theme"
API = "/api/"
"""Where other programs ask: no cookie opens anything there, and a token opens nothing elsewhere."""


def settings() -> Settings:
    """The settings of this installation."""
    known: Settings = current_app.extensions["waymark_settings"]
    return known


def now() -> datetime:
    """The moment of this request: one for the whole of it."""
    if "now" not in g:
        g.now = clock.now()
    return cast("datetime", g.now)


def visitor() -> Visitor | None:
    """Who asks, or `None` when nobody has signed in."""
    # Asked for a hundred times a page: nothing is done here that is not needed.
    person: Visitor | None = g.get("visitor")
    return person


def stored_session() -> StoredSession | None:
    """The row of this browser's session, or `None` when nobody has signed in."""
    return cast("StoredSession | None", g.get("stored_session"))


def actor() -> Actor:
    """Who asks, as the policy sees them."""
    person = visitor()
    return person.actor if person else ANONYMOUS


def me() -> Visitor:
    """Who asks, in a view whose permission needs somebody."""
    person = visitor()
    if person is None:
        raise NotFound
    return person


def library() -> Library:
    """The content that is served now."""
    if "library" not in g:
        g.library = library_of(g.get("release_id"), g.get("tree_hash"))
    return cast("Library", g.library)


def language() -> str:
    """The language of the answer: the person's own, the visitor's cookie, what the browser asks for, or the installation's.

    Another program gets what it asks for, else English.
    """
    if request.path.startswith(API):
        return request.accept_languages.best_match(LANGUAGES) or "en"
    person = visitor()
    chosen = person.language if person else request.cookies.get(LANGUAGE_COOKIE, "")
    if chosen in LANGUAGES:
        return chosen
    return request.accept_languages.best_match(LANGUAGES) or settings().language


def zone() -> str:
    """The time zone in which moments are written."""
    person = visitor()
    return person.zone if person else settings().zone


def theme() -> str:
    """`light`, `dark`, or an empty string when the system decides."""
    person = visitor()
    chosen = person.theme if person else request.cookies.get(THEME_COOKIE, "")
    return chosen if chosen in ("light", "dark") else ""
