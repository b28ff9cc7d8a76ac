"""What follows from a repair: certificates dated from the finish, tiers, and the log; and a dry run leaves nothing behind."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask_sqlalchemy import SQLAlchemy
from time_machine import Traveller

from lms import journey
from lms.certificates.queries import certificates_of
from lms.certificates.rules import CertificateState, state_on
from lms.certificates.service import revoke
from lms.core import clock as moments
from lms.core.db import transaction, undo_transactions
from lms.core.errors import NotFound, Refused
from lms.core.ids import PublicId, Slug
from lms.journey.repairing import RepairReport, repair_quiz
from lms.publishing.library import Library
from lms.quizzes.queries import sheet_of
from lms.quizzes.rules import Repair, RepairAction
from lms.quizzes.service import Submission
from tests.factories import Make
from tests.journey.world import SF, Company, company, everything, hand_in, logged, sit

LATER = timedelta(days=3)


@pytest.fixture
def vector(db: SQLAlchemy, make: Make) -> Company:
    return company(make, "Vector")


def with_repairs(library: Library, questions: tuple[Slug, ...], action: RepairAction = RepairAction.ACCEPT_ALL) -> Library:
    """The same release, whose quiz writes a repair of each of these questions."""
    repairs = tuple(Repair(question=one, action=action, reason={"en": "Unclear.", "ru": "Неясно."}) for one in questions)
    quizzes = {**library.quizzes.quizzes, SF: replace(library.quizzes.quizzes[SF], repairs=repairs)}
    return replace(library, quizzes=replace(library.quizzes, quizzes=quizzes))


def hanging_by_one(make: Make, vector: Company) -> tuple[PublicId, Library, Library]:
    """A passed exam whose first question was left open; a release whose repair makes it hang by that one, and one that accepts it."""
    attempt = sit(make, vector.seller, right=True)
    first, *others = (slot.question for slot in sheet_of(vector.seller, attempt).slots)
    with transaction():
        nothing = Submission(attempt=attempt, position=1, seq=2, values=())
        journey.save_answer(make.visitor(vector.seller), nothing, moments.now())
    assert hand_in(make, vector.seller, attempt)[1]
    losing = with_repairs(make.library(), tuple(others), RepairAction.VOID)
    accepted = with_repairs(make.library(), (first,)).quizzes.quizzes[SF].repairs
    quiz = losing.quizzes.quizzes[SF]
    quizzes = {**losing.quizzes.quizzes, SF: replace(quiz, repairs=(*quiz.repairs, *accepted))}
    return attempt, losing, replace(losing, quizzes=replace(losing.quizzes, quizzes=quizzes))


def failed(make: Make, vector: Company) -> tuple[PublicId, tuple[Slug, ...]]:
    """An exam without a right answer, and the questions on its paper."""
    attempt = sit(make, vector.seller, right=False)
    hand_in(make, vector.seller, attempt)
    return attempt, tuple(slot.question for slot in sheet_of(vector.seller, attempt).slots)


def repair(library: Library, *, dry: bool = False, may_lose: bool = False) -> RepairReport:
    undo_transactions(on=dry)
    try:
        with transaction():
            return repair_quiz(library, SF, moments.now(), may_lose=may_lose)
    finally:
        undo_transactions(on=False)


def test_a_certificate_won_by_repair_is_dated_from_the_finish_and_moves_the_tier(
    db: SQLAlchemy, make: Make, vector: Company, clock: Traveller
) -> None:
    attempt, questions = failed(make, vector)
    finished = sheet_of(vector.seller, attempt).finished_at
    clock.shift(LATER)
    report = repair(with_repairs(make.library(), questions))
    (certificate,) = certificates_of(vector.seller)
    assert certificate.issued_at == finished
    assert certificate.issued_at < moments.now()
    assert [(one.percent_before, one.percent, one.passed) for one in report.attempts] == [(0, 100, True)]
    assert [len(logged(db, action)) for action in ("attempt_repaired", "certificate_issued", "tier_reached")] == [1, 1, 1]
    before = everything(db)
    assert repair(with_repairs(make.library(), questions)).attempts == ()
    assert everything(db) == before


def test_a_dry_run_tells_the_same_and_leaves_nothing(db: SQLAlchemy, make: Make, vector: Company, clock: Traveller) -> None:
    _, questions = failed(make, vector)
    clock.shift(LATER)
    before = everything(db)
    told = repair(with_repairs(make.library(), questions), dry=True)
    assert everything(db) == before
    done = repair(with_repairs(make.library(), questions))
    assert told.attempts == done.attempts
    assert [type(event).__name__ for event in told.events] == [type(event).__name__ for event in done.events]
    assert "TierReached" in {type(event).__name__ for event in done.events}


def test_an_attempt_that_ends_after_its_repair_was_published_is_graded_with_it(db: SQLAlchemy, make: Make, vector: Company) -> None:
    attempt = sit(make, vector.seller, right=False)
    questions = tuple(slot.question for slot in sheet_of(vector.seller, attempt).slots)
    with transaction():
        journey.submit_attempt(with_repairs(make.library(), questions), make.visitor(vector.seller), attempt, moments.now())
    assert sheet_of(vector.seller, attempt).passed
    assert [len(logged(db, action)) for action in ("attempt_failed", "attempt_passed", "certificate_issued")] == [0, 1, 1]


def test_a_pass_is_lost_only_where_it_was_said_and_its_certificate_is_revoked(db: SQLAlchemy, make: Make, vector: Company) -> None:
    attempt = sit(make, vector.seller, right=True)
    hand_in(make, vector.seller, attempt)
    questions = tuple(slot.question for slot in sheet_of(vector.seller, attempt).slots)
    library = with_repairs(make.library(), questions, RepairAction.VOID)
    (kept,) = repair(library).attempts
    assert (kept.passed, kept.kept) == (True, True)
    assert certificates_of(vector.seller)[0].revoked_at is None
    repair(library, may_lose=True)
    assert not sheet_of(vector.seller, attempt).passed
    assert certificates_of(vector.seller)[0].revoked_at is not None


def test_without_repairs_or_a_quiz_there_is_nothing_to_repair(db: SQLAlchemy, make: Make, vector: Company) -> None:
    with pytest.raises(Refused):
        repair(make.library())
    with pytest.raises(NotFound), transaction():
        repair_quiz(make.library(), Slug("nothing"), moments.now())


def test_a_pass_lost_by_a_repair_and_won_back_by_the_next_gives_a_new_certificate(
    db: SQLAlchemy, make: Make, vector: Company, clock: Traveller
) -> None:
    """The revoked one stays revoked; the new one is worth what the attempt was worth from the first day, and lifts the partner again."""
    attempt, losing, giving = hanging_by_one(make, vector)
    (first,) = certificates_of(vector.seller)
    clock.shift(LATER)
    repair(losing, may_lose=True)
    assert not sheet_of(vector.seller, attempt).passed
    taken = certificates_of(vector.seller)[0].revoked_at
    assert taken is not None
    clock.shift(LATER)
    told = repair(giving)
    assert sheet_of(vector.seller, attempt).passed
    won, lost = certificates_of(vector.seller)
    assert (lost.public_id, lost.revoked_at, lost.revoked_with_attempt) == (first.public_id, taken, True)
    assert state_on(moments.now().date(), won.expires_on, None) is CertificateState.VALID
    assert (won.revoked_at, won.cycle, won.attempt_id, won.issued_at) == (None, 1, lost.attempt_id, lost.issued_at)
    assert won.code != lost.code
    assert "CertificateIssued" in {type(event).__name__ for event in told.events}
    before = everything(db)
    repair(giving)
    assert everything(db) == before


def test_a_certificate_that_somebody_took_back_is_not_won_by_a_repair(db: SQLAlchemy, make: Make, vector: Company) -> None:
    """A word about the person is final, whatever becomes of the attempt later."""
    attempt, losing, giving = hanging_by_one(make, vector)
    with transaction():
        revoke(certificates_of(vector.seller)[0].public_id, "Copied.", moments.now(), vector.manager)
    repair(losing, may_lose=True)
    repair(giving)
    assert sheet_of(vector.seller, attempt).passed
    (certificate,) = certificates_of(vector.seller)
    assert (certificate.revoked_reason, certificate.revoked_with_attempt) == ("Copied.", False)
