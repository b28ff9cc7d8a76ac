"""The process that is crashed: it loads the application once, listens, and forks a new worker for each that was killed.

`--naive` plants the fault for the control: an answer is acknowledged first and committed a moment later. `--impatient` plants
another: nobody waits for a lock.
"""

import argparse
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from flask import Flask
from sqlalchemy.orm import Session

from lms.core import db as database
from lms.core.settings import Settings

THREADS = 8
BACKLOG = 256
LATER = 0.03
"""So many seconds after the acknowledgement the naive worker commits."""


def main() -> int:
    """Serve until killed. Tells its port, then the id of each worker as it is born, one line each."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--workers", type=int, required=True)
    parser.add_argument("--naive", action="store_true")
    parser.add_argument("--impatient", action="store_true")
    arguments = parser.parse_args()
    if arguments.naive:
        # Before anything else of the application is imported: everybody takes the name from there.
        database.transaction = acknowledged_first
    if arguments.impatient:
        vars(database)["BUSY_SECONDS"] = 0.001
    listening = socket.create_server(("127.0.0.1", 0), backlog=BACKLOG)
    app = loaded()
    tell("port", listening.getsockname()[1])
    for _ in range(arguments.workers):
        fork(app, listening)
    while True:
        _, status = os.wait()
        if not os.WIFSIGNALED(status) or os.WTERMSIG(status) != signal.SIGKILL:
            sys.stderr.write(f"A worker ended by itself: {status}.\n")
            return 1
        fork(app, listening)


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

    waitress.serve(app, sockets=[listening], threads=THREADS, ident=None, _quiet=True)
    os._exit(1)


def tell(what: str, number: int) -> None:
    """One line for the experiment."""
    sys.stdout.write(f"{what} {number}\n")
    sys.stdout.flush()


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
