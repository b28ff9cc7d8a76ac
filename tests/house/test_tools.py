"""Lint, types, contracts and templates are rules of the house, and run as tests."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

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


@given(st.none())
def a_property(_: None) -> None:
    """As most of them are written: without settings of its own."""


def test_no_property_fails_because_the_machine_is_busy() -> None:
    chosen = settings.get_profile(settings.get_current_profile_name())
    assert chosen.deadline is None
    assert HealthCheck.too_slow in chosen.suppress_health_check
    assert a_property._hypothesis_internal_use_settings.deadline is None
