"""What a person has to repeat after an attempt that did not pass, and what of it is done."""

from collections.abc import Sequence
from datetime import datetime

from lms.core.ids import PersonId
from lms.learning.queries import finished_since
from lms.publishing.library import Library, quiz_of
from lms.quizzes.queries import attempt_of, marks_of
from lms.quizzes.rules import CoolingDown, PastAttempt, Quiz, Study, last_failed, lessons_to_repeat, start_barrier


def study_of(library: Library, person: PersonId, quiz: Quiz, attempts: Sequence[PastAttempt], now: datetime) -> Study | None:
    """The lessons of what was missed in the last attempt of this cycle that failed, as its own revision names them.

    `None` where repeating shortens nothing: the quiz grants it not, or nobody waits. Three statements at most. A lesson that this
    release no longer has need not be repeated.
    """
    failed = last_failed(attempts)
    waits = quiz.earned_cooldown is not None and isinstance(start_barrier(quiz, attempts, now), CoolingDown)
    if failed is None or failed.ended_at is None or not waits:
        return None
    row = attempt_of(person, failed.public_id)
    lessons = tuple(one for one in lessons_to_repeat(quiz_of(row.revision), marks_of(row)) if library.catalogue.lesson(one))
    if not lessons:
        return Study()
    done = finished_since(person, failed.ended_at)
    return Study(lessons, tuple(one for one in lessons if one not in done))
