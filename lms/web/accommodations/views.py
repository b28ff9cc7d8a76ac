"""One person's accommodation, and the breaks of an attempt."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms import journey
from lms.access import Permission
from lms.core.db import transaction
from lms.core.errors import Invalid
from lms.core.ids import PublicId
from lms.quizzes.queries import sheet_of
from lms.quizzes.rules import is_over
from lms.web.accommodations.forms import AccommodationForm
from lms.web.accommodations.pages import accommodation_page, break_page
from lms.web.context import library, me, now
from lms.web.guards import requires
from lms.web.quizzes.pages.who import signed_in

blueprint = Blueprint("accommodations", __name__)


@blueprint.get("/people/<public_id:person>/accommodation")
@requires(Permission.ENTER_ACCOMMODATION, fresh=True)
def person(person: PublicId) -> ResponseReturnValue:
    """What stands for a person, its history, and the form of another entry."""
    page = accommodation_page(me(), person, now())
    given = page.standing.accommodation
    form = AccommodationForm(
        formdata=None, time_percent=given.time_percent, extra_attempts=given.extra_attempts, break_minutes=given.break_minutes,
        valid_until=page.standing.valid_until,
    )  # fmt: skip
    return render_template("accommodations/person.html", page=page, form=form)


@blueprint.post("/people/<public_id:person>/accommodation")
@requires(Permission.ENTER_ACCOMMODATION, fresh=True)
def enter(person: PublicId) -> ResponseReturnValue:
    """Enter what stands from now on."""
    page, form = accommodation_page(me(), person, now()), AccommodationForm()
    if form.validate_on_submit():
        try:
            with transaction():
                journey.enter_accommodation(library(), me(), person, form.entered, now())
        except Invalid as problem:
            form.refuse(form.valid_until, problem)
        else:
            flash(_("It stands from the next attempt of %(name)s on.", name=page.name), "success")
            return redirect(url_for("accommodations.person", person=person), 303)
    return render_template("accommodations/person.html", page=page, form=form), 400


@blueprint.get("/attempts/<public_id:attempt>/break")
@requires(Permission.TAKE_QUIZ)
def pause_page(attempt: PublicId) -> ResponseReturnValue:
    """The break of an attempt: to be begun, going on, or used up."""
    sheet = sheet_of(signed_in(me()), attempt)
    unpaused = sheet.timing.paused_at is None
    if not sheet.state.is_open or is_over(sheet.deadline_at, now()) or (unpaused and not sheet.timing.break_allowance):
        return redirect(url_for("quizzes.attempt", attempt=attempt), 303)
    return render_template("accommodations/break.html", page=break_page(sheet, now()))


@blueprint.post("/attempts/<public_id:attempt>/pause")
@requires(Permission.TAKE_QUIZ)
def pause(attempt: PublicId) -> ResponseReturnValue:
    """Stop the clock; repeated, it stands still all the same."""
    with transaction():
        journey.pause_attempt(me(), attempt, now())
    return redirect(url_for("accommodations.pause_page", attempt=attempt), 303)


@blueprint.post("/attempts/<public_id:attempt>/resume")
@requires(Permission.TAKE_QUIZ)
def resume(attempt: PublicId) -> ResponseReturnValue:
    """Let the clock run again, and back to the questions."""
    with transaction():
        journey.resume_attempt(me(), attempt, now())
    return redirect(url_for("quizzes.attempt", attempt=attempt), 303)
