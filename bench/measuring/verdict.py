"""The figures of one database, the goals they are held against, and both as tables."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bench.measuring.servers import SERVERS
from bench.measuring.starting import Start

REFERENCE = "gunicorn"
"""Goals are held against what this server needs; the others stand beside it."""
CONNECTIONS = (2, 8, 32)
RATIO, MEMORY_MB, START_SECONDS = 1.5, 80, 3
LESSON_MS = {"sqlite": 3.7, "postgres": 6.0}
ATTEMPT_MS = {"sqlite": 40.0, "postgres": 65.0}


@dataclass(slots=True)
class Cost:
    """What one round of a subject cost: CPU in ms, of the server's processes and of PostgreSQL's, and rounds a second by connections."""

    server: float
    database: float
    rate: dict[int, float] = field(default_factory=dict)

    @property
    def cpu(self) -> float:
        """Both together."""
        return self.server + self.database


@dataclass(frozen=True, slots=True)
class Measured:
    """Everything that was seen on one database. `statements` are those of the small and of the grown installation."""

    database: str
    costs: Mapping[str, Mapping[str, Cost]]
    memory: Mapping[str, float]
    start: Start
    statements: Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure that may be this much at most."""

    name: str
    seen: float
    most: float
    unit: str

    @property
    def kept(self) -> bool:
        """Whether it is."""
        return self.seen <= self.most


def goals(seen: Measured) -> Iterator[Goal]:
    """What was promised."""
    cost = seen.costs[REFERENCE]
    yield Goal("lesson / (bare page + bare upsert)", cost["lesson"].cpu / (cost["bare page"].cpu + cost["bare upsert"].cpu), RATIO, "times")
    yield Goal("autosave / bare upsert", cost["autosave"].cpu / cost["bare upsert"].cpu, RATIO, "times")
    yield Goal("lesson", cost["lesson"].cpu, LESSON_MS[seen.database], "CPU ms")
    yield Goal("attempt of 10 questions", cost["attempt"].cpu, ATTEMPT_MS[seen.database], "CPU ms")
    small, grown = seen.statements["portfolio"]
    yield Goal("portfolio: statements more after it grew", grown - small, 0, "")
    yield Goal("memory of a worker", seen.memory[REFERENCE], MEMORY_MB, "MB")
    yield Goal("import to first answer", seen.start.cpu, START_SECONDS, "CPU s")


def table(seen: Measured) -> str:
    """One line a subject; below it memory, start and the goals."""
    lines = [f"\n{seen.database}", *_costs(seen), "", *_rates(seen), "", *_whole(seen), ""]
    lines += [f"{'goal':<54}{'seen':>8}{'most':>8}"]
    for one in goals(seen):
        lines.append(f"{one.name:<54}{one.seen:>8.2f}{one.most:>8g} {one.unit:<7}{'' if one.kept else '  MISSED'}".rstrip())
    return "\n".join(lines)


def _costs(seen: Measured) -> Iterator[str]:
    names = [one for one in SERVERS if one in seen.costs]
    yield f"{'CPU ms a round: server + database':<34}{'SQL':>5}" + "".join(f"{one:>20}" for one in names) + f"{'x bare page':>13}"
    bare = seen.costs[REFERENCE]["bare page"].cpu
    for subject in seen.costs[REFERENCE]:
        cells = "".join(_cell(seen.costs[one].get(subject)) for one in names)
        times = seen.costs[REFERENCE][subject].cpu / bare
        yield f"{subject:<34}{seen.statements[subject][1]:>5}{cells}{times:>13.2f}"


def _cell(cost: Cost | None) -> str:
    return f"{f'{cost.server:.2f} + {cost.database:.2f}' if cost else '-':>20}"


def _rates(seen: Measured) -> Iterator[str]:
    heads = "".join(f"{f'{server} {many}':>13}" for server in seen.costs for many in CONNECTIONS)
    yield f"{'rounds a second, connections':<34}{heads}"
    for subject, cost in seen.costs[REFERENCE].items():
        if cost.rate:
            yield f"{subject:<34}" + "".join(
                f"{by[subject].rate.get(many, 0):>13.0f}" for by in seen.costs.values() for many in CONNECTIONS
            )


def _whole(seen: Measured) -> Sequence[str]:
    lesson = seen.costs[REFERENCE]["lesson"].cpu
    memory = ", ".join(f"{server} {many:.0f}" for server, many in seen.memory.items())
    return [
        f"memory of the largest worker, PSS in MB: {memory}",
        f"lesson / (bare page that writes one row, in one request): {lesson / seen.costs[REFERENCE]['bare page with one row'].cpu:.2f}",
        f"import to first answer: {seen.start.cpu:.2f} s of CPU, {seen.start.wall:.2f} s by the clock, {seen.start.modules} modules",
    ]
