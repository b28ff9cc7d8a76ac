"""`wsgi:app` is there for any WSGI server, and says what it lacks where it cannot be."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def imported(tmp_path: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """What importing `wsgi` says under these settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LMS_")}
    code = "import wsgi; print(wsgi.app.name, wsgi.app.test_client().get('/healthz').status_code)"
    environment = kept | {"PYTHONPATH": str(ROOT)} | settings
    return subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)


def test_a_secret_is_all_that_it_needs(tmp_path: Path) -> None:
    done = imported(tmp_path, LMS_SECRET="tests only, never anywhere else, 40 long")
    assert done.stdout == "lms 200\n", done.stderr


def test_without_a_secret_it_names_the_demo_and_leaves_no_traceback(tmp_path: Path) -> None:
    done = imported(tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith("LMS_SECRET is not set.")
    assert "python3 dev.py serve" in done.stderr
    assert "Traceback" not in done.stderr


def test_every_fault_of_the_settings_has_its_line(tmp_path: Path) -> None:
    done = imported(tmp_path, LMS_SECRET="short", LMS_PORTS="1")
    assert [line.split()[0] for line in done.stderr.splitlines()] == ["LMS_PORTS", "LMS_SECRET"]
