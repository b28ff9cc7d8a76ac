"""Parts of addresses: slugs of content and public ids of rows. Anything else is no address of ours."""

from flask import Flask
from werkzeug.routing import BaseConverter, IntegerConverter, ValidationError

from lms.core.ids import ALPHABET, PUBLIC_LENGTH

LARGEST = 2**31 - 1
"""The largest whole number of a column."""


class SlugConverter(BaseConverter):
    """An id of the content."""

    regex = r"[a-z0-9]+(?:-[a-z0-9]+)*"


class PublicIdConverter(BaseConverter):
    """The random id of a row."""

    regex = f"[{ALPHABET}]{{{PUBLIC_LENGTH}}}"


class WholeConverter(IntegerConverter):
    """A whole number that the database can hold."""

    def to_python(self, value: str) -> int:
        """The number; another one is no address of ours."""
        number = int(super().to_python(value))
        if number > LARGEST:
            raise ValidationError
        return number


def whole(text: str) -> int:
    """A whole number of a query string: `request.args.get("page", 1, type=whole)`.

    Raises:
        ValueError: it is none, or larger than any number in the database.
    """
    number = int(text)
    if abs(number) > LARGEST:
        raise ValueError(text)
    return number


def init_converters(app: Flask) -> None:
    """Register `<slug:...>` and `<public_id:...>`, and bound `<int:...>`."""
    app.url_map.converters["int"] = WholeConverter
    app.url_map.converters["slug"] = SlugConverter
    app.url_map.converters["public_id"] = PublicIdConverter
