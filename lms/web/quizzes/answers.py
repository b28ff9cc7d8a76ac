"""Where a form goes after its answer was taken, and what the person is told."""

from flask import flash, url_for
from flask_babel import gettext as _

from lms.quizzes.queries import sheet_of
from lms.quizzes.service import Outcome, Submission
from lms.reporting.visitor import Visitor
from lms.web.quizzes.pages.sitting import saved_otherwise, step
from lms.web.quizzes.pages.who import signed_in


def address_after(visitor: Visitor, submission: Submission, outcome: Outcome, go: str) -> str:
    """The next page of an attempt. Whoever sent an old page, whose answer changed nothing, comes back to the question and is told."""
    sheet = sheet_of(signed_in(visitor), submission.attempt)
    if outcome is Outcome.LATE or not sheet.state.is_open:
        flash(_("The time was over: the last answer came too late to be marked."), "error")
        return url_for("quizzes.attempt", attempt=submission.attempt)
    if outcome is Outcome.OLDER and saved_otherwise(sheet, submission.position, submission.values):
        flash(
            _("This page was older than your last answer, so nothing was changed. Here is what is saved; choose again."),
            "error",
        )
        return url_for("quizzes.attempt", attempt=submission.attempt, q=submission.position)
    return step(submission.attempt, submission.position, go, len(sheet.slots))
