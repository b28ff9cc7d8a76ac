"""The pages of the preview, under the addresses that the templates of lessons know."""

from typing import Any, cast

from flask import Blueprint, Flask, Response, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, SecurityError

from lms.accounts.rules import Theme
from lms.core.content.media import media_type
from lms.core.errors import Problem
from lms.core.ids import RevisionHash, Slug
from lms.core.text import LANGUAGES
from lms.publishing.watching import Watched
from lms.web.accounts.destinations import own_page
from lms.web.assets.views import font
from lms.web.context import LANGUAGE_COOKIE, THEME_COOKIE, me, now, settings
from lms.web.courses.forms import CheckForm
from lms.web.courses.pages.check import Answered
from lms.web.errors import on_foreign_host
from lms.web.headers import FILE_POLICY
from lms.web.preview import pages
from lms.web.preview.frame import choices, navigation
from lms.web.preview.learner import choice_of, read_choice, visitor_of
from lms.web.preview.sources import shown

preview = Blueprint("preview", __name__)
courses = Blueprint("courses", __name__)
preferences = Blueprint("preferences", __name__)

CHOICE_COOKIE = "learner"
PATIENCE = 25
"""Seconds that the question for changes waits for an answer."""
LESSON = "/courses/<slug:course>/<slug:lesson>"


def init_preview(app: Flask, watched: Watched) -> None:
    """Put the pages in, with the learner of each request; whatever the academy has besides lessons leads to a page that says so."""
    app.extensions["waymark_watched"] = watched
    app.before_request(_look)
    app.context_processor(_words)
    app.jinja_env.globals["csrf_token"] = lambda: ""
    for blueprint in (preview, courses, preferences):
        app.register_blueprint(blueprint)
    app.add_url_rule("/fonts/<name>", "font", font)
    app.url_build_error_handlers.append(_elsewhere)
    app.register_error_handler(SecurityError, on_foreign_host)
    app.register_error_handler(HTTPException, _not_shown)
    app.register_error_handler(Problem, _not_shown)


@preview.get("/")
def tree() -> ResponseReturnValue:
    """The state of the tree."""
    return render_template("preview/tree.html", page=pages.tree_page(_watched()))


@preview.get("/preview/changes")
def changes() -> ResponseReturnValue:
    """The version of the tree, as soon as it is another one than `since`."""
    return Response(str(_watched().wait(request.args.get("since", 0, int), PATIENCE)), mimetype="text/plain")


@preview.get("/preview/learner")
def learner() -> ResponseReturnValue:
    """Look through another learner."""
    response = redirect(own_page(request.args.get("next")) or "/", 303)
    chosen = choice_of(request.args, _watched().checked.draft)
    response.set_cookie(CHOICE_COOKIE, chosen.written(), httponly=True, samesite="Lax")
    return response


@preview.get("/preview/elsewhere")
def elsewhere() -> ResponseReturnValue:
    """A page of the academy that the preview does not have."""
    return render_template("preview/elsewhere.html"), 404


@preview.get("/media/<blob>/<name>")
def media(blob: str, name: str) -> ResponseReturnValue:
    """A picture or file of a course, as the tree holds it."""
    watched = _watched()
    path = watched.checked.draft.media.get(RevisionHash(blob))
    if path is None or path not in watched.tree.files or not name:
        return elsewhere()
    response = Response(watched.tree.files[path], content_type=media_type(path))
    response.headers["Content-Security-Policy"] = FILE_POLICY
    return response


@courses.get("/courses/<slug:course>")
def course(course: Slug) -> ResponseReturnValue:
    """The lessons of a course stand in the list."""
    return redirect(url_for("preview.tree", _anchor=f"course-{course}"), 303)


@courses.get(LESSON)
def lesson(course: Slug, lesson: Slug) -> ResponseReturnValue:
    """One lesson as the chosen learner meets it; its faults alone while it cannot be read."""
    return _lesson(course, lesson)


@courses.post(f"{LESSON}/checks/<slug:quiz>/<slug:question>")
def check(course: Slug, lesson: Slug, quiz: Slug, question: Slug) -> ResponseReturnValue:
    """Answer a check."""
    return _lesson(course, lesson, Answered(quiz, question, CheckForm().values))


@courses.post(f"{LESSON}/done")
def done(course: Slug, lesson: Slug) -> ResponseReturnValue:
    """On to the next lesson; nothing is kept."""
    found = pages.lesson_of(_scene(), course, lesson)
    ids = [one.id for one in found.course.lessons] if found else []
    after = ids[ids.index(lesson) + 1 :] if lesson in ids else []
    return redirect(url_for("courses.lesson", course=course, lesson=after[0]) if after else "/", 303)


@courses.post(f"{LESSON}/place")
def place(course: Slug, lesson: Slug) -> ResponseReturnValue:  # noqa: ARG001 - the address names them
    """Where the reader stopped is not kept here."""
    return "", 204


@preferences.post("/preferences/language")
def language() -> ResponseReturnValue:
    """Switch the language."""
    return _kept(LANGUAGE_COOKIE, request.form.get("language", ""))


@preferences.post("/preferences/theme")
def theme() -> ResponseReturnValue:
    """Switch between light and dark."""
    return _kept(THEME_COOKIE, request.form.get("theme", ""))


def _lesson(course: Slug, lesson: Slug, answered: Answered | None = None) -> ResponseReturnValue:
    scene = _scene()
    found = pages.lesson_of(scene, course, lesson)
    if found is None:
        faults = shown(pages.faults_of(scene, course, lesson), scene.watched.tree)
        return render_template("preview/unreadable.html", faults=faults, name=f"{course}/{lesson}"), 200 if faults else 404
    return render_template(
        "preview/lesson.html", page=pages.page_of(scene, found, answered), beside=pages.beside_of(scene, found, me()), choice=scene.choice
    )


def _watched() -> Watched:
    return cast("Watched", current_app.extensions["waymark_watched"])


def _scene() -> pages.Scene:
    watched = _watched()
    return pages.Scene(watched, read_choice(request.cookies.get(CHOICE_COOKIE, ""), watched.checked.draft), now())


def _look() -> None:
    """Be the chosen learner for this request."""
    wanted = request.cookies.get(LANGUAGE_COOKIE, "")
    spoken = wanted if wanted in LANGUAGES else request.accept_languages.best_match(LANGUAGES) or settings().language
    painted = request.cookies.get(THEME_COOKIE, "")
    g.library = _watched().checked.draft
    g.visitor = visitor_of(_scene().choice, spoken, Theme(painted) if painted in set(Theme) else Theme.AUTO)


def _words() -> dict[str, object]:
    return {
        "visitor": None, "sign_in_href": "", "home_href": "/", "version": _watched().version,
        "nav": navigation(_watched()), "choices": choices(_watched().checked.draft),
    }  # fmt: skip


def _kept(cookie: str, value: str) -> Response:
    response = cast("Response", redirect(own_page(request.form.get("next")) or "/", 303))
    response.set_cookie(cookie, value, httponly=True, samesite="Lax")
    return response


def _elsewhere(_error: Exception, _endpoint: str, _values: dict[str, Any]) -> str:
    return "/preview/elsewhere"


def _not_shown(error: Exception) -> ResponseReturnValue:
    code = error.code or 500 if isinstance(error, HTTPException) else 404
    return render_template("preview/elsewhere.html"), code
