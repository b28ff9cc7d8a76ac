"""Rendering under limits: a child process that is killed when a text keeps it too long, and what it has rendered so far."""

import atexit
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from lms.core.markup import child
from lms.core.markup.channel import Channel
from lms.core.markup.render import Rendered, Targets

ROOT = Path(__file__).resolve().parents[3]
PRIVATE = "LMS_"
"""Settings begin so: a child that reads strangers' texts knows no secret and no database."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one text may take: seconds of processor time, bytes of memory (0: no limit), and seconds by the clock."""

    cpu_seconds: float = 1.2
    memory_bytes: int = 256 * 1024 * 1024
    wall_seconds: float = 30.0


class Excess(StrEnum):
    """Why a text was not rendered."""

    TIME = "time"
    MEMORY = "memory"
    BROKEN = "broken"
    HANGING = "hanging"


class Unrendered(Exception):
    """The text could not be rendered within the limits."""

    def __init__(self, why: Excess) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What became of a text, and what was asked on the way: the same answers make the same sheet."""

    asked: tuple[tuple[str, str, str | None], ...]
    result: Rendered | Excess
    size: int


@dataclass(slots=True, eq=False)
class Press:
    """Renders texts in one child, which starts with the first text and anew after each kill. May be shared by threads.

    What was rendered is kept up to `room` characters, so that checking a tree again costs only what changed in it.
    """

    limits: Limits = field(default_factory=Limits)
    room: int = 32_000_000
    _sheets: OrderedDict[tuple[str, str, bool], _Sheet] = field(default_factory=OrderedDict)
    _filled: int = 0
    _child: "_Child | None" = None
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def render(self, text: str, language: str, targets: Targets, *, inline: bool = False) -> Rendered:
        """As `lms.core.markup.render` and `render_inline`; a text may be asked for its targets more than once.

        Raises:
            Unrendered: it took too much, or the libraries could not read it.
        """
        with self._lock:
            key = text, language, inline
            sheet = self._sheets.get(key)
            if sheet is None or any(_asked(kind, target, targets) != address for kind, target, address in sheet.asked):
                sheet = self._print(key, targets)
                self._keep(key, sheet)
            else:
                self._sheets.move_to_end(key)
        if isinstance(sheet.result, Excess):
            raise Unrendered(sheet.result)
        return sheet.result

    def close(self) -> None:
        """End the child and forget what was rendered."""
        with self._lock:
            self._sheets.clear()
            self._filled = 0
            self._stop()

    @property
    def pid(self) -> int | None:
        """The child's process id while there is one."""
        return self._child.process.pid if self._child else None

    def _print(self, key: tuple[str, str, bool], targets: Targets) -> _Sheet:
        asked: list[tuple[str, str, str | None]] = []
        running = self._running()
        try:
            result: Rendered | Excess = running.render(key, targets, asked, time.monotonic() + self.limits.wall_seconds)
        except TimeoutError:
            result = Excess.HANGING
            self._stop()
        except (EOFError, OSError):
            result = Excess.TIME if running.ended_by() == signal.SIGPROF else Excess.BROKEN
            self._stop()
        except BaseException:
            # Half a conversation would be taken for the answer to the next text.
            self._stop()
            raise
        size = len(key[0]) + (len(result.html) if isinstance(result, Rendered) else 0)
        return _Sheet(tuple(asked), result, size)

    def _keep(self, key: tuple[str, str, bool], sheet: _Sheet) -> None:
        old = self._sheets.pop(key, None)
        self._filled -= old.size if old else 0
        # What hangs by the clock may only have met a busy machine: it gets another chance.
        if sheet.result is Excess.HANGING:
            return
        self._sheets[key] = sheet
        self._filled += sheet.size
        while self._filled > self.room and len(self._sheets) > 1:
            self._filled -= self._sheets.popitem(last=False)[1].size

    def _running(self) -> "_Child":
        # A child belongs to the process that started it; one that came along by a fork is somebody else's.
        if self._child is None or self._child.owner != os.getpid():
            self._child = _Child.started(self.limits)
            atexit.register(self._stop)
        return self._child

    def _stop(self) -> None:
        ended, self._child = self._child, None
        if ended is not None and ended.owner == os.getpid():
            atexit.unregister(self._stop)
            ended.end()


@dataclass(frozen=True, slots=True)
class _Child:
    process: subprocess.Popen[bytes]
    channel: Channel
    owner: int

    @classmethod
    def started(cls, limits: Limits) -> "_Child":
        """A child that is ready.

        Raises:
            RuntimeError: it does not start; that is no fault of any text.
        """
        ours, theirs = socket.socketpair()
        command = [sys.executable, "-P", "-m", child.__name__, str(theirs.fileno()), str(limits.cpu_seconds), str(limits.memory_bytes)]
        environment = {name: value for name, value in os.environ.items() if not name.startswith(PRIVATE)}
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), environment.get("PYTHONPATH", "")]))
        process = subprocess.Popen(  # noqa: S603 - our own program, with numbers as arguments
            command, pass_fds=[theirs.fileno()], env=environment, start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        theirs.close()
        made = cls(process, Channel(ours), os.getpid())
        made.channel.allow(60)
        try:
            made.channel.receive()
        except (EOFError, OSError) as reason:
            made.end()
            raise RuntimeError(f"The process that renders texts does not start: {' '.join(command)}") from reason
        return made

    def render(
        self, job: tuple[str, str, bool], targets: Targets, asked: list[tuple[str, str, str | None]], until: float
    ) -> Rendered | Excess:  # fmt: skip
        """Send one text, answer what is asked about it, and read what became of it."""
        self._say(until, *job)
        while True:
            self.channel.allow(until - time.monotonic())
            kind, *said = self.channel.receive()
            match kind:
                case child.LINK | child.PICTURE:
                    address = _asked(kind, said[0], targets)
                    asked.append((kind, said[0], address))
                    self._say(until, address)
                case child.DONE:
                    return _rendered(said)
                case child.NO_MEMORY:
                    return Excess.MEMORY
                case _:
                    return Excess.BROKEN

    def ended_by(self) -> int:
        """The signal that ended it; 0 when it ended by itself, or is still there."""
        try:
            return max(0, -self.process.wait(timeout=1))
        except subprocess.TimeoutExpired:
            return 0

    def end(self) -> None:
        """Kill it and give everything back."""
        self.process.kill()
        self.process.wait()
        self.channel.close()

    def _say(self, until: float, *values: object) -> None:
        self.channel.allow(until - time.monotonic())
        self.channel.send(*values)


def _asked(kind: str, target: str, targets: Targets) -> str | None:
    return targets.link(target) if kind == child.LINK else targets.picture(target)


def _rendered(said: list[Any]) -> Rendered:
    html, toc, checks, *complaints, formulas = said
    dead_links, dead_pictures, mute_pictures = (tuple(one) for one in complaints)
    return Rendered(
        html, tuple((anchor, title, level) for anchor, title, level in toc), tuple(checks), dead_links, dead_pictures, mute_pictures,
        tuple((formula, problem) for formula, problem in formulas),
    )  # fmt: skip


SHARED = Press()
"""The press of this process. It holds nothing before the first text; whoever goes on for long without texts closes it."""
