"""A manager's word on a partner's standing: what it rests on, and the form with the reason."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, RadioField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from lms.access import Permission
from lms.core.db import transaction
from lms.core.errors import Invalid
from lms.core.ids import PublicId, Slug
from lms.core.text import Message, Texts
from lms.journey.standings import Decision, keep_partner, lower_partner, promote_partner
from lms.partners.queries import partner_by_public_id
from lms.partners.rules import both_names
from lms.programme.listeners import Listener, heard
from lms.programme.queries import StandingRow, evidence_of, published, standing_of
from lms.programme.reviews import rules_on, serving
from lms.programme.rules import Programme
from lms.programme.sentences import explained
from lms.programme.standings import REASON_LENGTH
from lms.programme.states import StandingState
from lms.web.context import actor, library, me, now
from lms.web.forms import Form
from lms.web.guards import requires

blueprint = Blueprint("standings", __name__)


@dataclass(frozen=True, slots=True)
class Deciding:
    """What there is to decide: the tier at stake and what may be said of it; `choices` is empty when there is nothing."""

    partner: PublicId
    name: Texts
    tier: Slug
    label: Texts
    choices: tuple[str, ...]
    facts: Sequence[Message]


class DecideForm(Form):
    """What is decided, until when, and why."""

    tier = HiddenField()
    verb = RadioField(_l("Decision"), validators=[DataRequired(_l("Choose what is decided."))])
    until = DateField(
        _l("Kept up to, not on"), validators=[Optional()],
        description=_l("Only for a tier that is kept. Empty, it is kept until the next review."),
    )  # fmt: skip
    reason = TextAreaField(
        _l("Reason"), validators=[Length(max=REASON_LENGTH)],
        description=_l("The partner reads it. A tier neither falls nor is kept without one."),
        render_kw={"rows": 3, "maxlength": REASON_LENGTH},
    )  # fmt: skip


@blueprint.get("/partners/<public_id:partner>/standing/decide")
@requires(Permission.DECIDE_STANDING, fresh=True)
def decide(partner: PublicId) -> ResponseReturnValue:
    """What is to be decided about a partner."""
    page = _page(partner)
    return render_template("programme/decide.html", page=page, form=_form(page, DecideForm(formdata=None, tier=page.tier)))


@blueprint.post("/partners/<public_id:partner>/standing/decide")
@requires(Permission.DECIDE_STANDING, fresh=True)
def decided(partner: PublicId) -> ResponseReturnValue:
    """Say it; said twice, it is said once."""
    page = _page(partner)
    form = _form(page, DecideForm())
    form.verb.choices = [(one, label) for one, label in _labels().items()]
    if form.validate_on_submit():
        try:
            with transaction():
                _say(form, Decision(partner, Slug(str(form.tier.data)), form.reason.data or ""))
        except Invalid as problem:
            form.refuse(form.until if form.until.data and (form.reason.data or "").strip() else form.reason, problem)
        else:
            flash(_("It is decided, and the partner is told."), "success")
            return redirect(url_for("programme.tier_of", partner=partner), 303)
    return render_template("programme/decide.html", page=page, form=_form(page, form)), 400


def _say(form: DecideForm, decision: Decision) -> None:
    match form.verb.data:
        case "promote":
            promote_partner(library(), me(), decision, now())
        case "lower":
            lower_partner(library(), me(), decision, now())
        case _:
            keep_partner(library(), me(), decision, form.until.data, now())


def _form(page: Deciding, form: DecideForm) -> DecideForm:
    form.verb.choices = [(one, label) for one, label in _labels().items() if one in page.choices]
    return form


def _labels() -> dict[str, str]:
    return {
        "promote": _("The partner rises to this tier"),
        "keep": _("The tier is kept for now"),
        "lower": _("The tier falls to what is earned today"),
    }


def _page(partner: PublicId) -> Deciding:
    found = partner_by_public_id(actor(), partner, Permission.DECIDE_STANDING)
    row, day = standing_of(found.id), now().date()
    versions = serving(published().versions, day)
    rules = rules_on(versions, day)
    tier, choices = Slug(""), tuple[str, ...]()
    if row is not None and row.state is StandingState.PROPOSED:
        tier, choices = row.tier or tier, ("keep", "lower")
    elif row is not None and row.eligible is not None and rules.review.promote_needs == "partner_manager":
        tier, choices = row.eligible, ("promote",)
    says = _explained(versions, row, day) if row is not None and row.facts else ()
    return Deciding(partner, both_names(found.name, found.name_ru), tier, rules.label(tier), choices, says)


def _explained(versions: tuple[Programme, ...], row: StandingRow, day: date) -> tuple[Message, ...]:
    """How the partner stands, said to the one who decides."""
    facts = replace(evidence_of(row).facts, tier=row.tier)
    says = explained(versions, facts, day, library().certifications, row.failing_since, row.grace_until)
    return heard(says, Listener.DECIDER)
