"""Sentences of the program, found in code and templates, and the Russian catalogue brought up to them.

`python3 dev.py catalogue` writes every new sentence into the catalogue, empty; sentences that nobody says any more are taken out.
"""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
PO = Path(str(files("lms"))) / "locale" / "ru" / "LC_MESSAGES" / "messages.po"
BEGINNING = datetime(2026, 11, 21, tzinfo=UTC)
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "lazy_gettext": None, "_l": None, "msg": None, "nmsg": (1, 2)}
NOBODY = {"creation_date": BEGINNING, "revision_date": BEGINNING, "last_translator": "Waymark", "language_team": "Waymark"}
"""A header that never changes by itself."""

METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2"), ("**.html", "jinja2"), ("**.txt", "jinja2"), ("**.mjml", "jinja2")]
OPTIONS = {"**.html": {"trimmed": "true"}, "**.txt": {"trimmed": "true"}, "**.mjml": {"trimmed": "true"}}


def found() -> Catalog:
    """All sentences of the program."""
    catalog = Catalog()
    for folder in (ROOT / "lms", ROOT / "templates"):
        for _file, _line, message, _comments, _context in sentences(folder):
            catalog.add(message)
    return catalog


def sentences(folder: Path) -> Iterator[tuple[str, int, str | tuple[str, ...], list[str], str | None]]:
    """The sentences below one folder."""
    return iter(extract_from_dir(folder, METHODS, OPTIONS, KEYWORDS, directory_filter=lambda _: True))


def kept() -> Catalog:
    """The Russian catalogue as it is."""
    if not PO.exists():
        return Catalog(locale="ru")
    with PO.open("rb") as stream:
        return read_po(stream, locale="ru")


def bring_up() -> tuple[int, int]:
    """Write the catalogue anew with what is translated kept; return how many sentences there are and how many are empty."""
    old = kept()
    new = Catalog(locale="ru", project="Waymark", version="1", header_comment="# Russian sentences of Waymark.", fuzzy=False, **NOBODY)
    empty = 0
    for message in found():
        if not message.id:
            continue
        known = old.get(message.id)
        text = known.string if known and known.string else None
        new.add(message.id, text)
        empty += text is None or (isinstance(text, tuple) and not all(text))
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as stream:
        write_po(stream, new, sort_output=True, omit_header=False, width=140, no_location=True)
    return len(new), empty


if __name__ == "__main__":
    total, missing = bring_up()
    sys.stdout.write(f"{total} sentences, {missing} without Russian\n")
