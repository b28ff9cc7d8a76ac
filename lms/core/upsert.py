"""INSERT ... ON CONFLICT in the words of the database in use."""

from typing import cast

from sqlalchemy.dialects import postgresql, sqlite

from lms.core.db import Model, db


def insert(model: type[Model]) -> postgresql.Insert:
    """An INSERT that knows `on_conflict_do_nothing` and `on_conflict_do_update`; both databases write them alike."""
    if db.session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(model)
    return cast("postgresql.Insert", sqlite.insert(model))
