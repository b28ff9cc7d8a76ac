"""Reading how a result came about, when it is somebody else's: every reading stands in the log, with the kind of its reason."""

from datetime import datetime

from lms.journey.settle import settle
from lms.publishing.library import Library
from lms.quizzes.events import AnswersRead
from lms.quizzes.queries import Disputed
from lms.quizzes.rules import ReadingReason
from lms.reporting.visitor import Visitor


def note_reading(library: Library, visitor: Visitor, read: Disputed, why: ReadingReason, now: datetime) -> None:
    """Write into the log that the visitor reads the answers of this attempt."""
    happened = AnswersRead(
        at=now, by=visitor.actor.person, person=read.person, quiz=read.sheet.quiz, attempt=read.sheet.public_id, why=why
    )  # fmt: skip
    settle(library, [happened], now)
