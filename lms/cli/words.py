"""What the command line says, in the language of its reader."""

import argparse
import os
from collections.abc import Mapping

from lms.core.text import LANGUAGES, Message
from lms.core.translation import say


def language_of(environment: Mapping[str, str]) -> str:
    """The language that the terminal is set to, if it is one of ours; otherwise English."""
    wanted = environment.get("LC_ALL") or environment.get("LC_MESSAGES") or environment.get("LANG") or ""
    return wanted[:2] if wanted[:2] in LANGUAGES else LANGUAGES[0]


def spoken(arguments: argparse.Namespace) -> str:
    """The language of the answers: the option `--language`, otherwise the terminal's."""
    return arguments.language or language_of(os.environ)


def tell(arguments: argparse.Namespace, *sentences: Message) -> None:
    """Print sentences, one a line."""
    for sentence in sentences:
        print(say(sentence, spoken(arguments)))


def agreed(arguments: argparse.Namespace, question: Message, otherwise: Message) -> bool:
    """Ask, unless `--yes` has answered. Whatever is no yes is a no, the end of the input too; then say what that means."""
    if arguments.yes:
        return True
    try:
        answer = input(say(question, spoken(arguments)) + " ")
    except EOFError:
        answer = ""
    if answer.strip().lower() in ("yes", "y", "да", "д"):
        return True
    tell(arguments, otherwise)
    return False
