"""Starting a demo over: everybody and everything goes, the content stays, and the cast comes in anew."""

from datetime import datetime

from sqlalchemy import delete, text, update

from lms import tables
from lms.core.db import db
from lms.demo.seed import seed
from lms.publishing.library import Library
from lms.releases.models import Activation, Release

CONTENT = frozenset(
    {"release", "revision", "release_item", "blob", "current_release", "activation", "programme_version", "role", "alembic_version"}
)
"""The tables that a demo keeps: what was published, and nobody's data."""


def start_over(library: Library, now: datetime) -> None:
    """Empty the demo of people and play the cast into it again, in the caller's transaction: it succeeds as a whole or not at all."""
    if db.session.get_bind().dialect.name == "postgresql":
        # Of two that start over at once, one waits; SQLite has one writer anyway.
        db.session.execute(text("LOCK TABLE person IN EXCLUSIVE MODE"))
    db.session.execute(update(Release).values(published_by=None))
    db.session.execute(update(Activation).values(by=None))
    for table in reversed(tables.metadata.sorted_tables):
        if table.name not in CONTENT:
            db.session.execute(delete(table))
    db.session.expunge_all()
    seed(library, now)
