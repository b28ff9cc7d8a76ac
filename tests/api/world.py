"""Two managers with a partner each, and another program that comes with a token of theirs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from lms.access import Role
from lms.accounts.token_rules import NewToken
from lms.accounts.tokens import make_token
from lms.core import clock
from lms.core.db import db, transaction
from lms.core.ids import PartnerId, PersonId, PublicId
from lms.partners.models import MetricValue, Partner
from tests.factories import Make

FIGURES = "/api/v1/figures"
ONE = {"partner": "Vector", "metric": "active_projects", "date": "2026-11-20", "reference": "P-1", "value": 3}
TWO = {
    "partner": "Vector", "metric": "csat", "date": "2026-11-20", "reference": "A-1", "value": "4,25", "from": "2026-11-01",
    "product": "compute",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Vendor:
    """Elena looks after Vector, Petr after Gamma; Ada is the programme admin."""

    elena: PersonId
    petr: PersonId
    ada: PersonId
    vector: PartnerId
    gamma: PartnerId


def vendor_of(make: Make) -> Vendor:
    """Make everybody."""
    elena, petr = (make.person(f"{name}@nimbus.example", Role.PARTNER_MANAGER) for name in ("elena", "petr"))
    ada = make.person("ada@nimbus.example", Role.PROGRAMME_ADMIN)
    return Vendor(elena, petr, ada, make.partner("Vector", elena), make.partner("Gamma", petr))


def token_of(app: Flask, person: PersonId, name: str = "Sales system", days: int = 90) -> str:
    """The secret of a new token."""
    with app.app_context(), transaction():
        return make_token(person, NewToken(name=name, days=days), clock.now())[0].secret


def public_id(app: Flask, partner: PartnerId) -> PublicId:
    """The id by which programs name a partner."""
    with app.app_context():
        return db.session.scalars(sa.select(Partner.public_id).where(Partner.id == partner)).one()


def send(app: Flask, secret: str | None, body: object, address: str = FIGURES, **options: Any) -> TestResponse:
    """What comes back; every answer is JSON that nobody keeps."""
    headers = {"Authorization": f"Bearer {secret}"} if secret is not None else {}
    more: dict[str, Any] = {"data": body, "content_type": "application/json"} if isinstance(body, bytes | str) else {"json": body}
    answer = app.test_client().post(address, headers={**headers, **options.pop("headers", {})}, **{**more, **options})
    assert answer.mimetype == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert not [name for name in answer.headers.keys() if name.startswith("Access-Control")]  # noqa: SIM118 - Headers iterate pairs
    return answer


def figures(*all_of_them: Mapping[str, object], **more: object) -> dict[str, object]:
    """A body."""
    return {"figures": list(all_of_them), **more}


def stored(app: Flask) -> list[tuple[object, ...]]:
    """All rows of figures as they lie, without when, by whom and whence."""
    of = (
        MetricValue.partner_id, MetricValue.metric, MetricValue.on, MetricValue.reference, MetricValue.number, MetricValue.latest,
        MetricValue.value, MetricValue.covers_from, MetricValue.product, MetricValue.reason,
    )  # fmt: skip
    with app.app_context():
        return [tuple(row) for row in db.session.execute(sa.select(*of).order_by(MetricValue.id))]


def places(answer: TestResponse) -> list[tuple[object, str]]:
    """Which figure and which field each fault of an answer names."""
    faults: Sequence[Mapping[str, Any]] = answer.get_json()["faults"]
    assert all(one["what"] and one["repair"] and set(one) == {"figure", "field", "what", "repair"} for one in faults)
    return [(one["figure"], one["field"]) for one in faults]
