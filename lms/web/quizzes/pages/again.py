"""What a page sent and the server could not read: asked again, with what was typed and what is wrong with it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from lms.core.errors import Invalid
from lms.quizzes.queries import Sheet
from lms.quizzes.rules import Answer
from lms.quizzes.service import Submission
from lms.web.presentation import spoken
from lms.web.quizzes.pages.sitting import Asked, on_one_page, saved_otherwise, shown_number


@dataclass(frozen=True, slots=True)
class Typed:
    """What was sent for one question, and why it could not be read; empty where it could."""

    values: Answer
    refused: str = ""


def typed(attempt: Sheet, sent: Iterable[Submission]) -> dict[int, Typed]:
    """What was sent, by position; nothing where the attempt no longer asks it, or where all of it can be read."""
    found = {one.position: Typed(one.values, _refused(attempt, one)) for one in sent if _asks(attempt, one.position)}
    return found if any(one.refused for one in found.values()) else {}


def asked_again(asked: Asked, what: Mapping[int, Typed]) -> Asked:
    """The question with what was typed for it. Files that belong to the answer do so still: a text does not bring them along."""
    if asked.number not in what:
        return asked
    sent, files = what[asked.number], tuple(one for one in asked.chosen if "files" in asked.question.hints and one.startswith("file="))
    return replace(asked, chosen=(*sent.values, *files), refused=sent.refused)


def _asks(attempt: Sheet, position: int) -> bool:
    return 1 <= position <= len(attempt.slots) and (on_one_page(attempt) or shown_number(attempt, position) == position)


def _refused(attempt: Sheet, sent: Submission) -> str:
    try:
        saved_otherwise(attempt, sent)
    except Invalid as problem:
        return spoken(problem.message)
    return ""
