"""The pages of the own account, as their frame lists them."""

from flask import current_app, request, url_for
from flask_babel import lazy_gettext as _l

from lms.access import Permission, may
from lms.web.context import actor

PLACES = (
    ("accounts.account", _l("Profile"), Permission.KEEP_OWN_ACCOUNT),
    ("accounts.security", _l("Sign-in and security"), Permission.KEEP_OWN_ACCOUNT),
    ("tokens.page", _l("Tokens"), Permission.KEEP_TOKENS),
    ("privacy.data", _l("Your data"), Permission.KEEP_OWN_ACCOUNT),
)
"""By endpoint, in order. One that this installation does not have, or that is not for the reader, is left out."""


def account_places() -> list[dict[str, object]]:
    """The tabs of the account; the one whose address the page's own begins with, most of it, is where the reader stands."""
    open_here = [one for one in PLACES if one[0] in current_app.view_functions and may(actor(), one[2])]
    known = [(url_for(endpoint), label) for endpoint, label, _permission in open_here]
    here = max((address for address, _label in known if request.path.startswith(address)), key=len, default="")
    return [{"text": label, "href": address, "current": address == here} for address, label in known]
