"""A file of an answer as something to keep, never to be run in the page's place."""

from io import BytesIO
from urllib.parse import quote

from flask import Response, send_file

from lms.quizzes.files import Bytes
from lms.web.headers import FILE_POLICY


def attachment(file: Bytes, name: str = "") -> Response:
    """The bytes as a download of no particular type; `name` instead of the file's own."""
    response = send_file(BytesIO(file.data), mimetype="application/octet-stream")
    called = quote(name or file.name or f"file.{file.type}")
    response.headers["Content-Disposition"] = f"attachment; filename=\"{called}\"; filename*=UTF-8''{called}"
    response.headers["Content-Security-Policy"] = FILE_POLICY
    response.headers["Cache-Control"] = "no-store"
    return response
