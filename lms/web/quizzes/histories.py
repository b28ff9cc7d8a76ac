"""How a result came about: the own one for a learner, anybody's, with a reason that is logged, for who may read answers."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from lms.access import Permission
from lms.core.db import transaction
from lms.core.ids import PublicId
from lms.core.text import msg
from lms.journey.disputes import note_reading
from lms.quizzes.queries import attempt_for, attempt_of, disputed
from lms.quizzes.rules import ReadingReason
from lms.web.context import actor, library, me, now
from lms.web.forms import Form
from lms.web.guards import requires
from lms.web.presentation import spoken
from lms.web.quizzes.pages import history as histories
from lms.web.quizzes.pages.who import signed_in

blueprint = Blueprint("histories", __name__)

REASONS = {
    ReadingReason.DISPUTE: msg("The learner asks how the result came about"),
    ReadingReason.MARKING: msg("A mark is looked at again"),
    ReadingReason.FAULT: msg("Something of the program seems wrong"),
    ReadingReason.INCIDENT: msg("Somebody may have cheated or got in"),
}


class ReadingForm(Form):
    """Why somebody reads answers that are not theirs."""

    why = RadioField(
        _l("Why do you read it?"), validators=[InputRequired(_l("Choose a reason."))],
        choices=[SelectChoice(one.value, one.value) for one in ReadingReason],
    )  # fmt: skip


@blueprint.get("/attempts/<public_id:attempt>/history")
@requires(Permission.TAKE_QUIZ)
def own(attempt: PublicId) -> ResponseReturnValue:
    """The own attempt: what was seen, saved, when, and as much of the marks as the review rule shows."""
    found = disputed(attempt_of(signed_in(me()), attempt))
    if found.sheet.state.is_open:
        return redirect(url_for("quizzes.attempt", attempt=attempt), 303)
    return render_template("quizzes/history.html", page=histories.own_history(library(), me(), found, now()))


@blueprint.get("/attempts/<public_id:attempt>/log")
@requires(Permission.READ_ANSWERS, fresh=True)
def ask(attempt: PublicId) -> ResponseReturnValue:
    """Why do you read it?"""
    attempt_for(actor(), attempt)
    return render_template("quizzes/history_why.html", form=_form(), attempt=attempt)


@blueprint.post("/attempts/<public_id:attempt>/log")
@requires(Permission.READ_ANSWERS, fresh=True)
def read(attempt: PublicId) -> ResponseReturnValue:
    """The whole log of somebody else's attempt; that it is read is logged, each time."""
    found, form = disputed(attempt_for(actor(), attempt)), _form()
    if not form.validate_on_submit():
        return render_template("quizzes/history_why.html", form=form, attempt=attempt), 400
    with transaction():
        note_reading(library(), me(), found, ReadingReason(form.why.data), now())
    return render_template("quizzes/history.html", page=histories.whole_history(found))


def _form() -> ReadingForm:
    form = ReadingForm()
    form.why.choices = [SelectChoice(one.value, spoken(REASONS[one])) for one in ReadingReason]
    return form
