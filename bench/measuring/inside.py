"""Requests without a server: the bytes of a request go straight into the application, and its answer comes back."""

import io
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.engine import Engine

from bench.measuring.scripts import Answer, Script


def play(app: Flask, script: Script) -> None:
    """Let a script have its requests answered."""
    try:
        request = next(script)
        while True:
            request = script.send(ask(app, request))
    except StopIteration:
        return


def ask(app: Flask, request: bytes) -> Answer:
    """Status, location and body of the answer to one request."""
    told: dict[str, Any] = {}

    def start(status: str, headers: list[tuple[str, str]], _fault: object = None) -> Callable[[bytes], object]:
        told.update(status=int(status.split(maxsplit=1)[0]), headers=dict(headers))
        return len

    answer = app.wsgi_app(environ(request), start)
    try:
        body = b"".join(answer)
    finally:
        close = getattr(answer, "close", None)
        if close:
            close()
    return told["status"], told["headers"].get("Location", ""), body


def environ(request: bytes) -> dict[str, Any]:
    """What a server makes of a request."""
    head, _, body = request.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    method, target, _ = first.split(" ")
    path, _, query = target.partition("?")
    made: dict[str, Any] = {
        "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "SERVER_NAME": "localhost", "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1", "wsgi.version": (1, 0), "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body), "wsgi.errors": sys.stderr, "wsgi.multithread": True, "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }  # fmt: skip
    for line in lines:
        name, _, text = line.partition(": ")
        key = name.upper().replace("-", "_")
        made[key if key.startswith("CONTENT_") else f"HTTP_{key}"] = text
    return made


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that are sent to any database meanwhile."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE")):
            sent.append(statement)

    sa.event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        sa.event.remove(Engine, "before_cursor_execute", note)
