"""The guard against speaking to other machines works, in this process and in those that tests start."""

import socket
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from tests import loopback
from tests.conftest import pytest_sessionfinish
from tests.loopback import attempts, forget, is_here

ELSEWHERE = "192.0.2.1"
"""An address of documentation (RFC 5737) at which nobody lives."""
NAMED = "outside.example"
"""A name that nobody may have."""


@pytest.fixture
def made() -> Iterator[Callable[[], list[str]]]:
    """The attempts that this control made on purpose; whatever comes of it, they are taken back, and count for nobody else."""
    yield lambda: [one for one in attempts() if ELSEWHERE in one or NAMED in one]
    forget(ELSEWHERE)
    forget(NAMED)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost", "a.localhost", b"127.0.0.1", None, ""])
def test_this_machine_is_here(host: object) -> None:
    assert is_here(host)


@pytest.mark.parametrize("host", [ELSEWHERE, "10.0.0.1", "2001:db8::1", "example.com", "localhost.example.com", b"example.com"])
def test_everything_else_is_outside(host: object) -> None:
    assert not is_here(host)


def refused() -> pytest.RaisesExc[ConnectionRefusedError]:
    """The guard's own refusal, known by its words: a worker of xdist got its guard from `sitecustomize`, with a class of its own."""
    return pytest.raises(ConnectionRefusedError, match="this machine only")


def test_a_connection_to_another_machine_is_refused_and_remembered(made: Callable[[], list[str]]) -> None:
    with socket.socket() as outward, refused():
        outward.connect((ELSEWHERE, 80))
    with socket.socket(type=socket.SOCK_DGRAM) as outward, refused():
        outward.sendto(b"x", (ELSEWHERE, 53))
    with refused():
        socket.getaddrinfo(NAMED, 80)
    assert len(made()) == 3


def test_a_program_that_a_test_starts_is_refused_too(made: Callable[[], list[str]]) -> None:
    program = f"import socket; socket.create_connection(('{ELSEWHERE}', 81), timeout=1)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "this machine only" in done.stderr
    assert len(made()) == 1


def test_this_machine_may_be_spoken_to() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert client.getpeername() == server.getsockname()


def test_a_run_in_which_something_tried_ends_red_though_the_refusal_was_swallowed(monkeypatch: pytest.MonkeyPatch) -> None:
    class Run:
        """As much of a session as the end of a run looks at."""

        config = object()
        exitstatus = 0

    monkeypatch.setattr(loopback, "attempts", lambda: ["socket.connect 192.0.2.1"])
    run = Run()
    pytest_sessionfinish(run)  # type: ignore[arg-type]  # as much of it as is looked at
    assert run.exitstatus == 1
