"""Counters of tries under attack: every one of many parallel tries is counted, and nobody is kept out for longer than a window."""

import time
from datetime import datetime, timedelta

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from lms.accounts import service
from lms.accounts.models import SignInCounter
from lms.accounts.rules import LIMITS, WINDOW, CounterKind, pause
from lms.core.db import transaction
from tests.parallel import PARALLEL, at_once

ACCOUNT = "a" * 64


def test_parallel_tries_are_all_counted(db: SQLAlchemy, now: datetime) -> None:
    counted = at_once(db, lambda _number: service.count(CounterKind.ACCOUNT, ACCOUNT, now).failures)
    assert sorted(counted) == list(range(1, PARALLEL + 1))


def test_counting_that_reads_first_would_be_seen(db: SQLAlchemy, now: datetime) -> None:
    """The control. SQLite lets one writer in at a time, so the fault shows on PostgreSQL."""

    def naive(_number: int) -> int:
        row = db.session.scalars(select(SignInCounter)).one()
        time.sleep(0.002)
        row.failures += 1
        db.session.flush()
        return row.failures

    with transaction():
        service.count(CounterKind.ACCOUNT, ACCOUNT, now)
    counted = at_once(db, naive)
    assert (len(set(counted)) < PARALLEL) is (db.engine.dialect.name == "postgresql")


def test_a_thousand_tries_from_fifty_addresses_keep_nobody_out_for_more_than_a_quarter_of_an_hour(db: SQLAlchemy, now: datetime) -> None:
    """The account pauses after ten tries, no address does after its twenty, and both are open when the window is over."""
    with transaction():
        for number in range(1000):
            at = now + timedelta(milliseconds=number)
            account = service.count(CounterKind.ACCOUNT, ACCOUNT, at)
            address = service.count(CounterKind.ADDRESS, f"{number % 50:064}", at)
            assert (pause([account]) is None) is (number < 10)
            assert pause([address]) is None
    assert (account.failures, address.failures) == (1000, 20)
    until = pause([account])
    assert until is not None
    assert until - now <= timedelta(minutes=15) == WINDOW
    with transaction():
        assert pause([service.count(CounterKind.ACCOUNT, ACCOUNT, until)]) is None


def test_an_office_behind_one_address_is_open_again_after_its_window(db: SQLAlchemy, now: datetime) -> None:
    """A hundred wrong tries of anybody pause the address, and the next window lets everybody in."""
    with transaction():
        counts = [service.count(CounterKind.ADDRESS, "b" * 64, now) for _ in range(101)]
    assert [pause([one]) is None for one in counts] == [True] * 100 + [False]
    with transaction():
        assert pause([service.count(CounterKind.ADDRESS, "b" * 64, now + WINDOW)]) is None


@pytest.mark.parametrize("kind", [CounterKind.ACCOUNT, CounterKind.RESET])
def test_parallel_tries_pass_the_limit_no_more_often_than_it_allows(kind: CounterKind, db: SQLAlchemy, now: datetime) -> None:
    open_ones = at_once(db, lambda _number: pause([service.count(kind, ACCOUNT, now)]) is None)
    assert sum(open_ones) == LIMITS[kind]
