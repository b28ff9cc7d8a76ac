"""Checks a quiz file in the tree's own language: ids, types, keys, and what an exam needs."""

from lms.core.content.faults import Faults, Position
from lms.core.text import Message, msg, nmsg
from lms.quizzes.format.attributes import Attributes
from lms.quizzes.format.blocks import OptionBlock, QuestionBlock, Skeleton, questions_by_id
from lms.quizzes.format.gaps import check_gaps
from lms.quizzes.format.values import NUMBERS, as_written, excluded, read_number, type_of
from lms.quizzes.questions import KINDS
from lms.quizzes.questions.kind import Complaint, Kind, Sign
from lms.quizzes.rules import QuestionType, QuizKind

QUESTION_KEYS = frozenset({"#", "type", "objective", "lesson", "points", "difficulty", "excludes"})
GAP_KEYS = frozenset({"#", "type", "weight"})
WRITTEN = {
    Sign.BOX: "- [ ] text {#id}",
    Sign.EQUALS: "- = 40 {#id}",
    Sign.PAIR: "- text {#id} -> text {#other}",
    Sign.STEP: "1. text {#id}",
    Sign.POINTS: "- (4) text {#id}",
}
"""How an entry looks, by its sign."""


def check_original(skeleton: Skeleton, kind: QuizKind | None, faults: Faults) -> None:
    """Note all faults of the questions; `kind` is `None` where the settings do not tell."""
    _Checker(skeleton, kind, faults).quiz()


class _Checker:
    def __init__(self, skeleton: Skeleton, kind: QuizKind | None, faults: Faults) -> None:
        self.skeleton, self.kind, self.faults = skeleton, kind, faults
        self.path, self.language = skeleton.page.file.path, skeleton.page.file.language

    def quiz(self) -> None:
        if not self.skeleton.questions:
            self._add(
                Position(self.skeleton.page.body_line), "QUESTIONS_MISSING",
                msg("The quiz has no questions."), msg("Begin a question with ## at the left margin."),
            )  # fmt: skip
        seen: dict[str, Position] = {}
        for block in self.skeleton.questions:
            self._id(block.attributes, seen, "QUESTION_ID_TWICE")
            kind = self._kind(block, frozenset(KINDS))
            self._keys(block.attributes, QUESTION_KEYS | (kind.settings if kind else frozenset()))
            self._numbers(block.attributes)
            self._excludes(block)
            self._question(block, kind)
            if self.kind is QuizKind.CHECK and kind and kind.by_hand:
                self._check_by_hand(block)
            if self.kind is QuizKind.EXAM and (kind is None or kind.scored):
                self._exam(block, kind)

    def _question(self, block: QuestionBlock, kind: Kind | None) -> None:
        sound = self._entries(block, kind) and self._gaps(block, kind)
        if kind is not None and sound:
            for complaint in kind.complaints(as_written(block, kind, self.language)):
                self._complain(block, complaint)

    def _gaps(self, block: QuestionBlock, kind: Kind | None) -> bool:
        """Whether all gaps can be looked at by the kind."""
        seen: dict[str, Position] = {}
        if block.gaps and kind is not None and not kind.gap_types:
            self._add(
                block.gaps[0].at, "GAP_MISPLACED",
                msg("A question of the type %(type)s has no gaps.", type=kind.type.value), msg("Write type=cloze, or take the gap out."),
            )  # fmt: skip
            return False
        sound = True
        for gap in block.gaps:
            self._id(gap.attributes, seen, "GAP_ID_TWICE")
            named = self._kind(gap, kind.gap_types if kind else frozenset(KINDS))
            self._keys(gap.attributes, GAP_KEYS | (named.settings if named else frozenset()))
            self._numbers(gap.attributes)
            sound &= self._entries(gap, named) and named is not None
        check_gaps(self.path, block, block, self.faults)
        return sound

    def _entries(self, block: QuestionBlock, kind: Kind | None) -> bool:
        """Whether the entries are written as the kind reads them, and there are enough."""
        seen: dict[str, Position] = {}
        known = frozenset({"#"}) | (kind.entry_settings if kind else frozenset({"pin", "credit", "rect", "circle"}))
        for entry in sorted([*block.options, *block.choices], key=lambda one: one.at.line):
            self._id(entry.attributes, seen, "OPTION_ID_TWICE")
            self._keys(entry.attributes, known)
            self._numbers(entry.attributes)
            if entry.attributes.get("pin") not in (None, "last"):
                self._add(
                    entry.attributes.place("pin"), "PIN_UNKNOWN",
                    msg("An option can only be pinned last."), msg("Write pin=last, or take it out."),
                )  # fmt: skip
        return kind is None or (self._signs(block, kind) and self._pairs(block) and self._enough(block, kind))

    def _signs(self, block: QuestionBlock, kind: Kind) -> bool:
        strange = [entry for entry in block.options if entry.sign is not kind.sign or kind.gap_types]
        for entry in strange:
            self._add(
                entry.at, "OPTION_OF_OTHER_TYPE",
                msg("An option of a question of the type %(type)s is not written like this.", type=kind.type.value),
                msg("Write “%(example)s”.", example="### {#id type=single}" if kind.gap_types else WRITTEN[kind.sign]),
            )  # fmt: skip
        return not strange

    def _pairs(self, block: QuestionBlock) -> bool:
        named = {choice.attributes.get("#") for choice in block.choices}
        lost = [entry for entry in block.options if entry.sign is Sign.PAIR and entry.key not in named]
        for entry in lost:
            self._add(
                entry.at, "CHOICE_UNKNOWN",
                msg("The right side names the choice “%(id)s”, which has no text anywhere.", id=entry.key),
                msg("Write its text once: “- text {#id} -> text {#other}”."),
            )  # fmt: skip
        return not lost

    def _enough(self, block: QuestionBlock, kind: Kind) -> bool:
        if len(block.options) >= kind.fewest:
            return True
        self._add(
            block.at, "OPTIONS_MISSING",
            nmsg("The question has fewer than %(n)s option.", "The question has fewer than %(n)s options.", kind.fewest),
            msg("Write “%(example)s” below it, after a blank line.", example=WRITTEN[kind.sign]),
        )  # fmt: skip
        return False

    def _kind(self, block: QuestionBlock, allowed: frozenset[QuestionType]) -> Kind | None:
        attributes, known = block.attributes, ", ".join(one for one in QuestionType if one in allowed)
        if attributes.get("type") is None:
            self._add(attributes.at, "TYPE_MISSING", msg("The question names no type."), msg("Add type= one of: %(known)s.", known=known))
            return None
        named = type_of(block)
        if named is None or named not in allowed:
            self._add(
                attributes.place("type"), "TYPE_UNKNOWN",
                msg("“%(type)s” is not a type of question that can be asked here.", type=attributes.get("type")),
                msg("Write one of: %(known)s.", known=known),
            )  # fmt: skip
            return None
        return KINDS[named]

    def _complain(self, block: QuestionBlock, complaint: Complaint) -> None:
        part = next((gap for gap in block.gaps if gap.attributes.get("#") == complaint.gap), block)
        at = _entry(part, complaint.option).at if complaint.option is not None else part.at
        if complaint.setting is not None:
            at = part.attributes.place(complaint.setting)
        note = self.faults.warn if complaint.warning else self.faults.add
        note(self.path, at, complaint.code, complaint.message, complaint.repair)

    def _exam(self, block: QuestionBlock, kind: Kind | None) -> None:
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
        if not block.explanation.text and not (kind and kind.by_hand):
            self.faults.warn(
                self.path, block.at, "EXPLANATION_MISSING",
                msg("The question has no explanation."), msg("Write it below the options, after a blank line, each line with > before it."),
            )  # fmt: skip

    def _check_by_hand(self, block: QuestionBlock) -> None:
        self._add(
            block.attributes.place("type"), "CHECK_BY_HAND",
            msg("A check inside a lesson is answered at once; nobody is there to mark it."), msg("Ask it in a practice quiz or an exam."),
        )  # fmt: skip

    def _excludes(self, block: QuestionBlock) -> None:
        known = questions_by_id(self.skeleton)
        for other in excluded(block):
            if other not in known or known[other] is block:
                self._add(
                    block.attributes.place("excludes"), "EXCLUDED_UNKNOWN",
                    msg("“%(id)s” is no other question of this quiz.", id=other), msg("Write excludes=<id>,<id>, or take it out."),
                )  # fmt: skip

    def _numbers(self, attributes: Attributes) -> None:
        for key, (low, high, _) in NUMBERS.items():
            if attributes.get(key) is not None and read_number(attributes, key) is None:
                self._add(
                    attributes.place(key), "NUMBER_WRONG",
                    msg("“%(key)s” is a whole number from %(low)s to %(high)s.", key=key, low=low, high=high),
                    msg("Write for example %(key)s=%(high)s.", key=key, high=high),
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

    def _keys(self, attributes: Attributes, known: frozenset[str]) -> None:
        for key in sorted(attributes.values.keys() - known):
            self._add(
                attributes.place(key), "ATTRIBUTE_UNKNOWN",
                msg("“%(key)s” is not read here.", key=key), msg("Take it out, or check its spelling in the manual of the folder."),
            )  # fmt: skip

    def _add(self, at: Position, code: str, message: Message, repair: Message) -> None:
        self.faults.add(self.path, at, code, message, repair)


def _entry(block: QuestionBlock, number: int) -> OptionBlock:
    """Entries are counted through: options, then choices."""
    return [*block.options, *block.choices][number]
