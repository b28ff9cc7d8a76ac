"""PostgreSQL's own tools: pg_dump on one exported snapshot, and pg_restore beside the tables that it replaces."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from lms.core.errors import Refused
from lms.core.text import msg

ASIDE = "waymark_before_restore"
"""The schema in which the old tables wait until the new ones have proved whole."""


def server_version(connection: sa.Connection) -> int:
    """The main version of the server, 17 for example."""
    return int(connection.exec_driver_sql("SHOW server_version_num").scalar_one()) // 10_000


def tool(name: str, folder: Path | None, server: int) -> str:
    """The path of pg_dump or pg_restore, from the folder of the settings, otherwise from the PATH.

    Raises:
        Refused: it is not there, or older than the server.
    """
    found = shutil.which(name, path=str(folder) if folder else None)
    if found is None:
        raise Refused(
            msg("%(tool)s is not here. Install PostgreSQL's client tools, or name their folder in LMS_POSTGRES_TOOLS.", tool=name)
        )
    told = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603 - PostgreSQL's own tool
    version = re.search(r"\(PostgreSQL\) (\d+)", told)
    if version is None or int(version[1]) < server:
        raise Refused(
            msg(
                "%(tool)s has version %(found)s, but version %(server)s is needed. Name the folder of that one in LMS_POSTGRES_TOOLS.",
                tool=name, found=version[1] if version else "?", server=server,
            )
        )  # fmt: skip
    return found


def dump(connection: sa.Connection, folder: Path | None, target: Path) -> None:
    """Write what this connection's snapshot sees into a file. The connection must be in a REPEATABLE READ transaction.

    Raises:
        Refused: pg_dump said no.
    """
    program = tool("pg_dump", folder, server_version(connection))
    snapshot = connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()
    schema = connection.exec_driver_sql("SELECT current_schema()").scalar_one()
    run([
        program, "--format=custom", "--no-owner", "--no-privileges", f"--table={schema}.*", f"--snapshot={snapshot}", f"--file={target}",
    ], connection.engine.url)  # fmt: skip


def restore(engine: sa.Engine, program: str, source: Path) -> None:
    """Bring the tables of a dump in, all in one transaction. There must be none of these names.

    Raises:
        Refused: pg_restore said no.
    """
    run([program, "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", str(source)], engine.url)


@contextmanager
def set_aside(engine: sa.Engine) -> Iterator[None]:
    """Put all tables aside while new ones are brought in; they go when all went well, and come back when it did not.

    Raises:
        Refused: tables of an earlier restore that was broken off are still there.
    """
    with engine.begin() as connection:
        if connection.scalar(sa.text("SELECT 1 FROM pg_namespace WHERE nspname = :name"), {"name": ASIDE}):
            raise Refused(
                msg("A restore was broken off here: its schema %(schema)s holds the tables of before. See the manual.", schema=ASIDE)
            )
        schema = str(connection.exec_driver_sql("SELECT current_schema()").scalar_one())
        connection.exec_driver_sql("SET LOCAL lock_timeout = '10s'")
        connection.exec_driver_sql(f"CREATE SCHEMA {ASIDE}")
        move(connection, schema, ASIDE)
    try:
        yield
    except BaseException:
        with engine.begin() as connection:
            for table in sa.inspect(connection).get_table_names(schema):
                connection.exec_driver_sql(f'DROP TABLE "{schema}"."{table}" CASCADE')
            move(connection, ASIDE, schema)
            connection.exec_driver_sql(f"DROP SCHEMA {ASIDE}")
        raise
    with engine.begin() as connection:
        connection.exec_driver_sql(f"DROP SCHEMA {ASIDE} CASCADE")


def move(connection: sa.Connection, before: str, after: str) -> None:
    """Move every table, with its indexes and numberings, into another schema."""
    for table in sa.inspect(connection).get_table_names(before):
        connection.exec_driver_sql(f'ALTER TABLE "{before}"."{table}" SET SCHEMA "{after}"')


def run(command: list[str], url: sa.URL) -> None:
    """Run a tool; the password goes through the environment, where other users do not see it.

    Raises:
        Refused: with the last line of what the tool said.
    """
    environment = {**os.environ, **({"PGPASSWORD": url.password} if url.password else {})}
    done = subprocess.run([*command, f"--dbname={address(url)}"], capture_output=True, text=True, env=environment, check=False)  # noqa: S603 - PostgreSQL's own tools
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["?"])[-1]
        raise Refused(msg("%(tool)s did not finish: %(said)s", tool=Path(command[0]).name, said=said))


def address(url: sa.URL) -> str:
    """The address as the tools want it, without the password."""
    return url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
