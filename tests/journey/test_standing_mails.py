"""What the mails about a standing say from its first risk to its end, word for word, and that each step writes once to whom it concerns."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from time_machine import Traveller

from lms import journey
from lms.access import Role
from lms.accounts.models import Person, PersonRole
from lms.certificates.models import Certificate
from lms.core.clock import now
from lms.core.db import transaction
from lms.core.ids import PartnerId, PersonId, Slug
from lms.journey.settle import review_due
from lms.journey.standings import Decision, keep_partner, lower_partner
from lms.notifications.models import OutboxMail
from lms.partners.figures import Figure
from lms.partners.models import Employment, Partner
from lms.publishing.library import Library
from tests.factories import Make
from tests.journey.world import company, newest_mail

HELD = (("sf", "sp"), ("sf",), ("ta",), ("ta",))
SILVER = Slug("silver")


@pytest.fixture
def vector(db: SQLAlchemy, make: Make, clock: Traveller) -> PartnerId:
    """A partner at Silver whose manager reads Russian; one of its two engineers passed a year before the other."""
    made = company(make, "Vector", 4)
    with transaction():
        db.session.execute(sa.update(Person).where(Person.id == made.manager).values(language="ru"))
    paid(make, made.partner)
    for seller, codes in zip(made.sellers, HELD, strict=True):
        for code in codes:
            make.certificate(seller, code, at=now() - timedelta(days=400) if seller == made.sellers[3] else None)
    return made.partner


def paid(make: Make, partner: PartnerId) -> None:
    """The customers of four projects pay an invoice."""
    invoices = [Figure(Slug("active_projects"), now().date(), str(number), Decimal(1), reason="As they told us.") for number in range(4)]
    with transaction():
        journey.enter_values(make.library(), make.visitor(PersonId(0)), partner, invoices, now())


def night(library: Library) -> None:
    """The review of a night."""
    with transaction():
        review_due(library, now())


def written(db: SQLAlchemy, since: int) -> str:
    """The mails since a row, as they are read."""
    rows = db.session.scalars(sa.select(OutboxMail).where(OutboxMail.id > since).order_by(OutboxMail.id)).all()
    rows = [one for one in rows if one.event.startswith("tier_")]
    return "".join(f"== {one.event} to {one.address}: {one.subject}\n\n{one.text}\n" for one in rows)


def test_a_standing_tells_its_story_by_mail(
    db: SQLAlchemy, make: Make, library: Library, vector: PartnerId, clock: Traveller, golden: Callable[[str, str], None]
) -> None:
    since = newest_mail(db)
    public = db.session.scalars(sa.select(Partner.public_id).where(Partner.id == vector)).one()
    looks_after = db.session.scalars(sa.select(Partner.manager_id).where(Partner.id == vector)).one()
    assert looks_after is not None
    manager = make.visitor(looks_after, roles=[Role.PARTNER_MANAGER])
    for days in (250, 90, 1, 300, 1):
        clock.shift(timedelta(days=days))
        paid(make, vector)
        night(library)
    with transaction():
        keep_partner(library, manager, Decision(public, SILVER, "They sit the exam next month"), None, now())
    clock.shift(timedelta(days=200))
    paid(make, vector)
    night(library)
    with transaction():
        lower_partner(library, manager, Decision(public, SILVER, "Nobody sat it"), now())
    story = written(db, since).replace(public, "PARTNER")
    golden("standing_mails.txt", story)


def test_a_warning_that_is_over_already_is_not_sent(db: SQLAlchemy, library: Library, vector: PartnerId, clock: Traveller) -> None:
    since = newest_mail(db)
    clock.shift(timedelta(days=700))
    night(library)
    sent = [one.event for one in db.session.scalars(sa.select(OutboxMail).where(OutboxMail.id > since))]
    assert sorted({one for one in sent if one.startswith("tier_")}) == ["tier_proposed", "tier_to_decide"]


def test_a_grace_that_ended_before_anybody_could_be_told_is_said_to_have_ended(
    db: SQLAlchemy, make: Make, vector: PartnerId, clock: Traveller
) -> None:
    """Nobody looked between the end of the certificate and the end of grace; the review is still to come."""
    since = newest_mail(db)
    with transaction():
        longer = sa.update(Certificate).where(Certificate.expires_on == date(2027, 10, 17)).values(expires_on=date(2027, 11, 6))
        db.session.execute(longer)
    for days in (140, 150, 160):
        clock.shift(timedelta(days=days))
        paid(make, vector)
    story = written(db, since)
    assert "== tier_grace to admin@vector.example" in story
    assert "Grace ended on 4 February 2028; at the review on 15 July 2028 the tier may become Start." in story
    assert "Grace runs up to" not in story


@pytest.mark.parametrize("gone", ["no manager", "closed account", "no role"])
def test_where_no_manager_decides_the_programme_admins_are_told_what_waits(
    db: SQLAlchemy, make: Make, library: Library, vector: PartnerId, clock: Traveller, gone: str
) -> None:
    make.person("chief@nimbus.example", Role.PROGRAMME_ADMIN)
    manages = sa.select(Partner.manager_id).where(Partner.id == vector).scalar_subquery()
    with transaction():
        if gone == "closed account":
            db.session.execute(sa.update(Person).where(Person.id == manages).values(active=False))
        elif gone == "no role":
            db.session.execute(sa.delete(PersonRole).where(PersonRole.person_id == manages))
        else:
            db.session.execute(sa.update(Partner).where(Partner.id == vector).values(manager_id=None))
    since = newest_mail(db)
    clock.shift(timedelta(days=700))
    night(library)
    mails = list(db.session.scalars(sa.select(OutboxMail).where(OutboxMail.id > since, OutboxMail.event == "tier_to_decide")))
    assert [one.address for one in mails] == ["chief@nimbus.example"]
    assert "the company has no manager at the moment" in mails[0].text


def test_who_is_named_and_leads_the_team_gets_one_mail(db: SQLAlchemy, library: Library, vector: PartnerId, clock: Traveller) -> None:
    with transaction():
        db.session.execute(sa.update(Employment).where(Employment.partner_id == vector).values(is_admin=True))
    since = newest_mail(db)
    clock.shift(timedelta(days=250))
    night(library)
    addresses = [one.address for one in db.session.scalars(sa.select(OutboxMail).where(OutboxMail.id > since))]
    assert len(addresses) == len(set(addresses)) == 6
