"""What comes in: the wish of whoever imports, what is made of it, and notes on whatever could not be taken as it was."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lms.core.content.faults import Position
from lms.core.ids import Slug
from lms.core.text import LANGUAGES, Message
from lms.quizzes.rules import QuestionType


@dataclass(frozen=True, slots=True)
class Wish:
    """Where a folder comes in: as which course, under which title, in which language its files without a suffix are, and in which order.

    `order` names a file of the folder that lists the pages; empty, SUMMARY.md where there is one, else the names decide.
    """

    course: Slug
    title: str = ""
    language: str = LANGUAGES[0]
    order: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """Something at a place of the source that did not come in as it was, or hinders the whole."""

    path: str
    at: Position
    message: Message


@dataclass(frozen=True, slots=True)
class Come:
    """A question that comes in: where it stands in the source, its id and kind with us, and how it begins."""

    path: str
    line: int
    id: Slug
    type: QuestionType
    text: str


@dataclass(slots=True)
class Imported:
    """The files of our tree by path; `notes` tell what was changed or kept as text, `refusals` why nothing may be written.

    Of a quiz, `come` are the questions that it has then, and `left_out` tells which could not come in, and why.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    refusals: list[Note] = field(default_factory=list)
    come: list[Come] = field(default_factory=list)
    left_out: list[Note] = field(default_factory=list)

    def note(self, path: str, line: int, message: Message) -> None:
        """Name a line that did not come in as it was."""
        self.notes.append(Note(path, Position(line), message))

    def leave_out(self, path: str, line: int, message: Message) -> None:
        """Name a question that does not come in."""
        self.left_out.append(Note(path, Position(line), message))

    def refuse(self, path: str, at: Position, message: Message) -> None:
        """Name what hinders the whole."""
        self.refusals.append(Note(path, at, message))


Sources = Mapping[str, bytes]
"""The files of the folder, by path inside it."""
