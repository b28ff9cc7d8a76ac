"""Keeps the crashed process running, and kills its workers at random moments."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from lms.core.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
PAUSE = (0.3, 1.5)
"""Seconds between two kills."""
YOUNGEST = 1.5
"""A worker younger than this is spared: one killed before it ever served proves nothing."""
START_SECONDS = 60


@dataclass(slots=True)
class Workers:
    """The workers that are alive, by process id, each with the moment at which it was born; and how many were killed."""

    process: subprocess.Popen[str]
    port: int = 0
    born: dict[int, float] = field(default_factory=dict)
    killed: int = 0
    listening: threading.Event = field(default_factory=threading.Event)

    def follow(self) -> None:
        """Note what the process tells, until it ends."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            what, number = line.split()
            if what == "port":
                self.port = int(number)
            else:
                self.born[int(number)] = time.monotonic()
                self.listening.set()

    def kill_one(self) -> None:
        """Kill -9 a random worker that is old enough, if there is one."""
        old = [worker for worker, born in list(self.born.items()) if time.monotonic() - born >= YOUNGEST]
        if old:
            worker = random.choice(old)
            del self.born[worker]
            os.kill(worker, signal.SIGKILL)
            self.killed += 1

    def kill_until(self, stop: threading.Event, end: float) -> None:
        """Kill one after the other until the moment `end` (of the monotonic clock), or until stopped."""
        while time.monotonic() < end and not stop.wait(random.uniform(*PAUSE)):
            self.kill_one()


@contextmanager
def running(settings: Settings, count: int, *faults: str) -> Iterator[Workers]:
    """Start the process with `count` workers, with options of `served`; it and all of them are gone at the end.

    Raises:
        RuntimeError: it does not come up.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LMS_")}
    environment |= {"LMS_SECRET": settings.secret, "LMS_DATABASE": settings.database, "LMS_LOG_LEVEL": settings.log_level}
    command = [sys.executable, "-m", "bench.crashing.served", "--workers", str(count), *faults]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True)
    workers = Workers(process)
    threading.Thread(target=workers.follow, daemon=True).start()
    try:
        if not workers.listening.wait(START_SECONDS):
            raise RuntimeError("The workers did not start.")
        yield workers
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
