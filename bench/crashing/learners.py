"""Learners who sit the exam through plain HTTP, repeat whatever got no answer, and journal every answer that was acknowledged."""

import http.client
import json
import random
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from bench.crashing.place import EXAM, Seat
from lms.core.ids import PublicId
from lms.quizzes.rules import Question

PATIENCE = 60
"""Seconds for which a learner repeats one request before giving up."""
TIMEOUT = 10
LOOKS = 30
"""So often, ten times a second, a learner looks for the paper of an attempt that has begun; the control commits late."""
BUSY_STATUS = 503
BROKEN, TIMED_OUT, BUSY = "connection broken", "no answer in time", "asked to come back"
"""Why a request is repeated."""
TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')

Paper = Callable[[PublicId], Sequence[Question]]
"""The questions of an attempt in their order; none when there is no such attempt."""


class GivenUpError(Exception):
    """A request that got no answer for a minute."""


class RefusedError(Exception):
    """A request that was answered with something else than it should be."""


@dataclass(slots=True)
class Journal:
    """What the learners were told, a line each, on disk before they go on; and how often they had to repeat a request."""

    path: Path
    repeated: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    moments: list[float] = field(default_factory=list)
    """when an answer was acknowledged, by the monotonic clock"""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, what: str, **facts: object) -> None:
        """Write one line."""
        with self._lock, self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"what": what, **facts}) + "\n")
            if what == "saved":
                self.moments.append(time.monotonic())

    def repeat(self, reason: str) -> None:
        """Count a request that must be repeated."""
        with self._lock:
            self.repeated[reason] += 1

    def took(self, seconds: float) -> None:
        """Note how long a request took, with all its repetitions."""
        with self._lock:
            self.slowest = max(self.slowest, seconds)


@dataclass(slots=True)
class Browser:
    """One person's browser: a connection that is made anew whenever it breaks."""

    port: int
    cookie: str
    journal: Journal
    connection: http.client.HTTPConnection | None = None

    def ask(self, method: str, path: str, form: Mapping[str, object] | None = None, wanted: int = 200) -> tuple[str, str]:
        """Ask until there is an answer; return its text and where it leads.

        Raises:
            RefusedError: the answer is none that was wanted.
            GivenUpError: there was none for a minute; 503 counts as none.
        """
        began = time.monotonic()
        while time.monotonic() - began < PATIENCE:
            try:
                status, text, location = self._once(method, path, form)
            except (OSError, http.client.HTTPException) as fault:
                self.close()
                self.journal.repeat(TIMED_OUT if isinstance(fault, TimeoutError) else BROKEN)
            else:
                if status == wanted:
                    self.journal.took(time.monotonic() - began)
                    return text, location
                if status != BUSY_STATUS:
                    raise RefusedError(f"{status} {method} {path}")
                self.journal.repeat(BUSY)
            time.sleep(random.uniform(0.05, 0.2))
        raise GivenUpError(f"{method} {path}")

    def token(self, path: str) -> str:
        """The word that every form carries, from a page."""
        found = TOKEN.search(self.ask("GET", path)[0])
        return found[1] if found else ""

    def _once(self, method: str, path: str, form: Mapping[str, object] | None) -> tuple[int, str, str]:
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        headers = {"Cookie": f"session={self.cookie}", "Accept": "application/json" if form and "seq" in form else "text/html"}
        body = None
        if form is not None:
            body = urlencode(form, doseq=True)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        if response.status == BUSY_STATUS and "Retry-After" not in response.headers:
            raise RefusedError(f"503 without Retry-After: {method} {path}")
        return response.status, response.read().decode(), response.headers.get("Location", "")

    def close(self) -> None:
        """Drop the connection."""
        if self.connection is not None:
            self.connection.close()
        self.connection = None


def sit_all(seats: Sequence[Seat], port: int, paper: Paper, journal: Journal, end: float) -> None:
    """Sit one exam after the other, each as the next person, beginning none after the moment `end`."""
    for seat in seats:
        if time.monotonic() >= end:
            return
        browser = Browser(port, seat.cookie, journal)
        try:
            sit(browser, seat, paper)
        except GivenUpError as request:
            journal.note("given_up", request=str(request))
        except RefusedError as request:
            journal.note("refused", request=str(request))
        finally:
            browser.close()


def sit(browser: Browser, seat: Seat, paper: Paper) -> None:
    """Begin, answer every question, some of them twice, and hand in."""
    attempt, token = begin(browser)
    browser.journal.note("started", attempt=attempt, person=seat.person)
    knows = random.choice((0.5, 0.95, 0.95))
    for position, question in enumerate(given(paper, attempt), start=1):
        for seq in range(1, random.choice((1, 1, 2)) + 1):
            values = chosen(question, right=random.random() < knows)
            form = {"csrf_token": token, "seq": seq, "answer": values}
            browser.ask("POST", f"/attempts/{attempt}/answers/{position}", form)
            browser.journal.note("saved", attempt=attempt, position=position, seq=seq, values=values)
    browser.ask("POST", f"/attempts/{attempt}/submit", {"csrf_token": token}, 303)
    browser.journal.note("submitted", attempt=attempt)


def begin(browser: Browser) -> tuple[PublicId, str]:
    """Open the page of the exam and begin; the attempt, and the word that every form carries."""
    token = browser.token(f"/quizzes/{EXAM}")
    _, location = browser.ask("POST", f"/quizzes/{EXAM}/start", {"csrf_token": token}, 303)
    return PublicId(location.rsplit("/", 1)[-1]), token


def given(paper: Paper, attempt: PublicId) -> Sequence[Question]:
    """The paper of an attempt that was acknowledged.

    Raises:
        RefusedError: there is none, though it was looked for again and again for a while.
    """
    for _ in range(LOOKS):
        if found := paper(attempt):
            return found
        time.sleep(0.1)
    raise RefusedError(f"no paper {attempt}")


def chosen(question: Question, *, right: bool) -> list[str]:
    """The options that somebody ticks who knows the answer, or does not; in the order in which they are written."""
    wrong = next(option.id for option in question.options if not option.right)
    ticked = question.right if right else {wrong}
    return [option.id for option in question.options if option.id in ticked]
