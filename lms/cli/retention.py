"""The subcommand `retention`: removes what has been kept for long enough, or says what that would be; the worker does it once a day."""

import argparse
import os
from datetime import datetime
from typing import cast

from flask import Flask

from lms.cli.words import tell
from lms.core import clock
from lms.core.settings import Settings
from lms.core.text import Message, msg, nmsg
from lms.core.translation import say

RETAINED_ON = "waymark_retained_on"


def add_commands(parsers: "argparse._SubParsersAction[argparse.ArgumentParser]", language: str) -> None:
    """Add retention."""

    def told(sentence: Message) -> str:
        return say(sentence, language)

    parser = parsers.add_parser("retention", help=told(msg("remove what has been kept for long enough (the worker does it every day)")))
    parser.add_argument("--dry-run", action="store_true", help=told(msg("only count, and remove nothing")))
    parser.set_defaults(run=run_retention)


def run_retention(arguments: argparse.Namespace) -> int:
    """Print for each table how many rows go."""
    from lms.app import create_app

    settings = Settings.from_environment(os.environ)
    with create_app(settings).app_context():
        counts = retain(settings, clock.now(), dry_run=arguments.dry_run)
    for table, rows in counts:
        print(f"{rows:>8}  {table}")
    total = sum(rows for _, rows in counts)
    if arguments.dry_run:
        tell(arguments, nmsg("%(n)s row would go. Nothing was removed.", "%(n)s rows would go. Nothing was removed.", total))
    else:
        tell(arguments, nmsg("%(n)s row has gone.", "%(n)s rows have gone.", total))
    return 0


def retain(settings: Settings, now: datetime, *, dry_run: bool) -> list[tuple[str, int]]:
    """Remove or count what is outdated: table by table, each in a transaction of its own."""
    from lms.core.db import db, transaction
    from lms.core.removal import how_many
    from lms.journey.retention import outdated, remove
    from lms.privacy.rules import periods_of
    from lms.publishing.library import library_of
    from lms.releases.queries import current

    periods = periods_of(
        audit=settings.keep_audit, sign_ins=settings.keep_sign_ins, answers=settings.keep_answers, invitations=settings.keep_invitations,
        mails=settings.keep_mails, applications=settings.keep_applications,
    )  # fmt: skip
    counts = []
    for removal in outdated(periods, now):
        if dry_run:
            counts.append((removal.name, how_many(removal)))
            continue
        with transaction():
            counts.append((removal.name, remove(library_of(current()), removal, periods, now)))
    db.session.rollback()
    return counts


def retain_daily(app: Flask, now: datetime) -> None:
    """Remove what is outdated, for the worker: when it starts, and then at the first sweep of each day."""
    if app.extensions.get(RETAINED_ON) != now.date():
        retain(cast("Settings", app.extensions["waymark_settings"]), now, dry_run=False)
        app.extensions[RETAINED_ON] = now.date()
