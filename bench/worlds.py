"""Experiment T2: random worlds of two partners; nobody at the near one can tell from anything whether the rival is there.

`python -m bench.worlds --worlds 500 --database sqlite|postgres`; `--leak` is the control, which must find the planted leak.
"""

import argparse
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import sqlalchemy as sa
import time_machine
from flask import make_response
from hypothesis import HealthCheck, Phase, given, seed, settings

from lms.accounts.models import Person
from lms.core.db import db
from tests.installation import Installation, postgres_installation, sqlite_installation
from tests.postgres import postgres_server
from tests.security import twins
from tests.security.staging import hurried
from tests.security.test_forms import snapshot
from tests.security.world import NOW, World, build_world
from tests.security.worlds import Drawn, Template, worlds

SHOWN = 5
"""So many differences of a world are printed."""


def main() -> int:
    """Draw the worlds, print what differs and how much was compared; 1 when anything differs."""
    arguments = options()
    begun, number, compared, different, rows = time.process_time(), 0, 0, 0, 0
    with installed(arguments.database) as (world, template), time_machine.travel(NOW, tick=False):
        if arguments.leak:
            plant(world)

        @seed(arguments.seed)
        @settings(
            max_examples=arguments.worlds, deadline=None, database=None, phases=(Phase.generate,), suppress_health_check=list(HealthCheck)
        )
        @given(worlds(template))
        def look(drawn: Drawn) -> None:
            nonlocal number, compared, different, rows
            look_at, number = twins.Look(number % arguments.parts, arguments.parts, arguments.links), number + 1
            found = twins.differences(world, drawn, look_at)
            compared, different, rows = compared + doors_seen(world, drawn, look_at), different + bool(found), rows + len(drawn.rows)
            for one in found[:SHOWN]:
                print(one, flush=True)

        look()
    print(f"T2 on {arguments.database}{', with a planted leak' if arguments.leak else ''}, seed {arguments.seed}:")
    print(f"  worlds {arguments.worlds}, rows drawn {rows}, doors compared {compared}, CPU {time.process_time() - begun:.0f} s")
    print(f"  worlds that differ: {different}")
    return 1 if different else 0


def doors_seen(world: World, drawn: Drawn, look: twins.Look) -> int:
    """How many addresses of doors were compared, links and questions not counted."""
    twins.stage(world, drawn)
    return sum(len(twins.addresses(world, world.visitors[name], look)) for name in twins.ROLES)


def options() -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.worlds", description=__doc__)
    parser.add_argument("--worlds", type=int, default=500)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--seed", type=int, default=1, help="the same seed draws the same worlds")
    parser.add_argument("--links", type=int, default=5, help="how many links of their pages each visitor follows")
    parser.add_argument("--parts", type=int, default=5, help="1: every page in every world; 5: those of the content in every fifth")
    parser.add_argument("--leak", action="store_true", help="the control: a page counts people without a scope; must end with 1")
    return parser.parse_args()


@contextmanager
def installed(database: str) -> Iterator[tuple[World, Template]]:
    """A scratch installation with the sample content, and the people who are copied."""
    with tempfile.TemporaryDirectory(prefix="waymark-worlds-") as name, _place(database, Path(name)) as place:
        world = build_world(place.app)
        yield replace(world), twins.template(world, snapshot(world))


@contextmanager
def _place(database: str, folder: Path) -> Iterator[Installation]:
    if database == "sqlite":
        with sqlite_installation(folder) as place, hurried(place):
            yield place
        return
    with postgres_server() as address, postgres_installation(address) as place:
        yield place


def plant(world: World) -> None:
    """Let the page of the team count everybody there is."""
    views = world.app.view_functions
    team = views["partners.team"]

    def counting(**values: object) -> object:
        response = make_response(team(**values))
        response.data = response.data + str(db.session.scalar(sa.select(sa.func.count(Person.id)))).encode()
        return response

    counting.waymark_permission = team.waymark_permission  # type: ignore[attr-defined]  # as `requires` leaves it
    views["partners.team"] = counting  # type: ignore[assignment]  # a planted fault


if __name__ == "__main__":
    raise SystemExit(main())
