"""`lms import` of questions into a quiz, after a look at what would come in, and `lms export` of a quiz for other programs."""

import argparse
import os
import sys
from pathlib import Path

from lms.cli.faults import line as fault_line
from lms.cli.words import agreed, spoken, tell
from lms.core.content.naming import is_id
from lms.core.content.tree import Tree, read_tree
from lms.core.errors import Conflict, Invalid, NotFound
from lms.core.ids import Slug
from lms.core.text import Message, msg, nmsg
from lms.core.translation import say
from lms.publishing.check import check
from lms.publishing.crossing import declared
from lms.publishing.exports import EXPORTS
from lms.publishing.imports import QUESTIONS
from lms.publishing.imports.arrival import Imported, Note
from lms.publishing.imports.asked import PASS_PERCENT, QuizWish
from lms.publishing.imports.files import put, sources
from lms.publishing.imports.names import id_of
from lms.publishing.source import content_folder, content_language
from lms.quizzes.rules import QuizKind

AWAITED = "TRANSLATION_MISSING"
"""The fault of every quiz that has just come in: its other language is still to be written."""


def add_options(importing: argparse.ArgumentParser, language: str) -> None:
    """Add what only the import of questions asks for."""

    def told(sentence: Message) -> str:
        return say(sentence, language)

    importing.add_argument(
        "--quiz", default="", metavar="ID", help=told(msg("questions: the id of the new quiz; left out, the file's name"))
    )
    kinds = [kind.value for kind in QuizKind]
    importing.add_argument("--kind", choices=kinds, default=QuizKind.PRACTICE.value, help=told(msg("questions: what the quiz is for")))
    importing.add_argument(
        "--pass", type=int, default=None, metavar="N", dest="pass_percent", help=told(msg("questions: the percent needed"))
    )
    importing.add_argument("--minutes", type=int, default=None, metavar="N", help=told(msg("questions: the time limit")))
    importing.add_argument("--objective", default="", metavar="ID", help=told(msg("questions: the objective of those that name none")))
    importing.add_argument("--lesson", default="", metavar="ID", help=told(msg("questions: the lesson (course/lesson) that teaches them")))
    importing.add_argument("--yes", action="store_true", help=told(msg("do not ask")))


def add_export(parsers: "argparse._SubParsersAction[argparse.ArgumentParser]", language: str) -> None:
    """Add export."""

    def told(sentence: Message) -> str:
        return say(sentence, language)

    exporting = parsers.add_parser("export", help=told(msg("write a quiz in the format of other programs")))
    exporting.add_argument("format", choices=sorted(EXPORTS), help=told(msg("the format")))
    exporting.add_argument("quiz", metavar="QUIZ", help=told(msg("the id of the quiz")))
    folder = told(msg("folder with courses, quizzes, certificates and materials; left out, LMS_CONTENT or the sample"))
    exporting.add_argument("--from", type=Path, default=None, metavar="TREE", dest="tree", help=folder)
    exporting.add_argument("--to", type=Path, default=None, metavar="FILE", help=told(msg("the file to write; left out, the terminal")))
    exporting.set_defaults(run=run_export)


def run_import(arguments: argparse.Namespace) -> int:
    """Show which questions would come in, and write the quiz when the answer is yes; exit code 1 and nothing written otherwise.

    Raises:
        NotFound: the source or the tree is missing.
        Conflict: the tree has such a quiz.
        Invalid: the id of the quiz is none, or an exam lacks a setting.
    """
    folder: Path = arguments.into
    if not folder.is_dir():
        raise NotFound(msg("There is no folder %(folder)s.", folder=str(folder)))
    found = sources(arguments.directory)
    tree = read_tree(folder, content_language(os.environ))
    arrival = QUESTIONS[arguments.format](found, _wish(arguments, tree))
    _print_notes(arguments, arrival.left_out, msg("Left out:"))
    _print_notes(arguments, arrival.notes, msg("Not as it was:"))
    if arrival.refusals:
        _print_notes(arguments, arrival.refusals, msg("This hinders the import:"))
        tell(arguments, msg("Nothing was written."))
        return 1
    if taken := next((path for path in arrival.files if (folder / path).exists()), None):
        raise Conflict(msg("%(file)s is there already. Name another file.", file=taken))
    _preview(arguments, arrival, tree)
    if not agreed(arguments, msg("Write this now? Type yes:"), msg("Nothing was written.")):
        return 1
    put(folder, arrival.files)
    tell(arguments, *(msg("%(path)s was written.", path=path) for path in sorted(arrival.files)))
    return 0


def run_export(arguments: argparse.Namespace) -> int:
    """Write a quiz in another format; what that cannot say is named, and left out of it.

    Raises:
        NotFound: there is no such quiz.
        Conflict: the file is there already.
    """
    tree = read_tree(content_folder(arguments.tree, os.environ), content_language(os.environ))
    exported = EXPORTS[arguments.format](tree, arguments.quiz)
    target: Path | None = arguments.to
    if target is None:
        print(exported.text, end="")
    elif target.exists():
        raise Conflict(msg("%(file)s is there already. Name another file.", file=str(target)))
    else:
        target.write_text(exported.text, encoding="utf-8")
        told = nmsg(
            "%(n)s question was written to %(file)s.", "%(n)s questions were written to %(file)s.", exported.questions, file=str(target)
        )
        tell(arguments, told)
    for note in exported.notes:
        print(f"{note.path}:{note.at.line}: {say(note.message, spoken(arguments))}", file=sys.stderr if target is None else sys.stdout)
    return 0


def _wish(arguments: argparse.Namespace, tree: Tree) -> QuizWish:
    source: Path = arguments.directory
    quiz = arguments.quiz or id_of(source.resolve().stem)
    if not is_id(quiz):
        raise Invalid(msg("“%(id)s” is no id of a quiz. Name one with --quiz, in lower case Latin letters, digits and hyphens.", id=quiz))
    if quiz in declared(tree).quizzes:
        raise Conflict(msg("The tree has a quiz “%(id)s” already. Name another id with --quiz.", id=quiz))
    if any(number is not None and not 1 <= number <= limit for number, limit in ((arguments.pass_percent, 100), (arguments.minutes, 600))):
        raise Invalid(msg("--pass is a percent from 1 to 100, --minutes a number from 1 to 600."))
    kind = QuizKind(arguments.kind)
    if kind is QuizKind.EXAM and not all((arguments.pass_percent, arguments.minutes, arguments.objective, arguments.lesson)):
        raise Invalid(
            msg("An exam needs --pass, --minutes, --objective and --lesson: each question names what it asks and which lesson teaches it.")
        )
    known = {str(one.id) for course in check(tree).draft.catalogue.courses.values() for one in course.objectives}
    if arguments.objective and arguments.objective not in known:
        raise Invalid(msg("No course of the tree has the objective “%(id)s”.", id=arguments.objective))
    lessons = declared(tree).lessons
    if arguments.lesson and arguments.lesson not in lessons:
        raise Invalid(msg("The tree has no lesson “%(id)s”; write course/lesson.", id=arguments.lesson))
    return QuizWish(
        quiz=Slug(quiz), title=arguments.title or source.resolve().stem.replace("-", " ").replace("_", " ").strip().capitalize(),
        language=tree.language, kind=kind, pass_percent=arguments.pass_percent, minutes=arguments.minutes, objective=arguments.objective,
        lesson=arguments.lesson, objectives=known, lessons=lessons,
    )  # fmt: skip


def _preview(arguments: argparse.Namespace, arrival: Imported, tree: Tree) -> None:
    """Each question that comes in, and what a check of the tree would say of the quiz."""
    width = max(len(one.id) for one in arrival.come)
    for one in arrival.come:
        print(f"+ {one.id:<{width}}  {one.type.value:<10}  {one.text}")
    checked = check(Tree({**tree.files, **arrival.files}, tree.language))
    for fault in checked.faults:
        if fault.path in arrival.files and not fault.warning and fault.code != AWAITED:
            print(fault_line(fault, spoken(arguments)))
    path = next(path for path in arrival.files if path.endswith(".md"))
    tell(
        arguments,
        nmsg("%(n)s question comes in as %(path)s.", "%(n)s questions come in as %(path)s.", len(arrival.come), path=path),
        nmsg("%(n)s question is left out.", "%(n)s questions are left out.", len(arrival.left_out)),
    )
    if arguments.kind == QuizKind.PRACTICE.value and arguments.pass_percent is None:
        tell(arguments, msg("It is a practice quiz, passed with %(percent)s %%.", percent=PASS_PERCENT))
    tell(arguments, msg("Before it can be published it needs its translation beside it."))


def _print_notes(arguments: argparse.Namespace, notes: list[Note], heading: Message) -> None:
    if notes:
        tell(arguments, heading)
    for note in notes:
        place = f"{note.path}:{note.at.line}: " if note.path else ""
        print(f"  {place}{say(note.message, spoken(arguments))}")
