"""Reads the skeleton of a quiz file line by line: headings outside fences, options and explanations, each with its place."""

import re
from dataclasses import dataclass

from lms.core.content.faults import Faults, Position
from lms.core.content.frontmatter import Page
from lms.core.text import Message, msg
from lms.quizzes.format.attributes import Attributes, read_attributes
from lms.quizzes.format.blocks import OptionBlock, Piece, QuestionBlock, Skeleton
from lms.quizzes.format.entries import Entry, read_entry
from lms.quizzes.format.fences import FENCE
from lms.quizzes.questions.kind import Sign

HEADING = re.compile(r"##(?!#)\s*(.*)")
UNDERLINE = re.compile(r" {0,3}(?:-{2,}|={2,})\s*")
GAP = re.compile(r"###(?!#)\s*(\{ *#[^{}]*\})\s*")
BELOW_OPTION = re.compile(r"    > ?(.*)")
QUOTED = re.compile(r"> ?(.*)")
ALMOST_BELOW_OPTION = re.compile(r"\s+>\s?(.*)")


def read_skeleton(page: Page, faults: Faults) -> Skeleton:
    """Read the body of a quiz file. Whatever does not read as the manual says is a fault at its line; reading goes on behind it."""
    reader = _Reader(Skeleton(page), faults)
    lines = page.body.split("\n")
    fenced = _fenced(lines, page, faults)
    for offset, text in enumerate(lines):
        reader.line = page.body_line + offset
        if fenced[offset]:
            reader.fenced(text)
        else:
            reader.read(text)
        reader.before = text
    return reader.skeleton


def _fenced(lines: list[str], page: Page, faults: Faults) -> list[bool]:
    """Which lines belong to code fences, their own lines too. A fence that is never closed is a fault and fences nothing."""
    fenced = [False] * len(lines)
    start = 0
    while start < len(lines):
        opening = FENCE.match(lines[start])
        if opening is None:
            start += 1
            continue
        closing = re.compile(rf"\s*{re.escape(opening[1][0])}{{{len(opening[1])},}}\s*")
        end = next((row for row in range(start + 1, len(lines)) if closing.fullmatch(lines[row])), None)
        if end is None:
            faults.add(
                page.file.path, Position(page.body_line + start, opening.start(1) + 1), "FENCE_OPEN",
                msg("The code that begins here is not closed."), msg("Put a line %(fence)s below its last line.", fence=opening[1]),
            )  # fmt: skip
            start += 1
            continue
        fenced[start : end + 1] = [True] * (end + 1 - start)
        start = end + 1
    return fenced


@dataclass(slots=True)
class _Reader:
    skeleton: Skeleton
    faults: Faults
    line: int = 0
    before: str = ""

    def fenced(self, text: str) -> None:
        """Code belongs to the introduction or to a stem."""
        if self.question is not None and self.question.begun:
            self._unexpected(text)
        else:
            (self.question.body if self.question else self.skeleton.intro).add(self.line, text)

    def read(self, text: str) -> None:
        """One line outside fences."""
        if heading := HEADING.fullmatch(text):
            self._heading(heading[1], heading.start(1))
        elif UNDERLINE.fullmatch(text) and self.before.strip() and not self.before.startswith(("|", "#", ">", "-")):
            self._fault("HEADING_UNDERLINED", msg("A line of dashes below a text makes a heading."), msg("Begin a question with ##."))
        elif (question := self.question) is None:
            self.skeleton.intro.add(self.line, text)
        elif gap := GAP.fullmatch(text):
            self._gap(question, gap)
        elif entry := read_entry(text, begun=question.begun):
            self._entry(question, entry)
        elif below := BELOW_OPTION.fullmatch(text):
            self._below_option(question, below[1])
        elif not question.begun:
            question.body.add(self.line, text)
        elif text.strip():
            self._below_options(question, text)

    @property
    def question(self) -> QuestionBlock | None:
        """The question that is being read; none in the introduction."""
        return self.skeleton.questions[-1] if self.skeleton.questions else None

    def _heading(self, text: str, offset: int) -> None:
        written, attributes = self._attributes(text, offset)
        self.skeleton.questions.append(QuestionBlock(Position(self.line), written, attributes))
        if not written:
            self._fault("TEXT_MISSING", msg("The question has no text."), msg("Write it between ## and the braces."))

    def _gap(self, question: QuestionBlock, found: re.Match[str]) -> None:
        self._above(question)
        _, attributes = self._attributes(found[1], found.start(1))
        question.gaps.append(QuestionBlock(Position(self.line), "", attributes))
        question.last = None

    def _entry(self, question: QuestionBlock, entry: Entry) -> None:
        if entry.almost:
            self._fault(
                "OPTION_UNREADABLE", msg("This looks like an option but is not written like one."),
                msg("Write “- [ ] text {#id}” at the left margin, or “- [x] text {#id}” for a right one."),
            )  # fmt: skip
        if not question.begun and self.before.strip():
            self._fault(
                "OPTIONS_WITHOUT_BLANK", msg("No blank line stands before the first option."), msg("Put a blank line above it.")
            )  # fmt: skip
        self._above(question)
        block = question.gaps[-1] if question.gaps else question
        question.last = self._take(block, entry)

    def _above(self, question: QuestionBlock) -> None:
        if question.explanation.lines:
            self._fault(
                "OPTION_MISPLACED", msg("This option stands below the explanation of the question."),
                msg("Move it above the explanation; indent an option's own explanation by four spaces."),
            )  # fmt: skip

    def _take(self, block: QuestionBlock, entry: Entry) -> OptionBlock:
        """Put an entry to its question or gap, a right side to its choices."""
        choice = None if entry.right is None else self._side(entry, entry.right, entry.right_offset)
        if choice and (choice.text or entry.text is None):
            block.choices.append(choice)
            self._has_text(choice)
        if choice and entry.text is None:
            return choice
        option = self._side(entry, entry.text or "", entry.offset)
        option.key = (choice.attributes.get("#") or "") if choice else entry.key
        if entry.sign is Sign.EQUALS:
            option.key, option.text = option.text, ""
        block.options.append(option)
        self._has_text(option)
        return option

    def _side(self, entry: Entry, text: str, offset: int) -> OptionBlock:
        written, attributes = self._attributes(text, offset)
        return OptionBlock(Position(self.line), entry.sign, written, attributes, entry.ticked)

    def _has_text(self, option: OptionBlock) -> None:
        # What is accepted stands only in the original.
        key_only = option.sign is Sign.EQUALS and (option.key or not self.skeleton.page.file.is_base)
        if not option.text and not key_only:
            self._fault("TEXT_MISSING", msg("The option has no text."), msg("Write it before the braces."))

    def _below_option(self, question: QuestionBlock, text: str) -> None:
        if question.last is None or question.explanation.lines:
            self._fault(
                "EXPLANATION_WITHOUT_OPTION", msg("No option stands above this indented explanation."),
                msg("Put it below its option, or move it to the left margin."),
            )  # fmt: skip
            return
        self._explain(question.last.explanation, text, goes_on=BELOW_OPTION.fullmatch(self.before) is not None)

    def _below_options(self, question: QuestionBlock, text: str) -> None:
        if quoted := QUOTED.fullmatch(text):
            goes_on = QUOTED.fullmatch(self.before) is not None
            if self.before.strip() and not goes_on:
                self._fault(
                    "EXPLANATION_WITHOUT_BLANK", msg("No blank line stands before the explanation of the question."),
                    msg("Put a blank line above it, or indent it by four spaces when it explains the option."),
                )  # fmt: skip
            self._explain(question.explanation, quoted[1], goes_on=goes_on)
        elif ALMOST_BELOW_OPTION.fullmatch(text):
            self._fault(
                "EXPLANATION_INDENT", msg("An explanation is indented by four spaces below an option, or not at all."),
                msg("Write four spaces, then > and the text."),
            )  # fmt: skip
        else:
            self._unexpected(text)

    def _explain(self, explanation: Piece, text: str, *, goes_on: bool) -> None:
        if text.lstrip().startswith("[!"):
            self._fault("CALLOUT_IN_EXPLANATION", msg("A callout stands in an explanation."), msg("Callouts belong into stems only."))
        elif explanation.lines and not goes_on:
            self._fault(
                "EXPLANATION_TWICE", msg("A second explanation stands here."), msg("Join the two: put > on the lines between them.")
            )  # fmt: skip
        explanation.add(self.line, text)

    def _unexpected(self, text: str) -> None:
        self.faults.add(
            self.skeleton.page.file.path, Position(self.line, len(text) - len(text.lstrip()) + 1), "TEXT_UNEXPECTED",
            msg("Below the options only explanations and the next question are read."),
            msg("Move this above the options, or put > before it."),
        )  # fmt: skip

    def _attributes(self, text: str, offset: int) -> tuple[str, Attributes]:
        return read_attributes(self.skeleton.page.file.path, Position(self.line, offset + 1), text, self.faults)

    def _fault(self, code: str, message: Message, repair: Message) -> None:
        self.faults.add(self.skeleton.page.file.path, Position(self.line), code, message, repair)
