"""The rounds: each subject under each load, with what the processes used meanwhile."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass

from bench.measuring.inside import counted, play
from bench.measuring.load import Figures, Plan
from bench.measuring.place import Browser, Place
from bench.measuring.processes import postmaster_of, used
from bench.measuring.scripts import begin
from bench.measuring.served import measured_app
from bench.measuring.servers import ROOT, Running, running
from bench.measuring.slots import Slots
from bench.measuring.verdict import CONNECTIONS, REFERENCE, Cost

SUBJECTS = (
    "bare page", "bare upsert", "bare page with one row", "lesson", "home", "autosave", "attempt", "portfolio", "people as CSV",
)  # fmt: skip
OF_THE_HEAD = ("portfolio", "people as CSV")
RATED = ("bare page", "lesson", "home", "autosave", "attempt")
"""Subjects whose rate under several connections is measured."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How long is measured: the best of so many rounds of so many seconds each, seconds for each rate, and starts."""

    rounds: int = 3
    seconds: float = 1.5
    rate_seconds: float = 1.5
    starts: int = 3

    @classmethod
    def quick(cls) -> "Pace":
        """Enough to see that everything runs."""
        return cls(rounds=1, seconds=0.5, rate_seconds=0.3, starts=1)


@dataclass(slots=True)
class Load:
    """The process that asks."""

    process: subprocess.Popen[str]

    def carry(self, plan: Plan) -> Figures:
        """Carry a plan out.

        Raises:
            RuntimeError: an answer was missing, or another than it should be.
        """
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(asdict(plan)) + "\n")
        self.process.stdin.flush()
        figures = Figures(**json.loads(self.process.stdout.readline()))
        if figures.wrong:
            raise RuntimeError(f"{plan.subject}: {figures.wrong}")
        return figures


@contextmanager
def loading() -> Iterator[Load]:
    """Start the process that asks."""
    command = [sys.executable, "-m", "bench.measuring.load"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Load(process)
        assert process.stdin is not None
        process.stdin.close()


def one_server(place: Place, load: Load, server: str, pace: Pace, slow: str) -> tuple[float, dict[str, Cost]]:
    """The memory of a worker afterwards, and what each subject cost."""
    print(f"{place.settings.database.partition(':')[0]}: {server} ...", flush=True)
    with running(server, place.settings, slow, place.learners[0]) as served:
        plan_of = Plans(place, served)
        costs = {subject: cost_of(plan_of, load, subject, pace, reference=server == REFERENCE) for subject in SUBJECTS}
        for subject in RATED:
            for many in CONNECTIONS:
                figures = load.carry(plan_of.plan(subject, many, pace.rate_seconds))
                costs[subject].rate[many] = figures.rounds / figures.seconds
                if figures.busy:
                    print(f"  {subject} over {many} connections: {figures.busy} times asked to come back", flush=True)
        return served.memory(), costs


@dataclass(frozen=True, slots=True)
class Plans:
    """Makes plans for one installation behind one server."""

    place: Place
    served: Running

    def plan(self, subject: str, many: int, seconds: float) -> Plan:
        """A load of one subject over so many connections, each with somebody of its own."""
        people = [person(self.place, one) for one in people_for(self.place, subject, many)]
        return Plan(self.served.port, subject, many, people, seconds, self.place.settings.database)


def cost_of(plans: Plans, load: Load, subject: str, pace: Pace, *, reference: bool) -> Cost:
    """CPU of the cheapest of several rounds over one connection, after one that warms up: the others were disturbed."""
    load.carry(plans.plan(subject, 4, 0.2))
    postmaster = postmaster_of(plans.place.settings.database)
    found = []
    for _ in range(pace.rounds if reference else 1):
        before = used(plans.served.process, postmaster)
        figures = load.carry(plans.plan(subject, 1, pace.seconds))
        spent = used(plans.served.process, postmaster).since(before)
        found.append(Cost(1000 * spent.server / figures.rounds, 1000 * spent.database / figures.rounds))
    return min(found, key=lambda one: one.cpu)


def statements_of(place: Place) -> dict[str, int]:
    """How many statements each subject sends; for an attempt, all its requests together."""
    app, slots = measured_app(place.settings), Slots(place.settings.database)
    found: dict[str, int] = {}
    for subject in SUBJECTS:
        who = person(place, people_for(place, subject, 1)[0])
        for _ in range(2):
            with counted() as sent:
                play(app, begin(subject, who, slots)())
        found[subject] = len(sent)
    slots.close()
    return found


def people_for(place: Place, subject: str, many: int) -> list[Browser]:
    """Who asks for a subject over so many connections."""
    return [place.head] * many if subject in OF_THE_HEAD else list(place.learners)


def person(place: Place, one: Browser) -> dict[str, str]:
    """Somebody, as the load knows them."""
    return asdict(one) | {"team": place.team}
