"""R1 in short: workers are killed while learners sit exams, and nothing acknowledged is lost. Its full form is bench/crash.py."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHORT = ("--learners", "4", "--attempts", "4", "--seconds", "4", "--workers", "2", "--kills", "1")


@pytest.mark.timeout(180)
@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_killed_workers_lose_no_acknowledged_answer(database: str) -> None:
    command = [sys.executable, "-m", "bench.crash", "--database", database, *SHORT]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=170, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
