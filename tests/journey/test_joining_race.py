"""Newcomers and colleagues at the same moment: nobody waits for somebody who waits for them."""

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from lms import journey
from lms.accounts.models import Person
from lms.audit.service import first_broken
from lms.certificates.models import Certificate
from lms.core import clock
from lms.core.db import transaction
from lms.core.errors import Conflict, Refused
from lms.journey import Newcomer
from lms.learning.models import Assignment
from lms.partners.rules import Invitee
from lms.partners.service import invite
from lms.programme.models import StandingStep
from tests.factories import Make
from tests.journey.world import company, sit
from tests.parallel import at_once

TEAM = 6


def counted(db: SQLAlchemy, table: type) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def test_newcomers_and_colleagues_who_pass_do_not_block_each_other(db: SQLAlchemy, make: Make) -> None:
    vector = company(make, "Vector", sellers=TEAM)
    attempts = [sit(make, person, right=True) for person in vector.sellers]
    library, visitors = make.library(), [make.visitor(person) for person in vector.sellers]
    with transaction():
        invitees = [Invitee(email=f"n{n}@vector.example", is_admin=False, sales=True, technical=False, language="en") for n in range(TEAM)]
        tokens = [invite(vector.partner, one, clock.now(), vector.admin)[1] for one in invitees]

    def act(number: int) -> None:
        if number % 2:
            journey.submit_attempt(library, visitors[number // 2], attempts[number // 2], clock.now())
        else:
            newcomer = Newcomer(name=f"New {number}", password_hash="x", zone="UTC", personal=f"{number}@home.example")
            journey.join_as_newcomer(library, tokens[number // 2], newcomer, clock.now())

    at_once(db, act, 2 * TEAM)
    assert (counted(db, Certificate), counted(db, StandingStep), counted(db, Assignment)) == (TEAM, 1, TEAM)
    assert first_broken() is None


def test_of_ten_browsers_with_one_link_one_becomes_the_newcomer(db: SQLAlchemy, make: Make) -> None:
    vector, library = company(make, "Vector"), make.library()
    with transaction():
        invitee = Invitee(email="nora@vector.example", is_admin=False, sales=True, technical=False, language="en")
        token = invite(vector.partner, invitee, clock.now(), vector.admin)[1]

    def follow(number: int) -> bool:
        try:
            newcomer = Newcomer(name=f"Nora {number}", password_hash="x", zone="UTC", personal=f"{number}@home.example")
            journey.join_as_newcomer(library, token, newcomer, clock.now())
        except (Conflict, Refused):
            return False
        return True

    assert sum(at_once(db, follow, 10)) == 1
    assert counted(db, Assignment) == 1
    assert db.session.scalar(sa.select(sa.func.count()).where(Person.email == "nora@vector.example")) == 1
