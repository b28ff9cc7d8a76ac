"""Second factors as rows, on both databases: each code and each answer once, even when many come at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
import sqlalchemy as sa
from flask import Flask, current_app
from flask_sqlalchemy import SQLAlchemy
from hypothesis import given
from hypothesis import strategies as st

from lms.accounts import proving, queries, service
from lms.accounts.events import FactorsReset, RecoveryCodeUsed
from lms.accounts.models import Authenticator, Passkey, RecoveryCode, SpentChallenge
from lms.accounts.rules import FRESH_FOR, Count, CounterKind, is_fresh
from lms.accounts.second_factors import CODE_LETTERS, PASSKEYS, NewPasskey, code_hash, is_recovery_code, plain_code, wrong_code
from lms.core.db import transaction
from lms.core.errors import Conflict, Invalid, NotFound
from lms.core.ids import PersonId, PublicId
from tests.conftest import NOW
from tests.factories import Make

KEY = NewPasskey("Work laptop", "Y3JlZA", "a2V5", 0)
MAIL = "ada@vendor.example"


@pytest.fixture
def ada(make: Make) -> PersonId:
    return make.person(MAIL)


def at_once(times: int, act: Callable[[], object]) -> list[object]:
    """Do the same in many threads at the same moment; a problem is an answer too."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # Flask's proxy
    barrier = Barrier(times)

    def one(_number: int) -> object:
        with app.app_context():
            barrier.wait()
            try:
                with transaction():
                    return act()
            except Conflict:
                return False

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


def test_the_code_of_a_step_works_once_even_at_once(db: SQLAlchemy, ada: PersonId) -> None:
    with transaction():
        proving.add_authenticator(ada, "sealed", 100, NOW)
    assert sorted(map(bool, at_once(8, lambda: proving.use_step(ada, 101, "sealed anew")))) == [False] * 7 + [True]
    with transaction():
        assert not proving.use_step(ada, 101, "x")
        assert not proving.use_step(ada, 100, "x")
    known = queries.authenticator_of(ada)
    assert known is not None
    assert (known.secret, known.counter) == ("sealed anew", 101)


def test_a_recovery_code_works_once_even_at_once(db: SQLAlchemy, ada: PersonId) -> None:
    with transaction():
        proving.add_authenticator(ada, "sealed", 1, NOW)
        proving.make_codes(ada, ["a" * 64, "b" * 64], NOW)
    used = at_once(8, lambda: proving.use_code(ada, ["a" * 64], NOW))
    assert [one for one in used if one] == [[RecoveryCodeUsed(at=NOW, by=ada, person=ada, count=1)]]


def test_a_challenge_is_spent_once_even_at_once(db: SQLAlchemy) -> None:
    spent = at_once(8, lambda: proving.spend_challenge("c" * 64, NOW + timedelta(minutes=5)))
    assert sorted(map(bool, spent)) == [False] * 7 + [True]


def test_two_apps_at_once_end_in_one(db: SQLAlchemy, ada: PersonId) -> None:
    added = at_once(4, lambda: proving.add_authenticator(ada, "sealed", 1, NOW))
    assert len([one for one in added if one]) == 1


def test_codes_made_at_once_are_ten_of_one_kind(db: SQLAlchemy, ada: PersonId) -> None:
    with transaction():
        proving.add_authenticator(ada, "sealed", 1, NOW)
    kinds = iter("0123")

    def make_some() -> object:
        kind = next(kinds)
        return proving.make_codes(ada, [kind + str(n) * 63 for n in range(10)], NOW)

    at_once(4, make_some)
    hashes = list(db.session.scalars(sa.select(RecoveryCode.code_hash)))
    assert len(hashes) == 10
    assert len({one[0] for one in hashes}) == 1


def test_a_code_of_somebody_else_is_none(db: SQLAlchemy, ada: PersonId, make: Make) -> None:
    eve = make.person("eve@vendor.example")
    with transaction():
        proving.add_authenticator(ada, "sealed", 1, NOW)
        proving.make_codes(ada, ["a" * 64], NOW)
        assert proving.use_code(eve, ["a" * 64], NOW) == []
        with pytest.raises(Invalid):
            proving.make_codes(eve, ["a" * 64], NOW)


def test_a_passkey_is_kept_by_name_used_and_removed_by_its_person_alone(db: SQLAlchemy, ada: PersonId, make: Make) -> None:
    eve = make.person("eve@vendor.example")
    with transaction():
        proving.add_passkey(ada, KEY, NOW)
    known = queries.passkey_of_credential("Y3JlZA")
    assert known is not None
    assert known.person == ada
    with transaction():
        assert proving.use_passkey(known, 0, NOW)
        assert proving.use_passkey(known, 7, NOW)
        assert not proving.use_passkey(known, 7, NOW), "a copied key that counts on its own"
    public = db.session.scalar(sa.select(Passkey.public_id)) or PublicId("")
    with transaction(), pytest.raises(NotFound):
        proving.remove_passkey(eve, public, NOW)
    with transaction():
        assert len(proving.remove_passkey(ada, public, NOW)) == 1
    assert queries.passkey_of_credential("Y3JlZA") is None


def test_a_passkey_belongs_to_one_person_and_there_are_at_most_ten(db: SQLAlchemy, ada: PersonId, make: Make) -> None:
    eve = make.person("eve@vendor.example")
    with transaction():
        proving.add_passkey(ada, KEY, NOW)
        with pytest.raises(Conflict):
            proving.add_passkey(eve, KEY, NOW)
        for number in range(PASSKEYS - 1):
            proving.add_passkey(ada, NewPasskey("Key", f"k{number}", "a2V5", 0), NOW)
        with pytest.raises(Invalid):
            proving.add_passkey(ada, NewPasskey("Key", "last", "a2V5", 0), NOW)


@pytest.mark.parametrize("name", ["", "   ", "n" * 61, "bell\x07"])
def test_a_passkey_needs_a_name_that_can_be_read(db: SQLAlchemy, ada: PersonId, name: str) -> None:
    with transaction(), pytest.raises(Invalid):
        proving.add_passkey(ada, NewPasskey(name, "Y3JlZA", "a2V5", 0), NOW)


def test_codes_stay_while_another_factor_is_left(db: SQLAlchemy, ada: PersonId) -> None:
    with transaction():
        proving.add_authenticator(ada, "sealed", 1, NOW)
        proving.add_passkey(ada, KEY, NOW)
        proving.make_codes(ada, ["a" * 64], NOW)
        proving.remove_authenticator(ada, NOW)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(RecoveryCode)) == 1
    with transaction():
        proving.remove_passkey(ada, db.session.scalars(sa.select(Passkey.public_id)).one(), NOW)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(RecoveryCode)) == 0


def test_a_reset_takes_everything_but_the_password_and_ends_the_sessions(db: SQLAlchemy, ada: PersonId) -> None:
    with transaction():
        proving.add_authenticator(ada, "sealed", 1, NOW)
        proving.add_passkey(ada, KEY, NOW)
        proving.make_codes(ada, ["a" * 64], NOW)
        service.open_session(queries.credentials_of(ada).fs_uniquifier, service.NewSession("t" * 64, {}, "Browser"), NOW)
    before = queries.credentials_of(ada).password
    with transaction():
        assert proving.reset_factors(" ADA@vendor.example ", NOW, None) == [FactorsReset(at=NOW, person=ada)]
        with pytest.raises(NotFound):
            proving.reset_factors("nobody@vendor.example", NOW, None)
    left = [db.session.scalar(sa.select(sa.func.count()).select_from(table)) for table in (Authenticator, Passkey, RecoveryCode)]
    assert left == [0, 0, 0]
    assert queries.sessions_of(ada) == 0
    assert queries.credentials_of(ada).password == before


def test_spent_challenges_are_swept_when_they_can_no_longer_come(db: SQLAlchemy) -> None:
    with transaction():
        proving.spend_challenge("c" * 64, NOW + timedelta(minutes=10))
        service.sweep(NOW + timedelta(minutes=9))
        assert db.session.scalar(sa.select(sa.func.count()).select_from(SpentChallenge)) == 1
        service.sweep(NOW + timedelta(minutes=10))
    assert db.session.scalar(sa.select(sa.func.count()).select_from(SpentChallenge)) == 0


def test_codes_are_read_as_people_write_them() -> None:
    code = proving.new_codes()[0]
    assert is_recovery_code(f"  {code.upper().replace('-', ' – ')} ")
    assert not is_recovery_code("123456")
    assert not is_recovery_code("0" * 12), "0 and 1 are no letters of a code"
    assert len(set(proving.new_codes())) == 10


@given(st.text(CODE_LETTERS, min_size=12, max_size=12), st.integers(1, 10**6))
def test_a_kept_code_is_bound_to_the_secret_and_the_person(code: str, number: int) -> None:
    kept = code_hash("s" * 40, PersonId(number), code)
    assert kept == code_hash("s" * 40, PersonId(number), f"{code[:4]}-{code[4:8]} {code[8:].upper()}")
    assert kept not in {code_hash("s" * 40, PersonId(number + 1), code), code_hash("t" * 40, PersonId(number), code)}
    assert plain_code(code) not in kept


@given(st.timedeltas(timedelta(0), timedelta(days=1)))
def test_a_proof_is_fresh_up_to_but_not_at_ten_minutes(age: timedelta) -> None:
    assert is_fresh(NOW - age, NOW) == (age < FRESH_FOR)


def test_the_sentence_of_a_wrong_code_counts_down() -> None:
    assert wrong_code([Count(CounterKind.CODE, 4, NOW), Count(CounterKind.ADDRESS, 4, NOW)]).n == 1


def test_somebody_whose_person_is_gone_has_no_factors(db: SQLAlchemy) -> None:
    from lms.access import ANONYMOUS

    with pytest.raises(NotFound):
        queries.factors_of(ANONYMOUS)
    assert queries.passkeys_of(PersonId(1)) == []
    assert isinstance(NOW, datetime)
