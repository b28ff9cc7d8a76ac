"""Experiment T1: whether the time of an answer tells a foreign thing from one that is not there.

`python -m bench.timing --times 200`; `--slow` is the control: looking up what exists takes 8 ms longer, which must break the bar.
"""

import argparse
import gc
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from statistics import median
from typing import Any

from lms.access import may
from lms.web.guards import permissions_of
from tests.installation import sqlite_installation
from tests.security.doors import DOORS, Values
from tests.security.staging import staged
from tests.security.walks import Scene, address_of, doors_of, status_of
from tests.security.world import ABSENT, FREE, World

BAR = 5.0
"""Milliseconds between the medians."""
SLOW = 0.008
WHO = ("learner", "partner_admin", f"partner_manager{FREE}")


@dataclass(frozen=True, slots=True)
class Pair:
    """One door before one visitor: the medians in milliseconds of a foreign thing, of one that is not there, and of the latter again."""

    door: str
    visitor: str
    foreign: float
    absent: float
    again: float

    @property
    def apart(self) -> float:
        """The difference that might tell."""
        return abs(self.foreign - self.absent)

    @property
    def noise(self) -> float:
        """The difference between the same thing asked twice."""
        return abs(self.again - self.absent)


def main() -> int:
    """Measure, print the widest differences; 1 when one is beyond the bar."""
    arguments = options()
    with tempfile.TemporaryDirectory(prefix="waymark-timing-") as name, sqlite_installation(Path(name)) as place, staged(place) as scene:
        if arguments.slow:
            plant(scene.world)
        gc.freeze()
        pairs = list(measured(scene, arguments.times))
    pairs.sort(key=lambda pair: -pair.apart)
    print(
        f"T1, medians of {arguments.times} in ms{', with a slow lookup planted' if arguments.slow else ''}; {len(pairs)} doors and visitors"
    )
    print(f"  {'door':<44}{'visitor':<36}{'foreign':>9}{'absent':>9}{'apart':>8}{'noise':>8}")
    for pair in pairs[: arguments.shown]:
        figures = f"{pair.foreign:>9.2f}{pair.absent:>9.2f}{pair.apart:>8.2f}{pair.noise:>8.2f}"
        print(f"  {pair.door:<44}{pair.visitor:<36}{figures}")
    beyond = [pair for pair in pairs if pair.apart > BAR]
    middle, noise = median(pair.apart for pair in pairs), max(pair.noise for pair in pairs)
    print(f"  apart: median {middle:.2f}, widest {pairs[0].apart:.2f}; noise: widest {noise:.2f}; beyond the bar: {len(beyond)}")
    return 1 if beyond else 0


def options() -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.timing", description=__doc__)
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--shown", type=int, default=10, help="how many of the widest differences are printed")
    parser.add_argument("--slow", action="store_true", help="the control: must end with 1")
    return parser.parse_args()


def measured(scene: Scene, times: int) -> Iterator[Pair]:
    """Every door that names a thing, before everybody who may come in there: those that answer to both with the same refusal."""
    permissions = permissions_of(scene.world.app)
    for endpoint, methods in sorted(doors_of(scene.world.app).items()):
        for method in sorted(methods):
            for name in WHO:
                visitor, permission = scene.world.visitors[name], permissions[endpoint]
                places = DOORS[endpoint].places(scene.world, visitor)
                if "foreign" in places and permission is not None and may(visitor.actor, permission):
                    asks = [asking(scene, endpoint, method, name, places[place]) for place in ("foreign", "absent", "absent")]
                    if {status_of(ask()) for ask in asks} == {"404"}:
                        yield Pair(f"{method} {endpoint}", name, *medians(asks, times))


def asking(scene: Scene, endpoint: str, method: str, name: str, values: Values) -> Callable[[], object]:
    """One request, ready to be sent again and again."""
    world, visitor = scene.world, scene.world.visitors[name]
    address, client = address_of(world.app, endpoint, values), scene.world.client(visitor)
    form = {**DOORS[endpoint].filled(visitor), "csrf_token": world.token()} if method == "POST" else None
    return lambda: client.open(address, method=method, data=form, buffered=True)


def medians(asks: list[Callable[[], object]], times: int) -> list[float]:
    """The median of each, in milliseconds: asked in turn, so that what else happens on the machine meets all of them alike."""
    taken: list[list[float]] = [[] for _ in asks]
    for turn in range(times):
        for number in range(len(asks)):
            one = (number + turn) % len(asks)
            begun = time.perf_counter_ns()
            asks[one]()
            taken[one].append((time.perf_counter_ns() - begun) / 1e6)
    return [median(one) for one in taken]


def plant(world: World) -> None:
    """Let every door work for a while when its address names something that is there, whoever asks."""
    there = world.ids() - {ABSENT}
    for endpoint, view in list(world.app.view_functions.items()):
        world.app.view_functions[endpoint] = _slow(view, there)


def _slow(view: Callable[..., Any], there: frozenset[str]) -> Callable[..., Any]:
    @wraps(view)
    def slow(**values: Any) -> Any:
        if there & {str(value) for value in values.values()}:
            time.sleep(SLOW)
        return view(**values)

    return slow


if __name__ == "__main__":
    raise SystemExit(main())
