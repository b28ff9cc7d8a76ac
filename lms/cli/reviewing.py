"""The subcommand `review`: look at the standings of partners again, in batches that can be stopped and gone on with."""

import argparse
import os
import sys
from datetime import UTC, datetime

from lms.cli.words import tell
from lms.core import clock
from lms.core.errors import Invalid
from lms.core.ids import PartnerId
from lms.core.settings import Settings
from lms.core.text import Message, msg, nmsg
from lms.core.translation import say


def add_commands(parsers: "argparse._SubParsersAction[argparse.ArgumentParser]", language: str) -> None:
    """Add review."""

    def told(sentence: Message) -> str:
        return say(sentence, language)

    reviewing = parsers.add_parser("review", help=told(msg("look at the standings of partners that nobody has looked at today")))
    reviewing.add_argument("--all", action="store_true", help=told(msg("look at every partner, also at those of today")))
    moment = told(msg("with --all: only at those not looked at since this moment (ISO, UTC), to go on with a run that was stopped"))
    reviewing.add_argument("--before", help=moment)
    reviewing.set_defaults(run=run_review)


def run_review(arguments: argparse.Namespace) -> int:
    """Review batch after batch, each in a transaction of its own; stopped, it says how to go on."""
    from lms.app import create_app
    from lms.programme.queries import count_reviewed_before

    now = clock.now()
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    before = _moment(arguments.before) if arguments.before else now if arguments.all else midnight
    with create_app(Settings.from_environment(os.environ)).app_context():
        whole = count_reviewed_before(before)
        try:
            done = _review(before, whole)
        except KeyboardInterrupt:
            print(file=sys.stderr)
            tell(arguments, msg("Stopped. “lms review --all --before %(moment)s” goes on.", moment=before.isoformat()))
            return 130
    tell(arguments, nmsg("%(n)s partner was reviewed.", "%(n)s partners were reviewed.", done))
    return 0


def _review(before: datetime, whole: int) -> int:
    from lms.core.db import db, transaction
    from lms.journey.settle import review_again
    from lms.publishing.library import library_of
    from lms.releases.queries import current

    done, after = 0, PartnerId(0)
    while True:
        with transaction():
            seen = review_again(library_of(current()), before, after, clock.now())
        db.session.remove()  # what was read goes with its batch: memory stays flat however many there are
        if not seen:
            return done
        done, after = done + len(seen), seen[-1]
        _show(done, max(whole, done))


def _show(done: int, whole: int) -> None:
    """How far it is, on a terminal only."""
    if sys.stderr.isatty():
        filled = 40 * done // whole
        print(f"\r[{'#' * filled}{'.' * (40 - filled)}] {done}/{whole}", end="\n" if done == whole else "", file=sys.stderr, flush=True)


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise Invalid(msg("“%(given)s” is not a moment, such as 2026-11-22T04:00.", given=text)) from None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
