"""The main navigation: only doors that open for whoever is looking."""

from collections.abc import Iterable

from flask import request, url_for
from flask_babel import gettext as _

from lms.access import Permission, may
from lms.web.context import actor, visitor

Entry = dict[str, object]


def navigation() -> list[Entry]:
    """The entries for this visitor, in order, each with the group it stands in."""
    person = visitor()
    if person is None:
        return []
    entries = list(_learning(person.partner_id is not None))
    entries += _partner()
    entries += _vendor()
    return entries


def _learning(employed: bool) -> Iterable[Entry]:
    if employed:
        yield _entry("learning.home", _("My path"), "path")
    yield _entry("courses.index", _("Courses"), "book")
    yield _entry("materials.index", _("Materials"), "file")
    yield _entry("certificates.index", _("Certificates"), "award")


def _partner() -> Iterable[Entry]:
    person = visitor()
    if person is None or person.partner_id is None:
        return
    group = person.partner_name or ""
    yield _entry("programme.tier", _("Our tier"), "mountain", group)
    if may(actor(), Permission.READ_TEAM):
        yield _entry("partners.team", _("Team"), "people", group)


def _vendor() -> Iterable[Entry]:
    group = _("Programme")
    if may(actor(), Permission.READ_PORTFOLIO):
        yield _entry("reporting.portfolio", _("Partners"), "building", group)
    if may(actor(), Permission.READ_CONTENT_STATE):
        yield _entry("publishing.releases", _("Content"), "list", group)
    if may(actor(), Permission.READ_AUDIT):
        yield _entry("audit.log", _("Audit log"), "key", group)


def _entry(endpoint: str, label: str, icon: str, group: str = "") -> Entry:
    own = (request.endpoint or "").partition(".")[0]
    current = request.endpoint == endpoint or (own == endpoint.partition(".")[0] and own not in ("learning", "programme", "partners"))
    return {"href": url_for(endpoint), "label": label, "icon": icon, "group": group, "current": current, "count": None}
