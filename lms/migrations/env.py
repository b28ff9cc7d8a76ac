"""How Alembic runs here: on the application's own engine, with our tables, in one transaction."""

from alembic import context
from flask import current_app

from lms.core.db import UtcDateTime, db
from lms.tables import metadata


def render_item(kind: str, thing: object, _context: object) -> str | bool:
    """Write our moments as what the database sees, so that a migration needs nothing of ours."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(thing, UtcDateTime) else False


def run() -> None:
    """Run the migrations, or write their SQL."""
    current_app.logger.disabled = False
    with db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            render_item=render_item,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
