"""Applications in the world of the doors, and a manager to whom companies can be given."""

from dataclasses import dataclass

import sqlalchemy as sa

from lms.access import Role
from lms.accounts.models import Person
from lms.core.db import db
from lms.core.ids import ALPHABET, PUBLIC_LENGTH, PartnerId, PersonId
from lms.partners.applications import service
from lms.partners.applications.models import Application
from lms.partners.applications.rules import Criterion, Decision, NewApplication, NewScore, Verdict
from lms.partners.managers.service import ask
from lms.partners.rules import PartnerType
from tests.conftest import NOW
from tests.factories import Make

HIRED = ALPHABET[9] * PUBLIC_LENGTH
"""The public id of a manager who looks after nobody yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicants:
    """Three applications, and the secrets of two of their links."""

    arrived: str
    link: str
    asked: str
    """the secret of the one that waits for an answer"""
    accepted: str


def hire(make: Make) -> None:
    """Somebody who could look after partners."""
    person = make.person("hired@vendor.example", Role.PARTNER_MANAGER)
    with make.app.app_context():
        db.session.execute(sa.update(Person).where(Person.id == person).values(public_id=HIRED))
        db.session.commit()


def applicants(reviewer: PersonId) -> Applicants:
    """One that has just arrived, one that is asked, one that waits for a signature."""
    arrived, asked, accepted = (_applied(name) for name in ("arrived", "asked", "accepted"))
    service.decide(asked.id, Verdict(decision=Decision.ASK, reason="How many are you?"), NOW, reviewer)
    for criterion in Criterion:
        service.score(accepted.id, NewScore(criterion=criterion, points=4, evidence="The register."), NOW, reviewer)
    service.decide(accepted.id, Verdict(decision=Decision.ACCEPT, reason="Good.", alone="Nobody else is here."), NOW, reviewer)
    return Applicants(
        arrived=arrived.public_id, link=service.new_link(arrived.id, NOW), asked=service.new_link(asked.id, NOW),
        accepted=accepted.public_id,
    )  # fmt: skip


def wish(partner: PartnerId, person: PersonId) -> None:
    """The partner asks for another manager."""
    ask(partner, "Nobody answers.", NOW, person)


def _applied(name: str) -> Application:
    new = NewApplication(
        company=name.title(), site=f"{name}.example", contact="Somebody", email=f"boss@{name}.example", types=(PartnerType.RESELLER,)
    )  # fmt: skip
    return service.apply(new, NOW)[0]
