"""Who meets what at which door: every endpoint, every kind of visitor, every placement of the thing that the address names."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask

from lms.access import Permission
from tests.installation import Installation
from tests.security.doors import DOORS
from tests.security.staging import staged
from tests.security.walks import Scene, Walk, doors_of, lines, walk, walk_all

HEAD = """\
Who meets what at which door. Written by tests/house/test_matrix.py; read it before you commit it.

own      the visitor's own thing, or the page of the own partner     partner  a colleague's thing, or the partner where everybody here works
foreign  a thing at a partner that another manager looks after       absent   an id that nobody has
sign-in  the way to the sign-in page
fresh    the door wants a proof of the last ten minutes; everybody here has just signed in, tests/security/test_fresh.py comes later
The manager without a partner looks after `partner`; the one who works there looks after nobody.
Visitors without a partner have a line only where it differs. POST carries a good token and the least form that can succeed.
"""


@pytest.fixture
def scene(sqlite_place: Installation) -> Iterator[Scene]:
    """The world, as it was at first."""
    with staged(sqlite_place) as scene:
        yield scene


def test_every_endpoint_has_a_way_to_its_door(app: Flask) -> None:
    assert sorted(DOORS) == sorted(doors_of(app))


def test_no_door_answers_to_a_method_that_is_not_walked(app: Flask) -> None:
    assert {method for methods in doors_of(app).values() for method in methods} == {"GET", "POST"}


@pytest.mark.timeout(300)
def test_every_visitor_meets_at_every_door_what_is_written(scene: Scene, golden: Callable[[str, str], None]) -> None:
    """The matrix is as written; what is out of reach looks like what is not there; who is refused changes nothing; nothing breaks."""
    walks = list(walk_all(scene))
    assert [str(walk) for walk in walks if walk.broken] == []
    assert [str(walk) for walk in walks if walk.tells_of_others] == []
    assert [str(walk) for walk in walks if walk.changes_though_refused] == []
    golden("matrix.txt", HEAD + "\n".join(lines(walks)) + "\n")


def test_a_door_that_tells_of_others_would_be_seen(scene: Scene) -> None:
    """The control: comparing what is foreign with what is absent is no decoration."""
    learner, permission = scene.world.visitors["learner"], Permission.READ_CERTIFICATE
    answers = dict(walk(scene, "certificates.certificate", "GET", learner))
    met = Walk("certificates.certificate", "GET", learner, permission, answers)
    assert not met.tells_of_others
    for telling in (replace(answers["foreign"], body="Anna's certificate"), replace(answers["foreign"], status="403")):
        assert replace(met, answers={**answers, "foreign": telling}).tells_of_others


def test_a_refused_visitor_who_changes_something_would_be_seen(scene: Scene) -> None:
    """The control: a committed change is noticed, and so is one behind a refusal."""
    learner, permission = scene.world.visitors["learner"], Permission.KEEP_OWN_ACCOUNT
    answers = dict(walk(scene, "accounts.change_account", "POST", learner))
    assert answers["there"].changed
    refused = {"there": replace(answers["there"], status="404")}
    assert Walk("accounts.change_account", "POST", learner, permission, refused).changes_though_refused
