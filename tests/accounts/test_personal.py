"""Personal addresses, on both databases: given, confirmed by their mailbox, and never two people's."""

from contextlib import suppress
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_bytes
from threading import Barrier, BrokenBarrierError

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from lms.accounts import addresses, claims, personal, queries
from lms.accounts.models import Person
from lms.accounts.rules import ADDRESSES_A_DAY, PersonalState
from lms.accounts.service import NewPerson, create_admin, create_person
from lms.core import turns
from lms.core.db import transaction
from lms.core.errors import Conflict, Invalid, NotFound, Refused
from lms.core.ids import PersonId
from tests.parallel import at_once

WORK = "anna@severny.example"
HOME = "anna@home.example"
TICK = timedelta(microseconds=1)
MANY = 8


@pytest.fixture
def anna(db: SQLAlchemy, now: datetime) -> PersonId:
    return somebody(WORK, now)


def somebody(email: str, now: datetime) -> PersonId:
    with transaction():
        return create_person(NewPerson(email=email, name="Somebody"), now)[0].id


def given(person: PersonId, now: datetime, email: str = HOME) -> personal.Given:
    with transaction():
        return personal.give(person, email, now)[0]


def confirmed(person: PersonId, now: datetime, email: str = HOME) -> personal.Confirmed:
    secret = given(person, now, email).secret
    with transaction():
        return personal.confirm(secret, now)[0]


def held(db: SQLAlchemy, person: PersonId) -> tuple[str, str | None, str]:
    row = db.session.execute(sa.select(Person.email, Person.personal_email, Person.fs_uniquifier).where(Person.id == person)).one()
    return row[0], row[1], row[2]


def test_it_counts_when_its_mailbox_has_confirmed_it_and_the_link_works_once(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    secret = given(anna, now, f" {HOME.title()} ").secret
    assert queries.personal_address_of(anna, now).pending == HOME
    assert held(db, anna)[1] is None
    with transaction():
        done = personal.confirm(secret, now + timedelta(hours=24) - TICK)[0]
    assert (done.email, done.former, done.sign_in, done.replaced) == (HOME, "", WORK, False)
    assert queries.personal_address_of(anna, now) == PersonalState(HOME, "", None)
    assert queries.personal_address_by_token(secret) is None
    with pytest.raises(NotFound), transaction():
        personal.confirm(secret, now)


def test_after_24_hours_the_link_gives_nothing(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    secret = given(anna, now).secret
    with pytest.raises(Refused), transaction():
        personal.confirm(secret, now + timedelta(hours=24))
    assert held(db, anna)[1] is None


def test_an_older_link_one_taken_back_and_one_of_nobody_give_nothing(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    older, newer = given(anna, now).secret, given(anna, now).secret
    with transaction():
        assert len(personal.take_back(anna, now)) == 1
        assert personal.take_back(anna, now) == []
    for secret in (older, newer, "no-such"):
        with pytest.raises(NotFound), transaction():
            personal.confirm(secret, now)
    assert queries.personal_address_of(anna, now).pending == ""


def test_taking_back_does_not_buy_more_mails_and_yesterday_does_not_count(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    for number in range(ADDRESSES_A_DAY):
        given(anna, now + timedelta(hours=number), f"a{number}@home.example")
        with transaction():
            personal.take_back(anna, now)
    with pytest.raises(Refused), transaction():
        personal.give(anna, HOME, now + timedelta(hours=24) - TICK)
    assert given(anna, now + timedelta(hours=24)).email == HOME


@pytest.mark.parametrize("wrong", ["", "nobody", HOME])
def test_what_can_be_none_or_is_theirs_already_is_refused(db: SQLAlchemy, anna: PersonId, now: datetime, wrong: str) -> None:
    confirmed(anna, now)
    with pytest.raises(Invalid), transaction():
        personal.give(anna, wrong, now)


def test_the_address_of_sign_in_can_be_the_personal_one(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    waiting = given(anna, now).secret
    with transaction():
        done, events = personal.keep_own(anna, now)
        assert (done.email, len(events)) == (WORK, 1)
        assert personal.keep_own(anna, now)[1] == []
    assert held(db, anna)[1] == WORK
    with pytest.raises(NotFound), transaction():
        personal.confirm(waiting, now)


def test_who_gives_one_up_for_another_is_signed_out_and_its_reset_links_die(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    first = held(db, anna)[2]
    assert confirmed(anna, now).replaced is False
    assert held(db, anna)[2] == first
    assert confirmed(anna, now, "anna@other.example").replaced is True
    assert held(db, anna)[2] != first


@pytest.mark.parametrize("email", ["boris@severny.example", "boris@home.example"])
def test_no_address_of_somebody_else_becomes_ones_own(db: SQLAlchemy, anna: PersonId, now: datetime, email: str) -> None:
    """Asking is answered as ever; what is asked for is not given, and nobody new gets it either."""
    boris = somebody("boris@severny.example", now)
    confirmed(boris, now, "boris@home.example")
    asked = given(anna, now, email)
    assert asked.holder == boris
    with pytest.raises(Conflict), transaction():
        personal.confirm(asked.secret, now)
    with transaction():
        change = addresses.ask(anna, email, now)[0]
        addresses.confirm(change.old_secret, now)
    assert change.holder == boris
    with pytest.raises(Conflict), transaction():
        addresses.confirm(change.new_secret, now)
    with pytest.raises(Conflict):
        somebody(email, now)
    assert held(db, anna)[:2] == (WORK, None)


def test_an_address_that_only_waits_is_kept_from_nobody(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    secret = given(anna, now, "boris@home.example").secret
    assert confirmed(somebody("boris@severny.example", now), now, "boris@home.example").email == "boris@home.example"
    with pytest.raises(Conflict), transaction():
        personal.confirm(secret, now)


def wanting(db: SQLAlchemy, now: datetime, patience: float = 0.5) -> int:
    """So many at once get one address: as the personal one, as that of sign-in, and as that of a new account.

    Whoever gets it stays in the transaction until somebody else has got it too, or `patience` seconds have passed: without the lock, they
    meet.
    """
    people = [somebody(f"p{number}@severny.example", now) for number in range(2 * MANY)]
    secrets = [given(one, now).secret for one in people[:MANY]]
    for one in people[MANY:]:
        with transaction():
            change = addresses.ask(one, HOME, now)[0]
            addresses.confirm(change.old_secret, now)
        secrets.append(change.new_secret)
    meeting = Barrier(2)

    def want(number: int) -> bool:
        try:
            if number < MANY:
                personal.confirm(secrets[number], now)
            elif number < 2 * MANY:
                addresses.confirm(secrets[number], now)
            else:
                create_person(NewPerson(email=HOME, name="New"), now)
        except Conflict:
            return False
        with suppress(BrokenBarrierError):
            meeting.wait(patience)
        return True

    return at_once(db, want, 2 * MANY + 2).count(True)


def with_it(db: SQLAlchemy) -> int:
    return db.session.scalar(sa.select(sa.func.count()).where((Person.email == HOME) | (Person.personal_email == HOME))) or 0


def test_of_many_who_want_one_address_at_once_in_different_ways_one_gets_it(db: SQLAlchemy, now: datetime) -> None:
    """Two columns hold addresses, and no constraint of one sees the other."""
    assert wanting(db, now) == 1
    assert with_it(db) == 1


def test_without_the_lock_of_the_address_two_would_get_it(db: SQLAlchemy, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: everybody waits in a line of their own. SQLite has one writer, whatever lines there are."""
    monkeypatch.setattr(turns, "sha256", lambda _line: sha256(token_bytes()))
    both, patience = (2, 5.0) if db.engine.dialect.name == "postgresql" else (1, 0.1)
    assert wanting(db, now, patience) == both
    assert with_it(db) == both


def test_the_database_refuses_one_personal_address_of_two_people(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    """Under the lock lies a constraint: for whoever writes without asking."""
    boris = somebody("boris@severny.example", now)
    both = sa.update(Person).where(Person.id.in_([anna, boris])).values(personal_email=HOME)
    with pytest.raises(sa.exc.IntegrityError), transaction():
        db.session.execute(both)
    assert with_it(db) == 0


def test_sign_in_finds_a_person_by_either_address_and_an_admin_is_made_of_who_is_there(
    db: SQLAlchemy, anna: PersonId, now: datetime
) -> None:
    confirmed(anna, now)
    for email in (WORK, HOME, HOME.upper()):
        found = queries.credentials_of_email(email)
        assert found is not None
        assert found.id == anna
    assert queries.credentials_of_email("nobody@home.example") is None
    with transaction():
        create_admin(HOME, "Anna", now)
    assert len(queries.roles_of(anna)) == 1
    assert claims.holder_of(HOME, anna) is None


def test_the_personal_mailbox_answers_in_place_of_the_old_one(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    with pytest.raises(Refused), transaction():
        addresses.ask(anna, "anna@newer.example", now, without_old=True)
    confirmed(anna, now)
    with transaction():
        change = addresses.ask(anna, "anna@newer.example", now, without_old=True)[0]
        assert change.mailbox == HOME
        assert addresses.confirm(change.old_secret, now)[0].done is False
        assert addresses.confirm(change.new_secret, now)[0].done is True
    assert held(db, anna)[:2] == ("anna@newer.example", HOME)


@pytest.mark.parametrize("without_old", [True, False])
def test_the_personal_address_becomes_that_of_sign_in_by_one_more_yes(
    db: SQLAlchemy, anna: PersonId, now: datetime, without_old: bool
) -> None:
    confirmed(anna, now)
    with transaction():
        change = addresses.ask(anna, HOME, now, without_old=without_old)[0]
        assert change.mailbox == (HOME if without_old else WORK)
        assert addresses.confirm(change.new_secret, now)[0].done is False
        assert addresses.confirm(change.old_secret, now)[0].done is True
    assert held(db, anna)[:2] == (HOME, HOME)
