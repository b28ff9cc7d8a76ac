"""Several people decide the same thing at the same moment: one word counts, and the others are told that it was said."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from lms import journey
from lms.access import Role
from lms.audit.service import first_broken
from lms.core import clock
from lms.core.db import transaction
from lms.core.errors import Conflict
from lms.core.ids import Slug
from lms.partners.applications.models import Application, ApplicationStep
from lms.partners.applications.rules import ApplicationState, Decision, StepKind, Verdict
from lms.partners.evidence.rules import Submission
from lms.partners.managers.models import ManagerAssignment
from lms.partners.models import EvidenceStep, Invitation, Partner
from lms.partners.rules import Invitee, NewPartner
from lms.partners.service import creating
from tests.factories import Make
from tests.journey.test_applying import NEW, applied, decided, reviewer, scored, welcome
from tests.journey.world import company, logged
from tests.parallel import at_once

MANY = 8


def said(act: Callable[[], object]) -> bool:
    """Whether somebody's word counted; whoever came too late is told that something has moved on."""
    try:
        act()
    except Conflict:
        return False
    return True


def count(db: SQLAlchemy, *chosen: sa.ColumnElement[bool] | type) -> int:
    table, *where = chosen
    return db.session.scalar(sa.select(sa.func.count()).select_from(table).where(*where)) or 0


def test_of_eight_reviewers_one_decides(db: SQLAlchemy, make: Make) -> None:
    elena = reviewer(make, "elena")
    application, library, now = applied(make), make.library(), clock.now()
    scored(make, elena, application)
    people = [reviewer(make, f"igor{number}") for number in range(MANY)]

    def decide(number: int) -> bool:
        verdict = Verdict(decision=(Decision.ACCEPT, Decision.DECLINE)[number % 2], reason=f"Word {number}.")
        return said(lambda: journey.decide_application(library, people[number], application, verdict, now))

    assert sum(at_once(db, decide, MANY)) == 1
    assert count(db, ApplicationStep, ApplicationStep.kind.in_((StepKind.ACCEPTED, StepKind.DECLINED))) == 1
    assert len(logged(db, "application_decided")) == 1
    assert first_broken() is None


def test_of_eight_signatures_one_makes_the_partner(db: SQLAlchemy, make: Make) -> None:
    application, library, now = applied(make), make.library(), clock.now()
    scored(make, reviewer(make, "elena"), application)
    decided(make, reviewer(make, "olga"), application, Decision.ACCEPT)
    people, manager = [reviewer(make, f"igor{number}") for number in range(MANY)], reviewer(make, "vera").actor.person
    assert manager is not None

    def sign(number: int) -> bool:
        new = welcome(manager, name=f"Baikal {number}")
        return said(lambda: journey.sign_application(library, people[number], application, new, now))

    assert sum(at_once(db, sign, MANY)) == 1
    assert (count(db, Partner), count(db, Invitation)) == (1, 1)
    assert count(db, Application, Application.state == ApplicationState.SIGNED) == 1


def made_at_once(db: SQLAlchemy, make: Make, name: str) -> int:
    """How many of as many managers bring in this company, all at the same moment."""
    library, now = make.library(), clock.now()
    people = [reviewer(make, f"{name.lower().replace(' ', '.')}.{number}") for number in range(MANY)]

    def create(number: int) -> bool:
        new = NewPartner(name=name, types=NEW.types, products=(Slug("compute"),), manager=people[number].actor.person)
        return said(lambda: journey.create_partner(library, people[number], new, Invitee(email="nina@baikal.example", is_admin=True), now))

    return sum(at_once(db, create, MANY))


def test_a_company_that_several_managers_bring_in_at_once_is_one(db: SQLAlchemy, make: Make) -> None:
    assert made_at_once(db, make, "Baikal") == 1
    assert count(db, Partner) == 1


def test_of_a_paper_that_is_confirmed_and_refused_at_once_one_word_stands(db: SQLAlchemy, make: Make) -> None:
    vector, library, now = company(make, "Vector"), make.library(), clock.now()
    with transaction():
        admin, manager = (
            make.visitor(vector.admin, vector.partner, (Role.PARTNER_ADMIN,)),
            make.visitor(vector.manager, None, (Role.PARTNER_MANAGER,)),
        )
        paper = journey.submit_evidence(library, admin, Submission(kind=Slug("business_plan"), year=2026, note="Ten customers."), now)

    def word(number: int) -> bool:
        if number % 2:
            return said(lambda: journey.refuse_paper(library, manager, paper, "It says nothing.", now))
        return said(lambda: journey.confirm_paper(library, manager, paper, None, now))

    at_once(db, word, MANY)
    assert count(db, EvidenceStep) == 2
    assert len(logged(db, "evidence_confirmed")) + len(logged(db, "evidence_refused")) == 1


def test_hand_overs_at_once_follow_each_other(db: SQLAlchemy, make: Make) -> None:
    vector, library, now = company(make, "Vector"), make.library(), clock.now()
    ada = reviewer(make, "ada", Role.PROGRAMME_ADMIN)
    managers = [make.person(f"m{number}@nimbus.example", Role.PARTNER_MANAGER) for number in range(MANY)]
    public = db.session.scalars(sa.select(Partner.public_id).where(Partner.id == vector.partner)).one()
    at_once(db, lambda number: journey.hand_over(library, ada, public, managers[number], "Take it.", now), MANY)
    rows = db.session.scalars(
        sa.select(ManagerAssignment).where(ManagerAssignment.former_id.is_not(None)).order_by(ManagerAssignment.id)
    ).all()
    assert len(rows) == MANY
    assert [one.former_id for one in rows] == [vector.manager, *(one.manager_id for one in rows[:-1])]
    assert db.session.scalars(sa.select(Partner.manager_id).where(Partner.id == vector.partner)).one() == rows[-1].manager_id
    assert first_broken() is None


def test_without_turns_two_of_them_would_be_made(db: SQLAlchemy, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: on PostgreSQL nothing else stands in the way of a company that is made twice."""
    monkeypatch.setattr(creating, "take_turn", lambda _kind, _word: None)
    if db.engine.dialect.name == "postgresql":
        tried = []
        for number in range(5):
            tried.append(made_at_once(db, make, f"Baikal {number}"))
            if tried[-1] > 1:
                break
        assert max(tried) > 1
