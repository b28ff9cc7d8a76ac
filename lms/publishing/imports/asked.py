"""A question on its way in: what every foreign format makes of its text, before it is written in our notation."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from lms.core.ids import Slug
from lms.core.text import LANGUAGES, Message
from lms.quizzes.rules import QuestionType, QuizKind

PASS_PERCENT = 75
"""What a practice quiz needs when nobody says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizWish:
    """Where questions come in: as which quiz, under which title, of which kind, in which language they are written.

    `objective` and `lesson` are given to every question that names none; `objectives` and `lessons` are those that the tree has.
    """

    quiz: Slug
    title: str = ""
    language: str = LANGUAGES[0]
    kind: QuizKind = QuizKind.PRACTICE
    pass_percent: int | None = None
    minutes: int | None = None
    objective: str = ""
    lesson: str = ""
    objectives: Collection[str] = ()
    lessons: Collection[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry below a question. `text` and `feedback` are Markdown; of an accepted answer `text` is what is accepted.

    `other` is the right side of a pair; an entry with nothing but that is one more choice.
    """

    text: str
    right: bool = False
    feedback: str = ""
    credit: int = 100
    other: str = ""
    last: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question as it was understood. `name` is its title in the source; `stem` and `explanation` are Markdown.

    `category` is where the source files it, `settings` are attributes of our heading by their keys.
    """

    path: str
    line: int
    type: QuestionType
    stem: str
    name: str = ""
    entries: tuple[Entry, ...] = ()
    explanation: str = ""
    category: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)


class Unreadable(Exception):
    """A question that cannot come in; `offset` counts the characters of its block."""

    def __init__(self, message: Message, offset: int = 0) -> None:
        super().__init__(message.msgid)
        self.message, self.offset = message, offset
