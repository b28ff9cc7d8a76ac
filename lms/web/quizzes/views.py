"""Quizzes: the page before, the attempt, its result and its review."""

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms import journey
from lms.access import Permission
from lms.core.db import transaction
from lms.core.errors import Conflict, Refused
from lms.core.ids import PublicId, Slug
from lms.core.text import msg
from lms.quizzes.queries import sheet_of
from lms.quizzes.rules import is_over
from lms.quizzes.service import Outcome
from lms.web.context import library, me, now
from lms.web.guards import requires, wants_json
from lms.web.quizzes.answers import address_after
from lms.web.quizzes.forms import AnswerForm
from lms.web.quizzes.pages import result as results
from lms.web.quizzes.pages import review as reviews
from lms.web.quizzes.pages import sitting as sittings
from lms.web.quizzes.pages import start as starts
from lms.web.quizzes.pages.who import signed_in

blueprint = Blueprint("quizzes", __name__)

CLOSED = msg("The time of this attempt is over; this answer came too late to be marked.")
NO_REVIEW = msg("The right answers are shown when you have passed or no attempt is left, and never while an attempt goes on.")


@blueprint.get("/quizzes/<slug:quiz>")
@requires(Permission.TAKE_QUIZ)
def start_page(quiz: Slug) -> ResponseReturnValue:
    """The rules, how the person stands before the quiz, and what a pass opens."""
    return render_template("quizzes/start.html", page=starts.start_page(library(), me(), quiz, now()))


@blueprint.post("/quizzes/<slug:quiz>/start")
@requires(Permission.TAKE_QUIZ)
def start(quiz: Slug) -> ResponseReturnValue:
    """Begin an attempt, or go on with the open one."""
    with transaction():
        attempt = journey.start_attempt(library(), me(), quiz, now()).public_id
    return redirect(url_for("quizzes.attempt", attempt=attempt), 303)


@blueprint.get("/attempts/<public_id:attempt>")
@requires(Permission.TAKE_QUIZ)
def attempt(attempt: PublicId) -> ResponseReturnValue:
    """One question of an open attempt (`?q=3`), or what is left before finishing (`?finish=1`)."""
    sheet = sheet_of(signed_in(me()), attempt)
    if not sheet.state.is_open or is_over(sheet.deadline_at, now()):
        return submit(attempt)
    if request.args.get("finish"):
        return render_template("quizzes/finish.html", page=sittings.sitting(library(), sheet, now()))
    number = sittings.shown_number(sheet, request.args.get("q", type=int))
    page = sittings.sitting(library(), sheet, now(), number)
    return render_template("quizzes/question.html", page=page, asked=sittings.asked(sheet, number))


@blueprint.post("/attempts/<public_id:attempt>/answers/<int(max=9999):position>")
@requires(Permission.TAKE_QUIZ)
def answer(attempt: PublicId, position: int) -> ResponseReturnValue:
    """Save one answer: for a script the time at which it was saved, for a form the next question."""
    form = AnswerForm()
    submission = form.submission(attempt, position)
    with transaction():
        outcome = journey.save_answer(me(), submission, now())
    if not wants_json():
        return redirect(address_after(me(), submission, outcome, form.go.data or ""), 303)
    if outcome is Outcome.LATE:
        raise Conflict(CLOSED)
    return jsonify(saved_at=sittings.time_of(now()))


@blueprint.post("/attempts/<public_id:attempt>/submit")
@requires(Permission.TAKE_QUIZ)
def submit(attempt: PublicId) -> ResponseReturnValue:
    """Finish an attempt; repeated, it ends in the same result."""
    with transaction():
        journey.submit_attempt(library(), me(), attempt, now())
    return redirect(url_for("quizzes.result", attempt=attempt), 303)


@blueprint.get("/attempts/<public_id:attempt>/result")
@requires(Permission.TAKE_QUIZ)
def result(attempt: PublicId) -> ResponseReturnValue:
    """The result of a finished attempt."""
    sheet = sheet_of(signed_in(me()), attempt)
    if sheet.state.is_open:
        return redirect(url_for("quizzes.attempt", attempt=attempt), 303)
    page = results.result_page(library(), me(), sheet, now())
    return render_template("quizzes/passed.html" if page.passed else "quizzes/failed.html", page=page)


@blueprint.get("/attempts/<public_id:attempt>/review")
@requires(Permission.TAKE_QUIZ)
def review(attempt: PublicId) -> ResponseReturnValue:
    """The right answers and why, once the rule of the quiz allows it."""
    sheet = sheet_of(signed_in(me()), attempt)
    if sheet.state.is_open or not results.review_is_open(me(), sheet, now()):
        raise Refused(NO_REVIEW)
    page = results.result_page(library(), me(), sheet, now())
    return render_template("quizzes/review.html", page=page, questions=reviews.review_page(sheet))
