"""What the calendar alone changes is noticed: the worker looks at every partner once a day."""

from datetime import timedelta

import sqlalchemy as sa
import time_machine
from flask_sqlalchemy import SQLAlchemy

from lms import journey
from lms.audit.models import AuditEntry
from lms.core import clock
from lms.core.db import transaction
from lms.notifications.models import OutboxMail
from lms.programme.queries import standing_of
from lms.publishing.library import Library
from tests.factories import Make


def review(library: Library) -> int:
    with transaction():
        return journey.review_due(library, clock.now())


def test_a_certificate_that_ended_overnight_begins_the_grace_once(db: SQLAlchemy, make: Make, library: Library) -> None:
    partner = make.partner(manager=make.person("manager@nimbus.example"))
    person = make.member(partner, "anna@vector.example", admin=True)
    make.agreement(partner, person)
    make.certificate(person, "sf")
    standing = standing_of(partner)
    assert standing is not None
    assert (standing.tier, review(library)) == ("start", 0)
    with time_machine.travel(clock.now() + timedelta(days=800)):
        assert (review(library), review(library)) == (1, 0)
    with time_machine.travel(clock.now() + timedelta(days=801)):
        assert review(library) == 1
    db.session.expire_all()
    kept = standing_of(partner)
    assert kept is not None
    assert (kept.tier, kept.failing_since is not None) == ("start", True)
    assert db.session.scalar(sa.select(sa.func.count()).where(AuditEntry.action == "tier_in_grace")) == 1
    warned = set(db.session.scalars(sa.select(OutboxMail.address).where(OutboxMail.event == "tier_grace")))
    assert warned == {"anna@vector.example", "manager@nimbus.example"}
