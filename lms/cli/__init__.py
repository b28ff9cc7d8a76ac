"""The command `lms`: one table of modules, each of which adds its own subcommands."""

import argparse
import os
import sys
from collections.abc import Mapping
from typing import Protocol

from sqlalchemy.exc import DBAPIError

from lms.cli import assessing, authoring, backup, content, operate, preview, programme, repairing, retention, reviewing, serve, worker
from lms.cli.words import language_of
from lms.core.errors import Problem
from lms.core.settings import SettingsError
from lms.core.text import LANGUAGES, Message, msg
from lms.core.translation import say

FAILED, WRONG_USE = 1, 2


class Commands(Protocol):
    """A module of subcommands."""

    def add_commands(self, parsers: "argparse._SubParsersAction[argparse.ArgumentParser]", language: str) -> None:
        """Add the module's subcommands; each sets `run`, which takes the arguments and returns the exit code."""


MODULES: tuple[Commands, ...] = (
    serve, content, assessing, preview, authoring, worker, reviewing, operate, backup, retention, repairing, programme,
)  # fmt: skip
"""A new subcommand is a module with `add_commands`, and its name here."""


def main(argv: list[str] | None = None) -> int:
    """Run one subcommand and return its exit code: 0 done, 1 refused, 2 wrongly called or set up."""
    try:
        arguments = _parser(os.environ).parse_args(argv)
    except SystemExit as stop:  # argparse has said what is wrong
        return stop.code if isinstance(stop.code, int) else WRONG_USE
    language = arguments.language or language_of(os.environ)
    try:
        code: int = arguments.run(arguments)
    except SettingsError as wrong:
        return _complain(WRONG_USE, *wrong.faults)
    except Problem as refused:
        return _complain(FAILED, say(refused.message, language))
    except DBAPIError as broken:
        detail = str(broken.orig).strip().splitlines()[0] if broken.orig else ""
        sentence = msg("The database does not answer as it should (%(detail)s). Prepare it with “lms db upgrade”.", detail=detail)
        return _complain(FAILED, say(sentence, language))
    except KeyboardInterrupt:
        return _complain(130)
    return code


def _parser(environment: Mapping[str, str]) -> argparse.ArgumentParser:
    language = language_of(environment)

    def told(sentence: Message) -> str:
        return say(sentence, language)

    choice = told(msg("the language of the answers"))
    parser = argparse.ArgumentParser(prog="lms", description=told(msg("Waymark, a partner academy.")))
    parser.add_argument("--language", choices=LANGUAGES, default=None, help=choice)
    parsers = parser.add_subparsers(dest="command", required=True, metavar=told(msg("command")))
    for module in MODULES:
        module.add_commands(parsers, language)
    for subparser in parsers.choices.values():
        subparser.add_argument("--language", choices=LANGUAGES, default=argparse.SUPPRESS, help=choice)
    return parser


def _complain(code: int, *sentences: str) -> int:
    for sentence in sentences:
        print(sentence, file=sys.stderr)
    return code
