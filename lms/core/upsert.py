"""INSERT ... ON CONFLICT in the words of the database in use."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar, cast

from sqlalchemy.dialects import postgresql, sqlite

from lms.core.db import Model, db

S = TypeVar("S")


def insert(model: type[Model]) -> postgresql.Insert:
    """An INSERT that knows `on_conflict_do_nothing` and `on_conflict_do_update`; both databases write them alike."""
    if dialect() == "postgresql":
        return postgresql.insert(model)
    return cast("postgresql.Insert", sqlite.insert(model))


def written_once(build: Callable[[], S]) -> Callable[[], S]:
    """Keep what `build` writes in the words of a database: for statements of requests that come all the time.

    What differs from one request to the next are `bindparam`s, or the columns that `values` leaves out.
    """
    kept: dict[str, S] = {}

    @wraps(build)
    def written() -> S:
        words = dialect()
        if words not in kept:
            kept[words] = build()
        return kept[words]

    return written


def dialect() -> str:
    """Which words the database in use understands: `sqlite` or `postgresql`."""
    return db.session.get_bind().dialect.name
