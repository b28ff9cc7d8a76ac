"""How a result came about: the own one for a learner, anybody's, with a reason that is logged, for who may read answers or void."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from lms.access import Permission, may
from lms.core.db import transaction
from lms.core.ids import PublicId
from lms.core.text import msg
from lms.journey.disputes import note_reading
from lms.journey.voiding import void_attempt
from lms.publishing.library import quiz_of
from lms.quizzes.queries import Disputed, attempt_for, attempt_of, disputed
from lms.quizzes.rules import AttemptState, ReadingReason
from lms.quizzes.service.voiding import REASON_LENGTH
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


class VoidForm(Form):
    """Why an attempt shall not count."""

    reason = TextAreaField(
        _l("Why does it not count?"), validators=[DataRequired(_l("Give a reason.")), Length(max=REASON_LENGTH)],
        description=_l("The learner reads the reason beside the result."), render_kw={"rows": 3, "maxlength": REASON_LENGTH},
    )  # fmt: skip


@blueprint.get("/attempts/<public_id:attempt>/history")
@requires(Permission.TAKE_QUIZ)
def own(attempt: PublicId) -> ResponseReturnValue:
    """The own attempt: what was seen, saved, when, and as much of the marks as the review rule shows."""
    found = disputed(attempt_of(signed_in(me()), attempt))
    if found.sheet.state.is_open:
        return redirect(url_for("quizzes.attempt", attempt=attempt), 303)
    return render_template("quizzes/history.html", page=histories.own_history(library(), me(), found, now()), voiding=None)


@blueprint.get("/attempts/<public_id:attempt>/log")
@requires(Permission.READ_ANSWERS, fresh=True)
def ask(attempt: PublicId) -> ResponseReturnValue:
    """Why do you read it?"""
    found = disputed(attempt_for(actor(), attempt))
    return _why(found, _form())


@blueprint.post("/attempts/<public_id:attempt>/log")
@requires(Permission.READ_ANSWERS, fresh=True)
def read(attempt: PublicId) -> ResponseReturnValue:
    """The whole log of somebody else's attempt; that it is read is logged, each time."""
    found, form = disputed(attempt_for(actor(), attempt)), _form()
    if not form.validate_on_submit():
        return _why(found, form), 400
    with transaction():
        note_reading(library(), me(), found, ReadingReason(form.why.data), now())
    return render_template("quizzes/history.html", page=histories.whole_history(found), voiding=_voiding(found))


@blueprint.post("/attempts/<public_id:attempt>/void")
@requires(Permission.VOID_ATTEMPT, fresh=True)
def void(attempt: PublicId) -> ResponseReturnValue:
    """Say that somebody else's attempt does not count, and why; repeated, the first reason stands."""
    found, form = disputed(attempt_for(actor(), attempt)), VoidForm()
    if form.validate_on_submit():
        with transaction():
            void_attempt(library(), attempt, str(form.reason.data), signed_in(me()), now())
        flash(_("The attempt does not count any more. The learner reads the reason beside the result."), "success")
        return redirect(url_for("histories.ask", attempt=attempt), 303)
    return _why(found, _form(), form), 400


def _why(found: Disputed, form: ReadingForm, sent: VoidForm | None = None) -> str:
    sheet = found.sheet
    return render_template(
        "quizzes/history_why.html", form=form, attempt=sheet.public_id, title=quiz_of(sheet.revision).title, number=sheet.number,
        voided=sheet.state is AttemptState.VOIDED, voiding=_voiding(found, sent),
    )  # fmt: skip


def _voiding(found: Disputed, sent: VoidForm | None = None) -> VoidForm | None:
    """The form of voiding, for who may void an attempt that is over and still counts."""
    state = found.sheet.state
    if not may(actor(), Permission.VOID_ATTEMPT) or state.is_open or state is AttemptState.VOIDED:
        return None
    return sent or VoidForm(formdata=None)


def _form() -> ReadingForm:
    form = ReadingForm()
    form.why.choices = [SelectChoice(one.value, spoken(REASONS[one])) for one in ReadingReason]
    return form
