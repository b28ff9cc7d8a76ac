"""Looking at the academy as somebody else: the form that begins it, and the one button that ends it."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms import journey
from lms.access import Permission
from lms.accounts.looks import Wanted
from lms.core.db import transaction
from lms.core.errors import Invalid, NotFound
from lms.core.ids import PublicId
from lms.partners.queries import person_by_public_id
from lms.web.accounts.further_forms import LookForm
from lms.web.accounts.pages import looks_as_me, own_id
from lms.web.context import actor, library, now, stored_session, visitor
from lms.web.guards import requires
from lms.web.presentation import name_in

blueprint = Blueprint("looks", __name__)
blueprint.app_context_processor(lambda: {"looks_as_me": looks_as_me})


@blueprint.get("/people/<public_id:person>/look")
@requires(Permission.SEE_AS, fresh=True)
def form(person: PublicId) -> ResponseReturnValue:
    """The form of a look."""
    return _page(person, LookForm(formdata=None))


@blueprint.post("/people/<public_id:person>/look")
@requires(Permission.SEE_AS, fresh=True)
def begin(person: PublicId) -> ResponseReturnValue:
    """Begin to look."""
    found, wanted, held = person_by_public_id(actor(), person, now().date(), Permission.SEE_AS), LookForm(), stored_session()
    if held is None:
        raise NotFound
    if wanted.validate_on_submit():
        look = Wanted(own_id(), held.token_hash, found.id, wanted.reason, wanted.note.data or "")
        try:
            with transaction():
                journey.begin_look(library(), look, now())
        except Invalid as problem:
            wanted.refuse(wanted.note, problem)
        else:
            return redirect(url_for("public.landing"), 303)
    return _page(person, wanted), 400


@blueprint.post("/look/end")
@requires(Permission.SIGN_IN)
def end() -> ResponseReturnValue:
    """Stop looking, and be back at the page of the person."""
    seen, held = visitor(), stored_session()
    if seen is None or held is None or seen.look is None:
        return redirect(url_for("public.landing"), 303)
    with transaction():
        journey.end_look(library(), held.token_hash, now())
    return redirect(url_for("partners.person", person=seen.public_id), 303)


def _page(person: PublicId, form: LookForm) -> str:
    found = person_by_public_id(actor(), person, now().date(), Permission.SEE_AS)
    return render_template("accounts/look.html", form=form, person=person, name=name_in(found.name, found.name_ru))
