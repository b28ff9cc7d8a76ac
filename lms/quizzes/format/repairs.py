"""Checks what the front matter says about questions that were made good after use."""

from lms.core.content.faults import Faults
from lms.core.content.yaml import Document
from lms.core.text import msg
from lms.quizzes.format.blocks import Skeleton, questions_by_id
from lms.quizzes.format.settings import QuizSettings


def check_repairs(document: Document, settings: QuizSettings, skeleton: Skeleton, faults: Faults) -> None:
    """Note repairs of questions that there are not, and a second one of the same."""
    known, named = questions_by_id(skeleton), set()
    for row, repair in enumerate(settings.repairs):
        place = document.place(("repairs", row, "question"))
        if repair.question not in known:
            faults.add(
                document.path, place, "REPAIR_UNKNOWN",
                msg("The quiz has no question “%(id)s” to repair.", id=repair.question),
                msg("Mend the id; a repaired question stays in the file."),
            )  # fmt: skip
        elif repair.question in named:
            faults.add(
                document.path, place, "REPAIR_TWICE",
                msg("The question “%(id)s” is repaired twice.", id=repair.question), msg("Leave the repair that shall hold."),
            )  # fmt: skip
        named.add(repair.question)
