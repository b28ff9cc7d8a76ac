"""The pages of the own account, as their frame lists them."""

from flask import current_app, request, url_for
from flask_babel import lazy_gettext as _l

PLACES = (
    ("accounts.account", _l("Profile")),
    ("accounts.security", _l("Sign-in and security")),
    ("privacy.data", _l("Your data")),
)
"""By endpoint, in order. One that this installation does not have is left out."""


def account_places() -> list[dict[str, object]]:
    """The tabs of the account; the one whose address the page's own begins with, most of it, is where the reader stands."""
    known = [(url_for(endpoint), label) for endpoint, label in PLACES if endpoint in current_app.view_functions]
    here = max((address for address, _label in known if request.path.startswith(address)), key=len, default="")
    return [{"text": label, "href": address, "current": address == here} for address, label in known]
