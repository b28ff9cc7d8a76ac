"""Facts are gathered whole, and many partners cost as many statements as one."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from flask_sqlalchemy import SQLAlchemy

from lms.certificates import service as certificates
from lms.certificates.service import Earned
from lms.core.db import transaction
from lms.core.errors import NotFound
from lms.core.ids import PersonId, RevisionHash, Slug
from lms.learning import service as learning
from lms.partners import service as partners
from lms.partners.figures import Figure
from lms.partners.rules import ValueSource
from lms.programme.facts import facts_of_partner, facts_of_partners, facts_of_person
from lms.requirements.facts import Holding, Member, Paper, PartnerFacts, PersonFacts, Value
from tests.certificates.made import all_of, certification
from tests.learning.made import course
from tests.partners.world import NOW, PROJECTS, TODAY, WORDS, joined, partner, person, statements

SF = certification("sf")
ALL = all_of(SF)
PLAN = Slug("business_plan")


def test_all_that_is_known_about_a_partner_and_a_person(db: SQLAlchemy) -> None:
    vector, anna = partner("Vector"), person(db, "Anna")
    joined(vector.id, anna)
    with transaction():
        certificate, _ = certificates.award(Earned(person=anna.id, certification=SF.id, cycle=1), ALL, NOW)
        partners.enter([(vector.id, Figure(PROJECTS, TODAY, "P-1", Decimal(4)))], WORDS, NOW, None, ValueSource.SEED)
        partners.confirm_evidence(vector.id, PLAN, 2026, NOW, None)
        partners.accept_agreement(vector.id, 3, "f" * 64, anna.id, NOW)
        learning.finish_lesson(anna.id, course("one", 1), Slug("one-1"), RevisionHash("r"), NOW)
    held = (Holding(SF.id, certificate.public_id, TODAY, date(2028, 11, 21), None, counts=True),)
    member = Member(anna.public_id, {"en": "Anna", "ru": "Anna"}, sales=True, technical=False, since=TODAY, until=None, holdings=held)
    assert facts_of_partner(vector.id, ALL) == PartnerFacts(
        types=("reseller",), products=("backup", "compute"), members=(member,),
        values=(Value(PROJECTS, TODAY, Decimal(4), "P-1"),), papers=(Paper(PLAN, 2026, TODAY),), agreement=3,
    )  # fmt: skip
    assert facts_of_person(anna.id, ALL) == PersonFacts(anna.public_id, held, (Slug("one"),))


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


def test_there_are_no_facts_about_nobody(db: SQLAlchemy) -> None:
    with pytest.raises(NotFound):
        facts_of_person(PersonId(10**6), ALL)


def test_facts_cost_seven_statements_at_any_size(db: SQLAlchemy) -> None:
    many = [partner(f"Partner {number}") for number in range(6)]
    for number, one in enumerate(many):
        joined(one.id, person(db, f"Person{number}"))
    for chosen in (many[:1], many):
        with statements(db) as seen:
            facts_of_partners([one.id for one in chosen], ALL)
        assert len(seen) == 7
