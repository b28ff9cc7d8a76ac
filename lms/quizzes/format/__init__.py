"""Reads the folder quizzes/ into the values of `rules`, with located faults; quizzes/README.md is the manual."""

import html
import re
from dataclasses import dataclass, field
from typing import Protocol

from lms.core.content.faults import Faults, Position
from lms.core.content.freshness import take_source
from lms.core.content.frontmatter import read_page
from lms.core.content.naming import is_id
from lms.core.content.schema import read_as
from lms.core.content.tree import Tree
from lms.core.ids import Slug
from lms.core.text import LANGUAGES, Texts, msg
from lms.quizzes.format.lengths import check_lengths
from lms.quizzes.format.original import check_original, options_by_id, questions_by_id, type_of
from lms.quizzes.format.settings import QuizSettings, TranslatedSettings, check_draw, read_settings
from lms.quizzes.format.skeleton import OptionBlock, Piece, QuestionBlock, Skeleton, read_skeleton
from lms.quizzes.format.translation import check_translation
from lms.quizzes.rules import Draw, Option, Question, Quiz

FOLDER = "quizzes"
TAG = re.compile(r"<[^<>]*>")


class Render(Protocol):
    """Renders one piece of Markdown to safe HTML; faults of the Markdown are the renderer's to note."""

    def __call__(self, text: str, path: str, line: int, inline: bool) -> str:
        """The HTML of `text`, which begins on `line` of `path`; `inline` without a paragraph around it."""


@dataclass(slots=True)
class QuizFiles:
    """The quizzes of a tree, and where they stand. With faults among them, what could be read is here all the same."""

    quizzes: dict[Slug, Quiz] = field(default_factory=dict)
    paths: dict[Slug, str] = field(default_factory=dict)
    """The file of each quiz."""
    places: dict[tuple[Slug, Slug], Position] = field(default_factory=dict)
    """The heading of each question (quiz, question) in that file."""
    marks: dict[tuple[Slug, Slug, str], Position] = field(default_factory=dict)
    """Where the attributes of each question stand, by key (`#`, `type`, `objective`, `lesson`)."""
    options: dict[tuple[Slug, Slug, Slug], Position] = field(default_factory=dict)
    """Where each option stands (quiz, question, option)."""
    translated: dict[tuple[Slug, Slug, str], tuple[str, Position]] = field(default_factory=dict)
    """Where the heading of each question stands in each translation (quiz, question, language): file and place."""


@dataclass(slots=True)
class _Written:
    """The files of one quiz by language, as they were written."""

    title: Texts = field(default_factory=dict)
    skeletons: dict[str, Skeleton] = field(default_factory=dict)
    settings: QuizSettings | None = None
    base: Skeleton | None = None
    unreadable: bool = False
    """The original is there, but its front matter cannot be read; that is a fault already."""


def read(tree: Tree, render: Render, faults: Faults) -> QuizFiles:
    """Read all quizzes of the tree. All faults are collected; only what has no readable settings or ids is left out.

    Whether the objectives and lessons exist is for publishing to check: `paths` and `places` say where they are named.
    """
    written: dict[Slug, _Written] = {}
    for path in tree.under(FOLDER):
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
            files.quizzes[quiz] = _Builder(parts, parts.base, render).quiz(quiz, parts.settings)
            files.paths[quiz] = parts.base.page.file.path
            _note_places(quiz, parts, parts.base, files)
    return files


def _note_places(quiz: Slug, parts: _Written, base: Skeleton, files: QuizFiles) -> None:
    for question, block in questions_by_id(base).items():
        files.places[quiz, Slug(question)] = block.at
        for key, at in block.attributes.places.items():
            files.marks[quiz, Slug(question), key] = at
        for option, written in options_by_id(block).items():
            files.options[quiz, Slug(question), Slug(option)] = written.at
    for language, skeleton in parts.skeletons.items():
        for question, block in questions_by_id(skeleton).items() if skeleton is not base else ():
            files.translated[quiz, Slug(question), language] = skeleton.page.file.path, block.at


def _read_file(tree: Tree, path: str, written: dict[Slug, _Written], faults: Faults) -> None:
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
    parts = written.setdefault(Slug(file.id), _Written())
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


def _take(parts: _Written, skeleton: Skeleton, faults: Faults) -> None:
    """Read the front matter of one file and put it to its quiz."""
    page = skeleton.page
    if not page.file.is_base:
        if parts.base:
            take_source(parts.base.page, page, faults)
        translated = read_as(TranslatedSettings, page.head, faults)
        if translated is not None:
            parts.title[page.file.language] = translated.title
        return
    parts.base, parts.settings = skeleton, read_settings(page.head, faults)
    pools = check_original(skeleton, parts.settings.kind if parts.settings else None, faults)
    if parts.settings is not None:
        parts.title[page.file.language] = parts.settings.title
        check_draw(page.head, parts.settings, pools, faults)


def _check_languages(parts: _Written, base: Skeleton, faults: Faults) -> None:
    for language in LANGUAGES:
        if language not in parts.skeletons:
            faults.add(
                base.page.file.path, Position(), "TRANSLATION_MISSING",
                msg("The quiz has no file in the language %(language)s.", language=language),
                msg("Write %(name)s beside it.", name=f"{base.page.file.id}.{language}.md"),
            )  # fmt: skip
    for skeleton in parts.skeletons.values():
        if skeleton is not base:
            check_translation(base, skeleton, faults)
        check_lengths(base, skeleton, faults)


def _without_original(parts: _Written, faults: Faults) -> None:
    for skeleton in [] if parts.unreadable else parts.skeletons.values():
        faults.add(
            skeleton.page.file.path, Position(), "TRANSLATION_WITHOUT_ORIGINAL",
            msg("This translates a quiz that there is not."),
            msg("Write %(name)s, or take this file out.", name=f"{skeleton.page.file.id}.md"),
        )  # fmt: skip


class _Builder:
    """Makes the values of one quiz from its files."""

    def __init__(self, parts: _Written, base: Skeleton, render: Render) -> None:
        self.parts, self.base, self.render = parts, base, render
        self.questions = {language: questions_by_id(skeleton) for language, skeleton in parts.skeletons.items()}

    def quiz(self, quiz: Slug, settings: QuizSettings) -> Quiz:
        blocks = questions_by_id(self.base).items()
        questions = [self._question(Slug(written), block) for written, block in blocks]
        return Quiz(
            id=quiz,
            title=dict(self.parts.title),
            intro=self._pieces({language: skeleton.intro for language, skeleton in self.parts.skeletons.items()}),
            kind=settings.kind,
            pass_percent=settings.pass_percent or 0,
            minutes=settings.minutes,
            attempts=settings.attempts_allowed,
            cooldown=settings.cooldown,
            draw=tuple(Draw(objective=Slug(quota.objective), take=quota.take) for quota in settings.draw),
            shuffle=settings.shuffle == "true",
            review=settings.reviewed,
            questions=tuple(question for question in questions if question is not None),
            languages=tuple(language for language in LANGUAGES if language in self.parts.skeletons),
        )

    def _question(self, written: Slug, block: QuestionBlock) -> Question | None:
        kind = type_of(block)
        if kind is None:
            return None
        blocks = {language: questions.get(written) for language, questions in self.questions.items()}
        found = {language: translated for language, translated in blocks.items() if translated is not None}
        stem = self._inline(found)
        objective = block.attributes.get("objective")
        return Question(
            id=written,
            type=kind,
            objective=None if objective is None else Slug(objective),
            lesson=block.attributes.get("lesson"),
            stem=stem,
            text={language: html.unescape(TAG.sub("", rendered)).strip() for language, rendered in stem.items()},
            body=self._pieces({language: translated.body for language, translated in found.items()}),
            options=tuple(self._option(Slug(option_id), option, found) for option_id, option in options_by_id(block).items()),
            explanation=self._pieces({language: translated.explanation for language, translated in found.items()}),
        )

    def _option(self, written: Slug, option: OptionBlock, blocks: dict[str, QuestionBlock]) -> Option:
        options = {language: options_by_id(block).get(written) for language, block in blocks.items()}
        found = {language: translated for language, translated in options.items() if translated is not None}
        return Option(
            id=written,
            text=self._inline(found),
            right=option.ticked,
            explanation=self._pieces({language: translated.explanation for language, translated in found.items()}),
            pin_last=option.attributes.get("pin") == "last",
        )

    def _inline(self, blocks: dict[str, QuestionBlock] | dict[str, OptionBlock]) -> Texts:
        return {
            language: self.render(block.text, self.parts.skeletons[language].page.file.path, block.at.line, inline=True)
            for language, block in blocks.items()
        }

    def _pieces(self, pieces: dict[str, Piece]) -> Texts:
        return {
            language: self.render(piece.text, self.parts.skeletons[language].page.file.path, piece.line, inline=False)
            for language, piece in pieces.items()
            if piece.text
        }
