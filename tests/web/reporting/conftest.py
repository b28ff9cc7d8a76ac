"""Two managers with a partner each, for the tests of what each of them sees."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
import sqlalchemy as sa

from lms import journey
from lms.access import Role
from lms.core import clock
from lms.core.db import db, transaction
from lms.core.ids import PartnerId, PersonId
from lms.partners.models import Partner
from lms.partners.rules import Invitee


@dataclass
class World:
    """Two managers with a partner each; the pages are addresses."""

    elena: PersonId
    petr: PersonId
    vector: PartnerId
    gamma: PartnerId
    vector_page: str
    gamma_page: str


@pytest.fixture
def world(app, make) -> World:
    elena = make.person("elena@nimbus.example", Role.PARTNER_MANAGER, name="Elena Sokolova")
    petr = make.person("petr@nimbus.example", Role.PARTNER_MANAGER, name="Petr Ilin")
    vector, gamma = make.partner("Vector", elena), make.partner("Gamma", petr)
    with app.app_context():
        ids = dict(db.session.execute(sa.select(Partner.id, Partner.public_id)).all())
    return World(elena, petr, vector, gamma, f"/partners/{ids[vector]}", f"/partners/{ids[gamma]}")


@pytest.fixture
def invited(app, make) -> Callable[..., str]:
    """Write an invitation to a partner; its public id."""

    def write(partner: PartnerId, email: str = "new@vector.example") -> str:
        with app.app_context(), transaction():
            invitee = Invitee(email=email, sales=True)
            return journey.invite(make.library(), make.visitor(PersonId(0)), partner, invitee, clock.now()).public_id

    return write
