#!/usr/bin/env python3
"""Two commands for a fresh machine: `python3 dev.py serve` and `python3 dev.py test`. Needs nothing but Python 3.11 or newer.

The first use makes `.venv` from the hashed lock file; later uses start at once. Everything after the command's name is handed on:
`python3 dev.py test tests/quizzes -k draw`, `python3 dev.py lms check`.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
USAGE = """\
usage: python3 dev.py serve | test [pytest arguments] | lint | lock | catalogue | lms [arguments]

  serve      the demo at http://localhost:8000; LMS_PORT=8080 before it for another port
  test       all tests, or those that pytest's arguments name
  lint       the tools alone: ruff, mypy, import contracts, djlint
  lock       write the lock files anew
  catalogue  write new sentences into the Russian catalogue
  lms        the command line of an installation; `python3 dev.py lms --help` lists it"""


def main(arguments: list[str]) -> int:
    """Run one command; return its exit code."""
    if sys.version_info < (3, 11):  # noqa: UP036 - an older Python is exactly what this line is for
        print(f"Waymark needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
        return 2
    command, *rest = arguments or [""]
    if command not in COMMANDS:
        print(USAGE)
        return 0 if command in ("help", "-h", "--help") else 2
    lock_name, action = COMMANDS[command]
    try:
        prepare(lock_name)
        return action(rest)
    except KeyboardInterrupt:
        return 130


def test(rest: list[str]) -> int:
    """Run all tests on every core; with arguments, only what they name."""
    if rest:
        return run("-m", "pytest", *rest)
    return run("-m", "pytest", "-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder", "-q")


def lint(_rest: list[str]) -> int:
    """Run ruff, mypy, the import contracts and djlint, and say which of them complain."""
    checks = {
        "ruff check": ("-m", "ruff", "check", "."),
        "ruff format": ("-m", "ruff", "format", "--check", "."),
        "mypy": ("-m", "mypy"),
        "import contracts": ("-c", "import sys; from importlinter.cli import lint_imports_command as c; sys.exit(c([]))"),
        "djlint": ("-m", "djlint", "templates", "--lint", "--quiet"),
    }
    failed = [name for name, command in checks.items() if run(*command) != 0]
    print(f"lint: {', '.join(failed)} failed" if failed else "lint: all clean")
    return 1 if failed else 0


def lock(_rest: list[str]) -> int:
    """Write both lock files anew. They hold versions and hashes and no addresses."""
    uv = [str(PYTHON), "-m", "uv", "pip", "compile", "pyproject.toml", "--universal", "--generate-hashes", "--no-annotate",
          "--no-header", "--no-emit-index-url", "--python-version", "3.11", "--quiet"]  # fmt: skip
    for extras, target in ((["postgres", "server"], "requirements.lock"), (["postgres", "server", "test"], "requirements-dev.lock")):
        code = subprocess.call([*uv, *(f"--extra={extra}" for extra in extras), "-o", target], cwd=ROOT, stdout=subprocess.DEVNULL)
        if code:
            return code
    return 0


def prepare(lock_name: str) -> None:
    """Make `.venv` fit the lock file; do nothing when it already does."""
    text = (ROOT / lock_name).read_bytes()
    wanted = f"{lock_name} {hashlib.sha256(text).hexdigest()} {sys.version_info[:2]}"
    stamp = VENV / "lock.stamp"
    held = stamp.read_text() if stamp.exists() else ""
    development = (ROOT / "requirements-dev.lock").read_bytes()
    also = f"requirements-dev.lock {hashlib.sha256(development).hexdigest()} {sys.version_info[:2]}"
    if held in (wanted, also) and PYTHON.exists():
        return
    started = time.monotonic()
    say(f"Preparing .venv from {lock_name}, once ...")
    make_venv()
    if not install(lock_name):
        raise SystemExit("The packages could not be installed; the lines above say why. Nothing was left half done: run it again.")
    stamp.write_text(wanted)
    say(f"Packages are ready after {time.monotonic() - started:.0f} s")


def make_venv() -> None:
    """Create `.venv`, or say in one line what Debian split off."""
    if VENV.exists() and not PYTHON.exists():
        shutil.rmtree(VENV)
    if not VENV.exists() and subprocess.call([sys.executable, "-m", "venv", str(VENV)], env=environment()) != 0:
        shutil.rmtree(VENV, ignore_errors=True)
        raise SystemExit("Python's venv module is missing. On Debian and Ubuntu: apt-get install python3-venv")


def install(lock_name: str) -> bool:
    """Install the lock with uv, or with pip alone where uv cannot be had."""
    quiet = ["--quiet", "--disable-pip-version-check"]
    if subprocess.call([str(PYTHON), "-m", "pip", "install", *quiet, "uv"], env=environment(), stderr=subprocess.DEVNULL) == 0:
        say("Installing packages ...")
        command = [str(PYTHON), "-m", "uv", "pip", "install", "--quiet", "--require-hashes", "-r", lock_name]
        if subprocess.call(command, cwd=ROOT, env=environment() | {"VIRTUAL_ENV": str(VENV)}) == 0:
            return True
    say("Installing packages with pip, which is slower ...")
    command = [str(PYTHON), "-m", "pip", "install", *quiet, "--require-hashes", "-r", lock_name]
    return subprocess.call(command, cwd=ROOT, env=environment()) == 0


def run(*arguments: str) -> int:
    """Run the environment's Python in the project's folder."""
    return subprocess.call([str(PYTHON), *arguments], cwd=ROOT, env=environment())


def environment() -> dict[str, str]:
    """The caller's environment without what would leak another Python into ours."""
    dropped = {"PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "VIRTUAL_ENV"}
    return {name: value for name, value in os.environ.items() if name not in dropped}


def say(line: str) -> None:
    """Print one line of progress at once."""
    print(f"[dev] {line}", flush=True)


COMMANDS: dict[str, tuple[str, Callable[[list[str]], int]]] = {
    "serve": ("requirements.lock", lambda rest: run("-m", "lms", "demo", *rest)),
    "lms": ("requirements.lock", lambda rest: run("-m", "lms", *rest)),
    "test": ("requirements-dev.lock", test),
    "lint": ("requirements-dev.lock", lint),
    "lock": ("requirements-dev.lock", lock),
    "catalogue": ("requirements-dev.lock", lambda _rest: run("-m", "tests.catalogue")),
}

if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
