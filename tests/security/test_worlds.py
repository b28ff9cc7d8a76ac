"""Nobody at a partner can tell from any page, file, search or count whether another partner is there."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib import import_module
from random import Random

import pytest
import sqlalchemy as sa
from flask import make_response
from hypothesis import HealthCheck, Phase, given, settings

from lms.access import POLICY, Permission, Reach, Role
from lms.accounts.models import Person
from lms.core.db import db
from lms.core.ids import PartnerId, PersonId, PublicId
from lms.partners import queries
from lms.partners.models import FigureImport, Invitation, Partner
from tests.security import twins
from tests.security.plants import READERS
from tests.security.test_forms import snapshot
from tests.security.twins import PLANTED, Look, addresses, crawl, differences, fill, readers, stage
from tests.security.walks import Scene, doors_of
from tests.security.world import World
from tests.security.worlds import Building, Drawn, Template, worlds

pytestmark = pytest.mark.timeout(300)

Break = Callable[[Callable[..., object]], Callable[..., object]]
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


def test_planted_words_are_read_by_those_who_may_and_by_nobody_else(world: World, template: Template) -> None:
    """Without this, a word that no page shows at all would protect nothing."""
    told: dict[str, set[str]] = {}
    for seed in range(2):
        drawn = Building(template, Random(seed)).world()  # noqa: S311 - the same worlds in every run
        fill(world, drawn, rival=True)
        told = {column: told.get(column, set()) | by for column, by in readers(world, drawn).items()}
    assert told.pop("join_request.reason") == set(), "it is for whoever asked, who works nowhere and is none of the visitors"
    assert told == {column: set(by) for column, by in READERS.items() if column != "join_request.reason"}


def forgets_its_partner(query: Callable[..., Sequence[object]]) -> Callable[..., tuple[object, ...]]:
    """The same query over all partners."""

    def of_all(_partner: PartnerId, *rest: object) -> tuple[object, ...]:
        return tuple(one for partner in db.session.scalars(sa.select(Partner.id)).all() for one in query(partner, *rest))

    return of_all


def forgets_its_person(query: Callable[[PersonId | None, PublicId], object]) -> Callable[[PersonId | None, PublicId], object]:
    """The same query of a file of figures, whoever uploaded it."""
    return lambda _person, file: query(db.session.scalar(sa.select(FigureImport.person_id).where(FigureImport.public_id == file)), file)


def is_true(_scope: Callable[..., object]) -> Callable[..., object]:
    """A scope that is none."""
    return lambda *_asked: sa.true()


@pytest.mark.parametrize(
    ("where", "broken", "pages", "heard"),
    [
        ("lms.web.employments.pages.requests_to", forgets_its_partner, "employments.door", {"join_request.name"}),
        ("lms.web.managers.pages.requests_of", forgets_its_partner, "managers.", {"manager_request.reason", "manager_request.answer"}),
        ("lms.web.managers.pages.assignments_of", forgets_its_partner, "managers.", {"manager_assignment.said"}),
        ("lms.web.figures.values_page.figures_of", forgets_its_partner, "figures.page", {"metric_value.reason", "metric_value.reference"}),
        ("lms.reporting.standing_history.steps_of", forgets_its_partner, "standing_history.own", {"standing_step.reason"}),
        ("lms.web.figures.file_page.kept_file", forgets_its_person, "figures.file", {"figure_import.name"}),
        (
            "lms.partners.queries._partner_in_reach",
            is_true,
            PLANTED,
            {"join_request.name", "evidence_item.note", "evidence_item.link", "evidence_step.reason", "metric_value.reason",
             "metric_value.reference", "standing_step.reason", "rule_notice.name", "manager_note.text", "manager_assignment.said"},
        ),
    ],
)  # fmt: skip
def test_a_word_that_leaks_is_heard(  # noqa: PLR0917 - a table of four columns, and three fixtures
    world: World, template: Template, monkeypatch: pytest.MonkeyPatch, where: str, broken: Break, pages: str, heard: set[str]
) -> None:
    """The control: a query whose scope is broken gives away the rival's words in its columns."""
    drawn = Building(template, Random(3)).world()  # noqa: S311 - the same world in every run
    fill(world, drawn, rival=True)
    module, _, name = where.rpartition(".")
    monkeypatch.setattr(where, broken(getattr(import_module(module), name)))
    told = readers(world, drawn, (pages,) if isinstance(pages, str) else pages)
    assert {column for column, by in told.items() if any(who.endswith("who may not") for who in by)} == heard


def test_applications_that_a_partners_admin_may_read_are_heard(world: World, template: Template, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: a line of the policy that goes too far."""
    drawn = Building(template, Random(3)).world()  # noqa: S311 - the same world in every run
    fill(world, drawn, rival=True)
    wider = {**POLICY[Permission.READ_APPLICATION], Role.PARTNER_ADMIN: Reach.ALL}
    monkeypatch.setitem(POLICY, Permission.READ_APPLICATION, wider)
    told = readers(world, drawn, ("reviews.",))
    assert "partner_admin, who may not" in told["application_score.evidence"]


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
    drawn = (Building(template, Random(seed)).world() for seed in range(6, 12))  # noqa: S311 - the same worlds in every run, the first with somebody who has left
    assert any(differences(world, one, Look(0, 40)) for one in drawn)
