"""Files that belong to an answer: a page of their own, on which they are added and taken away without a script."""

from dataclasses import dataclass

from flask import Blueprint, Flask, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms import journey
from lms.access import Permission
from lms.core.db import transaction
from lms.core.errors import Invalid, NotFound
from lms.core.ids import PublicId
from lms.core.text import Texts, msg
from lms.publishing.library import quiz_of
from lms.quizzes.files import FileRow, files_of, own_file
from lms.quizzes.queries import Sheet, sheet_of
from lms.quizzes.questions.essay import MOST_FILES, endings_of
from lms.quizzes.questions.essay import files_of as files_in
from lms.quizzes.rules import QuestionType
from lms.quizzes.rules.files import MAX_BYTES, Upload
from lms.web.context import me, now, visitor
from lms.web.guards import requires
from lms.web.marking.pages import size_in_words
from lms.web.presentation import spoken
from lms.web.quizzes.attachments import attachment
from lms.web.quizzes.pages.sitting import question_href
from lms.web.quizzes.pages.who import signed_in

blueprint = Blueprint("files", __name__)

ROOM = 64 * 1024
"""What a request with a file holds besides its bytes."""
UPLOAD = "files.add"


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesPage:
    """The files of one answer; `types` are the endings that are taken, `timed` says that the time of the attempt goes on."""

    attempt: PublicId
    position: int
    stem: Texts
    files: tuple[tuple[FileRow, str], ...]
    types: tuple[str, ...]
    most: int
    largest: int
    back: str
    timed: bool


def init_uploads(app: Flask) -> None:
    """Let larger requests in at the one door that takes files, from people who are signed in. Before anything reads the form."""

    @app.before_request
    def widen() -> None:
        if request.endpoint == UPLOAD and visitor() is not None:
            if (request.content_length or 0) > MAX_BYTES + ROOM:
                raise Invalid(msg("The file is too large: it may have %(limit)s MB. Nothing was changed.", limit=MAX_BYTES >> 20))
            request.max_content_length = MAX_BYTES + ROOM


@blueprint.get("/attempts/<public_id:attempt>/answers/<int(max=9999):position>/files")
@requires(Permission.TAKE_QUIZ)
def page(attempt: PublicId, position: int) -> ResponseReturnValue:
    """The files of an answer, with a form to add one."""
    sheet = sheet_of(signed_in(me()), attempt)
    if not sheet.state.is_open:
        return redirect(url_for("quizzes.result", attempt=attempt), 303)
    return render_template("quizzes/files.html", page=_page(sheet, position), refused="")


@blueprint.post("/attempts/<public_id:attempt>/answers/<int(max=9999):position>/files")
@requires(Permission.TAKE_QUIZ)
def add(attempt: PublicId, position: int) -> ResponseReturnValue:
    """Add a file to an answer."""
    brought = request.files.get("file")
    upload = Upload(brought.filename or "", brought.read(MAX_BYTES + 1)) if brought else Upload("", b"")
    try:
        with transaction():
            journey.attach_file(me(), attempt, position, upload, now())
    except Invalid as problem:
        sentence = spoken(problem.message) if upload.name else _("Choose a file first.")
        shown = _page(sheet_of(signed_in(me()), attempt), position)
        return render_template("quizzes/files.html", page=shown, refused=sentence), 400
    flash(_("The file belongs to your answer now."), "success")
    return redirect(url_for(".page", attempt=attempt, position=position), 303)


@blueprint.post("/attempts/<public_id:attempt>/answers/<int(max=9999):position>/files/<public_id:file>/remove")
@requires(Permission.TAKE_QUIZ)
def remove(attempt: PublicId, position: int, file: PublicId) -> ResponseReturnValue:
    """Take a file away."""
    with transaction():
        journey.detach_file(me(), attempt, position, file, now())
    return redirect(url_for(".page", attempt=attempt, position=position), 303)


@blueprint.get("/attempts/<public_id:attempt>/files/<public_id:file>")
@requires(Permission.TAKE_QUIZ)
def own(attempt: PublicId, file: PublicId) -> Response:
    """A file of one's own attempt, while it goes on and after it."""
    return attachment(own_file(signed_in(me()), attempt, file))


def _page(sheet: Sheet, position: int) -> FilesPage:
    slot = next((one for one in sheet.slots if one.position == position), None)
    question = quiz_of(sheet.revision).question(slot.question) if slot else None
    if slot is None or question is None or question.type is not QuestionType.ESSAY or not endings_of(question):
        raise NotFound
    belonging = files_in(question, slot.answer or ())
    files = tuple((one, size_in_words(one.size)) for one in files_of(sheet.id, position) if one.file in belonging)
    return FilesPage(
        attempt=sheet.public_id, position=position, stem=question.stem, files=files, types=endings_of(question), most=MOST_FILES,
        largest=MAX_BYTES >> 20, back=question_href(sheet, position), timed=sheet.deadline_at is not None,
    )  # fmt: skip
