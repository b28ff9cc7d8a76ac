"""One passed exam moves everything at once: the grade, the certificate, the standing, the materials, the log and the mails; or nothing."""

from collections.abc import Callable
from datetime import timedelta
from importlib import import_module

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from time_machine import Traveller

from lms import journey
from lms.audit.service import first_broken
from lms.certificates.models import Certificate
from lms.core import clock
from lms.core.db import transaction
from lms.core.ids import PersonId
from lms.partners.queries import employment_of
from lms.programme.models import StandingStep
from lms.programme.queries import evidence_of, standing_of, tier_of
from lms.programme.states import StepKind
from lms.publishing.library import Library
from lms.quizzes.queries import sheet_of
from lms.quizzes.rules import Ending
from tests.factories import Make
from tests.journey.world import SF, Company, company, everything, hand_in, invited, logged, mails, newest_mail, opens, sit

STEPS = ("award_due", "review_standings", "assign_paths", "advance", "record", "announce")
CONSEQUENCES = import_module("lms.journey.settle")


@pytest.fixture
def vector(make: Make) -> Company:
    """A partner that is one certificate away from Start."""
    return company(make, "Vector")


def counted(db: SQLAlchemy, table: type) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def test_a_pass_issues_one_certificate_moves_the_standing_and_opens_the_materials(
    db: SQLAlchemy, make: Make, library: Library, vector: Company
) -> None:
    assert {"objection-card", "pitch-deck"}.isdisjoint(opens(library, make, vector.seller))
    attempt, before = sit(make, vector.seller, right=True), newest_mail(db)
    assert hand_in(make, vector.seller, attempt) == (100, True)
    (certificate,) = db.session.scalars(sa.select(Certificate)).all()
    assert (certificate.person_id, certificate.certification, certificate.percent) == (vector.seller, "sf", 100)
    assert certificate.attempt_id == sheet_of(vector.seller, attempt).id
    assert tier_of(vector.partner) == "start"
    assert {"objection-card", "pitch-deck"} <= opens(library, make, vector.seller)
    assert "pitch-deck" in opens(library, make, vector.admin)
    assert "objection-card" not in opens(library, make, vector.admin)
    assert mails(db, before) == [
        ("certificate_issued", "seller@vector.example"),
        ("tier_reached", "admin@vector.example"),
        ("tier_reached", "vector@nimbus.example"),
    ]


def test_what_follows_is_logged_in_the_order_in_which_it_followed(db: SQLAlchemy, make: Make, vector: Company) -> None:
    hand_in(make, vector.seller, sit(make, vector.seller, right=True))
    chain = [logged(db, action) for action in ("attempt_started", "attempt_passed", "certificate_issued", "tier_reached")]
    assert [len(rows) for rows in chain] == [1, 1, 1, 1]
    assert [rows[0].id for rows in chain] == sorted(rows[0].id for rows in chain)
    assert first_broken() is None


def test_nothing_is_seen_by_others_before_all_of_it_stands(db: SQLAlchemy, make: Make, vector: Company) -> None:
    attempt = sit(make, vector.seller, right=True)
    with transaction():
        journey.submit_attempt(make.library(), make.visitor(vector.seller), attempt, clock.now())
        with db.engine.connect() as somebody_else:
            assert somebody_else.scalar(sa.select(sa.func.count()).select_from(Certificate)) == 0
            assert somebody_else.scalar(sa.text("SELECT count(*) FROM attempt WHERE passed IS NOT NULL")) == 0
    assert counted(db, Certificate) == 1


def crashing(step: Callable[..., object]) -> Callable[..., None]:
    """The step, and the end of the process right after it."""

    def crash(*given: object) -> None:
        step(*given)
        raise RuntimeError("crash")

    return crash


def test_a_crash_after_any_step_leaves_nothing_at_all(db: SQLAlchemy, make: Make, vector: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    attempt = sit(make, vector.seller, right=True)
    before = everything(db)
    for step in STEPS:
        with monkeypatch.context() as patched:
            patched.setattr(CONSEQUENCES, step, crashing(getattr(CONSEQUENCES, step)))
            with pytest.raises(RuntimeError, match="crash"):
                hand_in(make, vector.seller, attempt)
        assert everything(db) == before
    assert hand_in(make, vector.seller, attempt) == (100, True)
    assert (counted(db, Certificate), tier_of(vector.partner)) == (1, "start")


def test_handing_in_again_gives_the_same_answer_and_changes_nothing(db: SQLAlchemy, make: Make, vector: Company, clock: Traveller) -> None:
    attempt = sit(make, vector.seller, right=True)
    first = hand_in(make, vector.seller, attempt)
    before = everything(db)
    clock.shift(timedelta(hours=1))
    assert hand_in(make, vector.seller, attempt) == first
    assert everything(db) == before


def test_a_failed_exam_moves_nothing_but_its_grade_and_one_mail(db: SQLAlchemy, make: Make, vector: Company) -> None:
    attempt, before = sit(make, vector.seller, right=False), newest_mail(db)
    assert hand_in(make, vector.seller, attempt) == (0, False)
    assert (counted(db, Certificate), tier_of(vector.partner)) == (0, None)
    assert mails(db, before) == [("attempt_failed", "seller@vector.example")]
    assert len(logged(db, "attempt_failed")) == 1


def test_an_exam_after_its_time_is_graded_with_what_was_saved(db: SQLAlchemy, make: Make, vector: Company, clock: Traveller) -> None:
    attempt = sit(make, vector.seller, right=True)
    clock.shift(timedelta(minutes=31))
    assert hand_in(make, vector.seller, attempt) == (100, True)
    assert sheet_of(vector.seller, attempt).ending is Ending.EXPIRED
    (row,) = logged(db, "attempt_passed")
    assert (row.by, row.person_id, counted(db, Certificate)) == (None, vector.seller, 1)


def move(make: Make, person: PersonId, to: Company) -> None:
    """Somebody joins another partner today."""
    with transaction():
        journey.accept_invitation(make.library(), invited(to.partner, person), person, clock.now())


def people_counted(company_: Company) -> set[tuple[str, bool]]:
    """The names that the last review saw, each with whether they count today."""
    held = standing_of(company_.partner)
    assert held is not None
    facts = evidence_of(held).facts
    assert facts.partner is not None
    return {(one.name["en"], one.employed_on(clock.now().date())) for one in facts.partner.members}


def test_joining_assigns_the_path_of_the_track_and_reviews_the_standing(db: SQLAlchemy, make: Make, vector: Company) -> None:
    newcomer = make.person("new@vector.example")
    move(make, newcomer, vector)
    (assigned,) = logged(db, "path_assigned")
    assert (assigned.person_id, assigned.partner_id, assigned.detail["path"]) == (newcomer, vector.partner, "new-seller")
    assert (assigned.detail["reason"], assigned.detail["due_on"]) == ("joined", "2026-12-04")
    assert ("New", True) in people_counted(vector)
    assert mails(db) == [("joined", "admin@vector.example"), ("welcome", "new@vector.example")]


def test_who_moves_counts_from_that_day_for_the_new_partner_alone(db: SQLAlchemy, make: Make, vector: Company) -> None:
    gamma = company(make, "Gamma")
    hand_in(make, vector.seller, sit(make, vector.seller, right=True))
    assert (tier_of(vector.partner), tier_of(gamma.partner)) == ("start", None)
    before = newest_mail(db)
    move(make, vector.seller, gamma)
    db.session.expire_all()
    assert ("Seller", False) in people_counted(vector)
    assert ("Seller", True) in people_counted(gamma)
    employment = employment_of(vector.seller, clock.now().date())
    assert employment is not None
    assert employment.partner_id == gamma.partner
    left, standing = standing_of(vector.partner), standing_of(gamma.partner)
    assert left is not None
    assert standing is not None
    assert (left.tier, left.failing_since, standing.tier, standing.failing_since) == ("start", clock.now().date(), "start", None)
    assert mails(db, before) == [
        ("colleague_left", "admin@vector.example"),
        ("joined", "admin@gamma.example"),
        ("left", "seller@vector.example"),
        ("tier_grace", "admin@vector.example"),
        ("tier_grace", "vector@nimbus.example"),
        ("tier_reached", "admin@gamma.example"),
        ("tier_reached", "gamma@nimbus.example"),
        ("welcome", "seller@vector.example"),
    ]


def test_a_tier_in_grace_is_told_once_and_kept(db: SQLAlchemy, make: Make, vector: Company) -> None:
    gamma = company(make, "Gamma")
    hand_in(make, vector.seller, sit(make, vector.seller, right=True))
    move(make, vector.seller, gamma)
    before = newest_mail(db)
    for number in range(3):
        make.figure(vector.partner, "active_projects", "1", reference=str(number))
    assert (len(logged(db, "tier_in_grace")), mails(db, before), tier_of(vector.partner)) == (1, [], "start")


def test_a_tier_that_holds_again_has_recovered_and_is_not_reached_twice(db: SQLAlchemy, make: Make, vector: Company) -> None:
    gamma = company(make, "Gamma")
    hand_in(make, vector.seller, sit(make, vector.seller, right=True))
    move(make, vector.seller, gamma)
    make.certificate(vector.admin, SF)
    db.session.expire_all()
    standing = standing_of(vector.partner)
    assert standing is not None
    assert (standing.tier, standing.failing_since) == ("start", None)
    kinds = sa.select(StandingStep.kind).where(StandingStep.partner_id == vector.partner)
    steps = db.session.scalars(kinds.order_by(StandingStep.id)).all()
    assert steps == [StepKind.REACHED, StepKind.GRACE, StepKind.RECOVERED]
