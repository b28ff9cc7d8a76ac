"""Takes answers: from pages, which are led on, and from scripts, which are told when it was saved or what stands there instead."""

from collections.abc import Iterable

from flask import flash, jsonify, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms import journey
from lms.core.db import transaction
from lms.core.errors import Conflict
from lms.core.ids import PublicId
from lms.core.text import msg
from lms.quizzes.queries import Sheet, sheet_of
from lms.quizzes.service import Outcome, Submission
from lms.web.context import me, now
from lms.web.presentation import spoken
from lms.web.quizzes.pages.sitting import saved_otherwise, step, time_of
from lms.web.quizzes.pages.who import signed_in

CLOSED = msg("The time of this attempt is over; this answer came too late to be marked.")
PAUSED = msg("The clock stands still. Go on with the attempt before you answer.")
KEPT = msg("The clock stands still. Your answer waits on this device and is saved when you go on with the attempt.")
ELSEWHERE = msg("This question was answered in another window or on another device. Here is what is saved; choose again to change it.")


def take_form(attempt: PublicId, submissions: tuple[Submission, ...], go: str) -> str:
    """Save what a page holds, all of it or nothing, and return the address to go on to. `go` is what was pressed.

    Raises:
        NotFound, Conflict, Invalid: as `quizzes.service.save`.
        Conflict: the attempt stands still in a break.
    """
    with transaction():
        outcomes = {one.position: journey.save_answer(me(), one, now()) for one in submissions}
        if Outcome.PAUSED in outcomes.values():
            raise Conflict(PAUSED)
        sheet = sheet_of(signed_in(me()), attempt)
        stale = [one for one in submissions if outcomes[one.position] is Outcome.OLDER and saved_otherwise(sheet, one)]
        late = Outcome.LATE in outcomes.values() or not sheet.state.is_open
        if go == "next" and not stale and not late and len(submissions) == 1:
            journey.leave_question(me(), attempt, submissions[0].position)
    if late:
        flash(_("The time was over: the last answer came too late to be marked."), "error")
        return url_for("quizzes.attempt", attempt=attempt)
    if stale:
        flash(
            _("This page was older than your last answer, so nothing was changed. Here is what is saved; choose again."),
            "error",
        )
        return step(sheet, stale[0].position, "stay")
    return step(sheet, submissions[0].position if submissions else 1, go)


def changed(attempt: PublicId, submissions: Iterable[Submission]) -> tuple[Submission, ...]:
    """Those that say something else than what is saved: a page with all questions sends the untouched ones along."""
    sheet = sheet_of(signed_in(me()), attempt)
    known = {slot.position for slot in sheet.slots}
    return tuple(one for one in submissions if one.position not in known or saved_otherwise(sheet, one))


def take_script(submission: Submission) -> ResponseReturnValue:
    """Save one answer: 200 with the time, or 409 with a sentence and, where another window was newer, what is saved.

    In a break it says `later`: the browser keeps the answer and sends it again.

    Raises:
        NotFound, Conflict, Invalid: as `quizzes.service.save`.
    """
    with transaction():
        outcome = journey.save_answer(me(), submission, now())
    if outcome is Outcome.LATE:
        return jsonify(error=spoken(CLOSED), over=True), 409
    if outcome is Outcome.PAUSED:
        return jsonify(error=spoken(KEPT), later=True), 409
    if outcome is Outcome.OLDER:
        sheet = sheet_of(signed_in(me()), submission.attempt)
        if saved_otherwise(sheet, submission):
            return _newer(sheet, submission)
    return jsonify(saved_at=time_of(now()))


def _newer(sheet: Sheet, submission: Submission) -> ResponseReturnValue:
    slot = sheet.slots[submission.position - 1]
    return jsonify(error=spoken(ELSEWHERE), seq=slot.seq, answer=list(slot.answer or ())), 409
