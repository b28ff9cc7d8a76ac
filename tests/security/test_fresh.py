"""Dangerous acts want a fresh proof: eleven minutes after the sign-in no such door opens, before that each does."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from lms.access import may
from lms.accounts import rules
from lms.web.guards import fresh_doors, permissions_of
from tests.security.doors import DOORS
from tests.security.walks import NAMES, Answer, Scene, doors_of, walk
from tests.security.world import NOW, Visitor

AGAIN = "/sign-in/again"
DANGEROUS = {"audit.log", "reporting.people_csv", "reporting.portfolio_csv", "security.change_password"}
"""The doors that must be among those that want it, whatever else is: the F cells of the programme's authorisation matrix."""


def fresh_answers(scene: Scene, after: timedelta) -> Iterator[tuple[str, Visitor, Answer]]:
    """Every dangerous door as everybody who may come in meets it, so long after the sign-in."""
    app = scene.world.app
    permissions, methods = permissions_of(app), doors_of(app)
    for endpoint in sorted(fresh_doors(app)):
        permission = permissions[endpoint]
        assert permission is not None
        for visitor in (scene.world.visitors[name] for name in NAMES):
            for method in sorted(methods[endpoint]) if visitor.actor.signed_in and may(visitor.actor, permission) else ():
                with time_machine.travel(NOW + after, tick=False):
                    for place, answer in walk(scene, endpoint, method, visitor):
                        yield f"{method} {endpoint} {visitor.name} {place}", visitor, answer


def led_to_prove(answer: Answer) -> bool:
    return answer.status == "303" and answer.body.startswith(AGAIN)


def test_the_dangerous_doors_want_a_fresh_proof(app: Flask) -> None:
    assert fresh_doors(app) >= DANGEROUS
    assert set(DOORS) >= fresh_doors(app)


@pytest.mark.timeout(120)
def test_eleven_minutes_after_the_sign_in_no_dangerous_door_opens_and_nothing_changes(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    # "Last seen" is written at every door; it is no change of what was asked for.
    monkeypatch.setattr(rules, "TOUCH_AFTER", timedelta(days=1))
    answers = list(fresh_answers(scene, timedelta(minutes=11)))
    assert len(answers) >= 30
    assert [name for name, _, answer in answers if not led_to_prove(answer)] == []
    assert [name for name, _, answer in answers if answer.changed] == []


@pytest.mark.timeout(120)
def test_within_ten_minutes_nobody_is_asked_again(scene: Scene) -> None:
    assert [name for name, _, answer in fresh_answers(scene, timedelta(minutes=9, seconds=59)) if led_to_prove(answer)] == []


def test_a_door_that_asks_too_late_would_be_seen(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: with a proof that lasts for an hour the first test finds every door open."""
    monkeypatch.setattr(rules, "FRESH_FOR", timedelta(hours=1))
    _name, _visitor, answer = next(fresh_answers(scene, timedelta(minutes=11)))
    assert not led_to_prove(answer)
