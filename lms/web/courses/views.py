"""Courses and lessons: reading, checking oneself, finishing, asking."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms import journey
from lms.access import Permission, may
from lms.core.db import transaction
from lms.core.errors import Invalid, NotFound
from lms.core.ids import Slug
from lms.core.text import msg
from lms.journey import reading
from lms.learning.service import keep_place
from lms.web.context import actor, library, me, now
from lms.web.courses.forms import CheckForm, PlaceForm, QuestionForm
from lms.web.courses.pages import course as course_pages
from lms.web.courses.pages import index as index_pages
from lms.web.courses.pages import lesson as lesson_pages
from lms.web.courses.pages.check import Answered
from lms.web.guards import requires
from lms.web.presentation import spoken

blueprint = Blueprint("courses", __name__)

LESSON = "/courses/<slug:course>/<slug:lesson>"


@blueprint.get("/courses")
@requires(Permission.READ_COURSE)
def index() -> ResponseReturnValue:
    """All courses, the own ones first."""
    return render_template("courses/index.html", page=index_pages.courses_page(library(), me(), now()))


@blueprint.get("/courses/<slug:course>")
@requires(Permission.READ_COURSE)
def course(course: Slug) -> ResponseReturnValue:
    """One course."""
    return render_template("courses/course.html", page=course_pages.course_page(library(), me(), course, now()))


@blueprint.get(LESSON)
@requires(Permission.READ_COURSE)
def lesson(course: Slug, lesson: Slug) -> ResponseReturnValue:
    """One lesson; that it is open is noted."""
    found = reading.open_lesson(library(), me(), course, lesson, now())
    page = lesson_pages.lesson_page(library(), found)
    if may(actor(), Permission.LEARN):
        with transaction():
            reading.see_lesson(library(), me(), found.course, found.lesson, now())
    return render_template("courses/lesson.html", page=page)


@blueprint.post(f"{LESSON}/done")
@requires(Permission.LEARN)
def done(course: Slug, lesson: Slug) -> ResponseReturnValue:
    """The lesson has been read."""
    found = reading.open_lesson(library(), me(), course, lesson, now())
    with transaction():
        journey.finish_lesson(library(), me(), course, lesson, now())
    if request.form.get("again") and lesson_pages.is_finished(found):
        flash(_("Noted: you have read this lesson again."), "success")
        return redirect(url_for(".lesson", course=course, lesson=lesson), 303)
    href, news = lesson_pages.after(library(), found, now().date())
    if news:
        flash(news, "success")
    return redirect(href, 303)


@blueprint.post(f"{LESSON}/place")
@requires(Permission.LEARN)
def place(course: Slug, lesson: Slug) -> ResponseReturnValue:
    """Keep where the reader stopped; called by script."""
    form, person = PlaceForm(), actor().person
    if person is None:
        raise NotFound
    if not form.validate() or form.percent.data is None:  # type: ignore[no-untyped-call]  # Flask-WTF is untyped
        raise Invalid(msg("This is no place in a lesson."))
    with transaction():
        keep_place(person, course, lesson, form.place.data or "", form.percent.data, now())
    return "", 204


@blueprint.route(f"{LESSON}/checks/<slug:quiz>/<slug:question>", methods=["GET", "POST"])
@requires(Permission.READ_COURSE)
def check(course: Slug, lesson: Slug, quiz: Slug, question: Slug) -> ResponseReturnValue:
    """Answer a check: the lesson again, with the reasons. Loaded by itself, the address leads to the check."""
    answered = Answered(quiz, question, CheckForm().values)
    if request.method == "GET":
        return redirect(url_for(".lesson", course=course, lesson=lesson, _anchor=answered.anchor), 303)
    found = reading.open_lesson(library(), me(), course, lesson, now())
    lesson_pages.stands_in(found.lesson, quiz, question)
    page = lesson_pages.lesson_page(library(), found, answered)
    return render_template("courses/lesson.html", page=page), lesson_pages.status_of(page)


@blueprint.route(f"{LESSON}/ask", methods=["GET", "POST"])
@requires(Permission.LEARN)
def ask(course: Slug, lesson: Slug) -> ResponseReturnValue:
    """Ask the contact about the lesson."""
    found, form = reading.open_lesson(library(), me(), course, lesson, now()), QuestionForm()
    contact = lesson_pages.contact_for(found)
    if form.validate_on_submit():
        with transaction():
            journey.ask_about_lesson(me(), found.course, found.lesson, form.question.data or "", now())
        flash(_("Your question is on its way to %(name)s. The answer comes by mail.", name=spoken(contact.name)), "success")
        return redirect(url_for(".lesson", course=course, lesson=lesson), 303)
    page = lesson_pages.lesson_page(library(), found)
    return render_template("courses/ask.html", page=page, form=form, contact=contact), 400 if form.errors else 200
