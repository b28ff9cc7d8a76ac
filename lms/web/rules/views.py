"""Versions of the rules for the programme admin, the list of who has not read them for managers, and a partner's own notice."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms import demo, journey
from lms.access import Permission
from lms.core.db import transaction
from lms.core.errors import NotFound
from lms.core.ids import PublicId
from lms.partners.queries import portfolio_scope
from lms.programme import notices
from lms.programme.queries import newest, programme_of, version, version_before
from lms.programme.rules import Programme
from lms.publishing.trying import tried
from lms.reporting.rule_changes import Change
from lms.web.context import actor, library, me, now, settings
from lms.web.guards import proved_lately, requires
from lms.web.rules import pages
from lms.web.rules.forms import AcknowledgeForm, TryForm
from lms.web.spreadsheet import csv_response

blueprint = Blueprint("rules", __name__)


@blueprint.get("/programme/versions")
@requires(Permission.TRY_RULES)
def versions() -> ResponseReturnValue:
    """Every version of the rules, and a form to try the next one; in a demo it is filled in."""
    rows, row = pages.version_rows(now().date()), newest() if settings().demo else None
    text = demo.next_rules(row.version + 1, now().date()) if row else ""
    return render_template("rules/versions.html", rows=rows, form=TryForm(formdata=None, text=text), faults=(), prepared=bool(text))


@blueprint.get("/programme/versions/<int:number>")
@requires(Permission.TRY_RULES)
def change(number: int) -> ResponseReturnValue:
    """What a version changes, and what that does to every partner."""
    return render_template("rules/change.html", page=pages.stored_change(library(), me(), number, now().date()), form=None, prove=False)


@blueprint.get("/programme/versions/<int:number>/effects.csv")
@requires(Permission.TRY_RULES, fresh=True)
def effects(number: int) -> ResponseReturnValue:
    """The effect of a version on every partner as a file."""
    new = version(number)
    if new is None:
        raise NotFound
    lines = pages.effect_lines(library(), me(), Change(version_before(number) or new, new, now().date()))
    return csv_response(_("rules-%(version)s.csv", version=number), pages.effect_header(), lines)


@blueprint.post("/programme/versions/try")
@requires(Permission.TRY_RULES)
def attempt() -> ResponseReturnValue:
    """Check a rule file and show what it would do; nothing is kept. The file about every company wants a fresh proof, and what was pasted
    stays on the page until it is given.
    """
    form = TryForm()
    faults: tuple[str, ...] = ()
    if form.validate_on_submit():
        found, wrong = tried(library(), form.text.data or "")
        if found is not None:
            return _tried(form, found)
        faults = pages.fault_texts(wrong)
    return render_template("rules/versions.html", rows=pages.version_rows(now().date()), form=form, faults=faults, prepared=False), 400


@blueprint.get("/programme/notices")
@requires(Permission.READ_PORTFOLIO)
def waiting() -> ResponseReturnValue:
    """The partners of one's portfolio that have not acknowledged new rules."""
    found = notices.open_in(portfolio_scope(actor(), Permission.READ_PORTFOLIO))
    return render_template("rules/waiting.html", notices=pages.in_order(found), sent=pages.sent_text)


@blueprint.get("/programme/notices/<public_id:notice>")
@requires(Permission.ACKNOWLEDGE_RULES)
def notice(notice: PublicId) -> ResponseReturnValue:
    """What new rules do to the reader's partner."""
    found = notices.notice_of(notice, portfolio_scope(actor(), Permission.ACKNOWLEDGE_RULES))
    return render_template("rules/notice.html", page=pages.notice_page(found), notice=found, form=AcknowledgeForm(formdata=None))


@blueprint.post("/programme/notices/<public_id:notice>")
@requires(Permission.ACKNOWLEDGE_RULES)
def acknowledge(notice: PublicId) -> ResponseReturnValue:
    """Say that the notice was read."""
    with transaction():
        journey.acknowledge_rules(library(), me(), notice, now())
    flash(_("Thank you. It is noted that you have read it."), "success")
    return redirect(url_for(".notice", notice=notice), 303)


def _tried(form: TryForm, found: Programme) -> ResponseReturnValue:
    wanted = "as_csv" in request.form
    if wanted and proved_lately():
        row = newest()
        old = programme_of(row) if row is not None else found
        lines = pages.effect_lines(library(), me(), Change(old, found, now().date()))
        return csv_response(_("rules-%(version)s.csv", version=found.version), pages.effect_header(), lines)
    return render_template("rules/change.html", page=pages.tried_change(library(), me(), found, now().date()), form=form, prove=wanted)
