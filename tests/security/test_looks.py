"""Whoever looks as somebody else leaves no trace but the log: every door is tried, and the whole database is compared."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from lms.accounts.looks import Wanted, begin
from lms.accounts.models import Person
from lms.accounts.rules import LookReason, token_hash
from lms.core.db import db, transaction
from lms.web import looking
from tests.installation import Installation
from tests.journey.world import everything
from tests.security.doors import DOORS
from tests.security.staging import staged
from tests.security.walks import Scene, address_of, doors_of
from tests.security.world import NOW

OWN = frozenset({"web_session"})
"""The looker's own session: its token against forged forms, its notices, when it was last seen."""
SHUT = (
    "quizzes.attempt", "quizzes.review", "files.page", "files.own", "accounts.account", "accounts.security", "addresses.form",
    "security.change_password", "tokens.page", "tokens.form",
)  # fmt: skip


@pytest.fixture
def scene(sqlite_place: Installation) -> Iterator[Scene]:
    """The world, as it was at first."""
    with staged(sqlite_place) as scene:
        yield scene


@pytest.fixture
def looker(scene: Scene) -> FlaskClient:
    """The programme admin, looking as a learner."""
    world = scene.world
    admin, learner = world.visitors["programme_admin"], world.visitors["learner"]
    assert admin.actor.person is not None
    with world.app.app_context(), transaction():
        person = db.session.scalars(sa.select(Person.id).where(Person.email == learner.email)).one()
        begin(Wanted(admin.actor.person, token_hash(admin.cookie), person, LookReason.FAULT, "A page looks wrong."), NOW)
    return world.client(admin)


def kept(scene: Scene) -> dict[str, list[tuple[object, ...]]]:
    with scene.world.app.app_context():
        return {name: rows for name, rows in everything(db).items() if name not in OWN}


def answers(scene: Scene, client: FlaskClient, method: str) -> dict[str, set[int]]:
    """The statuses at every door with this method, as the learner's things are placed."""
    world, learner = scene.world, scene.world.visitors["learner"]
    found: dict[str, set[int]] = {}
    for endpoint, door in DOORS.items():
        if method not in doors_of(world.app)[endpoint] or endpoint == looking.END:
            continue
        form = {**door.filled(learner), "csrf_token": world.token()} if method == "POST" else None
        for values in door.places(world, learner).values():
            response = client.open(address_of(world.app, endpoint, values), method=method, data=form, buffered=True)
            found.setdefault(endpoint, set()).add(response.status_code)
    return found


def test_every_page_opens_and_nothing_is_written(scene: Scene, looker: FlaskClient) -> None:
    before = kept(scene)
    met = answers(scene, looker, "GET")
    assert {endpoint: codes for endpoint, codes in met.items() if max(codes) >= 500} == {}
    assert {code for endpoint in SHUT for code in met[endpoint]} == {403}
    assert met["courses.lesson"] >= {200}
    assert kept(scene) == before


def test_every_form_is_refused_and_nothing_is_written(scene: Scene, looker: FlaskClient) -> None:
    before = kept(scene)
    met = answers(scene, looker, "POST")
    assert met.pop("api.enter") == {401}, "a session is nobody there, whoever looks"
    assert {endpoint: codes for endpoint, codes in met.items() if codes != {403}} == {}
    assert kept(scene) == before


def test_a_page_that_wrote_would_be_seen(scene: Scene, looker: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: without undoing, the lesson that was looked at counts as seen."""
    monkeypatch.setattr(looking, "undo_transactions", lambda **_: None)
    before = kept(scene)
    answers(scene, looker, "GET")
    assert kept(scene) != before
