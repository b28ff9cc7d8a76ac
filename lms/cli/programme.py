"""The subcommand `programme`: what the rule file of a tree changes, and what that would do to every partner."""

import argparse
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from lms.cli.faults import print_faults
from lms.cli.words import spoken, tell
from lms.core import clock
from lms.core.content.tree import read_tree
from lms.core.errors import NotFound
from lms.core.settings import Settings
from lms.core.text import Message, msg, nmsg
from lms.core.translation import say
from lms.publishing.check import check
from lms.publishing.source import content_folder, content_language

if TYPE_CHECKING:
    from lms.programme.rules import Programme
    from lms.publishing.library import Library
    from lms.reporting.rule_changes import Change

SIGNS = {"added": "+", "removed": "-", "changed": "~"}


def add_commands(parsers: "argparse._SubParsersAction[argparse.ArgumentParser]", language: str) -> None:
    """Add programme diff and programme dry-run."""

    def told(sentence: Message) -> str:
        return say(sentence, language)

    programme = parsers.add_parser("programme", help=told(msg("what new rules change, and for whom")))
    acts = programme.add_subparsers(dest="action", required=True)
    folder = told(msg("folder with courses, quizzes, certificates and materials; left out, LMS_CONTENT or the sample"))
    comparing = acts.add_parser("diff", help=told(msg("compare the rule file of a tree with the newest published version")))
    comparing.add_argument("directory", nargs="?", type=Path, metavar="DIR", help=folder)
    comparing.set_defaults(run=run_diff)
    trying = acts.add_parser("dry-run", help=told(msg("tell which partners would rise or fall, when and why; nothing is stored")))
    trying.add_argument("directory", nargs="?", type=Path, metavar="DIR", help=folder)
    trying.set_defaults(run=run_dry_run)


def run_diff(arguments: argparse.Namespace) -> int:
    """Print what changes, part by part. Exit code 1 when the tree has errors."""
    from lms.programme.difference import difference

    def show(change: "Change", _library: "Library") -> int:
        language = spoken(arguments)
        sections = difference(change.old, change.new)
        for part in sections:
            print(say(part.title, language))
            for line in part.lines:
                print(f"  {SIGNS[line.change.value]} {say(line.after or line.before, language)}")
                if line.after is not None and line.before is not None:
                    print("    " + say(msg("until now: %(sentence)s", sentence=line.before), language))
        if not sections:
            tell(arguments, msg("Nothing that it rules differs from the version before."))
        _tell_timing(arguments, change)
        return 0

    return _compared(arguments, show)


def run_dry_run(arguments: argparse.Namespace) -> int:
    """Print who rises and who falls, with the reasons; exit code 1 when the tree has errors."""

    def show(change: "Change", library: "Library") -> int:
        language, counts = spoken(arguments), {"rises": 0, "falls": 0, "stays": 0}
        for name, outcome, lines in _effects(change, library):
            counts[outcome] += 1
            told = [say(one, language) for one in lines]
            if outcome != "stays":
                print(f"{SIGNS['added' if outcome == 'rises' else 'removed']} {say(name, language)}: {told[0]}")
                for line in told[1:]:
                    print(f"    {line}")
        tell(
            arguments,
            nmsg("%(n)s partner rises.", "%(n)s partners rise.", counts["rises"]),
            nmsg("%(n)s partner falls.", "%(n)s partners fall.", counts["falls"]),
            nmsg("%(n)s partner stays where it is.", "%(n)s partners stay where they are.", counts["stays"]),
        )
        _tell_timing(arguments, change)
        return 0

    return _compared(arguments, show)


def _effects(change: "Change", library: "Library") -> Iterator[tuple[object, str, list[Message]]]:
    from sqlalchemy import select

    from lms.partners.models import Partner
    from lms.programme.dry_run import told
    from lms.reporting.rule_changes import dry_run

    for one in dry_run(change, select(Partner.id), library):
        lines = [told(change.old, change.new, one.effect), *(result.message for result in one.effect.missing)]
        yield one.name, one.effect.outcome.value, lines


def _compared(arguments: argparse.Namespace, show: "Callable[[Change, Library], int]") -> int:
    """Check the tree and hand its rules over beside those of the newest version, inside the application."""
    checked = check(read_tree(content_folder(arguments.directory, os.environ), content_language(os.environ)))
    new: Programme | None = checked.library.programme if checked.library else None
    if new is None or checked.library is None:
        print_faults(arguments, checked)
        return 1
    from lms.app import create_app
    from lms.programme.queries import newest, programme_of
    from lms.reporting.rule_changes import Change

    with create_app(Settings.from_environment(os.environ)).app_context():
        row = newest()
        if row is None:
            raise NotFound(msg("No version of the programme is published yet."))
        return show(Change(programme_of(row), new, clock.now().date()), checked.library)


def _tell_timing(arguments: argparse.Namespace, change: "Change") -> None:
    from lms.programme.dry_run import earliest_start

    if change.new.version == change.old.version:
        return
    earliest = earliest_start(change.old, change.new, change.today)
    if change.new.effective_from < earliest:
        tell(arguments, msg("It cannot be published like this: it may apply from %(earliest)s at the earliest.", earliest=earliest))
    else:
        tell(arguments, msg("Published today, it applies from %(day)s.", day=change.new.effective_from))
