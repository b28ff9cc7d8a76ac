"""The portfolio from the database: whose it is, what counts, and how few statements it takes."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from lms.access import Actor, Permission, Role
from lms.core.db import db as database
from lms.core.db import transaction
from lms.core.ids import PersonId
from lms.partners import service as partners
from lms.partners.models import Employment
from lms.partners.queries import employment_of
from lms.programme.models import PartnerStanding
from lms.reporting.attention import Cause
from lms.reporting.onboarding import Mark
from lms.reporting.partner import managers, milestones_of
from lms.reporting.portfolio import Portfolio, percent_of, portfolio, walks_of
from tests.conftest import NOW

TODAY = NOW.date()


def seen_by(library, person: PersonId, *roles: Role) -> Portfolio:
    return portfolio(Actor(person, frozenset(roles)), Permission.READ_PORTFOLIO, library, TODAY)


def names(found: Portfolio) -> list[str]:
    return [one.name["en"] for one in found.companies]


def test_a_manager_sees_the_own_partners_and_head_and_admin_all(db, make, library) -> None:
    elena, petr = make.person("elena@nimbus.example", Role.PARTNER_MANAGER), make.person("petr@nimbus.example", Role.PARTNER_MANAGER)
    make.partner("Vector", elena)
    make.partner("Gamma", petr)
    make.partner("Delta")
    assert names(seen_by(library, elena, Role.PARTNER_MANAGER)) == ["Vector"]
    assert names(seen_by(library, petr, Role.HEAD)) == ["Delta", "Gamma", "Vector"]
    assert names(seen_by(library, petr, Role.PROGRAMME_ADMIN)) == ["Delta", "Gamma", "Vector"]
    assert names(seen_by(library, elena, Role.LEARNER)) == []


def test_only_certificates_that_hold_and_count_are_counted_each_certification_once(db, make, library) -> None:
    vector = make.partner()
    anna = make.member(vector, "anna@vector.example")
    make.certificate(anna, "sf", at=NOW - timedelta(days=720))
    make.certificate(anna, "ta", at=NOW - timedelta(days=900))
    make.certificate(anna, "pm")
    (company,) = seen_by(library, anna, Role.HEAD).companies
    assert (company.certificates, company.ending, len(company.credentials)) == (1, 1, 3)


def test_what_ends_on_the_last_day_of_the_horizon_is_counted_and_a_day_later_is_not(db, make, library) -> None:
    vector = make.partner()
    for email, ago in (("in@vector.example", 669), ("out@vector.example", 668)):
        make.certificate(make.member(vector, email), "sf", at=NOW - timedelta(days=ago + 1))
    (company,) = seen_by(library, PersonId(1), Role.HEAD).companies
    ends = sorted((one.expires_on - TODAY).days for one in company.credentials)
    assert ends == [60, 61]
    assert company.ending == 1


def test_who_has_left_takes_people_and_certificates_along(db, make, library) -> None:
    vector = make.partner()
    anna = make.member(vector, "anna@vector.example")
    make.certificate(anna, "sf")
    employment = employment_of(anna, TODAY)
    assert employment is not None
    with transaction():
        partners.leave(employment.id, TODAY, NOW, None)
    (company,) = seen_by(library, anna, Role.HEAD).companies
    assert (company.colleagues, company.credentials, company.certificates) == ((), (), 0)


def test_the_tier_that_rests_on_one_certificate_names_it_before_it_ends(db, make, library) -> None:
    vector = make.partner()
    anna = make.member(vector, "anna@vector.example", admin=True)
    make.agreement(vector, anna)
    make.certificate(anna, "sf", at=NOW - timedelta(days=700))
    (company,) = seen_by(library, anna, Role.HEAD).companies
    assert company.tier == "start"
    assert Cause.ENDS in [one.cause for one in company.reasons]


@pytest.mark.parametrize(("tier", "grave", "told"), [("start", False, "it is never lost"), ("silver", True, "its grace ended on")])
def test_a_tier_whose_grace_is_over_is_told_by_whether_it_can_be_lost(db, make, library, tier, grave, told) -> None:
    vector = make.partner()
    admin = make.member(vector, "anna@vector.example", admin=True)
    make.agreement(vector, admin)
    make.certificate(admin, "sf")
    failing = {"failing_since": TODAY - timedelta(days=99), "grace_until": TODAY - timedelta(days=9), "first_false_on": None}
    with transaction():
        database.session.execute(
            sa.update(PartnerStanding).where(PartnerStanding.partner_id == vector).values(tier=tier, state="grace", **failing)
        )
    (company,) = seen_by(library, admin, Role.HEAD).companies
    reason = next(one for one in company.reasons if one.cause is Cause.GRACE)
    assert (reason.grave, told in reason.message.msgid) == (grave, True)


def test_a_partners_path_percent_is_the_mean_rounded_down(db, make, library) -> None:
    vector = make.partner()
    anna = make.member(vector, "anna@vector.example")
    make.member(vector, "boris@vector.example")
    make.lessons(anna, "cloud-for-sellers")
    (company,) = seen_by(library, anna, Role.HEAD).companies
    walks = walks_of([company], library, TODAY)
    percents = sorted(walk.progress.percent for walked in walks.values() for walk in walked)
    assert percents[0] == 0 < percents[1]
    assert percent_of(company, walks) == sum(percents) // 2
    assert percent_of(company, {}) is None


def test_a_finished_course_and_lessons_of_an_open_one_both_move_the_path(db, make, library) -> None:
    vector = make.partner()
    anna = make.member(vector, "anna@vector.example")
    make.lessons(anna, "cloud-for-sellers", leave=1)
    (company,) = seen_by(library, anna, Role.HEAD).companies
    before = percent_of(company, walks_of([company], library, TODAY))
    make.lessons(anna, "cloud-for-sellers")
    database.session.rollback()
    after = percent_of(company, walks_of([company], library, TODAY))
    assert before is not None
    assert after is not None
    assert 0 < before < after


def test_milestones_keep_what_somebody_reached_who_has_left(db, make, library) -> None:
    vector = make.partner()
    irina = make.member(vector, "irina@vector.example", admin=True, sales=False, technical=False)
    make.agreement(vector, irina)
    anna = make.member(vector, "anna@vector.example")
    make.certificate(anna, "sf")
    employment = employment_of(anna, TODAY)
    assert employment is not None
    with transaction():
        partners.leave(employment.id, TODAY + timedelta(days=1), NOW, None)
    found = {one.mark: one.on for one in milestones_of(vector, library)}
    assert found == {Mark.AGREEMENT: TODAY, Mark.ADMIN: TODAY, Mark.LEARNERS: None, Mark.CERTIFICATE: TODAY, Mark.TIER: TODAY}


def test_a_certificate_brought_along_counts_from_the_day_of_joining(db, make, library) -> None:
    gamma, vector = make.partner("Gamma"), make.partner()
    anna = make.member(gamma, "anna@vector.example")
    make.certificate(anna, "sf", at=NOW - timedelta(days=100))
    with transaction():
        database.session.execute(sa.update(Employment).where(Employment.person_id == anna).values(starts_on=TODAY - timedelta(days=200)))
    assert {one.mark: one.on for one in milestones_of(gamma, library)}[Mark.CERTIFICATE] == TODAY - timedelta(days=100)
    assert milestones_of(vector, library)[3].on is None


def test_managers_are_those_who_hold_the_role(db, make) -> None:
    make.person("igor@nimbus.example", Role.PROGRAMME_ADMIN)
    elena = make.person("elena@nimbus.example", Role.PARTNER_MANAGER)
    assert [one.person_id for one in managers()] == [elena]
