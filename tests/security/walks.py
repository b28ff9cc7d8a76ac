"""Walking every door as every visitor, and writing down what each of them meets."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby

from flask import Flask
from werkzeug.test import TestResponse

from lms.access import EVERYBODY, SIGNED_IN, Permission, Reach, Role, reaches
from lms.core.ids import ALPHABET, PUBLIC_LENGTH
from lms.web.guards import fresh_doors, permissions_of
from tests.installation import Installation
from tests.security.doors import DOORS, Values
from tests.security.world import FREE, Visitor, World, watching

NAMES = ("anonymous", *(f"{role.value}{free}" for role in Role for free in ("", FREE)))
GUESTS = ("security.", "partners.join")
"""Doors that count wrong tries, or let in who has no account yet: whoever is refused there leaves a trace."""
SHAPES = tuple(re.compile(shape) for shape in (rf"[{ALPHABET}]{{{PUBLIC_LENGTH}}}", r"[A-Z2-7]{26}", r"[A-Za-z0-9_-]{43}"))
"""What an id may look like: one in an address, a certificate's code, the secret of a link. Looked up, which is quicker than a search for
each of them."""
TOKEN = re.compile(r"[A-Za-z0-9_.-]{60,}")
REFUSED = {"sign-in", "401", "403", "404"}


@dataclass(slots=True)
class Scene:
    """The world in its installation, with the way back to its first moment."""

    world: World
    installation: Installation


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, comparable between placements. `changed`: something was committed."""

    status: str
    body: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Walk:
    """One endpoint and method, one visitor: the answer at each placement."""

    endpoint: str
    method: str
    visitor: Visitor
    permission: Permission
    answers: dict[str, Answer]
    fresh: bool = False
    """Whether the door wants a fresh proof."""

    @property
    def outcome(self) -> str:
        """The answers of a line of the golden file."""
        return "  ".join(f"{place} {answer.status}" for place, answer in self.answers.items())

    def __str__(self) -> str:
        """The walk as a complaint names it."""
        return f"{self.method} {self.endpoint} {self.visitor.name}: {self.outcome}"

    @property
    def broken(self) -> bool:
        """Whether something went wrong on our side."""
        return any(answer.status.startswith("5") for answer in self.answers.values())

    @property
    def tells_of_others(self) -> bool:
        """Whether a thing out of the visitor's reach can be told from one that is not there."""
        answers = self.answers
        if "locked" in answers and not self.visitor.actor.signed_in and answers["locked"].status != answers["absent"].status:
            return True
        everything = self.permission in EVERYBODY | SIGNED_IN or Reach.ALL in reaches(self.visitor.actor, self.permission)
        return "foreign" in answers and not everything and answers["foreign"] != answers["absent"]

    @property
    def changes_though_refused(self) -> bool:
        """Whether somebody who was refused changed something."""
        refused = any(answer.changed and answer.status in REFUSED for answer in self.answers.values())
        return refused and not self.endpoint.startswith(GUESTS)


def doors_of(app: Flask) -> dict[str, set[str]]:
    """The endpoints with their methods, the demo's apart."""
    found: dict[str, set[str]] = {}
    for rule in app.url_map.iter_rules():
        if not rule.endpoint.startswith("demo."):
            found.setdefault(rule.endpoint, set()).update((rule.methods or set()) - {"HEAD", "OPTIONS"})
    return found


def address_of(app: Flask, endpoint: str, values: Values) -> str:
    """The address of a door."""
    return app.url_map.bind("localhost").build(endpoint, values)


def walk_all(scene: Scene) -> Iterator[Walk]:
    """Every endpoint, method and visitor, each in a world as it was at first."""
    permissions, fresh = permissions_of(scene.world.app), fresh_doors(scene.world.app)
    for endpoint, methods in sorted(doors_of(scene.world.app).items()):
        permission = permissions[endpoint]
        assert permission is not None, endpoint
        for method in sorted(methods):
            for name in NAMES:
                visitor = scene.world.visitors[name]
                yield Walk(endpoint, method, visitor, permission, dict(walk(scene, endpoint, method, visitor)), endpoint in fresh)


def walk(scene: Scene, endpoint: str, method: str, visitor: Visitor) -> Iterator[tuple[str, Answer]]:
    """The answer at each placement."""
    world, door = scene.world, DOORS[endpoint]
    for place, values in door.places(world, visitor).items():
        address = address_of(world.app, endpoint, values)
        form = {**door.filled(visitor), "csrf_token": world.token()} if method == "POST" else None
        with watching(world.app) as changes:
            response = world.client(visitor).open(address, method=method, data=form and uploaded(form), buffered=True)
        yield place, Answer(status_of(response), masked(response, world), bool(changes))
        if changes:
            scene.installation.refresh()


def uploaded(form: Values) -> Values:
    """A form in which bytes are files."""
    return {name: (BytesIO(value), "another.txt") if isinstance(value, bytes) else value for name, value in form.items()}


def status_of(response: TestResponse) -> str:
    """The status, or `sign-in` for the way to the sign-in page."""
    return "sign-in" if response.status_code == 302 and (response.location or "").startswith("/sign-in") else str(response.status_code)


def masked(response: TestResponse, world: World) -> str:
    """The body and the way on, without ids and tokens."""
    text = f"{response.location or ''}\n{response.get_data(as_text=True) if response.mimetype.startswith('text/') else ''}"
    known = world.ids()
    for shape in SHAPES:
        text = shape.sub(lambda found: "ID" if found[0] in known else found[0], text)
    return TOKEN.sub("TOKEN", text)


def lines(walks: list[Walk]) -> Iterator[str]:
    """The golden file: a line for each endpoint and visitor; one for who has no partner only where that differs."""
    for heading, group in groupby(
        walks, lambda one: f"{one.method} {one.endpoint} [{one.permission.value}{', fresh' if one.fresh else ''}]"
    ):
        outcomes = {one.visitor.name: one.outcome for one in group}
        yield f"\n{heading}"
        for name in NAMES:
            if not (name.endswith(FREE) and outcomes[name] == outcomes[name.removesuffix(FREE)]):
                yield f"  {name:<36}{outcomes[name]}"
