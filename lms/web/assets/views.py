"""Fonts, pictures of the content by their hash, and the signs of life."""

from importlib.resources import files

from flask import Blueprint, Response, jsonify, make_response
from flask.typing import ResponseReturnValue

from lms.access import Permission
from lms.core import versions
from lms.core.db import db
from lms.core.errors import NotFound
from lms.core.ids import RevisionHash
from lms.releases.queries import media
from lms.web.guards import requires
from lms.web.headers import FILE_POLICY

blueprint = Blueprint("assets", __name__)

YEAR = "public, max-age=31536000, immutable"
FONTS = {"inter.ttf": "files/Inter[opsz,wght].ttf", "inter-italic.ttf": "files/Inter-Italic[opsz,wght].ttf"}


@blueprint.get("/fonts/<name>")
@requires(Permission.READ_PUBLIC)
def font(name: str) -> ResponseReturnValue:
    """A font file from its package."""
    if name not in FONTS:
        raise NotFound
    data = files("fontpkg_inter").joinpath(FONTS[name]).read_bytes()
    response = make_response(data)
    response.headers["Content-Type"] = "font/ttf"
    response.headers["Cache-Control"] = YEAR
    return response


@blueprint.get("/media/<blob>/<name>")
@requires(Permission.READ_PUBLIC)
def picture(blob: str, name: str) -> ResponseReturnValue:
    """A picture or file of a course, by the hash of its bytes; shown, never run."""
    found = media(RevisionHash(blob))
    if found is None or not name:
        raise NotFound
    response = Response(found.data, content_type=found.media_type)
    response.headers["Content-Security-Policy"] = FILE_POLICY
    response.headers["Cache-Control"] = YEAR
    return response


@blueprint.get("/healthz")
@requires(Permission.READ_PUBLIC)
def alive() -> ResponseReturnValue:
    """The process answers."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
@requires(Permission.READ_PUBLIC)
def ready() -> ResponseReturnValue:
    """The database answers too, and its tables are those of this version; 503 if not."""
    if versions.held(db.session.connection()) != versions.newest():
        return jsonify(status="migrations"), 503
    return jsonify(status="ok")
