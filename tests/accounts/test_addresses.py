"""Changes of address at the same moment, on both databases: one is open, one outcome counts, one person gets an address."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.exc import IntegrityError

from lms.accounts import addresses
from lms.accounts.events import AddressChanged
from lms.accounts.models import AddressChange, Person
from lms.accounts.rules import ADDRESSES_A_DAY
from lms.accounts.service import NewPerson, create_person
from lms.core.db import transaction
from lms.core.errors import Conflict, NotFound, Refused
from lms.core.ids import PersonId
from tests.parallel import at_once

NEW = "anna@newer.example"


@pytest.fixture
def anna(db: SQLAlchemy, now: datetime) -> PersonId:
    return somebody("anna@severny.example", now)


def somebody(email: str, now: datetime) -> PersonId:
    with transaction():
        return create_person(NewPerson(email=email, name="Somebody"), now)[0].id


def asked(person: PersonId, now: datetime, email: str = NEW) -> addresses.Asked:
    with transaction():
        return addresses.ask(person, email, now)[0]


def test_parallel_requests_leave_one_open(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    at_once(db, lambda number: addresses.ask(anna, f"a{number}@newer.example", now)[0].change.id, ADDRESSES_A_DAY)
    states = db.session.scalars(sa.select(AddressChange.stopped_at)).all()
    assert [state is None for state in states].count(True) == 1
    assert len(states) == ADDRESSES_A_DAY


def test_the_database_itself_keeps_one_open(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    first = asked(anna, now).change
    again = {column.name: getattr(first, column.name) for column in AddressChange.__table__.columns if column.name != "id"}
    with pytest.raises(IntegrityError), transaction():
        db.session.add(AddressChange(**{**again, "old_hash": "x", "new_hash": "y"}))


def test_both_mailboxes_pressed_by_many_hands_change_the_address_once(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    change = asked(anna, now)

    def press(number: int) -> int:
        try:
            events = addresses.confirm(change.new_secret if number % 2 else change.old_secret, now)[1]
        except Refused:
            return 0
        return sum(isinstance(one, AddressChanged) for one in events)

    assert sum(at_once(db, press, 20)) == 1
    assert db.session.scalar(sa.select(Person.email).where(Person.id == anna)) == NEW


def test_a_yes_and_a_no_at_the_same_moment_have_one_outcome(db: SQLAlchemy, now: datetime) -> None:
    people = [somebody(f"p{number}@severny.example", now) for number in range(6)]
    changes = [asked(one, now, f"p{number}@newer.example") for number, one in enumerate(people)]
    with transaction():
        for one in changes:
            addresses.confirm(one.old_secret, now)

    def answer(number: int) -> bool:
        act = addresses.stop if number % 2 else addresses.confirm
        try:
            act(changes[number // 2].new_secret, now)
        except Refused:
            return False
        return True

    done = at_once(db, answer, 12)
    assert [one + other for one, other in zip(done[::2], done[1::2], strict=True)] == [1] * 6
    moved = db.session.scalars(sa.select(Person.email.endswith("@newer.example")).order_by(Person.id)).all()
    assert list(moved) == done[::2]


def test_of_two_who_want_one_address_one_gets_it(db: SQLAlchemy, now: datetime) -> None:
    people = [somebody(f"p{number}@severny.example", now) for number in range(2)]
    changes = [asked(one, now) for one in people]
    with transaction():
        for one in changes:
            addresses.confirm(one.old_secret, now)

    def confirm(number: int) -> bool:
        try:
            return addresses.confirm(changes[number].new_secret, now)[0].done
        except Conflict:
            return False

    assert sorted(at_once(db, confirm, 2)) == [False, True]
    assert db.session.scalar(sa.select(sa.func.count()).where(Person.email == NEW)) == 1


def test_nobody_changes_the_address_of_nobody(db: SQLAlchemy, now: datetime) -> None:
    with pytest.raises(NotFound), transaction():
        addresses.ask(PersonId(10**6), NEW, now)
    with transaction():
        assert addresses.take_back(PersonId(10**6), now) == []


def test_requests_of_yesterday_do_not_count_against_today(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    for number in range(ADDRESSES_A_DAY):
        asked(anna, now, f"a{number}@newer.example")
    with pytest.raises(Refused), transaction():
        addresses.ask(anna, NEW, now)
    assert asked(anna, now + timedelta(hours=24)).change.stopped_at is None
