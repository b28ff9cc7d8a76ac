"""The load, in a process of its own: so many connections, each with one request after the other, for so long.

Reads one plan after the other as JSON lines from standard input and answers each with a line of figures.
"""

import itertools
import json
import selectors
import socket
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from bench.measuring.scripts import Script, begin
from bench.measuring.slots import Slots

PATIENCE = 30
"""Seconds without any answer after which the load is given up."""
CHUNK = 1 << 18
BUSY = 503


@dataclass(frozen=True, slots=True)
class Plan:
    """What one load is: a subject, over how many connections, who asks in turn, and until when."""

    port: int
    subject: str
    connections: int
    people: list[dict[str, str]]
    seconds: float
    database: str
    at_least: int = 1
    """So many rounds are completed, however long they take."""


@dataclass(slots=True)
class Figures:
    """What came of it. A round is a request, or for scripts of several requests all of them."""

    rounds: int = 0
    requests: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    busy: int = 0
    wrong: str = ""


class Connection:
    """One browser: it sends what its script says, and hands the answer back to it."""

    def __init__(self, port: int, turns: Iterator[Callable[[], Script]], figures: Figures) -> None:
        self.port, self.turns, self.figures = port, turns, figures
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self.script: Script | None = None
        self.received = bytearray()
        self.request = b""
        self.sent_at = 0.0

    def send(self, request: bytes) -> None:
        """Send one request, over a new connection where the server has closed the old one."""
        self.received.clear()
        self.request = request
        self.sent_at = time.monotonic()
        try:
            self.socket.sendall(request)
        except OSError:
            self.renew()
            self.socket.sendall(request)

    def renew(self) -> None:
        """Connect again."""
        self.socket.close()
        self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)

    def receive(self) -> tuple[int, str, bytes] | None:
        """Status, location and body, once all of it has come."""
        try:
            got = self.socket.recv(CHUNK)
        except ConnectionError:
            got = b""
        if not got and self.received:
            raise ConnectionError("The server closed the connection within an answer.")
        if not got:
            # Closed after the answer before, as waitress does behind one in chunks.
            self.renew()
            self.socket.sendall(self.request)
            return None
        self.received += got
        return parsed(bytes(self.received))


def parsed(raw: bytes) -> tuple[int, str, bytes] | None:
    """An answer as status, location and body; `None` while it is not complete."""
    head, gap, body = raw.partition(b"\r\n\r\n")
    if not gap:
        return None
    lines = head.split(b"\r\n")
    headers = {name.strip().lower(): text.strip() for name, _, text in (line.partition(b":") for line in lines[1:])}
    status = int(lines[0].split(b" ")[1])
    if b"content-length" in headers:
        complete = len(body) >= int(headers[b"content-length"])
    else:
        complete = status == 204 or body.endswith(b"0\r\n\r\n")
    return (status, headers.get(b"location", b"").decode(), body) if complete else None


def run(plan: Plan) -> Figures:
    """Ask until the time is over."""
    figures, selector = Figures(), selectors.DefaultSelector()
    slots = Slots(plan.database) if plan.subject == "attempt" else None
    began = time.monotonic()
    end = began + plan.seconds
    for number in range(plan.connections):
        # Nobody collects more attempts than a person would: earlier ones are read when the next begins.
        turns = itertools.cycle([begin(plan.subject, who, slots) for who in plan.people[number :: plan.connections]])
        one = Connection(plan.port, turns, figures)
        selector.register(one.socket, selectors.EVENT_READ, one)
        step(one, None)
    going = plan.connections
    while going:
        ready = selector.select(PATIENCE)
        if not ready:
            raise TimeoutError(f"No answer for {PATIENCE} s: {plan.subject}")
        for key, _ in ready:
            going -= not follow(key.data, selector, end, plan.at_least)
    figures.seconds = time.monotonic() - began
    if slots:
        slots.close()
    return figures


def follow(one: Connection, selector: selectors.BaseSelector, end: float, at_least: int) -> bool:
    """Take what has come and go on; whether this connection is still needed."""
    old = one.socket
    answer = one.receive()
    if answer is None:
        moved(one, old, selector)
        return True
    one.figures.requests += 1
    if answer[0] == BUSY:
        # The server asks to come back: the same once more, as a browser's script does.
        one.figures.busy += 1
        one.send(one.request)
        moved(one, old, selector)
        return True
    one.figures.slowest = max(one.figures.slowest, time.monotonic() - one.sent_at)
    step(one, answer)
    over = one.script is None and time.monotonic() >= end and one.figures.rounds >= at_least
    if over:
        selector.unregister(old)
        one.socket.close()
        return False
    if one.script is None:
        step(one, None)
    moved(one, old, selector)
    return True


def moved(one: Connection, old: socket.socket, selector: selectors.BaseSelector) -> None:
    """Follow a connection that was made anew."""
    if one.socket is not old:
        selector.unregister(old)
        selector.register(one.socket, selectors.EVENT_READ, one)


def step(one: Connection, answer: tuple[int, str, bytes] | None) -> None:
    """Let the script look at the answer and send what comes next; a script that has ended is a round."""
    try:
        if one.script is None:
            one.script = next(one.turns)()
            one.send(next(one.script))
        else:
            assert answer is not None
            one.send(one.script.send(answer))
    except StopIteration:
        one.figures.rounds += 1
        one.script = None


def main() -> int:
    """Answer one plan after the other."""
    for line in sys.stdin:
        given: dict[str, Any] = json.loads(line)
        try:
            figures = run(Plan(**given))
        except (OSError, AssertionError) as fault:
            figures = Figures(wrong=f"{type(fault).__name__}: {fault}")
        print(json.dumps(asdict(figures)), flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
