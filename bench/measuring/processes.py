"""What processes have used, as the kernel counts it: CPU seconds of a tree of processes, and memory that is theirs."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

TICK = os.sysconf("SC_CLK_TCK")
PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Used:
    """CPU seconds."""

    server: float
    database: float

    def since(self, before: "Used") -> "Used":
        """What was used after `before`."""
        return Used(self.server - before.server, self.database - before.database)


def tree(root: int) -> Iterator[int]:
    """A process and everything below it."""
    yield root
    for task in (PROC / str(root) / "task").glob("*"):
        for child in (task / "children").read_text().split():
            yield from tree(int(child))


def cpu_of_tree(root: int) -> float:
    """CPU seconds of a process and everything below it, those that have ended and were waited for among them."""
    return sum(cpu_of(one) for one in tree(root))


def cpu_of(process: int) -> float:
    """CPU seconds of one process with all its threads, and of its children that have ended."""
    try:
        fields = (PROC / str(process) / "stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    return sum(int(ticks) for ticks in fields[11:15]) / TICK


def pss_of(process: int) -> float:
    """Memory of a process in MB: its own pages, and its share of those that it has in common with others."""
    for line in (PROC / str(process) / "smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("smaps_rollup without Pss")


def postmaster_of(address: str) -> int | None:
    """The process of our PostgreSQL server; `None` for SQLite, which has none."""
    if address.startswith("sqlite"):
        return None
    socket = Path(parse_qs(urlsplit(address).query)["host"][0])
    return int((socket.parent / "data" / "postmaster.pid").read_text().splitlines()[0])


def used(server: int, postmaster: int | None) -> Used:
    """What the server and the database have used until now."""
    return Used(cpu_of_tree(server), cpu_of_tree(postmaster) if postmaster else 0.0)
