"""Compares the translation of a quiz with its original: the same ids, all texts, no keys."""

from lms.core.content.faults import Faults, Position
from lms.core.text import Message, msg
from lms.quizzes.format.attributes import Attributes
from lms.quizzes.format.original import options_by_id, questions_by_id
from lms.quizzes.format.skeleton import OptionBlock, Piece, QuestionBlock, Skeleton


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
        checker.attributes(block.attributes, set(originals), known, "QUESTION_UNKNOWN")


class _Checker:
    def __init__(self, path: str, faults: Faults) -> None:
        self.path, self.faults = path, faults

    def question(self, original: QuestionBlock, translated: QuestionBlock) -> None:
        self.piece(original.body, translated.body, translated.at)
        self.piece(original.explanation, translated.explanation, translated.at)
        wanted, given = options_by_id(original), options_by_id(translated)
        for written, option in wanted.items():
            if written not in given:
                self.missing(
                    translated.at, "OPTION_NOT_TRANSLATED", msg("The option “%(id)s” is not translated here.", id=written), written
                )  # fmt: skip
            else:
                self.piece(option.explanation, given[written].explanation, given[written].at)
        known: set[str] = set()
        for option in translated.options:
            self.attributes(option.attributes, set(wanted), known, "OPTION_UNKNOWN")
            self._no_key(option)

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

    def attributes(self, attributes: Attributes, wanted: set[str], known: set[str], unknown: str) -> None:
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
        for key in attributes.values.keys() - {"#"}:
            self.faults.add(
                self.path, attributes.place(key), "TYPE_IN_TRANSLATION" if key == "type" else "ATTRIBUTE_IN_TRANSLATION",
                msg("“%(key)s” stands only in the original.", key=key), msg("Take it out here."),
            )  # fmt: skip

    def _no_key(self, option: OptionBlock) -> None:
        if option.ticked:
            self.faults.add(
                self.path, option.at, "KEY_IN_TRANSLATION",
                msg("A right option is marked in the translation."), msg("Write [ ]: keys stand only in the original."),
            )  # fmt: skip
