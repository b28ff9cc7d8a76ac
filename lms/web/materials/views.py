"""The library of materials. Files go out through the gate alone, at every request and every part of a file."""

from io import BytesIO
from urllib.parse import quote

from flask import Blueprint, Response, render_template, request, send_file
from flask.typing import ResponseReturnValue

from lms import journey
from lms.access import Permission
from lms.core.db import transaction
from lms.core.errors import NotFound
from lms.core.ids import Slug
from lms.materials.rules import MaterialFile
from lms.releases.queries import material_file
from lms.web.context import library, me, now, visitor
from lms.web.guards import requires, sign_in_first
from lms.web.headers import FILE_POLICY
from lms.web.materials import pages

blueprint = Blueprint("materials", __name__)

FIRST_PART = "bytes=0-"


@blueprint.get("/materials")
@requires(Permission.READ_MATERIAL)
def index() -> ResponseReturnValue:
    """What is open and what is locked."""
    product = request.args.get("product", "")
    standing = journey.shelf(library(), me(), now())
    return render_template("materials/index.html", index=pages.index(library(), standing, me(), product, now()))


@blueprint.get("/materials/<slug:material>")
@requires(Permission.READ_PUBLIC)
def material(material: Slug) -> ResponseReturnValue:
    """One material; to a visitor who has not signed in, only a public one."""
    if visitor() is None and not _public(material):
        return sign_in_first()
    standing = journey.shelf(library(), visitor(), now())
    found, state = standing.find(material)
    if standing.opens(state) and request.method == "GET":
        with transaction():
            journey.note_opened(library(), visitor(), found, now())
    return render_template("materials/material.html", page=pages.page(library(), standing, visitor(), material, now()))


@blueprint.get("/materials/<slug:material>/files/<name>")
@requires(Permission.READ_PUBLIC)
def file(material: Slug, name: str) -> ResponseReturnValue:
    """A file of a material: the gate first, then the bytes."""
    if visitor() is None and not _public(material):
        return sign_in_first()
    standing = journey.shelf(library(), visitor(), now())
    found, _state = standing.find(material)
    wanted = standing.file(material, name)
    if _begins():
        with transaction():
            journey.note_opened(library(), visitor(), found, now(), name)
    return _attachment(wanted)


def _public(material: Slug) -> bool:
    """Whether a stranger may see it. One that is not there looks like one that is kept for partners."""
    found = library().materials.items.get(material)
    return found is not None and found.public


def _begins() -> bool:
    """Whether a download begins with this request: one is counted once, however many parts it comes in."""
    return request.method == "GET" and request.headers.get("Range", FIRST_PART).replace(" ", "").startswith(FIRST_PART)


def _attachment(file: MaterialFile) -> Response:
    """The bytes as a file to keep, never to be run in the page's place; parts of it on request."""
    blob = material_file(file.blob)
    if blob is None:
        raise NotFound
    response = send_file(BytesIO(blob.data), mimetype=file.media_type, conditional=True, etag=file.blob)
    name = quote(file.name)
    response.headers["Content-Disposition"] = f"attachment; filename=\"{name}\"; filename*=UTF-8''{name}"
    response.headers["Content-Security-Policy"] = FILE_POLICY
    response.headers["Cache-Control"] = "no-store"
    return response
