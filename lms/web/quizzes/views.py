"""Quizzes: the page before, the attempt, its result and its review."""

from collections.abc import Mapping

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms import journey
from lms.access import Permission
from lms.core.db import transaction
from lms.core.errors import Invalid, Refused
from lms.core.ids import PublicId, Slug
from lms.core.text import msg
from lms.quizzes.queries import Sheet, sheet_of
from lms.quizzes.rules import Opening, is_over
from lms.quizzes.service import Submission
from lms.quizzes.service.reviewing import open_review as note_review
from lms.web.context import library, me, now
from lms.web.converters import whole
from lms.web.guards import requires, wants_json
from lms.web.quizzes.answers import changed, take_form, take_script
from lms.web.quizzes.door import brought, right_code
from lms.web.quizzes.forms import MAX_BODY, StartForm, submission_of, submissions_of
from lms.web.quizzes.pages import result as results
from lms.web.quizzes.pages import review as reviews
from lms.web.quizzes.pages import sitting as sittings
from lms.web.quizzes.pages import start as starts
from lms.web.quizzes.pages.again import Typed, asked_again, typed
from lms.web.quizzes.pages.viewing import Viewing, place_in_cycle, viewing
from lms.web.quizzes.pages.who import signed_in

blueprint = Blueprint("quizzes", __name__)

NO_REVIEW = msg("There is nothing more to see of this attempt now. What is shown, and when, stands on the page of the quiz.")
SPENT = msg("You have opened the review of this attempt. It opens one time only.")
ONLY_ONCE = msg("This review opens one time only, by the button on the result page, and can then be read for half an hour.")


@blueprint.url_value_preprocessor
def bound_body(endpoint: str | None, _values: object) -> None:
    """No request with answers is larger than answers are. Said before anything reads the form."""
    if endpoint in ("quizzes.answer", "quizzes.answers", "quizzes.flag"):
        request.max_content_length = MAX_BODY


@blueprint.get("/quizzes/<slug:quiz>")
@requires(Permission.TAKE_QUIZ)
def start_page(quiz: Slug) -> ResponseReturnValue:
    """The rules, how the person stands before the quiz, and what a pass opens."""
    return render_template("quizzes/start.html", page=starts.start_page(library(), me(), quiz, now()), form=StartForm(), problem=None)


@blueprint.post("/quizzes/<slug:quiz>/start")
@requires(Permission.TAKE_QUIZ)
def start(quiz: Slug) -> ResponseReturnValue:
    """Begin an attempt, or go on with the open one: led to its page, or shown it at once where the page before has a script."""
    form = StartForm()
    try:
        with_it = brought(library(), me(), quiz, form)
        with transaction():
            attempt = journey.start_attempt(library(), me(), quiz, now(), with_it).public_id
    except Invalid as problem:
        page = starts.start_page(library(), me(), quiz, now())
        return render_template("quizzes/start.html", page=page, form=form, problem=problem.message), 400
    right_code(me(), quiz, form)
    if form.direct.data:
        return _shown(sheet_of(signed_in(me()), attempt))
    return redirect(url_for("quizzes.attempt", attempt=attempt), 303)


@blueprint.get("/attempts/<public_id:attempt>")
@requires(Permission.TAKE_QUIZ)
def attempt(attempt: PublicId) -> ResponseReturnValue:
    """An open attempt: one question (`?q=3`) or all, or what is left before finishing (`?finish=1`). One that is over: its result."""
    sheet = sheet_of(signed_in(me()), attempt)
    if not sheet.state.is_open:
        return redirect(url_for("quizzes.result", attempt=attempt), 303)
    if not is_over(sheet.deadline_at, now()):
        if sheet.timing.paused_at is not None:
            return redirect(url_for("accommodations.pause_page", attempt=attempt), 303)
        return _shown(sheet, request.args.get("q", type=whole), finish=bool(request.args.get("finish")))
    if sittings.hand_in_until(sheet, now()):
        return _shown(sheet, finish=True)
    return submit(attempt)


def _shown(sheet: Sheet, wanted: int | None = None, what: Mapping[int, Typed] | None = None, *, finish: bool = False) -> str:
    number, place = sittings.shown_number(sheet, wanted), place_in_cycle(library(), me(), sheet, now())
    if finish or number is None:
        return render_template("quizzes/finish.html", page=sittings.sitting(library(), sheet, place, now()))
    if sittings.on_one_page(sheet):
        page = sittings.sitting(library(), sheet, place, now())
        questions = tuple(asked_again(one, what or {}) for one in sittings.paper(sheet))
        return render_template("quizzes/paper.html", page=page, questions=questions)
    page = sittings.sitting(library(), sheet, place, now(), number)
    rest = () if wanted else tuple(sittings.others(sheet, number))
    asked = asked_again(sittings.asked(sheet, number), what or {})
    return render_template("quizzes/question.html", page=page, asked=asked, rest=rest)


def _asked_again(attempt: PublicId, sent: tuple[Submission, ...], problem: Invalid) -> ResponseReturnValue:
    """The page once more, with what was typed and why it could not be read; nothing of it is saved.

    Raises:
        Invalid: the problem itself, where there is no question to ask again.
    """
    sheet = sheet_of(signed_in(me()), attempt)
    what = typed(sheet, sent) if sheet.state.is_open and not is_over(sheet.deadline_at, now()) else {}
    if not what:
        raise problem
    return _shown(sheet, min(what), what), 400


@blueprint.post("/attempts/<public_id:attempt>/answers/<int(max=9999):position>")
@requires(Permission.TAKE_QUIZ)
def answer(attempt: PublicId, position: int) -> ResponseReturnValue:
    """Save one answer: for a script the time at which it was saved, for a form the next question."""
    submission = submission_of(request.form, attempt, position)
    if wants_json():
        return take_script(submission)
    try:
        return redirect(take_form(attempt, (submission,), request.form.get("go", "")), 303)
    except Invalid as problem:
        return _asked_again(attempt, (submission,), problem)


@blueprint.post("/attempts/<public_id:attempt>/answers")
@requires(Permission.TAKE_QUIZ)
def answers(attempt: PublicId) -> ResponseReturnValue:
    """Save all answers of a page that shows the whole paper: all of them, or, where one cannot be read, none."""
    sent = submissions_of(request.form, attempt)
    try:
        return redirect(take_form(attempt, changed(attempt, sent), request.form.get("go", "stay")), 303)
    except Invalid as problem:
        return _asked_again(attempt, sent, problem)


@blueprint.post("/attempts/<public_id:attempt>/flags/<int(max=9999):position>")
@requires(Permission.TAKE_QUIZ)
def flag(attempt: PublicId, position: int) -> ResponseReturnValue:
    """Note, or no longer, that the person wants to come back to a question. A form brings its answers along, which are saved too."""
    flagged = request.form.get("flagged") == "1"
    with transaction():
        journey.flag_question(me(), attempt, position, now(), flagged=flagged)
    if wants_json():
        return jsonify(flagged=flagged)
    sent = (submission_of(request.form, attempt, position),) if "seq" in request.form else submissions_of(request.form, attempt)
    try:
        take_form(attempt, changed(attempt, sent), "stay")
    except Invalid as problem:
        return _asked_again(attempt, sent, problem)
    return redirect(sittings.question_href(sheet_of(signed_in(me()), attempt), position), 303)


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
    return render_template(page.template, page=page)


@blueprint.get("/attempts/<public_id:attempt>/review")
@requires(Permission.TAKE_QUIZ)
def review(attempt: PublicId) -> ResponseReturnValue:
    """The paper with as much as the rule of the quiz shows now."""
    view = viewing(library(), me(), sheet_of(signed_in(me()), attempt), now())
    _refuse_spent(view)
    if view.opening is Opening.ONCE:
        raise Refused(ONLY_ONCE)
    return render_template("quizzes/review.html", page=reviews.review_page(view))


@blueprint.post("/attempts/<public_id:attempt>/review")
@requires(Permission.TAKE_QUIZ)
def open_review(attempt: PublicId) -> ResponseReturnValue:
    """Open a review that can be opened one time only; repeated, it leads to the page that is open already."""
    view = viewing(library(), me(), sheet_of(signed_in(me()), attempt), now())
    _refuse_spent(view)
    if view.opening is Opening.ONCE:
        with transaction():
            note_review(signed_in(me()), attempt, now())
    return redirect(url_for("quizzes.review", attempt=attempt), 303)


def _refuse_spent(view: Viewing) -> None:
    """There is something to see, and it was not opened for the one time that is over."""
    if not view.paper:
        raise Refused(NO_REVIEW)
    if view.opening is Opening.SPENT:
        raise Refused(SPENT, heading=msg("This review is over"))
