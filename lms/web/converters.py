"""Parts of addresses: slugs of content and public ids of rows. Anything else is no address of ours."""

from flask import Flask
from werkzeug.routing import BaseConverter

from lms.core.ids import ALPHABET, PUBLIC_LENGTH


class SlugConverter(BaseConverter):
    """An id of the content."""

    regex = r"[a-z0-9]+(?:-[a-z0-9]+)*"


class PublicIdConverter(BaseConverter):
    """The random id of a row."""

    regex = f"[{ALPHABET}]{{{PUBLIC_LENGTH}}}"


def init_converters(app: Flask) -> None:
    """Register `<slug:...>` and `<public_id:...>`."""
    app.url_map.converters["slug"] = SlugConverter
    app.url_map.converters["public_id"] = PublicIdConverter
