"""Who comes with a request: one SELECT."""

from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.exc import IntegrityError

from lms.access import Role
from lms.accounts import queries, service
from lms.accounts.rules import SESSION_IDLE, SESSION_LASTS
from lms.accounts.service import NewPerson, NewSession
from lms.core.db import transaction
from lms.core.ids import PersonId, new_public_id
from lms.partners.models import Employment, Partner
from lms.reporting.visitor import arrival, load_visitor

TOKEN = "t" * 64


@pytest.fixture
def anna(db: SQLAlchemy, now: datetime) -> PersonId:
    with transaction():
        new = NewPerson(email="anna@severny.example", name="Anna Belova", roles=frozenset({Role.HEAD, Role.CONTENT_AUTHOR}))
        person, _events = service.create_person(new, now)
        uniquifier = queries.credentials_of(person.id).fs_uniquifier
        service.open_session(uniquifier, NewSession(TOKEN, {"csrf_token": "x"}, "Browser"), now)
    return person.id


def employ(db: SQLAlchemy, person: PersonId, starts: date, ends: date | None = None, **more: object) -> Partner:
    moment = datetime.fromisoformat("2026-01-01T00:00:00+00:00")
    with transaction():
        partner = Partner(public_id=new_public_id(), name=f"Partner {starts}", name_ru="Партнёр", created_at=moment)
        db.session.add(partner)
        db.session.flush()
        given = {"confirmed_at": moment, "is_admin": False, "sales": True, "technical": False} | more
        db.session.add(
            Employment(
                public_id=new_public_id(),
                person_id=person,
                partner_id=partner.id,
                starts_on=starts,
                ends_on=ends,
                created_at=moment,
                **given,
            )
        )
    return partner


def test_a_visitor_carries_person_roles_employment_and_partner(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    partner = employ(db, anna, now.date(), is_admin=True, technical=True)
    visitor = load_visitor(TOKEN, now)
    assert visitor is not None
    assert visitor.actor.person == anna
    assert visitor.actor.partner == visitor.partner_id == partner.id
    assert visitor.actor.roles == {Role.HEAD, Role.CONTENT_AUTHOR, Role.LEARNER, Role.PARTNER_ADMIN}
    assert (visitor.name, visitor.email, visitor.partner_name_ru) == ("Anna Belova", "anna@severny.example", "Партнёр")
    assert (visitor.sales, visitor.technical) == (True, True)


def test_one_select_is_enough(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    employ(db, anna, now.date())
    statements: list[str] = []

    def note(_c: object, _cur: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert load_visitor(TOKEN, now) is not None
        assert arrival(None, now).visitor is None
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)
    assert len([statement for statement in statements if not statement.startswith("BEGIN")]) == 2


@pytest.mark.parametrize(
    ("days", "more", "counts"),
    [
        ((0, None), {}, True),
        ((1, None), {}, False),
        ((-9, 1), {}, True),
        ((-9, 0), {}, False),
        ((-9, None), {"confirmed_at": None}, False),
    ],
)
def test_an_employment_counts_from_its_first_day_up_to_but_not_on_its_last(
    db: SQLAlchemy, anna: PersonId, now: datetime, days: tuple[int, int | None], more: dict[str, object], counts: bool
) -> None:
    starts, ends = (None if day is None else now.date() + timedelta(days=day) for day in days)
    assert starts is not None
    employ(db, anna, starts, ends, **more)
    visitor = load_visitor(TOKEN, now)
    assert visitor is not None
    assert (Role.LEARNER in visitor.actor.roles) is counts
    assert (visitor.partner_id is not None) is counts
    assert visitor.sales is counts


def test_two_employments_never_count_on_one_day_and_on_the_day_of_a_move_the_younger_counts(
    db: SQLAlchemy, anna: PersonId, now: datetime
) -> None:
    employ(db, anna, now.date() - timedelta(days=90), now.date(), is_admin=True)
    with pytest.raises(IntegrityError):
        employ(db, anna, now.date() - timedelta(days=1))
    younger = employ(db, anna, now.date())
    visitor = load_visitor(TOKEN, now)
    assert visitor is not None
    assert visitor.partner_id == younger.id
    assert Role.PARTNER_ADMIN not in visitor.actor.roles


def test_a_session_is_dead_when_idle_too_long_too_old_unknown_or_its_person_is_out(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    second = timedelta(seconds=1)
    assert load_visitor(TOKEN, now + SESSION_IDLE - second) is not None
    assert load_visitor(TOKEN, now + SESSION_IDLE) is None
    with transaction():
        service.touch(TOKEN, now + SESSION_LASTS - second)
    assert load_visitor(TOKEN, now + SESSION_LASTS - second) is not None
    assert load_visitor(TOKEN, now + SESSION_LASTS) is None
    assert load_visitor("u" * 64, now) is None
    assert load_visitor(None, now) is None
    with transaction():
        db.session.execute(sa.text("UPDATE person SET active = false"))
    assert load_visitor(TOKEN, now) is None
