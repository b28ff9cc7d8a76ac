"""The ledger of employments: on no day do two count, whatever writes; beginnings and ends of days to come are carried out once."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from lms.accounts.models import Person
from lms.core.db import transaction
from lms.core.errors import Conflict, Invalid, NotFound
from lms.core.ids import EmploymentId, PartnerId, new_public_id
from lms.courses.rules import Track
from lms.partners import queries, service
from lms.partners.events import (
    JoiningCalledOff,
    JoiningPlanned,
    LastAdminLeft,
    LeavingPlanned,
    LeavingWithdrawn,
    PersonJoined,
    PersonLeft,
)
from lms.partners.models import Employment
from lms.partners.rules import LATEST_DAYS, Invitee, counts_on
from lms.partners.service.employing import Position, employ, hold_person
from tests.parallel import at_once
from tests.partners.world import NOW, TODAY, invited, joined, partner, person

D = TODAY + timedelta(days=10)
DAY = timedelta(days=1)


def write(db: SQLAlchemy, who: Person, at: PartnerId, since: date, until: date | None, *, confirmed: bool = True) -> None:
    """A row as any program might write it."""
    row = {
        "public_id": new_public_id(), "person_id": who.id, "partner_id": at, "starts_on": since, "ends_on": until, "created_at": NOW,
        "confirmed_at": NOW if confirmed else None, "is_admin": False, "sales": True, "technical": False,
    }  # fmt: skip
    with transaction():
        db.session.execute(sa.insert(Employment).values(row))


@pytest.mark.parametrize(
    ("since", "until"),
    [(TODAY - DAY, D), (TODAY, None), (D - DAY, D), (D - DAY, None), (TODAY - 9 * DAY, None), (TODAY - 9 * DAY, TODAY + DAY)],
)
def test_the_database_refuses_a_row_that_shares_a_day(db: SQLAlchemy, since: date, until: date | None) -> None:
    vector, anna = partner("Vector"), person(db, "Anna")
    write(db, anna, vector.id, TODAY, D)
    with pytest.raises(IntegrityError):
        write(db, anna, vector.id, since, until)


def test_a_move_on_a_day_a_place_of_no_day_and_what_nobody_confirmed_stand_beside_others(db: SQLAlchemy) -> None:
    vector, anna, boris = partner("Vector"), person(db, "Anna"), person(db, "Boris")
    write(db, anna, vector.id, TODAY, D)
    write(db, anna, vector.id, D, None)
    write(db, anna, vector.id, TODAY + DAY, TODAY + DAY)
    write(db, anna, vector.id, TODAY, None, confirmed=False)
    write(db, boris, vector.id, TODAY, None)


def test_the_database_refuses_to_confirm_lengthen_or_pass_on_a_row_into_an_overlap(db: SQLAlchemy) -> None:
    vector, anna, boris = partner("Vector"), person(db, "Anna"), person(db, "Boris")
    write(db, anna, vector.id, TODAY, D)
    write(db, anna, vector.id, D, None)
    write(db, anna, vector.id, TODAY, None, confirmed=False)
    write(db, boris, vector.id, TODAY, None)
    first = sa.update(Employment).where(Employment.person_id == anna.id, Employment.ends_on == D)
    for change in (
        first.values(ends_on=D + DAY),
        sa.update(Employment).where(Employment.confirmed_at.is_(None)).values(confirmed_at=NOW),
        sa.update(Employment).where(Employment.person_id == boris.id).values(person_id=anna.id),
    ):
        with pytest.raises(IntegrityError), transaction():
            db.session.execute(change)


def test_of_fifty_parallel_rows_one_comes_in(db: SQLAlchemy) -> None:
    vector, anna = partner("Vector").id, person(db, "Anna").id

    def add(number: int) -> bool:
        row = {
            "public_id": new_public_id(), "person_id": anna, "partner_id": vector, "starts_on": TODAY + number * DAY,
            "ends_on": D + 99 * DAY, "created_at": NOW, "confirmed_at": NOW, "is_admin": False, "sales": True, "technical": False,
        }  # fmt: skip
        try:
            with db.session.begin_nested():
                db.session.execute(sa.insert(Employment).values(row))
        except IntegrityError:
            return False
        return True

    assert sum(at_once(db, add)) == 1


Act = tuple[str, int, int]
ACTS = st.lists(st.tuples(st.sampled_from(["move", "leave", "stay", "call_off"]), st.integers(0, 2), st.integers(0, 9)), max_size=12)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_whatever_is_done_at_most_one_place_counts_on_any_day(db: SQLAlchemy, acts: list[Act]) -> None:
    companies = [partner(f"P{number}") for number in range(3)]
    anna = person(db, f"Anna{new_public_id()}")
    for act, which, days in acts:
        rows = db.session.scalars(sa.select(Employment).where(Employment.person_id == anna.id).order_by(Employment.id)).all()
        chosen = rows[which % len(rows)].id if rows else EmploymentId(0)
        try:
            with transaction():
                _do(act, companies[which].id, anna, chosen, days)
        except (Conflict, Invalid):
            continue
        except NotFound:
            assert not rows
    rows = db.session.scalars(sa.select(Employment).where(Employment.person_id == anna.id)).all()
    for days in range(12):
        day = TODAY + days * DAY
        assert sum(counts_on(day, one.starts_on, one.ends_on) for one in rows) <= 1
        found = queries.employment_of(anna.id, day)
        assert (found is not None) == any(counts_on(day, one.starts_on, one.ends_on) for one in rows)


def _do(act: str, company: PartnerId, anna: Person, chosen: EmploymentId, days: int) -> None:
    if act == "move":
        hold_person(anna.id)
        employ(anna.id, Position(partner=company, day=TODAY + days * DAY, sales=True), NOW, None)
    elif act == "leave":
        service.leave(chosen, TODAY + days * DAY, NOW, None)
    else:
        verb: Callable[..., object] = service.stay if act == "stay" else service.call_off
        verb(chosen, NOW, None)


def planned(db: SQLAlchemy) -> tuple[Person, Employment, Employment]:
    """Anna is at Vector, its only admin, and is to begin at Gamma on D."""
    vector, gamma, anna = partner("Vector"), partner("Gamma"), person(db, "Anna")
    old = joined(vector.id, anna, is_admin=True)
    with transaction():
        invitee = Invitee(email=anna.email, technical=True, starts_on=D)
        token = service.invite(gamma.id, invitee, NOW, None)[1]
    with transaction():
        new, events = service.accept(token, anna.id, NOW)
    kinds = [type(one) for one in events]
    assert kinds[1:] == [LeavingPlanned, JoiningPlanned]
    return anna, old, new


def test_a_move_on_day_d_counts_there_from_d_on_and_no_longer_here(db: SQLAlchemy) -> None:
    anna, old, new = planned(db)
    before, after = queries.employment_of(anna.id, D - DAY), queries.employment_of(anna.id, D)
    assert [one and one.id for one in (before, after)] == [old.id, new.id]


def test_what_was_planned_is_told_once_on_its_day_the_end_before_the_beginning(db: SQLAlchemy) -> None:
    anna, old, new = planned(db)
    with transaction():
        assert service.carry_out(NOW + timedelta(days=9), 20) == []
    then = NOW + timedelta(days=10)
    with transaction():
        events = service.carry_out(then, 20)
    assert events == [
        PersonLeft(at=then, by=None, person=anna.id, partner=old.partner_id, employment=old.public_id, on=D),
        LastAdminLeft(at=then, by=None, person=anna.id, partner=old.partner_id),
        PersonJoined(at=then, by=None, person=anna.id, partner=new.partner_id, employment=new.public_id, tracks=(Track.TECHNICAL,),
                     is_admin=False),
    ]  # fmt: skip
    with transaction():
        assert service.carry_out(then + timedelta(days=9), 20) == []


def test_what_began_and_ended_while_nobody_looked_is_told_in_its_order(db: SQLAlchemy) -> None:
    _anna, _old, new = planned(db)
    with transaction():
        service.leave(new.id, D + DAY, NOW, None)
    with transaction():
        events = service.carry_out(NOW + timedelta(days=30), 20)
    assert [(type(one), one.partner) for one in events if not isinstance(one, LastAdminLeft)][1:] == [
        (PersonJoined, new.partner_id), (PersonLeft, new.partner_id),
    ]  # fmt: skip


def test_what_was_written_first_and_begins_is_told_after_what_ends_on_that_day(db: SQLAlchemy) -> None:
    vector, gamma, anna = partner("Vector"), partner("Gamma"), person(db, "Anna")
    write(db, anna, gamma.id, D, None)
    write(db, anna, vector.id, TODAY, D)
    with transaction():
        db.session.execute(sa.update(Employment).where(Employment.ends_on == D).values(began_at=NOW))
    with transaction():
        events = service.carry_out(NOW + timedelta(days=10), 20)
    assert [(type(one), one.partner) for one in events] == [(PersonLeft, vector.id), (PersonJoined, gamma.id)]


def test_what_was_called_off_never_begins(db: SQLAlchemy) -> None:
    anna, _old, new = planned(db)
    with transaction():
        service.call_off(new.id, NOW, anna.id)
    with transaction():
        events = service.carry_out(NOW + timedelta(days=10), 20)
    assert [type(one) for one in events] == [PersonLeft, LastAdminLeft]
    db.session.refresh(new)
    assert (new.began_at, new.left_at) == (None, None)


def test_a_planned_move_is_called_off_and_only_then_the_end_withdrawn(db: SQLAlchemy) -> None:
    anna, old, new = planned(db)
    with pytest.raises(Conflict), transaction():
        service.stay(old.id, NOW, anna.id)
    with transaction():
        assert [type(one) for one in service.call_off(new.id, NOW, anna.id)] == [JoiningCalledOff]
    with transaction():
        assert service.call_off(new.id, NOW, anna.id) == []
    with transaction():
        assert [type(one) for one in service.stay(old.id, NOW, anna.id)] == [LeavingWithdrawn]
    with transaction():
        assert service.stay(old.id, NOW, anna.id) == []
    counting = queries.employment_of(anna.id, D)
    assert counting and counting.id == old.id  # noqa: PT018 - one fact
    assert len(queries.employments_of(anna.id)) == 2


def test_an_end_cannot_be_moved_past_the_beginning_elsewhere_or_withdrawn_when_it_came(db: SQLAlchemy) -> None:
    anna, old, new = planned(db)
    with pytest.raises(Conflict), transaction():
        service.leave(old.id, D + DAY, NOW, anna.id)
    with pytest.raises(Invalid), transaction():
        service.leave(old.id, TODAY + timedelta(days=400), NOW, anna.id)
    later = NOW + timedelta(days=11)
    for late in (lambda: service.stay(old.id, later, anna.id), lambda: service.call_off(new.id, later, anna.id)):
        with pytest.raises(Conflict), transaction():
            late()


def test_an_end_may_be_moved_up_to_the_day_of_the_beginning_elsewhere(db: SQLAlchemy) -> None:
    anna, old, _new = planned(db)
    for day in (D - DAY, D):
        with transaction():
            assert [type(one) for one in service.leave(old.id, day, NOW, anna.id)] == [LeavingPlanned]


def test_an_end_lies_a_year_ahead_at_most_and_is_withdrawn_before_its_day_only(db: SQLAlchemy) -> None:
    vector, anna = partner("Vector"), person(db, "Anna")
    place, furthest = joined(vector.id, anna).id, TODAY + timedelta(days=LATEST_DAYS)
    with pytest.raises(Invalid), transaction():
        service.leave(place, furthest + DAY, NOW, anna.id)
    for day in (furthest, D):
        with transaction():
            assert service.leave(place, day, NOW, anna.id)
    with pytest.raises(Conflict), transaction():
        service.stay(place, NOW + timedelta(days=10), anna.id)
    with transaction():
        assert [type(one) for one in service.stay(place, NOW + timedelta(days=9), anna.id)] == [LeavingWithdrawn]


def test_an_end_that_the_company_set_is_brought_forward_by_the_person_but_neither_put_off_nor_taken_back(db: SQLAlchemy) -> None:
    vector, anna, boss = partner("Vector"), person(db, "Anna"), person(db, "Boss")
    place = joined(vector.id, anna).id
    with transaction():
        service.leave(place, D, NOW, boss.id)
    for act in (lambda: service.stay(place, NOW, anna.id), lambda: service.leave(place, D + DAY, NOW, anna.id)):
        with pytest.raises(Conflict), transaction():
            act()
    with transaction():
        assert [type(one) for one in service.leave(place, D - DAY, NOW, anna.id)] == [LeavingPlanned]
    with pytest.raises(Conflict), transaction():
        service.stay(place, NOW, anna.id)
    assert queries.employments_of(anna.id)[0].ended_by_others
    with transaction():
        assert [type(one) for one in service.stay(place, NOW, boss.id)] == [LeavingWithdrawn]
    with transaction():
        service.leave(place, D, NOW, anna.id)
    with transaction():
        assert [type(one) for one in service.stay(place, NOW, anna.id)] == [LeavingWithdrawn]


def test_a_move_that_is_called_off_does_not_take_back_an_end_that_the_company_set(db: SQLAlchemy) -> None:
    vector, delta, anna, boss = partner("Vector"), partner("Delta"), person(db, "Anna"), person(db, "Boss")
    place = joined(vector.id, anna).id
    with transaction():
        service.leave(place, D + DAY, NOW, boss.id)
        new, _events = employ(anna.id, Position(partner=delta.id, day=D, sales=True), NOW, anna.id)
    with transaction():
        service.call_off(new.id, NOW, anna.id)
    with pytest.raises(Conflict), transaction():
        service.stay(place, NOW, anna.id)


def test_the_last_admin_may_leave_and_it_is_told(db: SQLAlchemy) -> None:
    vector, anna, boris = partner("Vector"), person(db, "Anna"), person(db, "Boris")
    first, second = joined(vector.id, anna, is_admin=True), joined(vector.id, boris, is_admin=True)
    with transaction():
        assert [type(one) for one in service.leave(first.id, TODAY, NOW, anna.id)] == [PersonLeft]
    with transaction():
        assert [type(one) for one in service.leave(second.id, TODAY, NOW, boris.id)] == [PersonLeft, LastAdminLeft]


def test_an_invitation_for_a_day_that_is_over_counts_from_the_day_it_is_followed(db: SQLAlchemy) -> None:
    vector, anna = partner("Vector"), person(db, "Anna")
    with transaction():
        token = service.invite(vector.id, Invitee(email=anna.email, sales=True, starts_on=TODAY - DAY), NOW, None)[1]
    with transaction():
        assert service.accept(token, anna.id, NOW)[0].starts_on == TODAY
    furthest = TODAY + timedelta(days=LATEST_DAYS)
    with pytest.raises(Invalid), transaction():
        service.invite(vector.id, Invitee(email="x@y.example", sales=True, starts_on=furthest + DAY), NOW, None)
    with transaction():
        assert service.invite(vector.id, Invitee(email="x@y.example", sales=True, starts_on=furthest), NOW, None)
    assert invited(vector.id, "z@y.example")
