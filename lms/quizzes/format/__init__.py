"""Reads the folder quizzes/ into the values of `rules`, with located faults; quizzes/README.md is the manual."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lms.core.content.faults import Faults, Position
from lms.core.content.freshness import take_source
from lms.core.content.frontmatter import read_page
from lms.core.content.naming import is_id
from lms.core.content.schema import read_as
from lms.core.content.tree import Tree
from lms.core.ids import Slug
from lms.core.text import LANGUAGES, msg
from lms.quizzes.format.blocks import QuestionBlock, Skeleton, choices_by_id, gaps_by_id, options_by_id, questions_by_id
from lms.quizzes.format.building import Builder, Render, Written
from lms.quizzes.format.contradictions import check_contradictions
from lms.quizzes.format.draws import check_draw, check_exclusions
from lms.quizzes.format.explanations import settle_explanations
from lms.quizzes.format.guessing import check_guessing
from lms.quizzes.format.lengths import check_lengths
from lms.quizzes.format.original import check_original
from lms.quizzes.format.repairs import check_repairs
from lms.quizzes.format.settings import TranslatedSettings, read_settings
from lms.quizzes.format.skeleton import read_skeleton
from lms.quizzes.format.translation import check_settings, check_translation
from lms.quizzes.rules import Quiz

FOLDER = "quizzes"
MEDIA = "quizzes/media/"
"""Pictures of questions; what shows them looks at them."""


@dataclass(slots=True)
class QuizFiles:
    """The quizzes of a tree, and where they stand. With faults among them, what could be read is here all the same."""

    quizzes: dict[Slug, Quiz] = field(default_factory=dict)
    paths: dict[Slug, str] = field(default_factory=dict)
    """The file of each quiz."""
    places: dict[tuple[Slug, Slug], Position] = field(default_factory=dict)
    """The heading of each question (quiz, question) in that file."""
    marks: dict[tuple[Slug, Slug, str], Position] = field(default_factory=dict)
    """Where the attributes of each question stand, by key (`#`, `type`, `objective`, `lesson`, ...)."""
    options: dict[tuple[Slug, Slug, str], Position] = field(default_factory=dict)
    """Where each option and choice stands (quiz, question, option); a gap of a cloze is `gap`, its options are `gap/option`."""
    translated: dict[tuple[Slug, Slug, str], tuple[str, Position]] = field(default_factory=dict)
    """Where the heading of each question stands in each translation (quiz, question, language): file and place."""


def read(tree: Tree, render: Render, faults: Faults) -> QuizFiles:
    """Read all quizzes of the tree. All faults are collected; only what has no readable settings or ids is left out.

    Whether the objectives and lessons exist is for publishing to check: `paths` and `places` say where they are named.
    """
    written: dict[Slug, Written] = {}
    for path in tree.under(FOLDER):
        if not path.startswith(MEDIA):
            _read_file(tree, path, written, faults)
    for parts in written.values():
        # The original first: a translation may tell which state of it it was made from.
        for skeleton in sorted(parts.skeletons.values(), key=lambda one: not one.page.file.is_base):
            _take(parts, skeleton, faults)
    files = QuizFiles()
    for quiz, parts in written.items():
        if parts.base is None:
            _without_original(parts, faults)
            continue
        _check_languages(parts, parts.base, faults)
        if parts.settings is not None:
            files.quizzes[quiz] = Builder(parts, parts.base, render, faults).quiz(quiz, parts.settings)
            if not any(fault.path == parts.base.page.file.path for fault in faults.errors):
                check_exclusions(parts.base.page.head, parts.base, files.quizzes[quiz], faults)
                check_guessing(parts.base.page.head, files.quizzes[quiz], faults)
            files.paths[quiz] = parts.base.page.file.path
            _note_places(quiz, parts, parts.base, files)
    return files


def _note_places(quiz: Slug, parts: Written, base: Skeleton, files: QuizFiles) -> None:
    for question, block in questions_by_id(base).items():
        files.places[quiz, Slug(question)] = block.at
        for key, at in block.attributes.places.items():
            files.marks[quiz, Slug(question), key] = at
        files.options |= {(quiz, Slug(question), part): at for part, at in _parts(block)}
    for language, skeleton in parts.skeletons.items():
        for question, block in questions_by_id(skeleton).items() if skeleton is not base else ():
            files.translated[quiz, Slug(question), language] = skeleton.page.file.path, block.at


def _parts(block: QuestionBlock, before: str = "") -> Iterator[tuple[str, Position]]:
    for written, option in (*options_by_id(block).items(), *choices_by_id(block).items()):
        yield f"{before}{written}", option.at
    for written, gap in gaps_by_id(block).items():
        yield written, gap.at
        yield from _parts(gap, f"{written}/")


def _read_file(tree: Tree, path: str, written: dict[Slug, Written], faults: Faults) -> None:
    if not path.endswith(".md") or path.count("/") != 1:
        faults.add(
            path, Position(), "FILE_UNEXPECTED",
            msg("Quizzes are files with the ending .md directly in the folder quizzes."), msg("Move the file or take it out."),
        )  # fmt: skip
        return
    file = tree.text(path, faults)
    if file is None:
        return
    if not is_id(file.id):
        faults.add(
            path, Position(), "ID_UNREADABLE", msg("“%(value)s” is not an id.", value=file.id),
            msg("Name the file with lower case Latin letters, digits and single hyphens."),
        )  # fmt: skip
        return
    parts = written.setdefault(Slug(file.id), Written())
    page = read_page(file, faults)
    if page is None:
        parts.unreadable |= file.is_base
        return
    if file.language in parts.skeletons:
        faults.add(
            path, Position(), "QUIZ_ID_TWICE",
            msg("%(other)s is this quiz in this language already.", other=parts.skeletons[file.language].page.file.path),
            msg("Name one of the two files differently."),
        )  # fmt: skip
        return
    parts.skeletons[file.language] = read_skeleton(page, faults)


def _take(parts: Written, skeleton: Skeleton, faults: Faults) -> None:
    """Read the front matter of one file and put it to its quiz."""
    page = skeleton.page
    if not page.file.is_base:
        if parts.base:
            take_source(parts.base.page, page, faults)
        translated = read_as(TranslatedSettings, page.head, faults)
        if translated is not None:
            parts.translated[page.file.language] = translated
            if parts.settings:
                check_settings(page.head, parts.settings, translated, faults)
        return
    parts.base, parts.settings = skeleton, read_settings(page.head, faults)
    check_original(skeleton, parts.settings.kind if parts.settings else None, faults)
    if parts.settings is not None:
        parts.translated[page.file.language] = parts.settings
        check_contradictions(page.head, parts.settings, skeleton, faults)
        check_draw(page.head, parts.settings, skeleton, faults)
        check_repairs(page.head, parts.settings, skeleton, faults)


def _check_languages(parts: Written, base: Skeleton, faults: Faults) -> None:
    for language in LANGUAGES:
        if language not in parts.skeletons:
            faults.add(
                base.page.file.path, Position(), "TRANSLATION_MISSING",
                msg("The quiz has no file in the language %(language)s.", language=language),
                msg("Write %(name)s beside it.", name=f"{base.page.file.id}.{language}.md"),
            )  # fmt: skip
    for skeleton in parts.skeletons.values():
        if skeleton is not base:
            settle_explanations(base, skeleton, faults)
            check_translation(base, skeleton, faults)
        check_lengths(base, skeleton, faults)


def _without_original(parts: Written, faults: Faults) -> None:
    for skeleton in [] if parts.unreadable else parts.skeletons.values():
        faults.add(
            skeleton.page.file.path, Position(), "TRANSLATION_WITHOUT_ORIGINAL",
            msg("This translates a quiz that there is not."),
            msg("Write %(name)s, or take this file out.", name=f"{skeleton.page.file.id}.md"),
        )  # fmt: skip
