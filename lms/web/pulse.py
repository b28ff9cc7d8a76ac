"""The beat of a process that answers pages: while it can write, outages are none; after one, attempts get their time back first of all."""

import threading
from typing import TYPE_CHECKING

import structlog
from flask import Flask, request
from sqlalchemy.exc import SQLAlchemyError

from lms import journey
from lms.core import clock
from lms.core.db import db, transaction
from lms.core.shared_time import go_by_the_database
from lms.quizzes.outages.service import BEAT, GAP

if TYPE_CHECKING:
    from collections.abc import Callable

AGAIN = 1.0
"""Seconds after which a beat that failed is tried again."""
SILENT = frozenset({"static", "assets.alive", "assets.font"})
"""Doors that read and write nothing: they need not wait for a beat."""

log = structlog.get_logger()


def init_pulse(app: Flask) -> None:
    """Let every request come after a beat of this process. `lms serve` and gunicorn begin to beat before the first request."""
    pulse = Pulse(app)
    app.extensions["waymark_pulse"] = pulse
    if not app.testing:
        app.before_request(pulse.before_request)


class Pulse:
    """Beats every ten seconds in a thread of its own."""

    def __init__(self, app: Flask, read: "Callable[[], float]" = clock.steady) -> None:
        """`read` is a clock that nobody can set."""
        self.app, self.read = app, read
        self.beaten_at: float | None = None
        self.tried_at: float | None = None
        self.failed = False
        self.thread: threading.Thread | None = None
        self.lock = threading.Lock()

    def begin(self) -> None:
        """Beat now, so that time is given back before anybody asks for a page, and go on. Once in each process, after it was forked."""
        with self.lock:
            if self.thread is not None:
                return
            self.thread = threading.Thread(target=self._go_on, name="pulse", daemon=True)
        with self.app.app_context():
            self.try_to_beat()
        self.thread.start()

    def before_request(self) -> None:
        """Begin where nobody has; beat where this process could not for a while: nobody who asks shall find their time unfairly over."""
        if request.endpoint in SILENT:
            return
        if self.thread is None:
            self.begin()
        elif not self.is_steady():
            with self.lock:
                if not self.is_steady() and (self.tried_at is None or self.read() - self.tried_at >= AGAIN):
                    self.try_to_beat()

    def is_steady(self) -> bool:
        """Whether this process beat within the last half minute."""
        return self.beaten_at is not None and self.read() - self.beaten_at <= GAP.total_seconds()

    def try_to_beat(self) -> bool:
        """Beat once, inside an application context; whether the database took it."""
        self.tried_at = self.read()
        try:
            go_by_the_database()
            with transaction():
                journey.beat(clock.now(), steady=self.is_steady())
        except Exception as fault:
            # Pages are answered, and the next beat is tried, whatever goes wrong here. A database that is away needs no traceback.
            log.warning("beat failed", error=type(fault).__name__, exc_info=not isinstance(fault, SQLAlchemyError))
            self.failed = True
            return False
        finally:
            db.session.remove()
        self.beaten_at, self.failed = self.read(), False
        return True

    def _go_on(self) -> None:
        wait = threading.Event()
        while not wait.wait(AGAIN if self.failed else BEAT.total_seconds()):
            with self.app.app_context():
                self.try_to_beat()
