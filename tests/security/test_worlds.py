"""Nobody at a partner can tell from any page, file, search or count whether another partner is there."""

from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest
import sqlalchemy as sa
from flask import make_response
from hypothesis import HealthCheck, Phase, given, settings

from lms.accounts.models import Person
from lms.core.db import db
from lms.partners import queries
from lms.partners.models import Invitation
from tests.security import twins
from tests.security.test_forms import snapshot
from tests.security.twins import Look, addresses, crawl, differences, fill, stage
from tests.security.walks import Scene, doors_of
from tests.security.world import World
from tests.security.worlds import Building, Drawn, Template, worlds

pytestmark = pytest.mark.timeout(300)

PARTS = 10
FEW = settings(
    max_examples=2, deadline=None, database=None, derandomize=True, phases=(Phase.generate,), suppress_health_check=list(HealthCheck),
)  # fmt: skip


@pytest.fixture
def template(scene: Scene) -> Template:
    """Whom all people of the drawn worlds are copies of."""
    return twins.template(scene.world, snapshot(scene.world))


@pytest.fixture
def world(scene: Scene, template: Template) -> World:
    """A place for the drawn people, so that the small world keeps its own."""
    return replace(scene.world)


@pytest.mark.parametrize("part", range(PARTS))
def test_a_partner_sees_the_same_with_and_without_the_rival(world: World, template: Template, part: int) -> None:
    """Twenty worlds; the pages about people and partners in each of them, a tenth of all others in two."""
    worlds_seen = []

    @FEW
    @given(worlds(template))
    def holds(drawn: Drawn) -> None:
        worlds_seen.append(drawn)
        assert differences(world, drawn, Look(part, PARTS, links=2)) == []

    holds()
    assert len(worlds_seen) == 2


def test_all_doors_that_show_something_are_among_them(world: World, template: Template) -> None:
    """Together the slices are all; most doors open, or there would be nothing to compare."""
    drawn = Building(template, Random(1)).world()  # noqa: S311 - the same world in every run
    fill(world, drawn, rival=True)
    stage(world, drawn)
    for visitor in world.visitors.values():
        slices = {address for part in range(PARTS) for address in addresses(world, visitor, Look(part, PARTS))}
        assert slices == set(addresses(world, visitor, Look()))
    shown = sum("GET" in methods for methods in doors_of(world.app).values())
    assert len(addresses(world, world.visitors["partner_admin"], Look())) > shown
    statuses = [one.answer[:3] for one in crawl(world, drawn, Look(0, PARTS))]
    assert statuses.count("200") > 40


def count_everybody(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page with a count without a scope."""
    views = world.app.view_functions
    team = views["partners.team"]

    def counting(**values: object) -> object:
        response = make_response(team(**values))
        response.data = response.data + str(db.session.scalar(sa.select(sa.func.count(Person.id)))).encode()
        return response

    counting.waymark_permission = team.waymark_permission  # type: ignore[attr-defined]  # as `requires` leaves it
    monkeypatch.setitem(views, "partners.team", counting)


def list_all_invitations(_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A query that forgot its partner."""
    everything = lambda _partner: db.session.scalars(sa.select(Invitation).order_by(Invitation.id.desc())).all()  # noqa: E731
    for module in ("lms.reporting.partner", "lms.web.partners.pages.team"):
        monkeypatch.setattr(f"{module}.invitations_of", everything)


def reach_every_partner(_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A scope that is none."""
    monkeypatch.setattr(queries, "_partner_in_reach", lambda _actor, _permission: sa.true())


def look_after_who_has_left(_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Facts of a partner that hold what people earned elsewhere, after they had left."""
    monkeypatch.setattr("lms.programme.facts._while_here", lambda holdings, _until: tuple(holdings))


@pytest.mark.parametrize("plant", [count_everybody, list_all_invitations, reach_every_partner, look_after_who_has_left])
def test_a_leak_would_be_seen(
    world: World, template: Template, monkeypatch: pytest.MonkeyPatch, plant: Callable[[World, pytest.MonkeyPatch], None]
) -> None:
    """The control: each planted leak is found within a few worlds."""
    plant(world, monkeypatch)
    drawn = (Building(template, Random(seed)).world() for seed in range(8))  # noqa: S311 - the same worlds in every run
    assert any(differences(world, one, Look(0, 40)) for one in drawn)
