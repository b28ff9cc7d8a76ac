"""Many at the same moment: one certificate, one tier, the same answer for all."""

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from lms import journey
from lms.audit.service import first_broken
from lms.certificates.models import Certificate
from lms.core import clock
from lms.programme.models import StandingStep
from tests.factories import Make
from tests.journey.world import company, logged, mails, newest_mail, sit
from tests.parallel import at_once

MANY = 20
TEAM = 6


def counted(db: SQLAlchemy, table: type) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def test_twenty_parallel_submits_of_one_attempt_are_one(db: SQLAlchemy, make: Make) -> None:
    vector = company(make, "Vector")
    attempt = sit(make, vector.seller, right=True)
    library, visitor, before = make.library(), make.visitor(vector.seller), newest_mail(db)

    def submit(_number: int) -> tuple[object, ...]:
        finished = journey.submit_attempt(library, visitor, attempt, clock.now())
        return finished.percent, finished.passed, finished.finished_at, finished.state

    assert len(set(at_once(db, submit, MANY))) == 1
    assert (counted(db, Certificate), counted(db, StandingStep)) == (1, 1)
    assert [len(logged(db, action)) for action in ("attempt_passed", "certificate_issued", "tier_reached")] == [1, 1, 1]
    assert [event for event, _ in mails(db, before)] == ["certificate_issued", "tier_reached", "tier_reached"]
    assert first_broken() is None


def test_colleagues_who_pass_at_the_same_moment_reach_the_tier_once(db: SQLAlchemy, make: Make) -> None:
    vector = company(make, "Vector", sellers=TEAM)
    attempts = [sit(make, person, right=True) for person in vector.sellers]
    library, visitors = make.library(), [make.visitor(person) for person in vector.sellers]
    at_once(db, lambda n: journey.submit_attempt(library, visitors[n], attempts[n], clock.now()), TEAM)
    assert (counted(db, Certificate), counted(db, StandingStep), len(logged(db, "tier_reached"))) == (TEAM, 1, 1)
    assert first_broken() is None
