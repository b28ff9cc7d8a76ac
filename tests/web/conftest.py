"""Two managers with a partner each, for the tests of what each of them sees."""

from dataclasses import dataclass

import pytest

from lms.access import Role
from lms.core.ids import PartnerId, PersonId
from tests.visitors import CheckedClient


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
def world(make) -> World:
    elena = make.person("elena@nimbus.example", Role.PARTNER_MANAGER, name="Elena Sokolova")
    petr = make.person("petr@nimbus.example", Role.PARTNER_MANAGER, name="Petr Ilin")
    vector, gamma = make.partner("Vector", elena), make.partner("Gamma", petr)
    return World(elena, petr, vector, gamma, make.page(vector), make.page(gamma))


@pytest.fixture
def manager(world, sign_in) -> CheckedClient:
    """A browser in which Elena is signed in, who looks after Vector."""
    return sign_in("elena@nimbus.example")
