"""A move on a day to come: both companies are reviewed on that day, everybody gets the mail, and nobody is told where somebody goes."""

from datetime import timedelta

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from lms import journey
from lms.accounts.models import Person
from lms.core import clock
from lms.core.db import transaction
from lms.notifications.models import OutboxMail
from lms.partners import service as partners
from lms.partners.queries import employment_of
from lms.partners.rules import Invitee
from lms.programme.models import PartnerStanding
from tests.factories import Make
from tests.journey.world import Company, company

DAYS = timedelta(days=10)
SELLER, OLD, NEW = "seller@vector.example", "admin@vector.example", "admin@gamma.example"


def planned(make: Make) -> tuple[Company, Company]:
    """Vector's seller is to begin at Gamma in ten days."""
    vector, gamma = company(make, "Vector"), company(make, "Gamma")
    now = clock.now()
    with transaction():
        invitee = Invitee(email=SELLER, technical=True, starts_on=(now + DAYS).date())
        token = partners.invite(gamma.partner, invitee, now, None)[1]
        journey.accept_invitation(make.library(), token, vector.seller, now)
    return vector, gamma


def sent(db: SQLAlchemy) -> set[tuple[str, str]]:
    return {(event, address) for event, address in db.session.execute(sa.select(OutboxMail.event, OutboxMail.address))}


def forget(db: SQLAlchemy) -> None:
    with transaction():
        db.session.execute(sa.delete(OutboxMail))


def test_what_is_planned_is_told_to_both_sides_and_the_old_one_never_where_to(db: SQLAlchemy, make: Make) -> None:
    planned(make)
    assert {("left", SELLER), ("colleague_left", OLD), ("joining_planned", SELLER), ("joining_planned", NEW)} <= sent(db)
    told = db.session.scalars(sa.select(OutboxMail).where(OutboxMail.address == OLD)).all()
    assert told
    assert not [mail for mail in told if "Gamma" in mail.subject + mail.text + mail.html]


def test_on_the_day_both_are_reviewed_and_written_to_once(db: SQLAlchemy, make: Make) -> None:
    vector, gamma = planned(make)
    forget(db)
    then, library = clock.now() + DAYS, make.library()
    with transaction():
        assert journey.carry_out(library, then - timedelta(days=1)) == 0
    with transaction():
        assert journey.carry_out(library, then) == 2
    reviewed = dict(db.session.execute(sa.select(PartnerStanding.partner_id, PartnerStanding.computed_at)).all())
    assert reviewed[vector.partner] == reviewed[gamma.partner] == then
    assert {("left", SELLER), ("colleague_left", OLD), ("welcome", SELLER), ("joined", NEW)} <= sent(db)
    forget(db)
    with transaction():
        assert journey.carry_out(library, then) == 0
    assert sent(db) == set()
    before, after = (employment_of(vector.seller, day) for day in (then.date() - timedelta(days=1), then.date()))
    assert [one and one.partner_id for one in (before, after)] == [vector.partner, gamma.partner]


def test_a_company_without_an_admin_has_its_manager_told_who_asks(db: SQLAlchemy, make: Make) -> None:
    from lms.partners.requests.service import ask, make_link

    vector, gamma = company(make, "Vector"), company(make, "Gamma")
    now, library = clock.now(), make.library()
    with transaction():
        employment = employment_of(gamma.admin, now.date())
        assert employment is not None
        journey.settle(library, partners.leave(employment.id, now.date(), now, gamma.admin), now)
        token = make_link(gamma.partner, now, None)[0]
        journey.settle(library, ask(token, vector.seller, sales=True, technical=False, now=now)[1], now)
    assert {("no_admin_left", "gamma@nimbus.example"), ("join_asked", "gamma@nimbus.example")} <= sent(db)


def test_who_left_is_written_to_at_the_personal_address(db: SQLAlchemy, make: Make) -> None:
    vector = company(make, "Vector")
    now = clock.now()
    with transaction():
        employment = employment_of(vector.seller, now.date())
        assert employment is not None
        journey.settle(make.library(), partners.leave(employment.id, now.date(), now, vector.seller), now)
    personal = db.session.get_one(Person, vector.seller).personal_email
    assert ("left", personal) in sent(db)


def test_a_newcomer_is_called_in_the_language_of_the_reader_not_in_their_own(db: SQLAlchemy, make: Make) -> None:
    vector, _gamma = planned(make)
    with transaction():
        db.session.execute(sa.update(Person).where(Person.id == vector.seller).values(name="Vera Titova", name_ru="Вера Титова"))
        db.session.execute(sa.update(Person).where(Person.email == NEW).values(language="ru"))
    forget(db)
    with transaction():
        journey.carry_out(make.library(), clock.now() + DAYS)
    mail = db.session.scalars(sa.select(OutboxMail).where(OutboxMail.event == "joined", OutboxMail.address == NEW)).one()
    assert "Вера Титова" in mail.subject
    assert "Vera" not in mail.subject + mail.text
