"""Which migration this version of the code is made for, and at which one a database is; reading both needs no Alembic."""

from functools import cache
from importlib.resources import files
from pathlib import Path

import sqlalchemy as sa

MIGRATIONS = Path(str(files("lms"))) / "migrations"
TABLE = "alembic_version"


@cache
def known() -> frozenset[str]:
    """The numbers of all migrations; the files of the folder begin with theirs."""
    return frozenset(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*_*.py"))


def newest() -> str:
    """The number of the newest migration."""
    return max(known())


def held(connection: sa.Connection) -> str | None:
    """The number of the migration at which the tables of a database are; `None`: it has no tables of ours."""
    if not sa.inspect(connection).has_table(TABLE):
        return None
    number: str | None = connection.scalar(sa.text(f"SELECT version_num FROM {TABLE}"))  # noqa: S608 - a name of ours
    return number
