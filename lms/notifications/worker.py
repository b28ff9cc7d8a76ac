"""The worker: sends what waits in the outbox, gives stray mails back, and lets time-driven work run three times a minute."""

import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import cast

import structlog
from flask import Flask

from lms.core import clock
from lms.core.db import db, transaction
from lms.core.settings import Settings
from lms.core.shared_time import go_by_the_database
from lms.notifications.models import OutboxMail
from lms.notifications.queries import due
from lms.notifications.rules import masked
from lms.notifications.service import claim, mark_failed, mark_sent, release_strays
from lms.notifications.smtp import CannotSend, send

POLL_SECONDS = 1.0
SWEEP_SECONDS = 20.0
"""An attempt whose time is over is closed within a minute: grace of 5 s, the last beat of the pages up to 10 s ago, and this."""
AT_ONCE = 20
"""Mails in one go: with the time a server is waited for, less than it takes until a claimed mail counts as stray."""

Delivery = Callable[[OutboxMail], None]
log = structlog.get_logger()


def delivery_of(settings: Settings) -> Delivery | None:
    """How this installation's mails leave: by SMTP; in a demo without a server into its mailbox page; else they wait (`None`)."""
    if settings.mail:
        return lambda mail: send(mail, settings)
    return _stay_readable if settings.demo else None


def run_once(delivery: Delivery | None, now: datetime) -> int:
    """Send what is due, one mail after the other, each in transactions of its own; how many left.

    Ends at the first mail that fails: the next call goes on, so that a dead server does not use up the tries of all mails at once.
    """
    sent = 0
    if delivery is None:
        return sent
    while sent < AT_ONCE and due(now, 1):
        with transaction():
            mails = claim(now, 1)
        if not all(_deliver(mail, delivery, now) for mail in mails):
            break
        sent += len(mails)
    return sent


def sweep_strays(now: datetime) -> int:
    """Give mails back whose worker died, in a transaction of its own; how many."""
    with transaction():
        return release_strays(now)


def work(app: Flask, stop: threading.Event, sweep: Callable[[datetime], None]) -> None:
    """Work until `stop` is set. `sweep` is called at the start and every 20 seconds, inside an application context, and opens its own
    transactions. An error is logged, and the work goes on.
    """
    delivery = delivery_of(cast("Settings", app.extensions["waymark_settings"]))
    next_sweep = time.monotonic()
    while not stop.is_set():
        if time.monotonic() >= next_sweep:
            next_sweep = time.monotonic() + SWEEP_SECONDS
            _guarded(app, lambda _now: go_by_the_database())
            _guarded(app, sweep_strays)
            _guarded(app, sweep)
        _guarded(app, lambda now: run_once(delivery, now))
        stop.wait(POLL_SECONDS)


def _deliver(mail: OutboxMail, delivery: Delivery, now: datetime) -> bool:
    try:
        delivery(mail)
    except CannotSend as fault:
        with transaction():
            mark_failed(mail, str(fault), now)
        log.warning("mail failed", mail=mail.public_id, event_name=mail.event, tries=mail.tries, error=masked(str(fault)))
        return False
    with transaction():
        mark_sent(mail, now)
    log.info("mail sent", mail=mail.public_id, event_name=mail.event)
    return True


def _stay_readable(mail: OutboxMail) -> None:
    """The mailbox page is the recipient."""


def _guarded(app: Flask, step: Callable[[datetime], object]) -> None:
    with app.app_context():
        try:
            step(clock.now())
        except Exception:
            # Whatever goes wrong once, the next minute's mails still leave.
            log.exception("worker step failed")
            db.session.rollback()
