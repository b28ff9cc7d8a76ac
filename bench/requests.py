"""What requests cost, on both databases and three servers, held against the goals; 1 when one is missed.

`python -m bench.requests --database both`; `--slow courses.lesson=5` is the control, in which the goals of lessons must be missed.
"""

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.crashing.place import address_of
from bench.measuring.place import grow, prepare
from bench.measuring.rounds import Pace, loading, one_server, statements_of
from bench.measuring.servers import SERVERS
from bench.measuring.starting import quickest
from bench.measuring.verdict import REFERENCE, Measured, goals, table
from bench.population import Size

WHOLE = Size(partners=450, people=4_500, attempts=9_000, papers=1_000)
SMALL = Size(partners=45, people=450, attempts=900, papers=100)


def main() -> int:
    """Measure, print, and judge."""
    given = asked()
    databases = ("sqlite", "postgres") if given.database == "both" else (given.database,)
    seen = [measured(database, given) for database in databases]
    print("\n".join(table(one) for one in seen))
    missed = [f"{one.database}: {goal.name}" for one in seen for goal in goals(one) if not goal.kept]
    print("\nAll goals are kept." if not missed else "\nMissed: " + "; ".join(missed))
    return 1 if missed else 0


def asked(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.requests", description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgres", "both"), default="both")
    parser.add_argument("--servers", nargs="+", choices=SERVERS, default=SERVERS, help=f"{REFERENCE} is always among them")
    parser.add_argument("--quick", action="store_true", help="a tenth of the people, short rounds: a look, no measurement")
    parser.add_argument("--slow", default="", metavar="ENDPOINT=MS", help="the control: burn so much CPU in each request of an endpoint")
    return parser.parse_args(arguments)


def measured(database: str, given: argparse.Namespace) -> Measured:
    """Everything about one database."""
    pace = Pace.quick() if given.quick else Pace()
    servers = [one for one in SERVERS if one == REFERENCE or one in given.servers]
    with tempfile.TemporaryDirectory(prefix="waymark-bench-") as name, address_of(database, Path(name)) as address:
        print(f"{database}: preparing ...", flush=True)
        place = prepare(address)
        small = statements_of(place)
        grow(place, SMALL if given.quick else WHOLE)
        grown = statements_of(place)
        with loading() as load:
            served = {server: one_server(place, load, server, pace, given.slow) for server in servers}
        first = quickest(place.settings, place.learners[0].cookie, pace.starts)
    return Measured(
        database, {server: costs for server, (_, costs) in served.items()}, {server: memory for server, (memory, _) in served.items()},
        first, {subject: (small[subject], grown[subject]) for subject in grown},
    )  # fmt: skip


if __name__ == "__main__":
    raise SystemExit(main())
