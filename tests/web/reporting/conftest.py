"""Invitations of the partners of two managers."""

from collections.abc import Callable

import pytest

from lms import journey
from lms.core import clock
from lms.core.db import transaction
from lms.core.ids import PartnerId, PersonId
from lms.partners.rules import Invitee


@pytest.fixture
def invited(app, make) -> Callable[..., str]:
    """Write an invitation to a partner; its public id."""

    def write(partner: PartnerId, email: str = "new@vector.example") -> str:
        with app.app_context(), transaction():
            invitee = Invitee(email=email, sales=True)
            return journey.invite(make.library(), make.visitor(PersonId(0)), partner, invitee, clock.now()).public_id

    return write
