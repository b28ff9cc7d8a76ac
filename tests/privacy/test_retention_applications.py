"""An application that came to nothing forgets who wrote it after its period, and not a day before; the others keep it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from lms import journey
from lms.core import clock
from lms.core.db import transaction
from lms.core.removal import how_many
from lms.journey.retention import outdated, remove
from lms.partners.applications import service
from lms.partners.applications.models import Application, ApplicationLink, ApplicationStep
from lms.partners.applications.rules import NewApplication
from lms.partners.rules import PartnerType
from lms.privacy.rules import periods_of
from tests.factories import Make

PERIODS = periods_of(audit=1095, sign_ins=180, answers=730, invitations=30, mails=180)
TICK = timedelta(microseconds=1)
KEPT = timedelta(days=365)
MINE = (Application, ApplicationLink, ApplicationStep)


@pytest.fixture
def ended(db: SQLAlchemy, make: Make) -> Application:
    """Two applications; one was answered and is withdrawn now."""
    now = clock.now()
    for name in ("nina", "oleg"):
        new = NewApplication(company="B", site="s", contact=name.title(), email=f"{name}@b.example", types=(PartnerType.RESELLER,))
        with transaction():
            journey.apply_as_partner(make.library(), new, "UTC", now)
    reviewer = make.person("r@x.example")
    one = db.session.scalars(sa.select(Application).where(Application.email == "nina@b.example")).one()
    with transaction():
        db.session.add(ApplicationStep(application_id=one.id, kind="answered", at=now, said="I am Nina"))
        db.session.add(ApplicationStep(application_id=one.id, kind="asked", at=now, by_id=reviewer, said="Who are you?"))
        service.withdraw_of(("nina@b.example",), now)
    return one


def test_name_address_links_and_answers_go_when_the_year_is_over(db: SQLAlchemy, make: Make, ended: Application) -> None:
    assert ended.closed_at is not None
    for at, expected in ((ended.closed_at + KEPT - TICK, [0, 0, 0]), (ended.closed_at + KEPT, [1, 1, 1])):
        mine = [one for one in outdated(PERIODS, at) if one.table in MINE]
        assert [how_many(one) for one in sorted(mine, key=lambda one: MINE.index(one.table))] == expected
    with transaction():
        for one in outdated(PERIODS, ended.closed_at + KEPT):
            if one.table in MINE:
                remove(make.library(), one, PERIODS, clock.now())
    found = {row.email: row.contact for row in db.session.scalars(sa.select(Application))}
    assert found == {"": "", "oleg@b.example": "Oleg"}
    assert sorted(said for said in db.session.scalars(sa.select(ApplicationStep.said)) if said) == ["Who are you?"]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ApplicationLink)) == 1
    assert [how_many(one) for one in outdated(PERIODS, ended.closed_at + KEPT) if one.table in MINE] == [0, 0, 0]
