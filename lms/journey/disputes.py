"""Reading what only few may, how somebody else's result came about and the keys of a quiz: every reading stands in the log."""

from datetime import datetime

from lms.core.ids import Slug
from lms.journey.settle import settle
from lms.publishing.library import Library
from lms.quizzes.events import AnswersRead, KeysRead
from lms.quizzes.queries import Disputed
from lms.quizzes.rules import ReadingReason
from lms.reporting.visitor import Visitor


def note_reading(library: Library, visitor: Visitor, read: Disputed, why: ReadingReason, now: datetime) -> None:
    """Write into the log that the visitor reads the answers of this attempt."""
    happened = AnswersRead(
        at=now, by=visitor.actor.person, person=read.person, quiz=read.sheet.quiz, attempt=read.sheet.public_id, why=why
    )  # fmt: skip
    settle(library, [happened], now)


def note_keys(library: Library, visitor: Visitor, quiz: Slug, now: datetime) -> None:
    """Write into the log that the visitor reads the keys of this quiz."""
    settle(library, [KeysRead(at=now, by=visitor.actor.person, quiz=quiz)], now)
