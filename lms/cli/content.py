"""The subcommands of content: check a tree, publish it, list releases and go back to one."""

import argparse
import json
import os
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from lms.cli.faults import print_faults, watch
from lms.cli.words import agreed, spoken, tell
from lms.core import clock
from lms.core.content.tree import Tree, read_tree
from lms.core.errors import NotFound
from lms.core.events import Event
from lms.core.ids import ReleaseId
from lms.core.settings import Settings, SettingsError
from lms.core.text import Message, msg, nmsg
from lms.core.translation import say
from lms.publishing.check import Checked, check
from lms.publishing.source import content_folder, content_language

if TYPE_CHECKING:
    from lms.publishing.difference import Changed, Difference

Answer = TypeVar("Answer")
SQLITE = "sqlite:///"
KINDS = {
    "course": msg("course"), "path": msg("path"), "quiz": msg("quiz"), "certification": msg("certification"),
    "programme": msg("programme"), "material": msg("material"), "consent": msg("text of consent"),
    "media": msg("picture"), "file": msg("file of a material"),
}  # fmt: skip


def add_commands(parsers: "argparse._SubParsersAction[argparse.ArgumentParser]", language: str) -> None:
    """Add check, publish and releases."""

    def told(sentence: Message) -> str:
        return say(sentence, language)

    folder = told(msg("folder with courses, quizzes, certificates and materials; left out, LMS_CONTENT or the sample"))
    checking = parsers.add_parser("check", help=told(msg("read a content tree and name everything that is wrong with it")))
    checking.add_argument("directory", nargs="?", type=Path, metavar="DIR", help=folder)
    how = checking.add_mutually_exclusive_group()
    how.add_argument("--json", action="store_true", help=told(msg("answer as JSON")))
    how.add_argument("--stats", action="store_true", help=told(msg("what answers tell of each question, at its line; needs the database")))
    how.add_argument("--watch", action="store_true", help=told(msg("check again after each save, and tell what has changed")))
    checking.set_defaults(run=run_check)
    publishing = parsers.add_parser("publish", help=told(msg("check a content tree, show what changes, and serve it")))
    publishing.add_argument("directory", nargs="?", type=Path, metavar="DIR", help=folder)
    publishing.add_argument("--yes", action="store_true", help=told(msg("do not ask")))
    publishing.set_defaults(run=run_publish)
    releases = parsers.add_parser("releases", help=told(msg("list what was published; go back to a release")))
    releases.set_defaults(run=run_releases)
    going_back = releases.add_subparsers(dest="action").add_parser("activate", help=told(msg("serve this release again")))
    going_back.add_argument("number", type=int, metavar="N", help=told(msg("the number of the release")))
    going_back.add_argument("--yes", action="store_true", help=told(msg("do not ask")))
    going_back.set_defaults(run=run_activate)


def run_check(arguments: argparse.Namespace) -> int:
    """Check a tree, against the release in use where there is one. Exit code 1 when it has errors."""
    if arguments.watch:
        return watch(arguments, content_folder(arguments.directory, os.environ), content_language(os.environ))
    tree = _tree(arguments.directory)
    if arguments.stats:
        return _print_statistics(check(tree), spoken(arguments))
    checked = _against_release(check(tree), tree)
    if arguments.json:
        print(json.dumps(_as_json(checked, spoken(arguments)), ensure_ascii=False, indent=2))
    else:
        print_faults(arguments, checked)
    return 1 if checked.errors else 0


def _print_statistics(checked: Checked, language: str) -> int:
    from lms.cli.assessing import statistics_lines

    def show() -> int:
        none = True
        for line in statistics_lines(checked, language):
            print(line)
            none = False
        if none:
            print(say(msg("Nobody has sat a quiz of this tree yet."), language))
        return 1 if checked.errors else 0

    return _with_app(show)


def run_publish(arguments: argparse.Namespace) -> int:
    """Check and publish a tree. Exit code 1 when it has errors or the answer is no; then nothing has changed."""
    tree = _tree(arguments.directory)
    checked = check(tree)
    if checked.library is None:
        return _nothing_published(arguments, checked)
    return _with_app(lambda: _publish(arguments, tree, checked))


def run_releases(arguments: argparse.Namespace) -> int:
    """List all releases, the newest first."""

    def show() -> int:
        from lms.releases import queries

        rows = queries.all_releases()
        language, zone = spoken(arguments), _settings().zone
        for row in rows:
            parts = ", ".join(f"{kind} {count}" for kind, count in row.summary.items())
            mark = "*" if row.current else " "
            print(f"{mark} {row.id:>4}  {say(row.published_at, language, zone)}  {parts}")
        if not rows:
            tell(arguments, msg("Nothing has been published yet."))
        return 0

    return _with_app(show)


def run_activate(arguments: argparse.Namespace) -> int:
    """Serve an older release again, after showing what that changes."""
    return _with_app(lambda: _activate(arguments, ReleaseId(arguments.number)))


def _publish(arguments: argparse.Namespace, tree: Tree, checked: Checked) -> int:
    from lms.core.db import transaction
    from lms.publishing import service
    from lms.publishing.difference import difference
    from lms.publishing.library import library_of
    from lms.releases import queries

    moment = clock.now()
    checked = service.against_release(checked, tree, moment)
    if checked.library is None:
        return _nothing_published(arguments, checked)
    if checked.faults:
        print_faults(arguments, checked)
    changes = difference(library_of(queries.current()), service.dated(checked.library, moment))
    if not _wanted(arguments, changes):
        return 1
    with transaction():
        release, events = service.publish(checked, tree, None, moment)
        _hand_on(events, moment)
        number = release.id
    tell(arguments, msg("Release %(number)s is served now.", number=number))
    return 0


def _nothing_published(arguments: argparse.Namespace, checked: Checked) -> int:
    print_faults(arguments, checked)
    tell(arguments, msg("Nothing was published."))
    return 1


def _against_release(checked: Checked, tree: Tree) -> Checked:
    """Compared with the release in use; as it is where no database can be reached or nothing is published."""
    from sqlalchemy.exc import SQLAlchemyError

    from lms.publishing import service

    try:
        database = _settings().database
        if database.startswith(SQLITE) and not Path(database.removeprefix(SQLITE)).is_file():
            return checked
        return _with_app(lambda: service.against_release(checked, tree, clock.now()))
    except (SettingsError, SQLAlchemyError):
        return checked


def _activate(arguments: argparse.Namespace, release: ReleaseId) -> int:
    from lms.core.db import transaction
    from lms.publishing import service
    from lms.publishing.difference import difference
    from lms.publishing.library import library_of
    from lms.releases import queries

    if queries.release(release) is None:
        raise NotFound(msg("There is no release %(number)s.", number=release))
    if not _wanted(arguments, difference(library_of(queries.current()), library_of(release))):
        return 1
    moment = clock.now()
    with transaction():
        _hand_on(service.activate(release, None, moment), moment)
    tell(arguments, msg("Release %(number)s is served now.", number=release))
    return 0


def _wanted(arguments: argparse.Namespace, changes: "Difference") -> bool:
    """Show what changes and whom it touches, and ask unless `--yes` has answered."""
    from lms.publishing.difference import impact

    if changes.nothing:
        tell(arguments, msg("Nothing changes in what is served."))
        return True
    for mark, items in (("+", changes.added), ("~", changes.changed), ("-", changes.removed)):
        _print_changes(arguments, mark, items)
    touched = impact(changes)
    tell(
        arguments,
        nmsg("%(n)s person is learning in a course that changes.", "%(n)s people are learning in courses that change.", touched.learners),
        nmsg(
            "%(n)s attempt goes on, on the paper it began with.",
            "%(n)s attempts go on, on the papers they began with.",
            touched.open_attempts,
        ),
        nmsg("%(n)s partner is under a programme that changes.", "%(n)s partners are under a programme that changes.", touched.partners),
    )
    return agreed(arguments, msg("Serve this now? Type yes:"), msg("Nothing was changed."))


def _print_changes(arguments: argparse.Namespace, mark: str, items: "Sequence[Changed]") -> None:
    language = spoken(arguments)
    for item in items:
        name = say(item.title, language) if item.kind in ("media", "file") else f"{item.slug}  {say(item.title, language)}"
        print(f"{mark} {say(KINDS[item.kind], language)}  {name}")


def _as_json(checked: Checked, language: str) -> dict[str, object]:
    return {
        "errors": checked.errors,
        "warnings": len(checked.faults) - checked.errors,
        "faults": [
            {
                "path": fault.path, "line": fault.at.line, "column": fault.at.column, "code": fault.code, "warning": fault.warning,
                "message": say(fault.message, language), "repair": say(fault.repair, language),
            }
            for fault in checked.faults
        ],
    }  # fmt: skip


def _tree(directory: Path | None) -> Tree:
    return read_tree(content_folder(directory, os.environ), content_language(os.environ))


def _settings() -> Settings:
    return Settings.from_environment(os.environ)


def _with_app(work: "Callable[[], Answer]") -> "Answer":
    from lms.app import create_app

    with create_app(_settings()).app_context():
        return work()


def _hand_on(events: Sequence[Event], now: datetime) -> None:
    """Let everything follow, in the same transaction, under the content that is served from now on."""
    from lms import journey
    from lms.publishing.library import library_of
    from lms.releases.queries import current

    journey.settle(library_of(current()), events, now)
