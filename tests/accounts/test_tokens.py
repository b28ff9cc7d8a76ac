"""Tokens of other programs: how many, how long, whose; what ends them; and what the database itself refuses."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from lms.access import Actor, Role
from lms.accounts import addresses, personal
from lms.accounts.events import TokenMade, TokenRevoked
from lms.accounts.models import ApiToken
from lms.accounts.proving import reset_factors
from lms.accounts.queries import credentials_of, token_name, tokens_of
from lms.accounts.rules import Count, CounterKind, Profile, Theme
from lms.accounts.service import activate, change_profile, deactivate, grant_role, revoke_role, set_password, sweep
from lms.accounts.token_rules import DAYS, KEPT_FOR, MOST_DAYS, SECRET, TOKENS, NewToken, TokenState, wait
from lms.accounts.tokens import end_tokens, make_token, revoke_token, secret_hash
from lms.core.db import transaction
from lms.core.errors import Conflict, Invalid, NotFound
from lms.core.events import Event
from lms.core.ids import PersonId, PublicId, new_public_id
from tests.conftest import NOW
from tests.factories import Make
from tests.parallel import at_once

DAY = timedelta(days=1)


@pytest.fixture
def elena(make: Make) -> PersonId:
    return make.person("elena@nimbus.example", Role.PARTNER_MANAGER)


@pytest.fixture
def petr(make: Make) -> PersonId:
    return make.person("petr@nimbus.example", Role.PARTNER_MANAGER)


def made(person: PersonId, name: str = "Sales system", days: int = 30, now: datetime = NOW) -> PublicId:
    with transaction():
        return make_token(person, NewToken(name=name, days=days), now)[0].public_id


def manager(person: PersonId) -> Actor:
    return Actor(person, frozenset({Role.PARTNER_MANAGER}))


def states(person: PersonId, now: datetime = NOW) -> list[TokenState]:
    return [one.state(now) for one in tokens_of(manager(person))]


def test_a_token_is_made_with_its_secret_which_is_nowhere_kept(db: SQLAlchemy, elena: PersonId) -> None:
    with transaction():
        new, events = make_token(elena, NewToken(name="  Sales   system ", days=90), NOW)
    assert SECRET.fullmatch(new.secret)
    assert events == [TokenMade(at=NOW, by=elena, person=elena, token=new.public_id)]
    row = db.session.scalars(sa.select(ApiToken)).one()
    assert (row.name, row.hash, row.last_signs) == ("Sales system", secret_hash(new.secret), new.secret[-4:])
    assert (row.expires_at, row.last_used_on, row.revoked_at) == (NOW + 90 * DAY, None, None)
    assert new.secret not in str(db.session.execute(sa.select(ApiToken.__table__)).all())
    assert token_name(new.public_id) == "Sales system"
    assert token_name(new_public_id()) == ""


@pytest.mark.parametrize(
    ("name", "days"), [("", 30), (" ", 30), ("x" * 81, 30), ("a\x00b", 30), ("x", 0), ("x", 31), ("x", 366), ("x", -30)]
)
def test_a_name_that_is_none_and_days_of_no_choice_are_refused(db: SQLAlchemy, elena: PersonId, name: str, days: int) -> None:
    with pytest.raises(Invalid), transaction():
        make_token(elena, NewToken(name=name, days=days), NOW)


def test_every_choice_of_days_is_within_a_year() -> None:
    assert max(DAYS) <= MOST_DAYS


def test_the_same_name_twice_is_refused_until_the_first_has_ended(db: SQLAlchemy, elena: PersonId, petr: PersonId) -> None:
    """Also when the form is sent twice: the second secret would be nobody's."""
    first = made(elena)
    with pytest.raises(Conflict):
        made(elena)
    made(petr)
    made(elena, now=NOW + 30 * DAY)
    with transaction():
        revoke_token(manager(elena), first, NOW)
    assert states(elena) == [TokenState.LIVE, TokenState.REVOKED]


def test_there_are_ten_live_tokens_at_most(db: SQLAlchemy, elena: PersonId) -> None:
    tokens = [made(elena, f"{number}") for number in range(TOKENS)]
    with pytest.raises(Invalid):
        made(elena, "one more")
    with transaction():
        revoke_token(manager(elena), tokens[0], NOW)
    made(elena, "one more")


def test_twenty_at_once_make_ten(db: SQLAlchemy, elena: PersonId) -> None:
    def try_to(number: int) -> bool:
        try:
            make_token(elena, NewToken(name=f"{number}", days=30), NOW)
        except Invalid:
            return False
        return True

    assert sum(at_once(db, try_to, 20)) == TOKENS
    assert len(tokens_of(manager(elena))) == TOKENS


def test_nobody_makes_a_token_for_a_closed_account(db: SQLAlchemy, elena: PersonId) -> None:
    with transaction():
        deactivate(elena, NOW, None)
    with pytest.raises(NotFound):
        made(elena)


def test_a_manager_sees_and_revokes_own_tokens_and_an_admin_everybodys(db: SQLAlchemy, elena: PersonId, petr: PersonId) -> None:
    mine, theirs = made(elena), made(petr)
    ada = Actor(petr, frozenset({Role.PROGRAMME_ADMIN}))
    assert [one.public_id for one in tokens_of(manager(elena))] == [mine]
    assert {one.public_id for one in tokens_of(ada)} == {mine, theirs}
    for role in (Role.LEARNER, Role.PARTNER_ADMIN, Role.CONTENT_AUTHOR, Role.HEAD):
        assert tokens_of(Actor(elena, frozenset({role}))) == []
        with pytest.raises(NotFound), transaction():
            revoke_token(Actor(elena, frozenset({role})), mine, NOW)
    for token in (theirs, new_public_id()):
        with pytest.raises(NotFound), transaction():
            revoke_token(manager(elena), token, NOW)
    with transaction():
        assert revoke_token(ada, mine, NOW) == [TokenRevoked(at=NOW, by=petr, person=elena, token=mine)]
    with transaction():
        assert revoke_token(ada, mine, NOW + DAY) == []
    assert states(elena) == [TokenState.REVOKED]


def give_up_address(person: PersonId) -> list[Event]:
    return personal.confirm(personal.give(person, "new@home.example", NOW)[0].secret, NOW)[1]


def move(person: PersonId) -> list[Event]:
    asked = addresses.ask(person, "new@nimbus.example", NOW)[0]
    return [*addresses.confirm(asked.old_secret, NOW)[1], *addresses.confirm(asked.new_secret, NOW)[1]]


def stop_move(person: PersonId) -> list[Event]:
    return addresses.stop(addresses.ask(person, "new@nimbus.example", NOW)[0].old_secret, NOW)[1]


ENDING: dict[str, Callable[[PersonId], list[Event]]] = {
    "a new password": lambda person: set_password(credentials_of(person), "a hash", NOW)[1],
    "factors reset": lambda _: reset_factors("elena@nimbus.example", NOW, None),
    "a closed account": lambda person: deactivate(person, NOW, None),
    "a role less": lambda person: revoke_role(person, Role.PARTNER_MANAGER, NOW, None),
    "another address": move,
    "a change of address that its old mailbox stops": stop_move,
    "another personal address": give_up_address,
}
STAYING: dict[str, Callable[[PersonId], list[Event]]] = {
    "a role more": lambda person: grant_role(person, Role.HEAD, NOW, None),
    "another name": lambda person: change_profile(person, Profile("New", "", "ru", "UTC", Theme.AUTO), NOW),
    "an open account": lambda person: activate(person, NOW, None),
}


@pytest.mark.parametrize("act", ENDING.values(), ids=ENDING)
def test_tokens_end_where_somebody_else_may_have_been_in_the_account(
    db: SQLAlchemy, elena: PersonId, petr: PersonId, act: Callable[[PersonId], list[Event]]
) -> None:
    mine, theirs = made(elena), made(petr)
    with transaction():
        events = act(elena)
    assert [one for one in events if isinstance(one, TokenRevoked)] == [TokenRevoked(at=NOW, by=None, person=elena, token=mine)]
    assert (states(elena), states(petr)) == ([TokenState.REVOKED], [TokenState.LIVE])
    assert theirs


@pytest.mark.parametrize("act", STAYING.values(), ids=STAYING)
def test_what_takes_nothing_ends_no_token(db: SQLAlchemy, elena: PersonId, act: Callable[[PersonId], list[Event]]) -> None:
    made(elena)
    with transaction():
        assert [one for one in act(elena) if isinstance(one, TokenRevoked)] == []
    assert states(elena) == [TokenState.LIVE]


def test_a_token_that_is_over_is_not_revoked_any_more(db: SQLAlchemy, elena: PersonId) -> None:
    made(elena)
    with transaction():
        assert end_tokens(elena, NOW + 30 * DAY, None) == []
    assert states(elena, NOW + 30 * DAY) == [TokenState.EXPIRED]
    assert states(elena, NOW + 30 * DAY - timedelta(microseconds=1)) == [TokenState.LIVE]


def test_tokens_that_ended_thirty_days_ago_are_forgotten(db: SQLAlchemy, elena: PersonId) -> None:
    over, revoked, live = made(elena, "over"), made(elena, "revoked"), made(elena, "live", 365)
    with transaction():
        revoke_token(manager(elena), revoked, NOW)
    left = []
    for moment in (NOW + KEPT_FOR - DAY, NOW + KEPT_FOR, NOW + 30 * DAY + KEPT_FOR):
        with transaction():
            sweep(moment)
        left.append({one.public_id for one in tokens_of(manager(elena))})
    assert left == [{over, revoked, live}, {over, live}, {live}]


BAD = [
    {"expires_at": NOW}, {"expires_at": NOW + MOST_DAYS * DAY + timedelta(seconds=1)}, {"name": ""}, {"revoked_by": PersonId(1)},
]  # fmt: skip


@pytest.mark.parametrize("bad", [*BAD, {}], ids=str)
def test_the_database_refuses_a_token_without_end_or_name(db: SQLAlchemy, elena: PersonId, bad: dict[str, object]) -> None:
    """The control is the one without anything bad: 366 days to the second."""
    given = {
        "public_id": new_public_id(), "person_id": elena, "name": "x", "scope": "write:figures", "hash": "0" * 64, "last_signs": "abcd",
        "created_at": NOW, "expires_at": NOW + MOST_DAYS * DAY, **bad,
    }  # fmt: skip
    with transaction():
        if not bad:
            db.session.execute(sa.insert(ApiToken), given)
            return
        with pytest.raises(sa.exc.IntegrityError), db.session.begin_nested():
            db.session.execute(sa.insert(ApiToken), given)


def test_the_wait_is_told_in_whole_seconds_and_never_zero() -> None:
    def after(failures: int, seconds: float) -> int | None:
        return wait(Count(CounterKind.API, failures, NOW), NOW + timedelta(seconds=seconds))

    assert [after(60, 1), after(61, 0), after(61, 0.5), after(61, 59.9), after(61, 60)] == [None, 60, 60, 1, 1]
