"""Signing: the vendor makes the partner of an application that is accepted, once, and says why where two roles meet in one person."""

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from lms import journey
from lms.access import Role
from lms.core import clock
from lms.core.db import transaction
from lms.core.errors import Conflict, Invalid
from lms.core.ids import PersonId, PublicId
from lms.partners.applications.queries import whole_of
from lms.partners.applications.rules import ApplicationState, Decision, StepKind
from lms.partners.managers.queries import assignments_of
from lms.partners.models import Invitation, Partner
from lms.partners.queries import facts_of
from lms.reporting.visitor import Visitor
from tests.factories import Make
from tests.journey.test_applying import applied, decided, link_of, reviewer, scored, signed, the_application, welcome
from tests.journey.world import logged, mails, newest_mail


def accepted(make: Make, scorer: Visitor, decider: Visitor) -> PublicId:
    application = applied(make)
    scored(make, scorer, application)
    decided(make, decider, application, Decision.ACCEPT)
    return application


def test_signing_makes_the_partner_names_its_manager_and_invites_the_applicant(db: SQLAlchemy, make: Make) -> None:
    elena, oleg, igor = reviewer(make, "elena"), reviewer(make, "oleg"), reviewer(make, "igor", Role.PROGRAMME_ADMIN)
    vera = make.person("vera@nimbus.example", Role.PARTNER_MANAGER)
    application = accepted(make, elena, oleg)
    before = newest_mail(db)
    partner = signed(make, igor, application, welcome(vera))
    assert (partner.name, partner.manager_id) == ("Baikal Systems", vera)
    assert facts_of([partner.id])[partner.id].types == ["reseller", "service"]
    assert mails(db, before) == [("invited", "nina@baikal.example")]
    invitation = db.session.scalars(sa.select(Invitation)).one()
    assert (invitation.is_admin, invitation.language, invitation.partner_id) == (True, "ru", partner.id)
    one = the_application(make)
    assert (one.state, one.partner_id, one.agreement_version) == (ApplicationState.SIGNED, partner.id, 3)
    (row,) = logged(db, "application_signed")
    assert (row.by, row.partner_id, row.detail["decider"], row.detail["manager"], row.detail["meets"]) == (
        igor.actor.person, partner.id, oleg.actor.person, vera, [],
    )  # fmt: skip
    (held,) = assignments_of(partner.id)
    assert (held.name["en"], held.note) == ("Vera", "Knows resellers.")


def test_who_decided_and_signs_says_why_and_nothing_is_made_before(db: SQLAlchemy, make: Make) -> None:
    elena, oleg = reviewer(make, "elena"), reviewer(make, "oleg")
    application = accepted(make, elena, oleg)
    with pytest.raises(Invalid):
        signed(make, oleg, application, welcome(elena.actor.person or PersonId(0)))
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Partner)) == 0
    signed(make, oleg, application, welcome(oleg.actor.person or PersonId(0), "We are two people."))
    (row,) = logged(db, "application_signed")
    assert row.detail["meets"] == ["decided_and_signs", "decided_and_manages", "signs_and_manages"]
    step = whole_of(the_application(make)).step(StepKind.SIGNED)
    assert step is not None
    assert step.alone == "We are two people."


def test_a_company_of_the_same_name_is_not_taken_for_the_one_that_applied(db: SQLAlchemy, make: Make) -> None:
    elena, oleg = reviewer(make, "elena"), reviewer(make, "oleg")
    application, vera = accepted(make, elena, oleg), make.person("vera@nimbus.example", Role.PARTNER_MANAGER)
    make.partner("БАЙКАЛ")
    with pytest.raises(Conflict):
        signed(make, elena, application, welcome(vera, name="Байкал"))
    assert the_application(make).state is ApplicationState.ACCEPTED


def test_only_what_is_accepted_is_signed_and_once(db: SQLAlchemy, make: Make) -> None:
    elena, oleg, igor = reviewer(make, "elena"), reviewer(make, "oleg"), reviewer(make, "igor", Role.PROGRAMME_ADMIN)
    vera = make.person("vera@nimbus.example", Role.PARTNER_MANAGER)
    application = applied(make)
    with pytest.raises(Conflict):
        signed(make, igor, application, welcome(vera))
    scored(make, elena, application)
    decided(make, oleg, application, Decision.ACCEPT)
    signed(make, igor, application, welcome(vera))
    with pytest.raises(Conflict):
        signed(make, igor, application, welcome(vera, name="Another"))
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Partner)) == 1


def test_a_withdrawn_acceptance_is_not_signed(db: SQLAlchemy, make: Make) -> None:
    elena, oleg = reviewer(make, "elena"), reviewer(make, "oleg")
    application = accepted(make, elena, oleg)
    with transaction():
        journey.withdraw_application(make.library(), link_of(db), clock.now())
    with pytest.raises(Conflict):
        signed(make, elena, application, welcome(oleg.actor.person or PersonId(0), "x"))
