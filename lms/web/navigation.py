"""The main navigation: only doors that open for whoever is looking."""

from collections.abc import Iterable

from flask import request, url_for
from flask_babel import gettext as _

from lms.access import Permission, may
from lms.web.context import actor, visitor
from lms.web.learning.destinations import home_of

Entry = dict[str, object]

OWN_PAGE_ONLY = frozenset({"learning", "public"})
"""Features with one entry among others of the same blueprint: only the page itself is current."""


def navigation(company: str) -> list[Entry]:
    """The entries for this visitor, in order, each with the group it stands in; `company` names the group of the own partner."""
    person = visitor()
    if person is None:
        return list(_strangers())
    employed = person.partner_id is not None
    on_path = home_of(person.actor.roles, on_track=person.sales or person.technical) is None
    return [*_learning(on_path), *_partner(company if employed else ""), *_vendor()]


def _strangers() -> Iterable[Entry]:
    yield _entry("public.programme", _("Programme"), "mountain")
    yield _entry("applications.become", _("Become a partner"), "building")
    yield _entry("verification.form", _("Check a certificate"), "award")


def _learning(on_path: bool) -> Iterable[Entry]:
    if on_path:
        yield _entry("learning.home", _("My path"), "path")
    yield _entry("courses.index", _("Courses"), "book")
    yield _entry("materials.index", _("Materials"), "file")
    yield _entry("certificates.index", _("Certificates"), "award")


def _partner(company: str) -> Iterable[Entry]:
    if not company:
        return
    yield _entry("programme.tier", _("Our tier"), "mountain", company)
    if may(actor(), Permission.READ_TEAM):
        yield _entry("partners.team", _("Team"), "people", company)
    if may(actor(), Permission.SUBMIT_EVIDENCE):
        yield _entry("papers.index", _("Papers"), "file", company)


def _vendor() -> Iterable[Entry]:
    group = _("Programme")
    if may(actor(), Permission.READ_PORTFOLIO):
        yield _entry("reporting.portfolio", _("Partners"), "building", group)
    if may(actor(), Permission.READ_APPLICATION):
        yield _entry("reviews.index", _("Applications"), "people", group)
    if may(actor(), Permission.MARK_ANSWERS):
        yield _entry("marking.queue", _("Marking"), "check", group)
    if may(actor(), Permission.READ_CONTENT_STATE):
        yield _entry("publishing.releases", _("Content"), "list", group)
    if may(actor(), Permission.READ_AUDIT):
        yield _entry("audit.log", _("Audit log"), "key", group)


def _entry(endpoint: str, label: str, icon: str, group: str = "") -> Entry:
    feature = endpoint.partition(".")[0]
    current = request.endpoint == endpoint or (request.blueprint == feature and feature not in OWN_PAGE_ONLY)
    return {"href": url_for(endpoint), "label": label, "icon": icon, "group": group, "current": current, "count": None}
