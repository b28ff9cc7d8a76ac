"""The clock of the database, by which all machines of one installation go."""

from sqlalchemy import func, select

from lms.core import clock
from lms.core.db import db


def go_by_the_database() -> None:
    """Set this process's clock by PostgreSQL's, in a transaction of its own. With SQLite there is one machine, and its clock is the clock.

    Raises:
        OperationalError: the database does not answer.
    """
    if db.session.get_bind().dialect.name == "postgresql":
        try:
            clock.follow(db.session.scalars(select(func.clock_timestamp())).one())
        finally:
            db.session.rollback()
