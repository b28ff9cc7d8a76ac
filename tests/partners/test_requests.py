"""Requests to join: a link opens the question alone, somebody else answers it, and it counts for nothing before."""

import time
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.exc import IntegrityError

from lms.accounts.models import Person
from lms.core.db import transaction
from lms.core.errors import Conflict, Invalid, NotFound, Refused
from lms.core.ids import PublicId
from lms.partners import queries
from lms.partners.events import (
    JoinAsked,
    JoinConfirmed,
    JoinLinkMade,
    JoinLinkTurnedOff,
    JoinRefused,
    JoinTakenBack,
    PersonJoined,
    PersonLeft,
)
from lms.partners.models import Partner
from lms.partners.requests import service
from lms.partners.requests.models import JoinRequest
from lms.partners.requests.queries import link_of, own_requests, partner_of_link, requests_to
from lms.partners.requests.rules import JoinAnswer, why_over
from lms.partners.requests.service import Terms
from tests.parallel import at_once
from tests.partners.world import NOW, TODAY, joined, partner, person

SELLS = Terms(day=TODAY, sales=True, technical=False)


def linked(vector: Partner) -> str:
    with transaction():
        return service.make_link(vector.id, NOW, None)[0]


def asked(db: SQLAlchemy, token: str, who: Person) -> PublicId:
    with transaction():
        request, events = service.ask(token, who.id, sales=True, technical=False, now=NOW)
    assert [type(one) for one in events] == [JoinAsked]
    return request


def test_a_link_names_its_partner_until_it_is_made_anew_or_turned_off(db: SQLAlchemy) -> None:
    vector = partner("Vector")
    first = linked(vector)
    assert link_of(vector.id) == first
    with transaction():
        second, events = service.make_link(vector.id, NOW, None)
    assert [type(one) for one in events] == [JoinLinkMade]
    assert partner_of_link(first) is None
    found = partner_of_link(second)
    assert found
    assert found.id == vector.id
    with transaction():
        assert [type(one) for one in service.turn_off_link(vector.id, NOW, None)] == [JoinLinkTurnedOff]
    with transaction():
        assert service.turn_off_link(vector.id, NOW, None) == []
    assert link_of(vector.id) == ""
    assert partner_of_link(second) is None


def test_a_request_counts_for_nothing_and_a_yes_ends_the_earlier_place_on_that_day(db: SQLAlchemy) -> None:
    vector, gamma, anna, boss = partner("Vector"), partner("Gamma"), person(db, "Anna"), person(db, "Boss")
    joined(gamma.id, anna)
    request = asked(db, linked(vector), anna)
    here = queries.employment_of(anna.id, TODAY)
    assert here
    assert here.partner_id == gamma.id
    assert [one.request for one in requests_to(vector.id, NOW)] == [request]
    with transaction():
        employment, events = service.confirm(request, SELLS, NOW, boss.id)
    assert [type(one) for one in events] == [JoinConfirmed, PersonLeft, PersonJoined]
    assert (employment.partner_id, employment.confirmed_by, employment.starts_on) == (vector.id, boss.id, TODAY)
    assert requests_to(vector.id, NOW) == ()
    with pytest.raises(Conflict), transaction():
        service.confirm(request, SELLS, NOW, boss.id)


def test_a_yes_may_name_a_day_to_come(db: SQLAlchemy) -> None:
    vector, anna, boss = partner("Vector"), person(db, "Anna"), person(db, "Boss")
    request = asked(db, linked(vector), anna)
    later = TODAY + timedelta(days=7)
    with transaction():
        employment, _events = service.confirm(request, Terms(day=later, sales=False, technical=True), NOW, boss.id)
    assert (employment.starts_on, employment.began_at, employment.technical) == (later, None, True)
    assert queries.employment_of(anna.id, TODAY) is None


def test_nobody_confirms_their_own_request_and_the_database_says_so_too(db: SQLAlchemy) -> None:
    vector, anna = partner("Vector"), person(db, "Anna")
    request = asked(db, linked(vector), anna)
    with pytest.raises(Refused), transaction():
        service.confirm(request, SELLS, NOW, anna.id)
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(sa.update(JoinRequest).values(answer=JoinAnswer.CONFIRMED, answered_at=NOW, answered_by=anna.id))


@pytest.mark.parametrize(
    "terms",
    [Terms(day=TODAY - timedelta(days=1), sales=True, technical=False), Terms(day=TODAY + timedelta(days=400), sales=True, technical=False),
     Terms(day=TODAY, sales=False, technical=False)],
)  # fmt: skip
def test_terms_that_cannot_be_are_refused(db: SQLAlchemy, terms: Terms) -> None:
    vector, anna, boss = partner("Vector"), person(db, "Anna"), person(db, "Boss")
    request = asked(db, linked(vector), anna)
    with pytest.raises(Invalid), transaction():
        service.confirm(request, terms, NOW, boss.id)


def test_a_no_needs_a_reason_and_the_person_reads_it(db: SQLAlchemy) -> None:
    vector, anna, boss = partner("Vector"), person(db, "Anna"), person(db, "Boss")
    request = asked(db, linked(vector), anna)
    for bad in ("  ", "x" * 401):
        with pytest.raises(Invalid), transaction():
            service.refuse(request, bad, NOW, boss.id)
    with transaction():
        assert [type(one) for one in service.refuse(request, " We do not\nknow you. ", NOW, boss.id)] == [JoinRefused]
    (own,) = own_requests(anna.id)
    assert (own.answer, own.reason) == (JoinAnswer.REFUSED, "We do not know you.")
    with pytest.raises(NotFound), transaction():
        service.refuse(PublicId("nobodys"), "Why not.", NOW, boss.id)


def test_who_asks_may_take_it_back_until_it_is_answered(db: SQLAlchemy) -> None:
    vector, anna, boss = partner("Vector"), person(db, "Anna"), person(db, "Boss")
    request = asked(db, linked(vector), anna)
    with pytest.raises(NotFound), transaction():
        service.take_back(request, boss.id, NOW)
    with transaction():
        assert [type(one) for one in service.take_back(request, anna.id, NOW)] == [JoinTakenBack]
    with transaction():
        assert service.take_back(request, anna.id, NOW) == []
    assert own_requests(anna.id) == []
    second = asked(db, link_of(vector.id), anna)
    with transaction():
        service.refuse(second, "No.", NOW, boss.id)
    with pytest.raises(Conflict), transaction():
        service.take_back(second, anna.id, NOW)


def test_a_request_that_nobody_answered_is_taken_back_however_old(db: SQLAlchemy) -> None:
    """Whoever is erased takes it back, too."""
    vector, anna = partner("Vector"), person(db, "Anna")
    request = asked(db, linked(vector), anna)
    with transaction():
        assert [type(one) for one in service.take_back(request, anna.id, NOW + timedelta(days=99))] == [JoinTakenBack]


def test_a_request_falls_away_after_thirty_days_and_may_be_made_again(db: SQLAlchemy) -> None:
    vector, anna, boss = partner("Vector"), person(db, "Anna"), person(db, "Boss")
    request = asked(db, linked(vector), anna)
    later = NOW + timedelta(days=30)
    assert requests_to(vector.id, later) == ()
    with pytest.raises(Conflict), transaction():
        service.confirm(request, Terms(day=later.date(), sales=True, technical=False), later, boss.id)
    with transaction():
        again, _events = service.ask(link_of(vector.id), anna.id, sales=True, technical=False, now=later)
    assert again != request


def test_asking_needs_a_track_a_link_and_another_team_and_not_too_often(db: SQLAlchemy) -> None:
    vector, anna, boris = partner("Vector"), person(db, "Anna"), person(db, "Boris")
    token = linked(vector)
    joined(vector.id, boris)
    with pytest.raises(Invalid), transaction():
        service.ask(token, anna.id, sales=False, technical=False, now=NOW)
    with pytest.raises(NotFound), transaction():
        service.ask("nothing", anna.id, sales=True, technical=False, now=NOW)
    with pytest.raises(Conflict), transaction():
        service.ask(token, boris.id, sales=True, technical=False, now=NOW)
    for _ in range(3):
        request = asked(db, token, anna)
        with transaction():
            service.take_back(request, anna.id, NOW)
    month = NOW + timedelta(days=30)
    with pytest.raises(Refused), transaction():
        service.ask(token, anna.id, sales=True, technical=False, now=month - timedelta(seconds=1))
    with transaction():
        assert service.ask(token, anna.id, sales=True, technical=False, now=month)[1]


def test_of_many_first_links_made_at_the_same_moment_one_is_the_partners(db: SQLAlchemy) -> None:
    vector = partner("Vector").id

    def make(_number: int) -> str:
        token = service.make_link(vector, NOW, None)[0]
        time.sleep(0.2)  # before the commit, so that the others have looked by then
        return token

    made = at_once(db, make, 4)
    assert link_of(vector) in made
    assert sum(partner_of_link(one) is not None for one in made) == 1


def test_parallel_questions_are_one_request(db: SQLAlchemy) -> None:
    vector, anna = partner("Vector"), person(db, "Anna")
    token, who = linked(vector), anna.id
    answers = at_once(db, lambda _number: service.ask(token, who, sales=True, technical=False, now=NOW), 20)
    assert len({request for request, _ in answers}) == 1
    assert sum(len(events) for _, events in answers) == 1


def test_every_end_of_a_request_has_its_sentence() -> None:
    until = NOW + timedelta(days=1)
    assert why_over(NOW, until, None) is None
    assert len({str(why_over(NOW, until, answer)) for answer in JoinAnswer}) == len(JoinAnswer)
    assert why_over(until, until, None) == why_over(NOW, until, JoinAnswer.LAPSED)
