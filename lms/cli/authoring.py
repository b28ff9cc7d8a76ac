"""The subcommands of somebody who begins: `new` makes a small tree to edit, `import` brings a folder of foreign content into a tree."""

import argparse
import os
from pathlib import Path

from lms.cli import questions
from lms.cli.words import spoken, tell
from lms.core.content.naming import is_id
from lms.core.content.tree import read_tree
from lms.core.errors import Conflict, Invalid, NotFound
from lms.core.ids import Slug
from lms.core.text import Message, msg, nmsg
from lms.core.translation import say
from lms.publishing.check import check
from lms.publishing.imports import IMPORTS, QUESTIONS
from lms.publishing.imports.arrival import Imported, Note, Wish
from lms.publishing.imports.files import put, sources
from lms.publishing.imports.names import id_of
from lms.publishing.source import content_language
from lms.publishing.starting import starter_files


def add_commands(parsers: "argparse._SubParsersAction[argparse.ArgumentParser]", language: str) -> None:
    """Add new, import and export."""

    def told(sentence: Message) -> str:
        return say(sentence, language)

    new = parsers.add_parser("new", help=told(msg("make a small content tree to begin with")))
    new.add_argument("directory", type=Path, metavar="DIR", help=told(msg("a folder that does not exist yet, or is empty")))
    new.set_defaults(run=run_new)
    importing = parsers.add_parser("import", help=told(msg("bring foreign content into a content tree")))
    importing.add_argument("format", choices=sorted({**IMPORTS, **QUESTIONS}), help=told(msg("what the folder holds")))
    importing.add_argument("directory", type=Path, metavar="PATH", help=told(msg("the folder or file to bring in; it is only read")))
    importing.add_argument("--into", type=Path, metavar="TREE", required=True, help=told(msg("the content tree that receives it")))
    importing.add_argument("--course", default="", metavar="ID", help=told(msg("the id of the new course; left out, the folder's name")))
    importing.add_argument("--title", default="", help=told(msg("the title of the course; left out, that of its first page")))
    importing.add_argument("--order", default="", metavar="FILE", help=told(msg("a file of the folder that lists its pages in order")))
    questions.add_options(importing, language)
    importing.set_defaults(run=run_import)
    questions.add_export(parsers, language)


def run_new(arguments: argparse.Namespace) -> int:
    """Make a tree where nothing is yet; whole or not at all.

    Raises:
        Conflict: something lies there.
    """
    folder: Path = arguments.directory
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Conflict(msg("%(folder)s is not empty. Name a folder that does not exist yet.", folder=str(folder)))
    put(folder, starter_files())
    tell(
        arguments,
        msg(
            "%(folder)s holds a course, its exam, a certification, a programme and a material. They are valid as they are.",
            folder=str(folder),
        ),
        msg("Look at it:   lms preview %(folder)s", folder=str(folder)),
        msg("Check it:     lms check --watch %(folder)s", folder=str(folder)),
        msg("Publish it:   lms publish %(folder)s", folder=str(folder)),
    )
    return 0


def run_import(arguments: argparse.Namespace) -> int:
    """Bring a folder into a tree as a course in preparation, or questions as a quiz; exit code 1 and nothing written when that fails.

    Raises:
        NotFound: the folder or the tree is missing.
        Conflict: the tree has such a course.
        Invalid: the id of the course is none.
    """
    if arguments.format in QUESTIONS:
        return questions.run_import(arguments)
    wish = _wish(arguments)
    imported = IMPORTS[arguments.format](sources(arguments.directory), wish)
    if imported.refusals:
        _print_notes(arguments, imported.refusals)
        tell(arguments, msg("Nothing was written."))
        return 1
    put(arguments.into, imported.files)
    _print_notes(arguments, imported.notes)
    _tell_result(arguments, imported, wish)
    return 0


def _wish(arguments: argparse.Namespace) -> Wish:
    folder: Path = arguments.directory
    for place in (folder, arguments.into):
        if not place.is_dir():
            raise NotFound(msg("There is no folder %(folder)s.", folder=str(place)))
    course = arguments.course or id_of(folder.resolve().name)
    if not is_id(course) or course == "paths":
        raise Invalid(
            msg("“%(id)s” is no id of a course. Name one with --course, in lower case Latin letters, digits and hyphens.", id=course)
        )
    if (arguments.into / "courses" / course).exists():
        raise Conflict(msg("The tree has a course “%(id)s” already. Name another id with --course.", id=course))
    return Wish(Slug(course), arguments.title, content_language(os.environ), arguments.order)


def _print_notes(arguments: argparse.Namespace, notes: list[Note]) -> None:
    for note in notes:
        print(f"{note.path}:{note.at.line}: {say(note.message, spoken(arguments))}")


def _tell_result(arguments: argparse.Namespace, imported: Imported, wish: Wish) -> None:
    pages = {path.partition(".")[0] for path in imported.files if path.endswith(".md")} - {f"courses/{wish.course}/course"}
    checked = check(read_tree(arguments.into, content_language(os.environ)))
    tell(
        arguments,
        nmsg(
            "%(n)s page came in as a lesson of the course %(course)s.",
            "%(n)s pages came in as lessons of the course %(course)s.",
            len(pages),
            course=wish.course,
        ),
        msg("It is in preparation: nobody is offered it until you take the line “state: in_preparation” out of course.md."),
        nmsg("lms check finds %(n)s error in the tree now.", "lms check finds %(n)s errors in the tree now.", checked.errors),
    )
