"""Who follows an invitation to another company first has an address that stays theirs."""

import pytest

from lms import journey
from lms.access import Role
from lms.core import clock
from lms.core.db import transaction
from lms.core.errors import Refused
from lms.partners import service
from lms.partners.queries import employment_of
from lms.partners.rules import Invitee


def test_nobody_leaves_a_company_by_an_invitation_without_a_personal_address(db, make):
    vector, gamma = make.partner("Vector"), make.partner("Gamma")
    anna = make.member(vector, "anna@vector.example")
    with transaction():
        token = service.invite(gamma, Invitee(email="anna@vector.example", sales=True), clock.now(), None)[1]
    visitor = make.visitor(anna, vector, [Role.LEARNER])
    with pytest.raises(Refused, match="personal mail address"), transaction():
        journey.join_as_visitor(make.library(), visitor, token, clock.now())
    assert employment_of(anna, clock.now().date()).partner_id == vector
