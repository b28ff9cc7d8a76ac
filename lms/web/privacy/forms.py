"""Forms of one's own data."""

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from lms.core.ids import RevisionHash, Slug
from lms.privacy.rules import Consents, Decisions, Purpose
from lms.web.forms import Form


class ErasureForm(Form):
    """The request to be erased."""

    keep_name = BooleanField(_l("Keep my name on my certificates"))


def decided(consents: Consents) -> Decisions:
    """What was decided about each purpose: a ticked box sends the revision of the text that stood beside it, an empty one nothing.

    A purpose that has no text any more is decided against.
    """
    read = {purpose: request.form.get(purpose.value, "") for purpose in Purpose}
    return {purpose: RevisionHash(text) if text and Slug(purpose.value) in consents.items else None for purpose, text in read.items()}
