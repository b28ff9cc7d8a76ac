"""Erasure: the words go everywhere, and everything that was counted, earned or logged stays."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask_sqlalchemy import SQLAlchemy

from lms import journey, tables
from lms.access import Role
from lms.accounts.models import Person
from lms.accounts.service import deactivate, grant_role
from lms.audit.service import first_broken
from lms.certificates.models import Certificate
from lms.core.clock import now as moment
from lms.core.db import transaction
from lms.core.errors import Refused
from lms.core.ids import PersonId
from lms.notifications.models import OutboxMail
from lms.notifications.worker import run_once
from lms.partners.models import Employment, Partner
from lms.privacy.models import Erasure
from lms.privacy.queries import open_erasure
from lms.privacy.rules import name_hash
from lms.programme.models import PartnerStanding
from lms.reporting.inventory import HELD, Fate
from lms.reporting.own_data import own_data
from tests.factories import Make
from tests.journey.world import company, hand_in, sit
from tests.privacy.world import EMAIL, NAME, NAME_RU, SECRET, WORDS, Known, everywhere, found_words

AFTER = timedelta(days=14)


def request(make: Make, person: PersonId, *, keep_name: bool = False) -> None:
    with transaction():
        journey.request_erasure(make.library(), make.visitor(person), moment(), keep_name=keep_name)


def sweep(make: Make) -> int:
    """What the worker does: erase, send, and forget the farewells that have left."""
    with transaction():
        done = journey.erase_due(make.library(), moment(), SECRET)
    run_once(lambda _mail: None, moment())
    with transaction():
        journey.erase_due(make.library(), moment(), SECRET)
    return done


def erased(make: Make, clock: time_machine.Traveller, *, keep_name: bool = False) -> Known:
    known = everywhere(make)
    request(make, known.person, keep_name=keep_name)
    clock.shift(AFTER)
    assert sweep(make) == 1
    return known


def test_after_fourteen_days_no_word_is_found_in_the_whole_database(db: SQLAlchemy, make: Make, clock: time_machine.Traveller) -> None:
    known = everywhere(make)
    assert set(found_words(WORDS)) == set(WORDS), "the control: before, every word is found"
    request(make, known.person)
    clock.shift(AFTER)
    assert sweep(make) == 1
    assert found_words(WORDS) == {}


def test_a_person_who_wishes_so_keeps_the_name_on_the_certificates_alone(db: SQLAlchemy, make: Make, clock: time_machine.Traveller) -> None:
    erased(make, clock, keep_name=True)
    assert set().union(*found_words(WORDS).values()) == {"certificate.holder_name", "certificate.holder_name_ru"}


def test_nothing_goes_before_the_day(db: SQLAlchemy, make: Make, clock: time_machine.Traveller) -> None:
    known = everywhere(make)
    request(make, known.person)
    clock.shift(AFTER - timedelta(minutes=1))
    assert sweep(make) == 0
    assert set(found_words(WORDS)) == set(WORDS)


def test_what_was_undone_is_never_done(db: SQLAlchemy, make: Make, clock: time_machine.Traveller) -> None:
    known = everywhere(make)
    request(make, known.person)
    with transaction():
        journey.undo_erasure(make.library(), make.visitor(known.person), moment())
        journey.undo_erasure(make.library(), make.visitor(known.person), moment())
    clock.shift(AFTER)
    assert sweep(make) == 0
    assert set(found_words(WORDS)) == set(WORDS)


def test_asked_twice_the_first_day_stands_and_one_mail_goes_out(db: SQLAlchemy, make: Make, clock: time_machine.Traveller) -> None:
    known = everywhere(make)
    request(make, known.person)
    clock.shift(timedelta(days=3))
    request(make, known.person, keep_name=True)
    standing = open_erasure(known.person)
    assert standing is not None
    assert (standing.due_at - moment()).days == 10
    assert not standing.keep_name
    mails = db.session.scalars(sa.select(OutboxMail.address).where(OutboxMail.event == "erasure_requested")).all()
    assert mails == [EMAIL]


def test_chain_and_counts_are_what_they_were(db: SQLAlchemy, make: Make, clock: time_machine.Traveller) -> None:
    known = everywhere(make)
    request(make, known.person)
    kept = [held.model for held in HELD if held.fate is not Fate.DELETE] + [Partner, PartnerStanding]
    before = {model.__tablename__: db.session.scalar(sa.select(sa.func.count()).select_from(model)) for model in kept}
    clock.shift(AFTER)
    sweep(make)
    after = {model.__tablename__: db.session.scalar(sa.select(sa.func.count()).select_from(model)) for model in kept}
    assert after.pop("audit_entry") > before.pop("audit_entry"), "what was done is logged"
    assert after == before
    assert first_broken() is None


def test_the_partner_counts_an_erased_person_no_more(db: SQLAlchemy, make: Make, clock: time_machine.Traveller) -> None:
    known = erased(make, clock)
    ends = db.session.scalars(sa.select(Employment.ends_on).where(Employment.person_id == known.person)).all()
    assert ends
    assert all(day is not None and day <= moment().date() for day in ends)


def test_the_certificate_keeps_code_and_dates_and_proves_the_name_to_who_knows_it(
    db: SQLAlchemy, make: Make, clock: time_machine.Traveller
) -> None:
    known = everywhere(make)
    before = db.session.execute(sa.select(Certificate.code, Certificate.certification, Certificate.issued_at)).all()
    request(make, known.person)
    clock.shift(AFTER)
    sweep(make)
    assert db.session.execute(sa.select(Certificate.code, Certificate.certification, Certificate.issued_at)).all() == before
    (row,) = db.session.scalars(sa.select(Certificate).where(Certificate.person_id == known.person)).all()
    assert row.holder_hash == name_hash(SECRET, row.code, NAME) + name_hash(SECRET, row.code, NAME_RU)
    assert (row.holder_name, row.holder_name_ru) == (None, None)


def test_the_address_is_free_again(db: SQLAlchemy, make: Make, clock: time_machine.Traveller) -> None:
    known = erased(make, clock)
    newcomer = make.member(known.partner, EMAIL, name="Somebody New")
    assert newcomer != known.person
    assert not any(row["email"] != EMAIL for one in own_data(newcomer) if one.name == "person" for row in one.rows)


def test_mails_go_at_the_request_and_at_the_end_and_the_last_one_is_forgotten(
    db: SQLAlchemy, make: Make, clock: time_machine.Traveller
) -> None:
    known = everywhere(make)
    request(make, known.person)
    clock.shift(AFTER)
    with transaction():
        journey.erase_due(make.library(), moment(), SECRET)
    waiting = db.session.execute(sa.select(OutboxMail.event, OutboxMail.person_id).where(OutboxMail.address == EMAIL)).all()
    assert waiting == [("erased", None)], "the one exception, until it has left"
    assert set().union(*found_words(WORDS).values()) == {"outbox_mail.address"}
    sweep(make)
    assert found_words(WORDS) == {}


def test_a_mail_that_waits_for_somebody_else_loses_the_name_and_still_goes(
    db: SQLAlchemy, make: Make, clock: time_machine.Traveller
) -> None:
    erased(make, clock)
    to_others = db.session.scalars(sa.select(OutboxMail).where(OutboxMail.event == "invited", OutboxMail.address == "new@vector.example"))
    assert [(mail.subject != "", "Quill" in mail.text) for mail in to_others] == [(True, False)]


def test_the_last_programme_admin_is_asked_to_hand_over_first(db: SQLAlchemy, make: Make) -> None:
    first, second = make.person("first@nimbus.example", Role.PROGRAMME_ADMIN), make.person("second@nimbus.example")
    with pytest.raises(Refused):
        request(make, first)
    with transaction():
        grant_role(second, Role.PROGRAMME_ADMIN, moment(), first)
    request(make, first)
    with pytest.raises(Refused):
        request(make, second)


def test_an_attempt_that_was_open_closes_without_a_mail_and_without_stopping_the_worker(
    db: SQLAlchemy, make: Make, clock: time_machine.Traveller
) -> None:
    vector = company(make, "Vector")
    sit(make, vector.seller, right=True)
    request(make, vector.seller)
    clock.shift(AFTER)
    sweep(make)
    with transaction():
        assert journey.sweep(make.library(), moment()) == 1
    assert not db.session.scalar(sa.select(OutboxMail.id).where(OutboxMail.event == "attempt_failed"))


def test_a_closed_account_hinders_no_sweep(db: SQLAlchemy, make: Make, clock: time_machine.Traveller) -> None:
    vector = company(make, "Vector")
    sit(make, vector.seller, right=True)
    with transaction():
        deactivate(vector.seller, moment(), None)
    clock.shift(timedelta(days=1))
    with transaction():
        assert journey.sweep(make.library(), moment()) == 1


def test_one_person_a_transaction_and_each_once(db: SQLAlchemy, make: Make, clock: time_machine.Traveller) -> None:
    vector = company(make, "Vector", sellers=2)
    for seller in vector.sellers:
        request(make, seller)
    clock.shift(AFTER)
    for expected in (1, 1, 0):
        with transaction():
            assert journey.erase_due(make.library(), moment(), SECRET) == expected
    assert db.session.scalar(sa.select(sa.func.count()).where(Erasure.done_at.is_not(None))) == 2
    assert db.session.scalars(sa.select(Person.active).where(Person.id.in_(vector.sellers))).all() == [False, False]


def test_a_passed_exam_of_an_erased_person_stays_in_the_statistics(db: SQLAlchemy, make: Make, clock: time_machine.Traveller) -> None:
    vector = company(make, "Vector")
    hand_in(make, vector.seller, sit(make, vector.seller, right=True))
    request(make, vector.seller)
    clock.shift(AFTER)
    sweep(make)
    slot = tables.quizzes.AttemptSlot
    answers = db.session.execute(sa.select(slot.answer, slot.earned)).all()
    assert answers
    assert all(answer is None and earned == 1 for answer, earned in answers)
