"""Whatever happens to two companies at the same moment: nobody blocks another for good, and both standings say what the facts say."""

from datetime import timedelta

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from lms import journey
from lms.audit.service import first_broken
from lms.certificates.models import Certificate
from lms.certificates.service import revoke
from lms.core import clock
from lms.core.db import transaction
from lms.journey.voiding import void_attempt
from lms.partners.models import Employment
from lms.privacy.models import Erasure
from tests.factories import Make
from tests.journey.events_at_random import drift
from tests.journey.world import company, hand_in, invited, sit
from tests.parallel import at_once

WHY = "Somebody else sat the exam."
SECRET = "tests only, never anywhere else, 40 long"


def test_passing_moving_leaving_voiding_revoking_and_erasing_at_once(db: SQLAlchemy, make: Make) -> None:
    vector, gamma = (company(make, name, sellers=5) for name in ("Vector", "Gamma"))
    library, now = make.library(), clock.now()
    done = [sit(make, person, right=True) for person in (*vector.sellers[:3], *gamma.sellers[:2])]
    for person, attempt in zip((*vector.sellers[:3], *gamma.sellers[:2]), done, strict=True):
        hand_in(make, person, attempt)
    sitting = {person: sit(make, person, right=True) for person in (vector.sellers[3], gamma.sellers[3], vector.sellers[4])}
    with transaction():
        move = invited(gamma.partner, vector.sellers[1])
        place = db.session.scalars(sa.select(Employment.id).where(Employment.person_id == gamma.sellers[1])).one()
        certificate = db.session.scalars(sa.select(Certificate.public_id).where(Certificate.person_id == gamma.sellers[0])).one()
        gone = journey.request_erasure(library, make.visitor(vector.sellers[4]), now, keep_name=False)
        db.session.execute(sa.update(Erasure).where(Erasure.id == gone.id).values(requested_at=now - timedelta(days=15), due_at=now))
        admin = make.visitor(gamma.admin, gamma.partner)
    acts = (
        lambda: journey.submit_attempt(library, make.visitor(vector.sellers[3]), sitting[vector.sellers[3]], now),
        lambda: journey.submit_attempt(library, make.visitor(gamma.sellers[3]), sitting[gamma.sellers[3]], now),
        lambda: void_attempt(library, done[0], WHY, vector.manager, now),
        lambda: journey.settle(library, revoke(certificate, WHY, now, gamma.manager), now),
        lambda: journey.accept_invitation(library, move, vector.sellers[1], now),
        lambda: journey.leave(library, admin, place, now.date(), now),
        lambda: journey.erase_due(library, now, SECRET),
        lambda: journey.review_due(library, now),
    )
    at_once(db, lambda number: acts[number](), len(acts))
    assert [drift(library, one.partner) for one in (vector, gamma)] == ["", ""]
    assert first_broken() is None
