"""Experiment: thousands of damaged sample trees; each is accepted or refused at a place, nothing crashes, nothing is half published.

`python -m bench.mutations --count 10000 --seed 1`; `--plant crash|lost|half` are the controls, in which a bar must break.
"""

import argparse
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from pathlib import Path
from random import Random

from bench.mutating.damage import damaged
from bench.mutating.place import Place, db
from bench.mutating.verdict import misplaced
from lms.core.content.faults import Position
from lms.core.content.tree import Tree
from lms.core.markup.press import SHARED
from lms.publishing.check import Checked, check
from lms.publishing.source import sample_tree

CHUNK = 125
SLOW_SECONDS = 0.5
TOLD = 5


@dataclass(slots=True)
class Tally:
    """What became of some trees."""

    trees: int = 0
    accepted: int = 0
    refused: int = 0
    interrupted: int = 0
    faults: int = 0
    slow: int = 0
    killed: int = 0
    seconds: float = 0
    slowest: float = 0
    codes: Counter[str] = field(default_factory=Counter)
    crashes: list[str] = field(default_factory=list)
    misplaced: list[str] = field(default_factory=list)
    half: list[str] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        """Take another tally in."""
        for name in ("trees", "accepted", "refused", "faults", "slow", "killed", "seconds", "codes", "crashes", "misplaced", "half"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.slowest = max(self.slowest, other.slowest)

    @property
    def holds(self) -> bool:
        """Whether every bar holds."""
        return not (self.crashes or self.misplaced or self.half)


def main() -> int:
    """Run the experiment, print its table; 1 when a bar is broken."""
    arguments = options()
    began, whole = time.monotonic(), Tally()
    end = arguments.first + arguments.count
    chunks = [range(at, min(at + CHUNK, end)) for at in range(arguments.first, end, CHUNK)]
    with ProcessPoolExecutor(arguments.processes, mp_context=get_context("spawn")) as pool:
        for tally in pool.map(run, chunks, [arguments.seed] * len(chunks), [arguments.plant] * len(chunks)):
            whole.add(tally)
            if sys.stderr.isatty() or whole.trees % 1000 == 0:
                print(f"{whole.trees} trees, {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    mode = f"planted: {arguments.plant}" if arguments.plant else "as it is"
    print(f"\nMutations of the sample: seed {arguments.seed}, trees {arguments.first} to {end - 1}, {mode}")
    print("\n".join(table(whole, time.monotonic() - began)))
    return 0 if whole.holds else 1


def options() -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.mutations", description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0, help="the number of the first tree, to go on where another run ended")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--plant", choices=("", "crash", "lost", "half"), default="", help="the controls; each must break its bar")
    return parser.parse_args()


def run(numbers: range, seed: int, plant: str) -> Tally:
    """Damage, check and publish the trees of these numbers, in a place of their own."""
    tally, sound = Tally(), sample_tree()
    with tempfile.TemporaryDirectory(prefix="waymark-mutations-") as folder:
        place = Place(Path(folder), sound)
        for number in numbers:
            rng = Random(seed * 1_000_003 + number)
            files = damaged(sound.files, rng)
            try:
                one(Judge(place, plant), files, rng, tally)
            except Exception:  # noqa: BLE001 - any exception at all is what is looked for
                tally.crashes.append(f"{number}: {traceback.format_exc(limit=-2)}")
                place.again()
            tally.trees += 1
        place.leave()
    return tally


@dataclass(frozen=True, slots=True)
class Judge:
    """Where trees are published, and the planted fault, if any."""

    place: Place
    plant: str

    def check(self, files: dict[str, bytes], rng: Random) -> Checked:
        """Check, or in a control do it wrongly for one tree of twenty."""
        checked = check(Tree(files))
        if self.plant == "crash" and rng.random() < 0.05:
            raise KeyError("planted")
        if self.plant == "lost" and checked.faults and rng.random() < 0.05:
            away = replace(checked.faults[0], at=Position(10**6))
            return Checked(checked.library, (away, *checked.faults[1:]))
        return checked


def one(judge: Judge, files: dict[str, bytes], rng: Random, tally: Tally) -> None:
    """One tree."""
    began, child = time.monotonic(), SHARED.pid
    checked = judge.check(files, rng)
    seconds = time.monotonic() - began
    tally.seconds += seconds
    tally.slowest = max(tally.slowest, seconds)
    killed = child is not None and SHARED.pid != child
    tally.killed += killed
    tally.slow += seconds > SLOW_SECONDS and not killed
    tally.faults += len(checked.faults)
    tally.codes.update({fault.code for fault in checked.faults})
    tally.misplaced += misplaced(files, checked)
    if judge.plant == "half" and checked.library is not None:
        break_off(judge.place)
    served, half = judge.place.published(files, checked, rng)
    tally.half += half
    tally.accepted += served
    tally.refused += not served


def break_off(place: Place) -> None:
    """The control of half releases: an item is lost behind everybody's back."""
    with place.app.app_context(), db.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM release_item WHERE rowid = (SELECT max(rowid) FROM release_item)")


def table(tally: Tally, seconds: float) -> Iterator[str]:
    """The figures, bars first."""
    for name, found in (("crashes", tally.crashes), ("faults at no place", tally.misplaced), ("half releases", tally.half)):
        yield f"  {name:<34}{len(found):>8}   bar 0{'' if not found else '   BROKEN'}"
        yield from (f"      {line}" for line in found[:TOLD])
    yield f"  {'trees':<34}{tally.trees:>8}"
    yield f"  {'accepted and published whole':<34}{tally.accepted:>8}"
    yield f"  {'refused, the old release whole':<34}{tally.refused:>8}"
    yield f"  {'faults, all at a place':<34}{tally.faults:>8}   {len(tally.codes)} codes"
    yield f"  {'trees with a text that was killed':<34}{tally.killed:>8}"
    yield f"  {'checks over 0.5 s, others':<34}{tally.slow:>8}   slowest {tally.slowest:.2f} s"
    yield f"  {'mean of a check':<34}{1000 * tally.seconds / max(1, tally.trees):>8.0f} ms   whole run {seconds:.0f} s"
    yield f"  codes seen: {', '.join(f'{code} {count}' for code, count in tally.codes.most_common())}"


if __name__ == "__main__":
    sys.exit(main())
