"""Compares the translation of a quiz with its original: the same ids, all texts, no keys."""

from collections.abc import Collection, Mapping

from lms.core.content.faults import Faults, Position
from lms.core.content.yaml import Document
from lms.core.text import Message, msg
from lms.quizzes.format.attributes import Attributes
from lms.quizzes.format.blocks import (
    OptionBlock,
    Piece,
    QuestionBlock,
    Skeleton,
    choices_by_id,
    gaps_by_id,
    options_by_id,
    questions_by_id,
)
from lms.quizzes.format.gaps import check_gaps
from lms.quizzes.format.settings import QuizSettings, TranslatedSettings
from lms.quizzes.format.values import type_of
from lms.quizzes.questions import KINDS
from lms.quizzes.questions.kind import Sign


def check_translation(original: Skeleton, translation: Skeleton, faults: Faults) -> None:
    """Note everything that the translation lacks, or has too much."""
    checker = _Checker(translation.page.file.path, faults)
    checker.piece(original.intro, translation.intro, Position(translation.page.body_line))
    questions, place = questions_by_id(translation), Position(translation.page.body_line)
    originals = questions_by_id(original)
    for wanted, block in originals.items():
        translated = questions.get(wanted)
        if translated is None:
            checker.missing(place, "QUESTION_NOT_TRANSLATED", msg("The question “%(id)s” is not translated here.", id=wanted), wanted)
        else:
            place = translated.at
            checker.question(block, translated)
    known: set[str] = set()
    for block in translation.questions:
        checker.attributes(block.attributes, originals, known, "QUESTION_UNKNOWN")


def check_settings(document: Document, original: QuizSettings, translated: TranslatedSettings, faults: Faults) -> None:
    """Compare what learners read of the front matter: the promise, and the reasons of repairs."""
    if original.honour and not translated.honour:
        faults.add(
            document.path, Position(), "TEXT_NOT_TRANSLATED",
            msg("The key “%(key)s” is not translated here.", key="honour"), msg("Write it in this language."),
        )  # fmt: skip
    if translated.honour and not original.honour:
        _only_here(document, document.key(("honour",)), faults)
    given = [repair.question for repair in translated.repairs]
    for repair in original.repairs:
        if repair.question not in given:
            faults.add(
                document.path, document.key(("repairs",)), "REPAIR_NOT_TRANSLATED",
                msg("The reason of the repair of “%(id)s” is not translated here.", id=repair.question),
                msg("Write “- {question: %(id)s, reason: ...}” under “repairs”.", id=repair.question),
            )  # fmt: skip
    for row, question in enumerate(given):
        if question not in {repair.question for repair in original.repairs}:
            _only_here(document, document.place(("repairs", row, "question")), faults)


def _only_here(document: Document, at: Position, faults: Faults) -> None:
    faults.add(
        document.path, at, "TEXT_NOT_IN_ORIGINAL", msg("The original has no such text."), msg("Write it there too, or take it out."),
    )  # fmt: skip


class _Checker:
    def __init__(self, path: str, faults: Faults) -> None:
        self.path, self.faults = path, faults

    def question(self, original: QuestionBlock, translated: QuestionBlock) -> None:
        self.piece(original.body, translated.body, translated.at)
        self.piece(original.explanation, translated.explanation, translated.at)
        if (kind := type_of(original)) is not None and KINDS[kind].gap_types:
            check_gaps(self.path, original, translated, self.faults)
        self._shown(original, translated)
        self._entries(original, translated)
        wanted, given = gaps_by_id(original), gaps_by_id(translated)
        for written, gap in wanted.items():
            if written in given:
                self._entries(gap, given[written])
            elif gap.speaks:
                self.missing(translated.at, "GAP_NOT_TRANSLATED", msg("The gap “%(id)s” is not translated here.", id=written), written)
        known: set[str] = set()
        for block in translated.gaps:
            self.attributes(block.attributes, wanted, known, "GAP_UNKNOWN")

    def _shown(self, original: QuestionBlock, translated: QuestionBlock) -> None:
        """What the text has to show in every language; one that is not written at all is noted already."""
        kind = type_of(original)
        for complaint in KINDS[kind].unsaid(translated.body.text) if kind and translated.body.text else ():
            self.faults.add(self.path, translated.at, complaint.code, complaint.message, complaint.repair)

    def _entries(self, original: QuestionBlock, translated: QuestionBlock) -> None:
        """Options and choices have one row of ids."""
        wanted = {**options_by_id(original), **choices_by_id(original)}
        given = {**options_by_id(translated), **choices_by_id(translated)}
        for written, option in wanted.items():
            if written in given:
                self.piece(option.explanation, given[written].explanation, given[written].at)
            elif option.speaks:
                self.missing(
                    translated.at, "OPTION_NOT_TRANSLATED", msg("The option “%(id)s” is not translated here.", id=written), written
                )  # fmt: skip
        known: set[str] = set()
        choices = choices_by_id(original)
        for option in sorted([*translated.options, *translated.choices], key=lambda one: one.at.line):
            self.attributes(option.attributes, wanted, known, "OPTION_UNKNOWN")
            like = wanted.get(option.attributes.get("#") or "")
            self._no_key(option, like)
            if like is not None and (option in translated.choices) != (like.attributes.get("#") in choices):
                self._otherwise(option)

    def missing(self, at: Position, code: str, message: Message, written: str) -> None:
        self.faults.add(self.path, at, code, message, msg("Write it in this language and end its line with {#%(id)s}.", id=written))

    def piece(self, original: Piece, translated: Piece, at: Position) -> None:
        if original.text and not translated.text:
            self.faults.add(
                self.path, at, "TEXT_NOT_TRANSLATED",
                msg("The text on line %(line)s of the original is not translated here.", line=original.line),
                msg("Write it in this language."),
            )  # fmt: skip
        elif translated.text and not original.text:
            self.faults.add(
                self.path, Position(translated.line), "TEXT_NOT_IN_ORIGINAL",
                msg("The original has no such text."), msg("Write it there too, or take it out."),
            )  # fmt: skip

    def attributes(self, attributes: Attributes, wanted: Collection[str] | Mapping[str, object], known: set[str], unknown: str) -> None:
        written = attributes.get("#")
        if written is None:
            self.faults.add(self.path, attributes.at, "ID_MISSING", msg("An id is missing."), msg("Repeat the id of the original: {#id}."))
        elif written not in wanted:
            self.faults.add(
                self.path, attributes.place("#"), unknown,
                msg("The original has no “%(id)s” here.", id=written), msg("Repeat the ids of the original."),
            )  # fmt: skip
        elif written in known:
            self.faults.add(
                self.path, attributes.place("#"), unknown.replace("UNKNOWN", "ID_TWICE"),
                msg("“%(id)s” is translated here a second time.", id=written), msg("Take one out."),
            )  # fmt: skip
        else:
            known.add(written)
        for key in sorted(attributes.values.keys() - {"#"}):
            self.faults.add(
                self.path, attributes.place(key), "TYPE_IN_TRANSLATION" if key == "type" else "ATTRIBUTE_IN_TRANSLATION",
                msg("“%(key)s” stands only in the original.", key=key), msg("Take it out here."),
            )  # fmt: skip

    def _no_key(self, option: OptionBlock, like: OptionBlock | None) -> None:
        if option.ticked:
            self.faults.add(
                self.path, option.at, "KEY_IN_TRANSLATION",
                msg("A right option is marked in the translation."), msg("Write [ ]: keys stand only in the original."),
            )  # fmt: skip
        elif option.sign in (Sign.STEP, Sign.EQUALS, Sign.PAIR) and option.key:
            self.faults.add(
                self.path, option.at, "KEY_IN_TRANSLATION",
                msg("The translation tells the right answer."), msg("Keys stand only in the original; here write “- text {#id}”."),
            )  # fmt: skip
        elif like is not None and not _matches(option, like):
            self._otherwise(option)

    def _otherwise(self, option: OptionBlock) -> None:
        self.faults.add(
            self.path, option.at, "OPTION_TRANSLATED_OTHERWISE",
            msg("The original writes this entry in another way."), msg("Write it like the manual's translation of this type."),
        )  # fmt: skip


def _matches(option: OptionBlock, like: OptionBlock) -> bool:
    """Whether an entry of the translation is written as it should be for that of the original."""
    if like.sign is Sign.POINTS:
        return option.sign in (None, Sign.POINTS) and option.key in ("", like.key)
    if like.sign is Sign.STEP:
        return option.sign is None
    if like.sign is Sign.PAIR:
        return option.sign in (None, Sign.PAIR)
    return option.sign is like.sign
