"""An empty database without the published content: versions are published by the tests themselves."""

from tests.empty import db, empty_postgres, empty_sqlite

__all__ = ["db", "empty_postgres", "empty_sqlite"]
