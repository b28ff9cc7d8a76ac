"""Marking by hand: the queue, one answer at a time, its files, and changing a mark later."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms import journey
from lms.access import Permission, may
from lms.core.db import transaction
from lms.core.errors import Invalid
from lms.core.ids import PublicId, Slug
from lms.quizzes.service.marking import Asked
from lms.quizzes.waiting import script_of
from lms.web.context import actor, library, me, now
from lms.web.converters import whole
from lms.web.guards import prove_first, proved_lately, requires
from lms.web.marking import pages
from lms.web.marking.forms import MarkForm
from lms.web.quizzes.attachments import attachment
from lms.web.quizzes.pages.who import signed_in

blueprint = Blueprint("marking", __name__)


@blueprint.get("/marking")
@requires(Permission.MARK_ANSWERS)
def queue() -> ResponseReturnValue:
    """What waits, the oldest first; `?quiz=` of one quiz, `?page=` further down."""
    page = max(1, request.args.get("page", 1, type=whole))
    return render_template("marking/queue.html", page=pages.queue_page(library(), me(), Slug(request.args.get("quiz", "")), page, now()))


@blueprint.post("/marking/<public_id:attempt>/take")
@requires(Permission.MARK_ANSWERS)
def take(attempt: PublicId) -> ResponseReturnValue:
    """Take an attempt to mark it."""
    with transaction():
        journey.take_to_mark(library(), me(), attempt, now())
    return redirect(url_for(".script", attempt=attempt), 303)


@blueprint.post("/marking/<public_id:attempt>/give-back")
@requires(Permission.MARK_ANSWERS)
def give_back(attempt: PublicId) -> ResponseReturnValue:
    """Give an attempt back unmarked."""
    with transaction():
        journey.give_back(me(), attempt)
    return redirect(url_for(".queue"), 303)


@blueprint.get("/marking/<public_id:attempt>")
@requires(Permission.MARK_ANSWERS)
def script(attempt: PublicId) -> ResponseReturnValue:
    """One answer of an attempt that was taken: the first without a mark, or `?q=`. Not taken, or no longer: back to the queue."""
    found = script_of(signed_in(me()), attempt, now())
    if found is None:
        flash(_("Take an attempt from the queue first. One that was taken is free again after an hour."), "info")
        return redirect(url_for(".queue"), 303)
    return render_template("marking/answer.html", page=pages.answer_page(library(), found, request.args.get("q", type=whole)))


@blueprint.post("/marking/<public_id:attempt>/answers/<int(max=9999):position>")
@requires(Permission.MARK_ANSWERS)
def mark(attempt: PublicId, position: int) -> ResponseReturnValue:
    """Mark one answer, and go on to the next one."""
    form = MarkForm()
    wanted = Asked(attempt=attempt, position=position, round=form.seen)
    try:
        with transaction():
            journey.give_mark(library(), me(), wanted, form.verdict(request.form), now())
    except Invalid as problem:
        return _refused(attempt, position, problem)
    return redirect(pages.address_after(me(), attempt, now()), 303)


@blueprint.get("/marking/<public_id:attempt>/files/<public_id:file>")
@requires(Permission.MARK_ANSWERS)
def file(attempt: PublicId, file: PublicId) -> ResponseReturnValue:
    """A file of an answer that the marker has taken, or whose mark can be changed, for which a fresh proof is asked as for the change.

    In a blind quiz it has a name that tells nothing.
    """
    taken = script_of(signed_in(me()), attempt, now())
    if taken is None and may(actor(), Permission.CHANGE_MARK) and not proved_lately():
        return prove_first()
    return attachment(*pages.file_of(me(), taken or attempt, file, now()))


@blueprint.get("/marking/<public_id:attempt>/changes")
@requires(Permission.CHANGE_MARK, fresh=True)
def marks(attempt: PublicId) -> ResponseReturnValue:
    """The marks of an attempt that were given by hand, each with a form to change it."""
    return render_template("marking/marks.html", page=pages.marks_page(signed_in(me()), attempt), refused={}, typed={})


@blueprint.post("/marking/<public_id:attempt>/changes/<int(max=9999):position>")
@requires(Permission.CHANGE_MARK, fresh=True)
def change(attempt: PublicId, position: int) -> ResponseReturnValue:
    """Put another mark beside one that was given."""
    form = MarkForm()
    wanted = Asked(attempt=attempt, position=position, round=form.seen)
    try:
        with transaction():
            journey.change_mark(library(), me(), wanted, form.verdict(request.form), now())
    except Invalid as problem:
        page = pages.marks_page(signed_in(me()), attempt)
        return render_template("marking/marks.html", page=page, refused={position: pages.said(problem)}, typed=request.form), 400
    flash(_("The mark is changed; the one before it is kept."), "success")
    return redirect(url_for(".marks", attempt=attempt), 303)


def _refused(attempt: PublicId, position: int, problem: Invalid) -> ResponseReturnValue:
    found = script_of(signed_in(me()), attempt, now())
    if found is None:
        raise problem
    page = pages.answer_page(library(), found, position)
    return render_template("marking/answer.html", page=page, refused=pages.said(problem), typed=request.form), 400
