"""The subcommand `worker`: sends mails and does what time brings, in a process of its own."""

import argparse
import os
import signal
import threading
from datetime import datetime
from functools import partial
from types import FrameType

from flask import current_app

from lms.cli.words import tell
from lms.core.settings import Settings
from lms.core.text import Message, msg
from lms.core.translation import say


def add_commands(parsers: "argparse._SubParsersAction[argparse.ArgumentParser]", language: str) -> None:
    """Add worker."""

    def told(sentence: Message) -> str:
        return say(sentence, language)

    working = parsers.add_parser("worker", help=told(msg("send the mails that wait, and do what time brings, until stopped")))
    working.set_defaults(run=run_worker)


def run_worker(arguments: argparse.Namespace) -> int:
    """Work until SIGTERM or Ctrl+C; a mail that is being sent is finished first."""
    from lms.app import create_app
    from lms.notifications.worker import work

    settings = Settings.from_environment(os.environ)
    app = create_app(settings)
    if not settings.mail and not settings.demo:
        tell(arguments, msg("There is no mail server (LMS_MAIL): mails wait in the outbox."))
    stop = threading.Event()
    stop_on_signals(stop)
    tell(arguments, msg("The worker runs; Ctrl+C ends it."))
    work(app, stop, sweep)
    tell(arguments, msg("The worker has stopped."))
    return 0


def stop_on_signals(stop: threading.Event) -> None:
    """Set `stop` at SIGTERM and SIGINT. Only the main thread may call this."""

    def end(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)


def sweep(now: datetime) -> None:
    """Close overdue attempts, begin and end employments whose day has come, review partners that nobody reviewed today, end looks that
    are over and erase who asked for it: one batch a transaction, until none is left. Markers and reviewers are told once a day what
    waits. Once a day, remove what has been kept for long enough.
    """
    from lms import journey
    from lms.cli.retention import retain_daily
    from lms.core.db import transaction
    from lms.publishing.library import library_of
    from lms.releases import queries as releases

    erase_due = partial(journey.erase_due, secret=current_app.extensions["waymark_settings"].secret)
    steps = (
        journey.sweep, journey.carry_out, journey.review_due, journey.end_looks, erase_due,
        journey.remind_markers, journey.tell_of_rules, journey.remind_reviewers,
    )  # fmt: skip
    for step in steps:
        done = 1
        while done:
            with transaction():
                done = step(library_of(releases.current()), now)
    retain_daily(current_app, now)
