"""The process that is crashed: it loads the application once, listens, and forks a new worker for each that was killed.

Each option but `--workers` and `--offset` plants the fault of a control: `--naive` acknowledges an answer first and commits a moment
later, `--impatient` waits for no lock, `--unlocked` takes none, `--careless` leaves the disk to the system, `--deaf` goes by its own clock
and not by the database's, `--busy` works longer at every request, `--today` marks by the content of the day. `--offset` sets the clock of
the whole process.
"""

import argparse
import logging
import os
import re
import signal
import socket
import sqlite3
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NoReturn

import time_machine
from flask import Flask
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from lms.core import clock
from lms.core import db as database
from lms.core.ids import RevisionHash
from lms.core.settings import Settings

if TYPE_CHECKING:
    from lms.quizzes.rules import Quiz

THREADS = 8
BACKLOG = 256
LOCK = re.compile(r"\s+FOR UPDATE(?: OF \w+)?(?: SKIP LOCKED)?", re.IGNORECASE)
BUSY = 0.05
"""So many seconds of processor time each request of a busy process takes beyond its own."""
LATER = 0.03
"""So many seconds after the acknowledgement the naive worker commits."""


def main() -> int:
    """Serve until killed. Tells its port, then the id of each worker as it is born, one line each."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--workers", type=int, required=True)
    parser.add_argument("--naive", action="store_true")
    parser.add_argument("--offset", type=float, default=0.0, help="seconds by which the clock of this process is wrong")
    for fault in ("impatient", "unlocked", "careless", "deaf", "busy", "today"):
        parser.add_argument(f"--{fault}", action="store_true")
    arguments = parser.parse_args()
    plant(arguments)
    listening = socket.create_server(("127.0.0.1", 0), backlog=BACKLOG)
    app = loaded()
    if arguments.busy:
        app.before_request(busy)
    if arguments.today:
        by_today()
    tell("port", listening.getsockname()[1])
    for _ in range(arguments.workers):
        fork(app, listening)
    while True:
        _, status = os.wait()
        if not os.WIFSIGNALED(status) or os.WTERMSIG(status) != signal.SIGKILL:
            sys.stderr.write(f"A worker ended by itself: {status}.\n")
            return 1
        fork(app, listening)


def plant(arguments: argparse.Namespace) -> None:
    """Plant what was asked for, before anything else of the application is imported: everybody takes the names from there."""
    if arguments.offset:
        time_machine.travel(datetime.now(UTC) + timedelta(seconds=arguments.offset), tick=True).start()
    if arguments.naive:
        database.transaction = acknowledged_first
    if arguments.unlocked:
        database.transaction = without_lock
        event.listen(Engine, "before_cursor_execute", unlocked, retval=True)
    if arguments.impatient:
        vars(database)["BUSY_SECONDS"] = 0.001
    if arguments.careless:
        event.listen(Engine, "checkout", careless)
    if arguments.deaf:
        vars(clock)["follow"] = deaf


def loaded() -> Flask:
    """The application with its library in memory and no connection open, ready to be forked."""
    from lms.app import create_app
    from lms.publishing.library import library_of
    from lms.releases.queries import current

    # A queue of requests is what the experiment makes.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    app = create_app(Settings.from_environment(os.environ))
    with app.app_context():
        library_of(current())
        database.db.session.remove()
        database.db.engine.dispose()
    return app


def fork(app: Flask, listening: socket.socket) -> None:
    """One more worker."""
    worker = os.fork()
    if worker == 0:
        serve(app, listening)
    tell("worker", worker)


def serve(app: Flask, listening: socket.socket) -> NoReturn:
    """Answer requests, as `lms serve` does."""
    import waitress

    from lms.cli.serve import CONNECTIONS

    waitress.serve(app, sockets=[listening], threads=THREADS, ident=None, connection_limit=CONNECTIONS, asyncore_use_poll=True, _quiet=True)
    os._exit(1)


def tell(what: str, number: int) -> None:
    """One line for the experiment."""
    sys.stdout.write(f"{what} {number}\n")
    sys.stdout.flush()


@contextmanager
def without_lock() -> Iterator[None]:
    """The planted fault: like `transaction`, but on SQLite without the lock that writers take at the beginning."""
    session: Session = database.db.session()
    if session.in_transaction():
        session.rollback()
    try:
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise


def unlocked(_connection: object, _cursor: object, statement: str, given: Any, *_: object) -> tuple[str, Any]:
    """The planted fault: no row is held."""
    return LOCK.sub("", statement), given


def careless(connection: Any, _record: object, _proxy: object) -> None:
    """The planted fault: what is acknowledged is not yet on the disk. Set behind what the application sets at each new connection."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA synchronous=NORMAL")
    else:
        with connection.cursor() as cursor:
            cursor.execute("SET synchronous_commit = off")
        connection.commit()


def by_today() -> None:
    """The planted fault: a quiz is that of the current release, whichever revision was asked for."""
    from lms.publishing import library
    from lms.releases.queries import current

    kept = vars(library)["_quiz"]

    def today(revision: RevisionHash) -> "Quiz":
        known: Quiz = kept(revision)
        return library.library_of(current()).quizzes.quizzes.get(known.id, known)

    vars(library)["_quiz"] = today


def busy() -> None:
    """The planted fault: every request works longer."""
    end = time.thread_time() + BUSY
    while time.thread_time() < end:
        pass


def deaf(_moment: datetime | None) -> None:
    """The planted fault: the clock of the database is read, and nothing made of it."""


@contextmanager
def acknowledged_first() -> Iterator[None]:
    """The planted fault: like `transaction`, but the commit comes after the answer to the browser. Right as long as nobody is killed."""
    session: Session = database.db.session()
    if session.in_transaction():
        session.rollback()
    session.connection(execution_options={"write": True})
    try:
        yield
        session.flush()
    except BaseException:
        session.rollback()
        raise
    database.db.session.registry.clear()
    threading.Timer(LATER, finish, [session]).start()


def finish(session: Session) -> None:
    """Commit what was promised a moment ago."""
    session.commit()
    session.close()


if __name__ == "__main__":
    raise SystemExit(main())
