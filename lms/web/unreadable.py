"""Texts that no page takes: the sign NUL, which nobody types and PostgreSQL does not keep."""

from flask import Flask, abort, request

NUL = "\x00"


def init_unreadable(app: Flask) -> None:
    """Refuse it in addresses, queries and forms alike. Call it after the limits of forms are set, since it reads them."""
    app.before_request(_refuse)


def _refuse() -> None:
    """404 in an address, else 400, before any view sees it; a body that is no form is its view's to read."""
    if NUL in request.path:
        abort(404)
    given = [request.args, request.form] if request.method == "POST" else [request.args]
    if any(NUL in text for texts in given for name, values in texts.lists() for text in (name, *values)):
        abort(400)
