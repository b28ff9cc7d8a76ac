"""Lint, types, contracts and templates are rules of the house, and run as tests."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(*command: str) -> str:
    """The complaints of a tool, empty when it has none."""
    done = subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    "command",
    [
        ("-m", "ruff", "check", "."),
        ("-m", "ruff", "format", "--check", "."),
        ("-m", "mypy"),
        ("-c", "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"),
        ("-m", "djlint", "templates", "--lint", "--quiet"),
    ],
    ids=["ruff", "format", "mypy", "imports", "djlint"],
)
def test_the_tools_have_no_complaint(command: tuple[str, ...]) -> None:
    assert run(*command) == ""
