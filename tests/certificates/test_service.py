"""Awarding and revoking: one certificate for each person, certification and cycle, whatever is repeated."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from lms.access import ANONYMOUS, Actor, Role
from lms.certificates import queries, service
from lms.certificates.events import CertificateIssued, CertificateRevoked
from lms.certificates.models import Certificate
from lms.certificates.rules import Anchor, CertificateSource, Held, Validity, format_code
from lms.certificates.service import Earned
from lms.core.db import transaction
from lms.core.errors import Invalid, NotFound
from lms.core.ids import AttemptId, PersonId, PublicId, RevisionHash, Slug, new_public_id
from lms.partners import service as partners
from lms.quizzes.models import Attempt
from lms.quizzes.rules import AttemptState, Ending
from lms.requirements.facts import Holding
from tests.certificates.made import all_of, certification
from tests.parallel import at_once
from tests.partners.world import NOW, TODAY, joined, partner, person, statements

SF, SP, PM = certification("sf"), certification("sp", Validity(12), ("sf", "gone")), certification("pm", None, counts=False)
ALL = all_of(SF, SP, PM)
ENDS = date(2028, 11, 21)
LATER = NOW + timedelta(days=700)


def attempt(db: SQLAlchemy, who: PersonId, quiz: str = "sf", number: int = 1) -> AttemptId:
    """A passed attempt."""
    row = Attempt(
        public_id=new_public_id(), person_id=who, quiz=quiz, revision=RevisionHash("r"), certification=quiz, cycle=1, number=number,
        state=AttemptState.GRADED, ending=Ending.SUBMITTED, started_at=NOW, finished_at=NOW, percent=90, passed=True,
    )  # fmt: skip
    with transaction():
        db.session.add(row)
    return row.id


def awarded(who: PersonId, slug: str = "sf", cycle: int = 1) -> Certificate:
    with transaction():
        return service.award(Earned(person=who, certification=Slug(slug), cycle=cycle), ALL, NOW)[0]


def count(db: SQLAlchemy) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(Certificate)) or 0


@pytest.fixture
def anna(db: SQLAlchemy) -> PersonId:
    return person(db, "Anna", "Анна").id


def test_a_pass_issues_a_certificate_with_a_code_and_an_end(db: SQLAlchemy, anna: PersonId) -> None:
    earned = Earned(person=anna, certification=SF.id, cycle=1, attempt=attempt(db, anna), percent=90)
    with transaction():
        certificate, events = service.award(earned, ALL, NOW)
    assert (certificate.issued_at, certificate.expires_on, certificate.percent, certificate.source) == (
        NOW,
        ENDS,
        90,
        CertificateSource.EXAM,
    )
    assert len(certificate.code) == 26
    assert events == [
        CertificateIssued(at=NOW, person=anna, certificate=certificate.public_id, certification=SF.id, cycle=1, expires_on=ENDS)
    ]


def test_awarding_again_returns_the_certificate_as_it_stands(db: SQLAlchemy, anna: PersonId) -> None:
    earned = Earned(person=anna, certification=SF.id, cycle=1, attempt=attempt(db, anna), percent=90)
    with transaction():
        first, _ = service.award(earned, ALL, NOW)
    with transaction():
        second, events = service.award(earned, ALL, LATER)
    assert (second.id, second.issued_at, events) == (first.id, NOW, [])
    with transaction():
        by_attempt, events = service.award(Earned(person=anna, certification=SF.id, cycle=2, attempt=earned.attempt), ALL, LATER)
    assert (by_attempt.id, events) == (first.id, [])
    assert count(db) == 1


def test_nothing_is_awarded_for_what_is_no_certification(anna: PersonId) -> None:
    with pytest.raises(NotFound), transaction():
        service.award(Earned(person=anna, certification=Slug("gone"), cycle=1), ALL, NOW)


def test_a_renewal_is_a_new_certificate_and_the_old_one_stays(db: SQLAlchemy, anna: PersonId) -> None:
    old = awarded(anna)
    with transaction():
        new, _ = service.award(Earned(person=anna, certification=SF.id, cycle=2), ALL, LATER)
    assert (old.id != new.id, new.cycle, new.issued_at) == (True, 2, LATER)
    assert [one.cycle for one in queries.certificates_of(anna)] == [2, 1]
    assert [one.cycle for one in queries.held_of(anna, SF.id)] == [1, 2]


def test_a_pass_renews_what_it_renews_when_the_person_holds_it_and_once(db: SQLAlchemy, anna: PersonId) -> None:
    awarded(anna)
    earned = Earned(person=anna, certification=SP.id, cycle=1, attempt=attempt(db, anna, "sp"), percent=80)
    later = NOW + timedelta(days=30)
    with transaction():
        _, events = service.award(earned, ALL, later)
    assert [(event.certification, event.cycle, event.expires_on) for event in events if isinstance(event, CertificateIssued)] == [
        ("sp", 1, date(2027, 12, 21)),
        ("sf", 2, date(2028, 12, 21)),
    ]
    renewal = queries.certificates_of(anna)[0]
    assert (renewal.certification, renewal.attempt_id, renewal.percent) == ("sf", earned.attempt, None)
    assert renewal.source is CertificateSource.EXAM
    with transaction():
        assert service.award(earned, ALL, later)[1] == []
    assert count(db) == 3


def test_what_a_pass_renewed_goes_with_its_attempt_and_is_won_again_with_it(db: SQLAlchemy, anna: PersonId) -> None:
    awarded(anna)
    earned = Earned(person=anna, certification=SP.id, cycle=1, attempt=attempt(db, anna, "sp"), percent=80)
    with transaction():
        service.award(earned, ALL, NOW + timedelta(days=30))
    resting = [one for one in queries.certificates_of(anna) if one.attempt_id == earned.attempt]
    assert sorted(one.certification for one in resting) == ["sf", "sp"]
    with transaction():
        for one in resting:
            service.revoke(one.public_id, "Copied", NOW + timedelta(days=40), None, with_attempt=True)
    with transaction():
        _, events = service.award(earned, ALL, NOW + timedelta(days=50))
    assert [(one.certification, one.cycle) for one in events if isinstance(one, CertificateIssued)] == [("sp", 1), ("sf", 2)]
    live = [(one.certification, one.cycle) for one in queries.certificates_of(anna) if one.revoked_at is None]
    assert sorted(live) == [("sf", 1), ("sf", 2), ("sp", 1)]
    with transaction():
        assert service.award(earned, ALL, NOW + timedelta(days=60))[1] == []


def test_what_is_not_held_ended_or_revoked_is_not_renewed(db: SQLAlchemy, anna: PersonId) -> None:
    boris = person(db, "Boris").id
    awarded(anna)
    gone = awarded(boris)
    with transaction():
        service.revoke(gone.public_id, "Copied", NOW, None)
    day_of_end = NOW.replace(year=2028)
    for who, at in ((person(db, "Vera").id, NOW), (anna, day_of_end), (boris, NOW + timedelta(days=1))):
        with transaction():
            _, events = service.award(Earned(person=who, certification=SP.id, cycle=1), ALL, at)
        assert len(events) == 1


def test_a_renewal_that_would_not_last_longer_is_not_issued(db: SQLAlchemy, anna: PersonId) -> None:
    fixed = Validity(24, Anchor.COURSE_RELEASE, Slug("migration"), date(2026, 1, 1))
    tp, ta = certification("tp", fixed), certification("ta", renews=("tp",))
    forever = certification("ever", None)
    certifications = all_of(tp, ta, forever, certification("again", renews=("ever",)))
    for slug, expected in (("tp", 1), ("ta", 1), ("ever", 1), ("again", 1)):
        with transaction():
            _, events = service.award(Earned(person=anna, certification=Slug(slug), cycle=1), certifications, NOW)
        assert len(events) == expected


def test_a_revocation_stands_with_its_first_reason(db: SQLAlchemy, anna: PersonId) -> None:
    certificate = awarded(anna)
    with transaction():
        assert service.revoke(certificate.public_id, " The exam was sat by somebody else. ", NOW, anna) == [
            CertificateRevoked(at=NOW, by=anna, person=anna, certificate=certificate.public_id, certification=SF.id, cycle=1)
        ]
    with transaction():
        assert service.revoke(certificate.public_id, "Another", LATER, anna) == []
    (row,) = queries.certificates_of(anna)
    assert (row.revoked_at, row.revoked_reason, row.issued_at) == (NOW, "The exam was sat by somebody else.", NOW)
    assert queries.held_of(anna, SF.id) == (Held(1, TODAY, ENDS, TODAY),)


def test_what_was_taken_from_the_person_is_not_won_again_by_another_attempt(db: SQLAlchemy, anna: PersonId) -> None:
    first = Earned(person=anna, certification=SF.id, cycle=1, attempt=attempt(db, anna), percent=90)
    with transaction():
        certificate, _ = service.award(first, ALL, NOW)
        service.revoke(certificate.public_id, "Copied", NOW, None)
    for again in (first, Earned(person=anna, certification=SF.id, cycle=1, attempt=attempt(db, anna, number=2), percent=80)):
        with transaction():
            assert service.award(again, ALL, LATER) == (certificate, [])
    assert count(db) == 1


def test_the_database_refuses_a_second_certificate_of_a_cycle_that_counts(db: SQLAlchemy, anna: PersonId) -> None:
    first = awarded(anna)
    twin = {column.name: getattr(first, column.name) for column in Certificate.__table__.columns if column.name != "id"}
    unlike = {"public_id": new_public_id(), "code": "A" * 26}
    with pytest.raises(sa.exc.IntegrityError), transaction():
        db.session.execute(sa.insert(Certificate).values(twin | unlike))
    with transaction():
        db.session.execute(sa.insert(Certificate).values(twin | unlike | {"revoked_at": NOW, "revoked_reason": "Copied"}))
    assert count(db) == 2


@pytest.mark.parametrize("reason", [" ", "a" * 401])
def test_a_revocation_needs_a_reason(db: SQLAlchemy, anna: PersonId, reason: str) -> None:
    with pytest.raises(Invalid), transaction():
        service.revoke(awarded(anna).public_id, reason, NOW, None)


def test_what_does_not_exist_is_not_revoked(db: SQLAlchemy) -> None:
    with pytest.raises(NotFound), transaction():
        service.revoke(PublicId("none"), "Because", NOW, None)


def test_a_certificate_is_found_by_its_code_however_it_is_typed(anna: PersonId) -> None:
    certificate = awarded(anna)
    found = queries.by_code(format_code(certificate.code).lower())
    assert found is not None
    assert (found.certificate.id, found.name) == (certificate.id, {"en": "Anna", "ru": "Анна"})
    assert queries.by_code("A" * 26) is None
    assert queries.by_code("no code") is None


def test_a_certificate_is_read_by_its_person_and_those_for_whom_the_person_counts(db: SQLAlchemy, anna: PersonId) -> None:
    manager, stranger = person(db, "Manager"), person(db, "Stranger").id
    vector, gamma = partner("Vector", manager.id), partner("Gamma")
    whom = db.session.get(type(manager), anna)
    assert whom is not None
    employment = joined(vector.id, whom)
    certificate = awarded(anna)

    def seen(role: Role, who: PersonId, employer: object = None) -> bool:
        try:
            actor = Actor(who, frozenset({role}), employer)  # type: ignore[arg-type]
            return queries.certificate_by_public_id(actor, certificate.public_id, TODAY).person_id == anna
        except NotFound:
            return False

    assert seen(Role.LEARNER, anna, vector.id)
    assert seen(Role.PARTNER_ADMIN, stranger, vector.id)
    assert seen(Role.PARTNER_MANAGER, manager.id)
    assert seen(Role.HEAD, stranger)
    assert not seen(Role.LEARNER, stranger, vector.id)
    assert not seen(Role.PARTNER_ADMIN, stranger, gamma.id)
    assert not seen(Role.PARTNER_MANAGER, stranger)
    with pytest.raises(NotFound):
        queries.certificate_by_public_id(ANONYMOUS, certificate.public_id, TODAY)
    with transaction():
        partners.leave(employment.id, TODAY, NOW, None)
    assert not seen(Role.PARTNER_ADMIN, stranger, vector.id)
    assert not seen(Role.PARTNER_MANAGER, manager.id)
    assert seen(Role.LEARNER, anna)


def test_holdings_of_many_people_cost_one_statement(db: SQLAlchemy, anna: PersonId) -> None:
    boris, vera = person(db, "Boris").id, person(db, "Vera").id
    sf, badge = awarded(anna), awarded(boris, "pm")
    with transaction():
        service.revoke(sf.public_id, "Because", LATER, None)
    with statements(db) as seen:
        found = queries.holdings_of([anna, boris, vera], ALL)
    assert len(seen) == 1
    assert found == {
        anna: (Holding(SF.id, sf.public_id, TODAY, ENDS, LATER.date(), counts=True),),
        boris: (Holding(PM.id, badge.public_id, TODAY, None, None, counts=False),),
        vera: (),
    }
    assert queries.holdings_of([anna], all_of(PM))[anna][0].counts is False


def test_fifty_parallel_awards_make_one_certificate(db: SQLAlchemy, anna: PersonId) -> None:
    awarded(anna)
    earned = Earned(person=anna, certification=SP.id, cycle=1, attempt=attempt(db, anna, "sp"), percent=80)
    later = NOW + timedelta(days=30)

    def award(_number: int) -> tuple[int, int]:
        certificate, events = service.award(earned, ALL, later)
        return certificate.id, len(events)

    answers = at_once(db, award)
    assert len({certificate for certificate, _ in answers}) == 1
    assert sum(events for _, events in answers) == 2
    assert count(db) == 3
