"""No test speaks to the outside: every connection but those to this machine is refused, and remembered as an attempt.

Python tells of each connection and each look-up of a name by an audit event, which no library can go around without leaving Python.
Programs that tests start get the same guard: `tests/guarded/` stands on their path, where Python looks for `sitecustomize`.
"""

import ipaddress
import os
import socket
import sys
from pathlib import Path

ATTEMPTS = "WAYMARK_TEST_ATTEMPTS"
"""The environment variable with the file in which attempts are noted, one a line."""
NAMES = {"localhost", "ip6-localhost", "", socket.gethostname()}
SENDING = {"socket.connect", "socket.sendto", "socket.sendmsg"}
NAMING = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}


class Outside(ConnectionRefusedError):
    """Somebody wanted to speak to another machine."""


def is_here(host: object) -> bool:
    """Whether a host is this machine."""
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else "" if host is None else str(host)
    if name in NAMES or name.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def guard(event: str, arguments: tuple[object, ...]) -> None:
    """The audit hook. A path of a Unix socket is here; an address is a tuple with the host first.

    Raises:
        Outside: the host is another machine.
    """
    if event not in SENDING and event not in NAMING:
        return
    target = arguments[0] if event in NAMING else arguments[-1]
    host = target[0] if isinstance(target, tuple) else target
    unix = event in SENDING and not isinstance(target, tuple)
    if unix or is_here(host):
        return
    note(f"{event} {host}")
    raise Outside(f"The tests speak to this machine only: {event} {host}")


def note(attempt: str) -> None:
    """Remember an attempt, also for the process that looks at the end."""
    path = os.environ.get(ATTEMPTS)
    if path:
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(f"{attempt} ({Path(sys.argv[0]).name or 'python'})\n")


def attempts() -> list[str]:
    """Everything that was attempted, in this process and in those it started."""
    path = Path(os.environ.get(ATTEMPTS, ""))
    return path.read_text(encoding="utf-8").splitlines() if path.is_file() else []


def forget(attempt: str) -> None:
    """Take one attempt back that a control made on purpose."""
    path = Path(os.environ[ATTEMPTS])
    left = [one for one in attempts() if attempt not in one]
    path.write_text("".join(f"{one}\n" for one in left), encoding="utf-8")


def guard_the_suite(folder: Path) -> None:
    """Guard this process and every Python program that it starts; attempts are noted in `folder`."""
    os.environ.setdefault(ATTEMPTS, str(folder / "attempts"))
    guarded = str(Path(__file__).parent / "guarded")
    if guarded not in os.environ.get("PYTHONPATH", "").split(os.pathsep):
        os.environ["PYTHONPATH"] = os.pathsep.join(one for one in (guarded, os.environ.get("PYTHONPATH", "")) if one)
    install()


def install() -> None:
    """Guard this process from now on; once is enough, and there is no way back."""
    if not getattr(sys, "_waymark_guarded", False):
        sys.addaudithook(guard)
        sys._waymark_guarded = True  # type: ignore[attr-defined]  # a mark for the whole process, whoever imports this file
