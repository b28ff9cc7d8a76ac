"""The copy of one's own data: a zip with JSON for programs and a page for people, which needs nothing from outside."""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from importlib.resources import files

from flask import render_template
from flask_babel import gettext as _

from lms.publishing.library import Library
from lms.quizzes.files import files_for_a_copy
from lms.reporting.own_data import Section
from lms.reporting.visitor import Visitor
from lms.web.context import language
from lms.web.presentation import name_in, spoken
from lms.web.privacy.words import COLUMNS, value_in_words

FOR_PROGRAMS = frozenset({"public_id", "revision", "text_hash", "event", "language", "seq", "cycle", "attempt"})
"""Columns that tell a reader nothing; they stand in the JSON."""
WIDE = 7
"""A table with more columns is written as a list for each row."""
LONG = frozenset({"text"})


def file_name(now: datetime) -> str:
    """What the zip is called."""
    return f"waymark-data-{now:%Y-%m-%d}.zip"


def zipped(library: Library, who: Visitor, sections: Sequence[Section], now: datetime) -> bytes:
    """The zip: `data.json`, `data.html` in the person's language, its style, and the files of answers in a folder."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", json.dumps(as_json(sections, now), ensure_ascii=False, indent=2))
        archive.writestr("data.html", as_page(library, who, sections, now))
        archive.writestr("data.css", (files("lms") / "static" / "copy.css").read_bytes())
        for number, one in files_for_a_copy(who.actor.person).items() if who.actor.person else ():
            archive.writestr(f"answers/{number}.{one.type}", one.data)
    return packed.getvalue()


def as_json(sections: Sequence[Section], now: datetime) -> dict[str, object]:
    """Every table with its rows, and why a column is missing. Texts of the program are English here."""
    tables = {
        one.name: {"rows": [{name: _plain(value) for name, value in row.items()} for row in one.rows],
                   "withheld": {name: why.msgid for name, why in one.withheld.items()}}
        for one in sections
    }  # fmt: skip
    return {"made_at": now.isoformat(timespec="seconds"), "tables": tables}


def as_page(library: Library, who: Visitor, sections: Sequence[Section], now: datetime) -> str:
    """The page for people."""
    return render_template(
        "privacy/copy.html", name=name_in(who.name, who.name_ru), email=who.email, made_at=now, language=language(),
        sections=[_shown(library, one) for one in sections if one.rows], empty=[spoken(one.title) for one in sections if not one.rows],
    )  # fmt: skip


def _shown(library: Library, section: Section) -> dict[str, object]:
    columns = [name for name in section.columns if name not in FOR_PROGRAMS and (name != "text" or section.name == "outbox_mail")]
    rows = [[(name in LONG, value_in_words(library, section.name, name, row[name])) for name in columns] for row in section.rows]
    secrets = [
        f"{spoken(COLUMNS[name]) if name in COLUMNS else name}: {spoken(why)}" for name, why in section.withheld.items() if name in COLUMNS
    ]
    return {
        "id": section.name.replace(".", "-"), "title": spoken(section.title), "columns": [spoken(COLUMNS[name]) for name in columns],
        "rows": rows, "wide": len(columns) > WIDE or len(rows) == 1, "withheld": secrets,
        "count": _("Rows: %(count)s", count=len(rows)) if len(rows) > 1 else "",
    }  # fmt: skip


def _plain(value: object) -> object:  # noqa: PLR0911 - one return a type
    match value:
        case Enum():
            return value.value
        case datetime():
            return value.isoformat(timespec="seconds")
        case date():
            return value.isoformat()
        case Decimal():
            return str(value)
        case Mapping():
            return {str(name): _plain(one) for name, one in value.items()}
        case list() | tuple():
            return [_plain(one) for one in value]
        case _:
            return value
