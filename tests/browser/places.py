"""The pages of the application, by who comes to them."""

import sqlalchemy as sa
from flask import Flask

from lms.core.db import db
from lms.partners.models import Partner
from tests.browser.applications import applications
from tests.browser.errands import errands
from tests.browser.sittings import sittings

COMMON = (
    "/courses", "/materials", "/certificates", "/account", "/account/password", "/account/security", "/account/security/authenticator",
    "/sign-in/again", "/account/privacy", "/account/privacy/consents", "/account/privacy/erasure", "/certifications/sf",
    "/certifications/sp", "/demo",
)  # fmt: skip

PLACES: dict[str, tuple[str, ...]] = {
    "stranger": (
        "/", "/programme", "/sign-in", "/reset", "/verify", "/verify/AAAAAAAAAAAAAAAAAAAAAAAAAA", "/materials/one-pager", "/nothing",
        "/demo", "/demo/mailbox", "/become-a-partner", "/become-a-partner/sent", "{my_application}",
    ),
    "seller": (
        "/account/work", "/home", *COMMON, "/courses/cloud-for-sellers", "/courses/cloud-for-sellers/what-cloud-is",
        "/courses/programme-rules/payouts-by-month", "/courses/discovery", "/courses/cloud-for-sellers/what-cloud-is/ask",
        "/quizzes/sf", "/quizzes/sf-practice", "{open}", "{open}?finish=1", "{over}/result", "{over}/review", "{over}/history",
        "/materials/price-list", "/materials/price-list/files/price-list.en.xlsx", "/tier", "/agreement", "/account/email",
        "/account/personal", "{join}",
    ),
    "engineer": (
        "/home", "/courses/technical-foundations/networks", "/courses/technical-foundations/lab", "/quizzes/ta", "/tier",
        "{waits}/result", "{waits}/review", "{waits}/history", "{paused}/break", "/quizzes/ta-practice",
    ),
    "partner-admin": (
        "/team/join", "/tier/history?step=1", "/home", "/team", "/our-manager", "/team/invitations", "/tier", "/tier?version=4",
        "/agreement", "{person}", "/certificates", "/papers", "/papers/new", "{paper}", "{request}", "{leave}", "{leaves}",
        "/tier?version=5&on=2020-01-01", "{notice}",
    ),
    "partner-manager": (
        "/applications", "/applications?view=asked", "{application}", "{accepted}", "{partner}/manager",
        "/partners", "/partners?tier=gold", "/partners?show=step", "/partners/new", "{partner}", "{partner}/tier",
        "{partner}/tier/history", "{partner}/standing/decide", "{partner}/figures",
        "/team/invitations?partner={partner_id}", "/programme/notices", "/figures", "/account/tokens", "/account/tokens/new",
        "/papers", "{person}", "{paper}", "{file}", *COMMON,
    ),
    "programme-admin": (
        "/programme/versions", "/programme/versions/4", "/programme/versions/5", "{partner}/manager", "/content",
        "/content/quizzes/sf/statistics",
        "/content/quizzes/sf-practice/statistics",
        "/content/quizzes/sf-practice/statistics/keys", "/marking", "{taken}", "{log}",
        "/audit", "/audit/outages", "/account/tokens", "/partners?q=e", "/account", "{person}", "{person}/look", "{person}/accommodation",
    ),
}  # fmt: skip


def addresses(app: Flask, face: str) -> list[str]:
    """The pages of one face; `{partner}` and `{person}` stand for Vector and for Anna, who is there, other names for `sittings`."""
    from lms.accounts.models import Person

    with app.app_context():
        partner = db.session.scalar(sa.select(Partner.public_id).where(Partner.name == "Vector"))
        person = db.session.scalar(sa.select(Person.public_id).where(Person.name == "Anna Krylova"))
        db.session.remove()
    named = {"partner": f"/partners/{partner}", "partner_id": partner, "person": f"/people/{person}"}
    named |= {**sittings(app), **applications(app), **errands(app)}
    return [one.format(**named) for one in PLACES[face]]
