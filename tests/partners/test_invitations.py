"""Invitations: one open one an address, a link that works once, and an employment that never stands beside another."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from lms.core.db import transaction
from lms.core.errors import Conflict, Invalid, NotFound, Refused
from lms.core.ids import PersonId, PublicId
from lms.courses.rules import Track
from lms.partners import queries, service
from lms.partners.events import InvitationAccepted, InvitationWithdrawn, LeavingPlanned, PersonInvited, PersonJoined, PersonLeft
from lms.partners.models import Employment, Invitation
from lms.partners.rules import Invitee, token_hash
from tests.parallel import PARALLEL, at_once
from tests.partners.world import NOW, TODAY, invited, joined, partner, person

SELLER = Invitee(email=" Anna@People.Example ", sales=True, language="ru")


def count(db: SQLAlchemy, table: type[Employment | Invitation]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def test_an_invitation_keeps_the_hash_of_its_secret_and_lasts_14_days(db: SQLAlchemy) -> None:
    vector, manager = partner("Vector"), person(db, "Manager")
    with transaction():
        invitation, token, events = service.invite(vector.id, SELLER, NOW, manager.id)
    assert (invitation.email, invitation.language, invitation.invited_by) == ("anna@people.example", "ru", manager.id)
    assert invitation.token_hash == token_hash(token)
    assert invitation.expires_at == NOW + timedelta(days=14)
    assert events == [PersonInvited(at=NOW, by=manager.id, partner=vector.id, invitation=invitation.public_id)]


def test_inviting_again_renews_the_open_invitation_and_kills_the_old_link(db: SQLAlchemy) -> None:
    vector, anna = partner("Vector"), person(db, "Anna")
    old = invited(vector.id, anna.email)
    later = NOW + timedelta(days=20)
    new = invited(vector.id, anna.email, later)
    (invitation,) = queries.invitations_of(vector.id)
    assert (invitation.created_at, invitation.sent_at, invitation.expires_at) == (NOW, later, later + timedelta(days=14))
    with pytest.raises(NotFound), transaction():
        service.accept(old, anna.id, later)
    with transaction():
        assert service.accept(new, anna.id, later)[1]


@pytest.mark.parametrize(
    ("invitee", "beginning"),
    [
        (Invitee(email="nobody", sales=True), "nobody is not"),
        (Invitee(email="a" * 250 + "@b.example", sales=True), "aaa"),
        (Invitee(email="a@b.example"), "Choose at least one"),
        (Invitee(email="a@b.example", sales=True, language="de"), "Choose a language"),
    ],
)
def test_an_invitation_that_cannot_be_one_is_refused(db: SQLAlchemy, invitee: Invitee, beginning: str) -> None:
    vector = partner("Vector")
    with pytest.raises(Invalid) as refused, transaction():
        service.invite(vector.id, invitee, NOW, None)
    assert (refused.value.message.msgid % refused.value.message.params).startswith(beginning)
    assert count(db, Invitation) == 0


def test_nobody_is_invited_where_they_are(db: SQLAlchemy) -> None:
    vector, gamma, anna = partner("Vector"), partner("Gamma"), person(db, "Anna")
    joined(vector.id, anna)
    with pytest.raises(Conflict), transaction():
        service.invite(vector.id, SELLER, NOW, None)
    invited(gamma.id, anna.email)


def test_there_is_no_invitation_to_no_partner(db: SQLAlchemy) -> None:
    with pytest.raises(NotFound), transaction():
        service.invite(partner("Vector").id + 1, SELLER, NOW, None)  # type: ignore[arg-type]


def test_accepting_confirms_the_employment_at_once(db: SQLAlchemy) -> None:
    vector, anna, manager = partner("Vector"), person(db, "Anna"), person(db, "Manager")
    with transaction():
        invitation, token, _ = service.invite(vector.id, Invitee(email=anna.email, is_admin=True, technical=True), NOW, manager.id)
    with transaction():
        employment, events = service.accept(token, anna.id, NOW)
    assert (employment.confirmed_at, employment.confirmed_by, employment.starts_on, employment.ends_on) == (NOW, manager.id, TODAY, None)
    assert (employment.is_admin, employment.sales, employment.technical) == (True, False, True)
    who = {"at": NOW, "by": anna.id, "person": anna.id, "partner": vector.id}
    assert events == [
        InvitationAccepted(**who, invitation=invitation.public_id),  # type: ignore[arg-type]
        PersonJoined(**who, employment=employment.public_id, tracks=(Track.TECHNICAL,), is_admin=True),  # type: ignore[arg-type]
    ]


def test_following_the_link_twice_ends_in_the_same_employment(db: SQLAlchemy) -> None:
    vector, anna = partner("Vector"), person(db, "Anna")
    token = invited(vector.id, anna.email)
    with transaction():
        first, _ = service.accept(token, anna.id, NOW)
    with transaction():
        second, events = service.accept(token, anna.id, NOW + timedelta(minutes=1))
    assert (second.id, events) == (first.id, [])


def test_a_link_works_once(db: SQLAlchemy) -> None:
    vector, anna, boris = partner("Vector"), person(db, "Anna"), person(db, "Boris")
    token = invited(vector.id, anna.email)
    with transaction():
        employment, _ = service.accept(token, anna.id, NOW)
    with pytest.raises(Refused, match="used"), transaction():
        service.accept(token, boris.id, NOW)
    with transaction():
        service.leave(employment.id, TODAY, NOW, anna.id)
    with pytest.raises(Refused, match="used"), transaction():
        service.accept(token, anna.id, NOW)


def test_a_link_that_is_unknown_withdrawn_or_too_old_opens_nothing(db: SQLAlchemy) -> None:
    vector, anna = partner("Vector"), person(db, "Anna")
    token = invited(vector.id, anna.email)
    with pytest.raises(NotFound), transaction():
        service.accept("guessed", anna.id, NOW)
    with pytest.raises(NotFound), transaction():
        service.accept(token, PersonId(10**6), NOW)
    with pytest.raises(Refused, match="ended"), transaction():
        service.accept(token, anna.id, NOW + timedelta(days=14))
    (invitation,) = queries.invitations_of(vector.id)
    with transaction():
        service.withdraw(vector.id, invitation.public_id, NOW, None)
    with pytest.raises(Refused, match="taken back"), transaction():
        service.accept(token, anna.id, NOW)
    assert count(db, Employment) == 0


def test_withdrawing_twice_is_withdrawing_once(db: SQLAlchemy) -> None:
    vector = partner("Vector")
    invited(vector.id, "a@b.example")
    (invitation,) = queries.invitations_of(vector.id)
    with transaction():
        assert service.withdraw(vector.id, invitation.public_id, NOW, None) == [
            InvitationWithdrawn(at=NOW, partner=vector.id, invitation=invitation.public_id)
        ]
    with transaction():
        assert service.withdraw(vector.id, invitation.public_id, NOW, None) == []
    assert queries.invitations_of(vector.id) == []


def test_an_invitation_is_withdrawn_by_its_own_partner_only_and_not_after_it_was_used(db: SQLAlchemy) -> None:
    vector, gamma, anna = partner("Vector"), partner("Gamma"), person(db, "Anna")
    token = invited(vector.id, anna.email)
    (invitation,) = queries.invitations_of(vector.id)
    with pytest.raises(NotFound), transaction():
        service.withdraw(gamma.id, invitation.public_id, NOW, None)
    with pytest.raises(NotFound), transaction():
        service.withdraw(vector.id, PublicId("none"), NOW, None)
    with transaction():
        service.accept(token, anna.id, NOW)
    with pytest.raises(Conflict), transaction():
        service.withdraw(vector.id, invitation.public_id, NOW, None)


def test_a_move_on_a_day_counts_at_the_new_partner_on_that_day_and_never_at_two(db: SQLAlchemy) -> None:
    vector, gamma, anna = partner("Vector"), partner("Gamma"), person(db, "Anna")
    old = joined(vector.id, anna, NOW - timedelta(days=100))
    token = invited(gamma.id, anna.email)
    with transaction():
        new, events = service.accept(token, anna.id, NOW)
    left = PersonLeft(at=NOW, by=anna.id, person=anna.id, partner=vector.id, employment=old.public_id, on=TODAY)
    assert left in events
    assert [(place.partner, place.since, place.until) for place in queries.employments_of(anna.id)] == [
        (gamma.public_id, TODAY, None),
        (vector.public_id, TODAY - timedelta(days=100), TODAY),
    ]
    assert queries.team_of(vector.id, TODAY) == ()
    assert [member.employment for member in queries.team_of(gamma.id, TODAY)] == [new.public_id]
    assert [member.person for member in queries.team_of(vector.id, TODAY - timedelta(days=1))] == [anna.public_id]


def test_a_planned_last_day_gives_way_to_a_move_before_it(db: SQLAlchemy) -> None:
    vector, gamma, anna = partner("Vector"), partner("Gamma"), person(db, "Anna")
    old = joined(vector.id, anna)
    with transaction():
        service.leave(old.id, TODAY + timedelta(days=30), NOW, anna.id)
    joined(gamma.id, anna, NOW + timedelta(days=10))
    assert [place.until for place in queries.employments_of(anna.id)] == [None, TODAY + timedelta(days=10)]


def test_an_invitation_to_another_address_of_a_colleague_adds_what_it_brings(db: SQLAlchemy) -> None:
    vector, anna = partner("Vector"), person(db, "Anna")
    employment = joined(vector.id, anna)
    token = invited(vector.id, "anna@other.example", is_admin=True, technical=True)
    with transaction():
        same, _ = service.accept(token, anna.id, NOW)
    assert (same.id, same.is_admin, same.sales, same.technical) == (employment.id, True, True, True)
    assert count(db, Employment) == 1


def test_leaving_ends_the_employment_on_the_day(db: SQLAlchemy) -> None:
    vector, anna = partner("Vector"), person(db, "Anna")
    employment = joined(vector.id, anna)
    later = TODAY + timedelta(days=5)
    with transaction():
        assert service.leave(employment.id, later, NOW, anna.id) == [
            LeavingPlanned(at=NOW, by=anna.id, person=anna.id, partner=vector.id, employment=employment.public_id, on=later)
        ]
    with transaction():
        assert service.leave(employment.id, later, NOW, anna.id) == []
    assert queries.employment_of(anna.id, later) is None
    assert queries.employment_of(anna.id, later - timedelta(days=1)) is not None
    with transaction():
        assert service.leave(employment.id, TODAY, NOW, anna.id) == [
            PersonLeft(at=NOW, by=anna.id, person=anna.id, partner=vector.id, employment=employment.public_id, on=TODAY)
        ]
    with pytest.raises(Conflict), transaction():
        service.leave(employment.id, later, NOW, anna.id)


def test_nobody_leaves_before_they_came_or_what_does_not_exist(db: SQLAlchemy) -> None:
    employment = joined(partner("Vector").id, person(db, "Anna"))
    with pytest.raises(Invalid), transaction():
        service.leave(employment.id, TODAY - timedelta(days=1), NOW, None)
    with pytest.raises(NotFound), transaction():
        service.leave(employment.id + 1, TODAY, NOW, None)  # type: ignore[arg-type]


def test_fifty_parallel_accepts_of_one_invitation_make_one_employment(db: SQLAlchemy) -> None:
    vector, anna = partner("Vector"), person(db, "Anna")
    token = invited(vector.id, anna.email)

    def accept(_number: int) -> tuple[int, int]:
        employment, events = service.accept(token, anna.id, NOW)
        return employment.id, len(events)

    answers = at_once(db, accept)
    assert len({employment for employment, _ in answers}) == 1
    assert sum(events for _, events in answers) == 2
    assert count(db, Employment) == 1


def test_of_fifty_people_with_one_link_one_gets_in(db: SQLAlchemy) -> None:
    vector = partner("Vector")
    people = [person(db, f"Person{number}").id for number in range(PARALLEL)]
    token = invited(vector.id, "one@people.example")

    def accept(number: int) -> bool:
        try:
            service.accept(token, people[number], NOW)
        except Refused:
            return False
        return True

    assert sum(at_once(db, accept)) == 1
    assert count(db, Employment) == 1


def test_parallel_moves_leave_one_employment_that_counts(db: SQLAlchemy) -> None:
    anna = person(db, "Anna")
    joined(partner("Vector").id, anna, NOW - timedelta(days=9))
    tokens = [invited(partner(f"Partner {number}").id, anna.email) for number in range(10)]
    at_once(db, lambda number: service.accept(tokens[number], anna.id, NOW)[0].id, len(tokens))
    counted = sa.select(sa.func.count()).select_from(Employment).where(queries.counting(TODAY))
    assert db.session.scalar(counted) == 1
    assert count(db, Employment) == 11


def test_fifty_parallel_invitations_of_one_address_are_one(db: SQLAlchemy) -> None:
    vector = partner("Vector")
    at_once(db, lambda _number: service.invite(vector.id, SELLER, NOW, None)[1])
    assert count(db, Invitation) == 1


def test_a_link_is_used_or_taken_back_and_never_both(db: SQLAlchemy) -> None:
    """Ten people follow their links while the admin takes all of them back."""
    vector, people = partner("Vector"), [person(db, f"Person{number}") for number in range(10)]
    tokens = [invited(vector.id, one.email) for one in people]
    ids = {one.email: one.public_id for one in queries.invitations_of(vector.id)}

    def act(number: int) -> bool:
        who = people[number // 2]
        try:
            if number % 2:
                service.withdraw(vector.id, ids[who.email], NOW, None)
            else:
                service.accept(tokens[number // 2], who.id, NOW)
        except (Conflict, Refused):
            return False
        return True

    done = at_once(db, act, 20)
    assert [one + other for one, other in zip(done[::2], done[1::2], strict=True)] == [1] * 10
    assert count(db, Employment) == sum(done[::2])


def test_a_link_sent_again_while_somebody_follows_it_writes_no_second_invitation(db: SQLAlchemy) -> None:
    """Either the new link is the only one, or the person is in and the admin is told so."""
    vector, people = partner("Vector"), [person(db, f"Person{number}") for number in range(10)]
    tokens = [invited(vector.id, one.email) for one in people]
    ids = {one.email: one.public_id for one in queries.invitations_of(vector.id)}

    def act(number: int) -> bool:
        who = people[number // 2]
        try:
            if number % 2:
                service.invite(vector.id, Invitee(email=who.email, sales=True), NOW, None, ids[who.email])
            else:
                service.accept(tokens[number // 2], who.id, NOW)
        except (Conflict, NotFound):
            return False
        return True

    done = at_once(db, act, 20)
    assert [one + other for one, other in zip(done[::2], done[1::2], strict=True)] == [1] * 10
    assert count(db, Invitation) == 10
    assert len(queries.invitations_of(vector.id)) == sum(done[1::2])


def test_what_was_taken_back_is_not_sent_again(db: SQLAlchemy) -> None:
    vector = partner("Vector")
    invited(vector.id, "a@b.example")
    (invitation,) = queries.invitations_of(vector.id)
    with transaction():
        service.withdraw(vector.id, invitation.public_id, NOW, None)
    with pytest.raises(Conflict, match="taken back"), transaction():
        service.invite(vector.id, Invitee(email="a@b.example", sales=True), NOW, None, invitation.public_id)
    assert queries.invitations_of(vector.id) == []
