"""A voided attempt counts for nothing: no certificate, no attempt used, and all of it stays readable."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask_sqlalchemy import SQLAlchemy
from time_machine import Traveller

from lms import journey
from lms.certificates.queries import certificates_of
from lms.certificates.service import Earned, award
from lms.core import clock as moments
from lms.core.db import transaction
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.ids import PublicId, Slug
from lms.journey.voiding import void_attempt
from lms.publishing.library import Library
from lms.quizzes.logbook import links_of
from lms.quizzes.models import Attempt
from lms.quizzes.queries import sheet_of
from lms.quizzes.replay import LogKind, broken_at
from lms.quizzes.rules import AttemptState
from tests.factories import Make
from tests.journey.world import SF, Company, company, everything, hand_in, logged, sit

WHY = "Somebody else sat the exam."


@pytest.fixture
def vector(db: SQLAlchemy, make: Make) -> Company:
    return company(make, "Vector")


def void(make: Make, vector: Company, attempt: PublicId, reason: str = WHY) -> None:
    with transaction():
        void_attempt(make.library(), attempt, reason, vector.manager, moments.now())


def test_the_certificate_that_rests_on_a_voided_attempt_is_revoked_for_the_same_reason(db: SQLAlchemy, make: Make, vector: Company) -> None:
    attempt = sit(make, vector.seller, right=True)
    hand_in(make, vector.seller, attempt)
    void(make, vector, attempt)
    sheet, (certificate,) = sheet_of(vector.seller, attempt), certificates_of(vector.seller)
    assert (sheet.state, sheet.percent) == (AttemptState.VOIDED, 100)
    assert (certificate.revoked_reason, certificate.revoked_at is not None) == (WHY, True)
    links = links_of(sheet.id)
    assert links[-1].kind is LogKind.VOIDED
    assert broken_at(attempt, links) is None
    assert [row.by for row in logged(db, "attempt_voided")] == [vector.manager]
    before = everything(db)
    void(make, vector, attempt)
    assert everything(db) == before


def test_a_certificate_that_the_voided_pass_had_renewed_is_revoked_with_it(db: SQLAlchemy, make: Make, vector: Company) -> None:
    """Who holds SP passes SF, which renews it here; the longer SP rests on that pass, the older one does not."""
    library, held = renewing(make.library()), Slug("sp")
    long_ago = moments.now() - timedelta(days=300)
    with transaction():
        award(Earned(person=vector.seller, certification=held, cycle=1), library.certifications, long_ago)
    attempt = sit(make, vector.seller, right=True)
    with transaction():
        journey.submit_attempt(library, make.visitor(vector.seller), attempt, moments.now())
    assert [one.cycle for one in certificates_of(vector.seller) if one.certification == held] == [2, 1]
    void(make, vector, attempt)
    assert {(one.certification, one.cycle): one.revoked_reason for one in certificates_of(vector.seller)} == {
        (SF, 1): WHY, (held, 2): WHY, (held, 1): None,
    }  # fmt: skip


def renewing(library: Library) -> Library:
    """The same release, in which a pass of SF renews SP."""
    known = library.certifications
    return replace(library, certifications=replace(known, items={**known.items, SF: replace(known.items[SF], renews=(Slug("sp"),))}))


def test_a_voided_attempt_is_no_attempt_used(db: SQLAlchemy, make: Make, vector: Company, clock: Traveller) -> None:
    limit = make.library().quizzes.quizzes[SF].attempts
    assert limit is not None
    for _ in range(limit):
        last = sit(make, vector.seller, right=False)
        hand_in(make, vector.seller, last)
        clock.shift(timedelta(days=30))
    with pytest.raises(Refused):
        sit(make, vector.seller, right=True)
    void(make, vector, last)
    assert hand_in(make, vector.seller, sit(make, vector.seller, right=True)) == (100, True)


def test_another_attempt_that_passes_wins_the_certificate_of_its_cycle_again(db: SQLAlchemy, make: Make, vector: Company) -> None:
    first, second = passed_twice(db, make, vector)
    void(make, vector, second)
    lost, won = sorted(certificates_of(vector.seller), key=lambda one: one.id)
    assert (lost.revoked_reason, won.revoked_at, won.cycle, lost.cycle) == (WHY, None, 1, 1)
    assert (won.percent, won.attempt_id, won.issued_at) == (
        90,
        sheet_of(vector.seller, first).id,
        sheet_of(vector.seller, first).finished_at,
    )
    assert won.code != lost.code
    assert journey.entry_state(make.library(), make.visitor(vector.seller), SF, moments.now()).cycle == 1
    before = everything(db)
    void(make, vector, second)
    assert everything(db) == before
    void(make, vector, first)
    assert [one.revoked_at is not None for one in certificates_of(vector.seller)] == [True, True]


def passed_twice(db: SQLAlchemy, make: Make, vector: Company) -> tuple[PublicId, PublicId]:
    """An attempt that passes only by a mark of today, and the one that has won the certificate before."""
    first = sit(make, vector.seller, right=False)
    hand_in(make, vector.seller, first)
    with time_machine.travel(moments.now() + timedelta(days=30), tick=False):
        second = sit(make, vector.seller, right=True)
        hand_in(make, vector.seller, second)
    with transaction():
        db.session.execute(sa.update(Attempt).where(Attempt.public_id == first).values(percent=90, passed=True))
    return first, second


def test_what_cannot_be_voided_stays_as_it_is(db: SQLAlchemy, make: Make, vector: Company) -> None:
    attempt = sit(make, vector.seller, right=True)
    for refusal, reason, which in ((Invalid, " ", attempt), (Refused, WHY, attempt), (NotFound, WHY, PublicId("nothing"))):
        with pytest.raises(refusal):
            void(make, vector, which, reason)
    assert sheet_of(vector.seller, attempt).state is AttemptState.IN_PROGRESS
    assert journey.start_attempt(make.library(), make.visitor(vector.seller), SF, moments.now()).public_id == attempt
