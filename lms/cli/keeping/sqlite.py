"""SQLite's own copy, in one step: taken while the server runs, and put back as one transaction."""

import sqlite3
from pathlib import Path

from lms.core.errors import Refused
from lms.core.text import msg

BUSY_SECONDS = 60
"""So long a restore waits for a writer that is at work."""


def copy_out(database: Path, target: Path) -> None:
    """Copy the whole database into a file, as it stands at one moment.

    In one step: a copy in several is begun anew by every write in between, and under steady writes never ends.
    """
    source, copy = sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=BUSY_SECONDS), sqlite3.connect(target)
    try:
        source.backup(copy, pages=-1)
        # One file, without a log beside it.
        copy.execute("PRAGMA journal_mode=DELETE")
    finally:
        copy.close()
        source.close()


def check_whole(copy: Path) -> None:
    """Raises:
    Refused: SQLite finds a fault in the file.
    """
    connection = sqlite3.connect(copy)
    try:
        answers = [row[0] for row in connection.execute("PRAGMA integrity_check")]
        loose = connection.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.DatabaseError as fault:
        raise Refused(msg("The database in this backup is damaged. Nothing was changed.")) from fault
    finally:
        connection.close()
    if answers != ["ok"] or loose is not None:
        raise Refused(msg("The database in this backup is damaged. Nothing was changed."))


def copy_in(copy: Path, database: Path) -> None:
    """Put a copy in the place of the database: whole or not at all, even if the machine stops in the middle.

    Raises:
        Refused: somebody is writing and does not stop.
    """
    source, target = sqlite3.connect(copy), sqlite3.connect(database, timeout=BUSY_SECONDS)
    try:
        target.execute("PRAGMA synchronous=FULL")
        source.backup(target, pages=-1)
    except sqlite3.OperationalError as fault:
        raise Refused(msg("The database cannot be written (%(reason)s). Stop the server and try again.", reason=str(fault))) from fault
    finally:
        target.close()
        source.close()
