"""The pieces of a quiz file as they were written, each with its place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from lms.core.content.faults import Position
from lms.core.content.frontmatter import Page
from lms.quizzes.format.attributes import Attributes
from lms.quizzes.questions.kind import Sign

B = TypeVar("B")


@dataclass(slots=True)
class Piece:
    """A piece of Markdown and the line on which it begins."""

    line: int = 0
    lines: list[str] = field(default_factory=list)

    def add(self, line: int, text: str) -> None:
        """Take one more line; blank ones before the first do not count."""
        if self.lines or text.strip():
            self.line = self.line or line
            self.lines.append(text)

    @property
    def text(self) -> str:
        """The Markdown without blank lines around it; empty when there is none."""
        return "\n".join(self.lines).rstrip()


@dataclass(slots=True)
class OptionBlock:
    """An entry as it was written: an option, an accepted answer, one side of a pair, a step, a criterion.

    `sign` is `None` for `- text {#id}`, as translations write entries whose key stands in the original. `key` is what is accepted, the
    points of a criterion, or the id of the choice on the right; `text` is empty where an entry has none but its key.
    """

    at: Position
    sign: Sign | None
    text: str
    attributes: Attributes
    ticked: bool = False
    key: str = ""
    explanation: Piece = field(default_factory=Piece)

    @property
    def speaks(self) -> bool:
        """Whether something of it is to be translated."""
        return bool(self.sign is not Sign.EQUALS or self.explanation.text)


@dataclass(slots=True)
class QuestionBlock:
    """A question, or a gap of one, as it was written."""

    at: Position
    text: str
    attributes: Attributes
    body: Piece = field(default_factory=Piece)
    options: list[OptionBlock] = field(default_factory=list)
    choices: list[OptionBlock] = field(default_factory=list)
    """Every right side of a pair that has a text."""
    gaps: list["QuestionBlock"] = field(default_factory=list)
    explanation: Piece = field(default_factory=Piece)
    last: OptionBlock | None = None
    """The entry that was read last: an explanation below belongs to it."""

    @property
    def begun(self) -> bool:
        """Whether the stem is over: entries or gaps have begun."""
        return bool(self.options or self.choices or self.gaps)

    @property
    def speaks(self) -> bool:
        """Whether an entry of it, or of a gap of it, is to be translated."""
        return any(one.speaks for one in (*self.options, *self.choices)) or any(gap.speaks for gap in self.gaps)


@dataclass(slots=True)
class Skeleton:
    """A quiz file as it was written."""

    page: Page
    intro: Piece = field(default_factory=Piece)
    questions: list[QuestionBlock] = field(default_factory=list)


def options_by_id(block: QuestionBlock) -> Mapping[str, OptionBlock]:
    """The entries that have an id; of two with the same, the first."""
    return _first((option.attributes.get("#"), option) for option in block.options)


def choices_by_id(block: QuestionBlock) -> Mapping[str, OptionBlock]:
    """The choices that have an id; of two with the same, the first."""
    return _first((choice.attributes.get("#"), choice) for choice in block.choices)


def gaps_by_id(block: QuestionBlock) -> Mapping[str, QuestionBlock]:
    """The gaps that have an id; of two with the same, the first."""
    return _first((gap.attributes.get("#"), gap) for gap in block.gaps)


def questions_by_id(skeleton: Skeleton) -> Mapping[str, QuestionBlock]:
    """The questions that have an id; of two with the same, the first."""
    return _first((block.attributes.get("#"), block) for block in skeleton.questions)


def _first(named: Iterator[tuple[str | None, B]]) -> Mapping[str, B]:
    found: dict[str, B] = {}
    for written, block in named:
        if written is not None:
            found.setdefault(written, block)
    return found
