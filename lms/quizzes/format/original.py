"""Checks a quiz file in the tree's own language: ids, types, keys, and what an exam needs."""

from collections import Counter
from collections.abc import Mapping

from lms.core.content.faults import Faults, Position
from lms.core.ids import Slug
from lms.core.text import Message, msg
from lms.quizzes.format.attributes import Attributes
from lms.quizzes.format.skeleton import OptionBlock, QuestionBlock, Skeleton
from lms.quizzes.questions import KINDS
from lms.quizzes.questions.kind import Choice, Kind
from lms.quizzes.rules import QuestionType, QuizKind

QUESTION_KEYS = {"#", "type", "objective", "lesson"}
OPTION_KEYS = {"#", "pin"}


def check_original(skeleton: Skeleton, kind: QuizKind | None, faults: Faults) -> dict[str, int]:
    """Note all faults of the questions; `kind` is `None` where the settings do not tell. Returns each objective's number of questions."""
    _Checker(skeleton.page.file.path, kind, faults).quiz(skeleton)
    objectives = (block.attributes.get("objective") for block in skeleton.questions)
    return Counter(objective for objective in objectives if objective is not None)


def type_of(block: QuestionBlock) -> QuestionType | None:
    """The type that a question names, or `None` when it names none that there is."""
    written = block.attributes.get("type")
    return QuestionType(written) if written in set(QuestionType) else None


class _Checker:
    def __init__(self, path: str, kind: QuizKind | None, faults: Faults) -> None:
        self.path, self.kind, self.faults = path, kind, faults

    def quiz(self, skeleton: Skeleton) -> None:
        if not skeleton.questions:
            self._add(
                Position(skeleton.page.body_line), "QUESTIONS_MISSING",
                msg("The quiz has no questions."), msg("Begin a question with ## at the left margin."),
            )  # fmt: skip
        seen: dict[str, Position] = {}
        for block in skeleton.questions:
            self._id(block.attributes, seen, "QUESTION_ID_TWICE")
            self._keys(block.attributes, QUESTION_KEYS)
            self._options(block)
            if self.kind is QuizKind.EXAM:
                self._exam(block)

    def _options(self, block: QuestionBlock) -> None:
        seen: dict[str, Position] = {}
        for option in block.options:
            self._id(option.attributes, seen, "OPTION_ID_TWICE")
            self._keys(option.attributes, OPTION_KEYS)
            if option.attributes.get("pin") not in (None, "last"):
                self._add(
                    option.attributes.place("pin"), "PIN_UNKNOWN",
                    msg("An option can only be pinned last."), msg("Write pin=last, or take it out."),
                )  # fmt: skip
        kind = self._kind(block)
        if len(block.options) < 2:
            self._add(
                block.at, "OPTIONS_MISSING",
                msg("The question has fewer than two options."), msg("Write “- [ ] text {#id}” below it, after a blank line."),
            )  # fmt: skip
        elif kind is not None:
            self._complaints(block, kind)

    def _kind(self, block: QuestionBlock) -> Kind | None:
        attributes, known = block.attributes, ", ".join(QuestionType)
        if attributes.get("type") is None:
            self._add(attributes.at, "TYPE_MISSING", msg("The question names no type."), msg("Add type= one of: %(known)s.", known=known))
            return None
        named = type_of(block)
        if named is None:
            self._add(
                attributes.place("type"), "TYPE_UNKNOWN",
                msg("“%(type)s” is not a type of question.", type=attributes.get("type")), msg("Write one of: %(known)s.", known=known),
            )  # fmt: skip
            return None
        return KINDS[named]

    def _complaints(self, block: QuestionBlock, kind: Kind) -> None:
        choices = [Choice(Slug(option.attributes.get("#") or ""), option.ticked) for option in block.options]
        for complaint in kind.complaints(choices):
            at = block.at if complaint.option is None else block.options[complaint.option].at
            self._add(at, complaint.code, complaint.message, complaint.repair)

    def _exam(self, block: QuestionBlock) -> None:
        if block.attributes.get("objective") is None:
            self._add(
                block.attributes.at, "OBJECTIVE_MISSING",
                msg("A question of an exam names its objective."), msg("Add objective=<id of an objective of a course>."),
            )  # fmt: skip
        if block.attributes.get("lesson") is None:
            self._add(
                block.attributes.at, "LESSON_MISSING",
                msg("A question of an exam names the lesson that teaches the answer."), msg("Add lesson=<course>/<lesson>."),
            )  # fmt: skip
        if not block.explanation.text:
            self.faults.warn(
                self.path, block.at, "EXPLANATION_MISSING",
                msg("The question has no explanation."), msg("Write it below the options, after a blank line, each line with > before it."),
            )  # fmt: skip

    def _id(self, attributes: Attributes, seen: dict[str, Position], twice: str) -> None:
        written = attributes.get("#")
        if written is None:
            self._add(attributes.at, "ID_MISSING", msg("An id is missing."), msg("Put {#id} at the end of the line."))
        elif written in seen:
            self._add(
                attributes.place("#"), twice,
                msg("The id “%(id)s” stands on line %(line)s already.", id=written, line=seen[written].line), msg("Choose another id."),
            )  # fmt: skip
        else:
            seen[written] = attributes.place("#")

    def _keys(self, attributes: Attributes, known: set[str]) -> None:
        for key in attributes.values.keys() - known:
            self._add(
                attributes.place(key), "ATTRIBUTE_UNKNOWN",
                msg("“%(key)s” is not read here.", key=key), msg("Take it out, or check its spelling in the manual of the folder."),
            )  # fmt: skip

    def _add(self, at: Position, code: str, message: Message, repair: Message) -> None:
        self.faults.add(self.path, at, code, message, repair)


def options_by_id(block: QuestionBlock) -> Mapping[str, OptionBlock]:
    """The options that have an id; of two with the same, the first."""
    found: dict[str, OptionBlock] = {}
    for option in block.options:
        if (written := option.attributes.get("#")) is not None:
            found.setdefault(written, option)
    return found


def questions_by_id(skeleton: Skeleton) -> Mapping[str, QuestionBlock]:
    """The questions that have an id; of two with the same, the first."""
    found: dict[str, QuestionBlock] = {}
    for block in skeleton.questions:
        if (written := block.attributes.get("#")) is not None:
            found.setdefault(written, block)
    return found
