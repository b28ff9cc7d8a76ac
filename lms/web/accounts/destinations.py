"""Where a person may be sent after a form: to a page of this application, and nowhere else."""

from urllib.parse import urlsplit

from flask import current_app
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

LONGEST = 2000
NOT_PAGES = frozenset({"static"})


def own_page(target: str | None) -> str | None:
    """`target` when it is the address of one of our pages, else `None`.

    It must be a path that begins with one slash and matches a route for GET. What browsers quietly repair (backslashes, control
    characters, spaces, several slashes) is refused, not repaired.
    """
    if not target or len(target) > LONGEST or not target.startswith("/") or target.startswith("//"):
        return None
    if "\\" in target or not target.isascii() or any(character <= " " or character == "\x7f" for character in target):
        return None
    path = urlsplit(target).path
    return target if "//" not in path and _is_page(path) else None


def _is_page(path: str) -> bool:
    try:
        endpoint, _values = current_app.url_map.bind("").match(path, method="GET")
    except (HTTPException, RequestRedirect):
        return False
    return endpoint not in NOT_PAGES
