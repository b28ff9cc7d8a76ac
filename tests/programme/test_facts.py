"""Facts are gathered whole, and many partners cost as many statements as one."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from flask_sqlalchemy import SQLAlchemy

from lms.certificates import service as certificates
from lms.certificates.service import Earned
from lms.core.db import transaction
from lms.core.ids import RevisionHash, Slug, new_public_id
from lms.partners import service as partners
from lms.partners.figures import Figure
from lms.partners.rules import ValueSource
from lms.programme.facts import facts_of_partner, facts_of_partners
from lms.quizzes.models import Attempt
from lms.quizzes.rules import AttemptState, Ending
from lms.requirements.facts import Holding, Member, Paper, PartnerFacts, Value
from tests.certificates.made import all_of, certification
from tests.partners.world import NOW, PROJECTS, TODAY, WORDS, joined, partner, person, statements

SF = certification("sf")
ALL = all_of(SF)
PLAN = Slug("business_plan")


def test_all_that_is_known_about_a_partner(db: SQLAlchemy) -> None:
    vector, anna = partner("Vector"), person(db, "Anna")
    joined(vector.id, anna)
    with transaction():
        certificate, _ = certificates.award(Earned(person=anna.id, certification=SF.id, cycle=1), ALL, NOW)
        partners.enter([(vector.id, Figure(PROJECTS, TODAY, "P-1", Decimal(4)))], WORDS, NOW, None, ValueSource.SEED)
        partners.confirm_evidence(vector.id, PLAN, 2026, NOW, None)
        partners.accept_agreement(vector.id, 3, "f" * 64, anna.id, NOW)
    held = (Holding(SF.id, certificate.public_id, TODAY, date(2028, 11, 21), None, counts=True),)
    member = Member(anna.public_id, {"en": "Anna", "ru": "Anna"}, sales=True, technical=False, since=TODAY, until=None, holdings=held)
    assert facts_of_partner(vector.id, ALL) == PartnerFacts(
        types=("reseller",), products=("backup", "compute"), members=(member,),
        values=(Value(PROJECTS, TODAY, Decimal(4), "P-1"),), papers=(Paper(PLAN, 2026, TODAY),), agreement=3, since=TODAY,
    )  # fmt: skip


def test_what_somebody_earns_or_loses_after_they_left_is_no_fact_of_the_partner(db: SQLAlchemy) -> None:
    vector, anna = partner("Vector"), person(db, "Anna")
    place, later = joined(vector.id, anna), NOW + timedelta(days=30)
    with transaction():
        before, _ = certificates.award(Earned(person=anna.id, certification=SF.id, cycle=1), ALL, NOW)
        partners.leave(place.id, TODAY + timedelta(days=10), NOW, None)
    known = facts_of_partner(vector.id, ALL)
    with transaction():
        certificates.revoke(before.public_id, "A mistake", later, None)
        certificates.award(Earned(person=anna.id, certification=SF.id, cycle=2), ALL, later)
    assert facts_of_partner(vector.id, ALL) == known
    assert [holding.certificate for member in known.members for holding in member.holdings] == [before.public_id]


@pytest.mark.parametrize(("earlier", "holders"), [(0, ["Gamma"]), (1, ["Gamma", "Vector"])])
def test_what_somebody_earns_on_the_day_of_their_move_is_a_fact_of_the_new_partner_alone(
    db: SQLAlchemy, earlier: int, holders: list[str]
) -> None:
    vector, gamma, vera = partner("Vector"), partner("Gamma"), person(db, "Vera")
    place, moves = joined(vector.id, vera), NOW + timedelta(days=10)
    with transaction():
        partners.leave(place.id, moves.date(), NOW, None)
    joined(gamma.id, vera, moves)
    with transaction():
        certificates.award(Earned(person=vera.id, certification=SF.id, cycle=1), ALL, moves - timedelta(days=earlier))
    known = facts_of_partners([gamma.id, vector.id], ALL)
    assert [one.name for one in (gamma, vector) if any(member.holdings for member in known[one.id].members)] == holders


def test_facts_cost_two_statements_at_any_size(db: SQLAlchemy) -> None:
    many = [partner(f"Partner {number}") for number in range(6)]
    for number, one in enumerate(many):
        joined(one.id, person(db, f"Person{number}"))
    for chosen in (many[:1], many):
        with statements(db) as seen:
            facts_of_partners([one.id for one in chosen], ALL)
        assert len(seen) == 2


def test_who_waits_for_a_marker_is_a_fact_while_the_exam_was_sat_here(db: SQLAlchemy) -> None:
    vector, anna = partner("Vector"), person(db, "Anna")
    place = joined(vector.id, anna)
    assert facts_of_partner(vector.id, ALL).members[0].waiting == ()
    assert SF.exam is not None
    with transaction():
        db.session.add(
            Attempt(
                public_id=new_public_id(), person_id=anna.id, quiz=SF.exam, revision=RevisionHash("r" * 64), cycle=1, number=1,
                state=AttemptState.WAITING, ending=Ending.SUBMITTED, started_at=NOW, finished_at=NOW + timedelta(days=2), language="en",
            )
        )  # fmt: skip
    assert facts_of_partner(vector.id, ALL).members[0].waiting == (SF.id,)
    for days, waiting in ((3, (SF.id,)), (1, ())):
        with transaction():
            place.ends_on = TODAY + timedelta(days=days)
        assert facts_of_partner(vector.id, ALL).members[0].waiting == waiting
