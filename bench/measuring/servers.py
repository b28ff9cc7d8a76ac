"""The servers side by side: gunicorn with preloaded workers of threads, granian, and waitress as `lms serve` uses it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.measuring.place import Browser
from bench.measuring.processes import pss_of, tree
from bench.measuring.scripts import get
from lms.core.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
WORKERS, THREADS = 2, 4
START_SECONDS = 90
SERVED = "bench.measuring.served"
SERVERS = ("gunicorn", "granian", "waitress")


@dataclass(frozen=True, slots=True)
class Running:
    """A server that answers."""

    process: int
    port: int

    def memory(self) -> float:
        """Memory in MB of the worker that has most; a server without workers is one."""
        below = [one for one in tree(self.process) if one != self.process]
        return max(pss_of(one) for one in below or [self.process])


@contextmanager
def running(server: str, settings: Settings, slow: str, who: Browser) -> Iterator[Running]:
    """Start a server; it and its workers are gone at the end.

    Raises:
        RuntimeError: it does not answer.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    environment = environment_of(settings) | {"BENCH_SLOW": slow}
    with subprocess.Popen(command(server, port), cwd=ROOT, env=environment, start_new_session=True) as process:
        try:
            wait_for(process, port, who)
            yield Running(process.pid, port)
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)


def environment_of(settings: Settings) -> dict[str, str]:
    """The environment of a server of this installation."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LMS_", "PYTHON"))}
    return kept | {"LMS_SECRET": settings.secret, "LMS_DATABASE": settings.database, "LMS_LOG_LEVEL": "error"}


def command(server: str, port: int) -> list[str]:
    """How a server is started."""
    where = f"127.0.0.1:{port}"
    if server == "gunicorn":
        many = ["--workers", str(WORKERS), "--threads", str(THREADS), "--worker-class", "gthread", "--keep-alive", "60"]
        return [sys.executable, "-m", "gunicorn", "--preload", *many, "--bind", where, "--log-level", "error", f"{SERVED}:app"]
    if server == "granian":
        many = ["--workers", str(WORKERS), "--blocking-threads", str(THREADS), "--backpressure", "64"]
        granian = str(Path(sys.executable).with_name("granian"))
        return [granian, "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), *many, "--log-level", "error", f"{SERVED}:app"]
    return [sys.executable, "-m", SERVED, str(port)]


def wait_for(process: subprocess.Popen[bytes], port: int, who: Browser) -> None:
    """Wait until the server answers a page."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=10) as one:
                one.sendall(get({"cookie": who.cookie}, "/bench/page"))
                if one.recv(64).startswith(b"HTTP/1.1 200"):
                    return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"The server on port {port} does not answer.")
