"""Who has shown the password and not the second factor is nobody yet: every door answers as to a stranger."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
import sqlalchemy as sa
from itsdangerous import URLSafeTimedSerializer

from lms.accounts.models import Person
from lms.core.db import db
from lms.web.sessions import HALF
from tests.security.walks import Answer, Scene, doors_of, walk
from tests.security.world import CSRF, NOW, SECRET, Visitor, World

OWN = {"factors.second", "factors.prove_second", "factors.answer", "factors.passkey_options"}
"""The doors of the second step itself."""


def half_way(world: World, name: str) -> Visitor:
    """The stranger, with the cookie of somebody who is half-way."""
    with world.app.app_context():
        who = db.session.scalars(sa.select(Person.fs_uniquifier).where(Person.email == world.visitors[name].email)).one()
    held = {"csrf_token": CSRF, HALF: {"who": who, "at": NOW.isoformat()}}
    return replace(world.visitors["anonymous"], cookie=str(URLSafeTimedSerializer(SECRET, salt="waymark-visit").dumps(held)))


def answers(scene: Scene, visitor: Visitor) -> Iterator[tuple[str, Answer]]:
    """Every door, at its first placement."""
    for endpoint, methods in sorted(doors_of(scene.world.app).items()):
        for method in sorted(methods):
            place, answer = next(walk(scene, endpoint, method, visitor))
            if answer.changed:
                scene.installation.refresh()
            yield f"{method} {endpoint} {place}", answer


@pytest.mark.timeout(180)
def test_half_way_every_door_answers_as_to_a_stranger(scene: Scene) -> None:
    scene.installation.refresh()
    half, stranger = half_way(scene.world, "programme_admin"), scene.world.visitors["anonymous"]
    there = dict(answers(scene, stranger))
    differ = {name.split()[1] for name, answer in answers(scene, half) if replace(answer, body="") != replace(there[name], body="")}
    assert len(there) >= 100
    assert differ <= OWN


def test_a_door_that_took_half_for_whole_would_be_seen(scene: Scene) -> None:
    """The control: the same visitor with a whole session is told from a stranger."""
    whole = dict(walk(scene, "accounts.account", "GET", scene.world.visitors["programme_admin"]))
    assert whole != dict(walk(scene, "accounts.account", "GET", half_way(scene.world, "programme_admin")))
    second = dict(walk(scene, "factors.second", "GET", half_way(scene.world, "programme_admin")))
    assert second["there"].status == "200", "and the cookie of this test is really half-way"
