"""Who sees which partner and which people; and that many partners cost as many statements as one."""

from datetime import timedelta

import pytest
from flask_sqlalchemy import SQLAlchemy

from lms.access import ANONYMOUS, Actor, Permission, Role
from lms.core.db import transaction
from lms.core.errors import NotFound
from lms.core.ids import PartnerId, PersonId, PublicId
from lms.partners import queries, service
from lms.partners.models import Employment, Partner
from tests.partners.world import FIGURES, NOW, TODAY, entered, invited, joined, partner, person, statements


def actor(who: PersonId, role: Role, employer: PartnerId | None = None) -> Actor:
    return Actor(person=who, roles=frozenset({role}), partner=employer)


class World:
    """Two partners with a manager and an admin each, and a seller at the first."""

    def __init__(self, db: SQLAlchemy) -> None:
        self.manager, self.rival = person(db, "Manager"), person(db, "Rival")
        self.vector, self.gamma = partner("Vector", self.manager.id), partner("Gamma", self.rival.id)
        self.admin, self.anna, self.far = person(db, "Admin"), person(db, "Anna", "Анна"), person(db, "Far")
        self.employment = joined(self.vector.id, self.anna)
        joined(self.vector.id, self.admin, is_admin=True)
        joined(self.gamma.id, self.far, is_admin=True)

    def seen_partners(self, who: Actor, permission: Permission) -> set[str]:
        found = set()
        for one in (self.vector, self.gamma):
            try:
                found.add(queries.partner_by_public_id(who, one.public_id, permission).name)
            except NotFound:
                continue
        return found

    def seen_people(self, who: Actor) -> set[str]:
        found = set()
        for one in (self.manager, self.rival, self.admin, self.anna, self.far):
            try:
                found.add(queries.person_by_public_id(who, one.public_id, TODAY).name)
            except NotFound:
                continue
        return found


@pytest.fixture
def world(db: SQLAlchemy) -> World:
    return World(db)


def test_a_partner_is_seen_by_its_people_its_manager_and_those_who_see_all(world: World) -> None:
    team, portfolio = Permission.READ_TEAM, Permission.READ_PARTNER
    assert world.seen_partners(actor(world.admin.id, Role.PARTNER_ADMIN, world.vector.id), team) == {"Vector"}
    assert world.seen_partners(actor(world.admin.id, Role.PARTNER_ADMIN, None), team) == set()
    assert world.seen_partners(actor(world.anna.id, Role.LEARNER, world.vector.id), team) == set()
    assert world.seen_partners(actor(world.anna.id, Role.LEARNER, world.vector.id), Permission.READ_TIER) == {"Vector"}
    assert world.seen_partners(actor(world.admin.id, Role.PARTNER_ADMIN, world.vector.id), portfolio) == set()
    assert world.seen_partners(actor(world.manager.id, Role.PARTNER_MANAGER), portfolio) == {"Vector"}
    assert world.seen_partners(actor(world.manager.id, Role.HEAD), portfolio) == {"Vector", "Gamma"}
    assert world.seen_partners(ANONYMOUS, portfolio) == set()


def test_people_are_seen_by_themselves_and_through_the_employment_that_counts(world: World) -> None:
    assert world.seen_people(actor(world.anna.id, Role.LEARNER, world.vector.id)) == {"Anna"}
    assert world.seen_people(actor(world.admin.id, Role.PARTNER_ADMIN, world.vector.id)) == {"Admin", "Anna"}
    assert world.seen_people(actor(world.manager.id, Role.PARTNER_MANAGER)) == {"Admin", "Anna"}
    assert world.seen_people(actor(world.rival.id, Role.CONTENT_AUTHOR)) == {"Rival"}
    assert world.seen_people(actor(world.rival.id, Role.PROGRAMME_ADMIN)) == {"Manager", "Rival", "Admin", "Anna", "Far"}
    assert world.seen_people(ANONYMOUS) == set()


def test_who_has_left_is_out_of_the_partners_sight_on_that_day(world: World) -> None:
    with transaction():
        service.leave(world.employment.id, TODAY, NOW, None)
    assert world.seen_people(actor(world.admin.id, Role.PARTNER_ADMIN, world.vector.id)) == {"Admin"}
    assert world.seen_people(actor(world.manager.id, Role.PARTNER_MANAGER)) == {"Admin"}


def test_an_employment_is_reached_by_its_person_and_by_who_may_change_the_team(world: World) -> None:
    wanted = world.employment.public_id
    for who in (
        actor(world.anna.id, Role.LEARNER, world.vector.id),
        actor(world.admin.id, Role.PARTNER_ADMIN, world.vector.id),
        actor(world.manager.id, Role.PARTNER_MANAGER),
    ):
        assert queries.employment_by_public_id(who, wanted).id == world.employment.id
    for who in (actor(world.far.id, Role.PARTNER_ADMIN, world.gamma.id), actor(world.rival.id, Role.PARTNER_MANAGER), ANONYMOUS):
        with pytest.raises(NotFound):
            queries.employment_by_public_id(who, wanted)
    with pytest.raises(NotFound):
        queries.employment_by_public_id(actor(world.manager.id, Role.PROGRAMME_ADMIN), PublicId("none"))


def test_the_team_is_those_who_count_by_name(world: World) -> None:
    team = queries.team_of(world.vector.id, TODAY)
    assert [member.name for member in team] == [{"en": "Admin", "ru": "Admin"}, {"en": "Anna", "ru": "Анна"}]
    assert [(member.is_admin, member.sales, member.technical, member.since) for member in team] == [
        (True, True, False, TODAY),
        (False, True, False, TODAY),
    ]


def test_an_employment_that_nobody_confirmed_counts_for_nothing(db: SQLAlchemy, world: World) -> None:
    stranger = person(db, "Stranger")
    with transaction():
        db.session.add(
            Employment(public_id="x", person_id=stranger.id, partner_id=world.vector.id, starts_on=TODAY, created_at=NOW)
        )  # fmt: skip
    assert len(queries.team_of(world.vector.id, TODAY)) == 2
    assert queries.employment_of(stranger.id, TODAY) is None
    assert queries.employments_of(stranger.id) == ()
    assert len(queries.facts_of([world.vector.id])[world.vector.id].employments) == 2


def test_an_invitation_is_found_by_its_secret_alone(world: World) -> None:
    token = invited(world.vector.id, "new@people.example")
    found = queries.invitation_by_token(token)
    assert found is not None
    assert (found[0].email, found[1].id) == ("new@people.example", world.vector.id)
    assert queries.invitation_by_token("guessed") is None


def test_facts_keep_those_who_left_with_their_last_day(world: World) -> None:
    with transaction():
        service.leave(world.employment.id, TODAY + timedelta(days=3), NOW, None)
    (anna,) = (one for one in queries.facts_of([world.vector.id])[world.vector.id].employments if one.person_id == world.anna.id)
    assert (anna.person, anna.name, anna.since, anna.until) == (
        world.anna.public_id,
        {"en": "Anna", "ru": "Анна"},
        TODAY,
        TODAY + timedelta(days=3),
    )


def test_the_facts_of_many_partners_cost_six_statements(db: SQLAlchemy, world: World) -> None:
    partners: list[Partner] = [world.vector, world.gamma, *(partner(f"Partner {number}") for number in range(5))]
    for one in partners:
        entered(one.id, *FIGURES)
    with statements(db) as seen:
        found = queries.facts_of([one.id for one in partners])
    assert len(seen) == 6
    assert all(len(rows.values) == 2 and rows.products == ["backup", "compute"] for rows in found.values())
    assert queries.facts_of([]) == {}
