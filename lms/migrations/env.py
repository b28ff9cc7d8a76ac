"""How Alembic runs here: on the application's own engine, with our tables, in one transaction."""

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from lms.core.db import UtcDateTime, db
from lms.tables import metadata

LOCK_SECONDS = 2
"""On PostgreSQL a migration gives up rather than let everybody wait behind it; nothing is changed then, and it is run again."""


def render_item(kind: str, thing: object, _context: object) -> str | bool:
    """Write our moments as what the database sees, so that a migration needs nothing of ours."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(thing, UtcDateTime) else False


def run() -> None:
    """Run the migrations, or write their SQL."""
    current_app.logger.disabled = False
    with db.engine.connect().execution_options(write=True) as connection:
        prepare(connection)
        context.configure(
            connection=connection,
            target_metadata=metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            render_item=render_item,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
            raise RuntimeError("A migration left rows that refer to nothing; nothing was changed.")
        connection.commit()
    if connection.dialect.name == "sqlite":
        db.engine.dispose()


def prepare(connection: Connection) -> None:
    """Let a table be made anew under the rows that refer to it, and let nobody wait long for a migration that cannot begin.

    SQLite heeds foreign keys again with the next connection; what refers to nothing by then is found before the commit.
    """
    if connection.dialect.name == "sqlite":
        connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
    else:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'")


run()
