"""What a browser sends for each subject that is measured: one request, or a whole attempt."""

import itertools
from collections.abc import Callable, Generator
from urllib.parse import quote, urlencode

from bench.measuring.slots import Slots

Answer = tuple[int, str, bytes]
Script = Generator[bytes, Answer, None]

PAGES = {
    "bare page": "/bench/page",
    "bare page with one row": "/bench/recorded",
    "lesson": "/courses/cloud-for-sellers/compute-and-backup",
    "home": "/home",
    "portfolio": "/partners",
    "people as CSV": "/partners/{team}/people.csv",
}
QUESTIONS = 10
PRACTICE = "/quizzes/ta-practice/start"
"""Another quiz than the one whose attempt stays open for single answers."""
numbers = itertools.count(1)
"""How new an answer is: it rises over all loads of this process."""


def begin(subject: str, who: dict[str, str], slots: Slots | None) -> Callable[[], Script]:
    """The script of a subject, for somebody; called once for each round."""
    if subject == "attempt":
        assert slots is not None
        return lambda: attempt(who, slots)
    if subject == "bare upsert":
        return lambda: single(post(who, "/bench/upsert", {"seq": next(numbers), "answer": "a"}))
    if subject == "autosave":
        return lambda: single(save(who, f"/attempts/{who['attempt']}/answers/1", who["answer"]))
    request = get(who, PAGES[subject].format(**who))
    return lambda: single(request)


def single(request: bytes) -> Script:
    """One request, which must succeed."""
    status, _, body = yield request
    assert status == 200, (status, request[:60], body[:300])


def attempt(who: dict[str, str], slots: Slots) -> Script:
    """Begin, save 10 answers, hand in, and look at the result."""
    status, where, body = yield post(who, PRACTICE, {}, page=True)
    assert status == 303, (status, body[:300])
    address = where[where.index("/attempts/") :]
    paper = slots.of(address.rsplit("/", 1)[-1])
    assert len(paper) == QUESTIONS, paper
    for position, option in paper:
        status, _, body = yield save(who, f"{address}/answers/{position}", option)
        assert status == 200, (status, body[:300])
    status, where, body = yield post(who, f"{address}/submit", {}, page=True)
    assert status == 303, (status, body[:300])
    status, _, body = yield get(who, where[where.index("/attempts/") :])
    assert status == 200, (status, body[:300])


def save(who: dict[str, str], path: str, option: str) -> bytes:
    """One answer, as the script of the page sends it."""
    return post(who, path, {"seq": next(numbers), "answer": option})


def get(who: dict[str, str], path: str) -> bytes:
    """A page."""
    return f"GET {quote(path)} HTTP/1.1\r\n{headers(who)}Accept: text/html\r\n\r\n".encode()


def post(who: dict[str, str], path: str, form: dict[str, object], *, page: bool = False) -> bytes:
    """A form; the answer is JSON, or a page."""
    body = urlencode({"csrf_token": who["token"], **form})
    accept = "text/html" if page else "application/json"
    kind = "application/x-www-form-urlencoded"
    head = f"POST {path} HTTP/1.1\r\n{headers(who)}Accept: {accept}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    return (head + body).encode()


def headers(who: dict[str, str]) -> str:
    """What every request carries."""
    return (
        f"Host: localhost:8000\r\nCookie: session={who['cookie']}\r\nAccept-Language: en\r\nUser-Agent: bench\r\nConnection: keep-alive\r\n"
    )
