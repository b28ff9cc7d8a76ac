"""Reads the braces at the end of questions and options: `{#id type=single}`."""

import re
from dataclasses import dataclass, field

from lms.core.content.faults import Faults, Position
from lms.core.content.naming import is_id, note_wrong_id
from lms.core.text import msg

BRACES = re.compile(r"(?<!\\)\{([^{}]*)\}\s*$")
TOKEN = re.compile(r"\S+")
IDS = {"#", "objective", "difficulty"}
"""Attributes that are ids."""


@dataclass(slots=True)
class Attributes:
    """What stood in the braces, by key; the id has the key `#`. `at` is where the braces stand, or should."""

    at: Position
    values: dict[str, str] = field(default_factory=dict)
    places: dict[str, Position] = field(default_factory=dict)

    def get(self, key: str) -> str | None:
        """The value of one key."""
        return self.values.get(key)

    def place(self, key: str) -> Position:
        """Where a key stands, or where the braces do."""
        return self.places.get(key, self.at)


def read_attributes(path: str, at: Position, text: str, faults: Faults) -> tuple[str, Attributes]:
    r"""Split a line that begins at `at` into its text and its attributes. `\{` is a brace that starts no attributes."""
    found = BRACES.search(text)
    if found is None:
        return text.strip(), Attributes(Position(at.line, at.column + len(text.rstrip())))
    attributes = Attributes(Position(at.line, at.column + found.start()))
    for token in TOKEN.finditer(found[1]):
        place = Position(at.line, at.column + found.start(1) + token.start())
        _take(attributes, token[0], place, path, faults)
    return text[: found.start()].strip(), attributes


def _take(attributes: Attributes, token: str, place: Position, path: str, faults: Faults) -> None:
    key, sign, value = ("#", "=", token[1:]) if token.startswith("#") else token.partition("=")
    if not sign or not key or not value:
        faults.add(
            path, place, "ATTRIBUTE_UNREADABLE",
            msg("“%(token)s” is neither #id nor key=value.", token=token), msg("Write for example {#first type=single}."),
        )  # fmt: skip
    elif key in attributes.values:
        faults.add(path, place, "ATTRIBUTE_TWICE", msg("“%(token)s” stands here a second time.", token=key), msg("Take one out."))
    else:
        attributes.values[key], attributes.places[key] = value, place
        ids = {"excludes": value.split(",")}.get(key, [value] if key in IDS else [])
        for one in ids:
            if not is_id(one):
                _unreadable_id(path, place, one, faults)
        if key == "lesson" and not (value.count("/") == 1 and all(is_id(part) for part in value.split("/"))):
            faults.add(
                path, place, "LESSON_UNREADABLE",
                msg("“%(value)s” does not name a lesson.", value=value), msg("Write lesson=<course>/<lesson>."),
            )  # fmt: skip


def _unreadable_id(path: str, place: Position, value: str, faults: Faults) -> None:
    note_wrong_id(
        faults, path, place, value,
        ("ID_UNREADABLE", msg("“%(value)s” is not an id.", value=value), msg("Use lower case Latin letters, digits and single hyphens.")),
    )  # fmt: skip
