"""The commands that answer: a port that is taken is told in a sentence, before anything else happens."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from lms.cli import main


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which somebody listens already."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to run in, and no settings of the caller's."""
    for name in ("LC_ALL", "LC_MESSAGES", "LMS_SECRET", "LMS_DATABASE", "LMS_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_port_that_is_taken_is_told_with_the_way_out(
    command: str, taken: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LMS_PORT", str(taken))
    monkeypatch.setenv("LMS_SECRET", "tests only, never anywhere else, 40 long")
    assert main([command]) == 1
    out, err = capsys.readouterr()
    assert err.startswith(f"Port {taken} cannot be used (")
    assert "LMS_PORT" in err
    assert out == "", "the demo was prepared for nothing"


def test_the_secret_of_a_demo_is_made_once_and_is_nobody_elses_to_read(place: Path, taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LMS_PORT", str(taken))
    kept = place / "instance" / "demo-secret"
    main(["demo"])
    first = kept.read_text()
    main(["demo"])
    assert kept.read_text() == first
    assert kept.stat().st_mode & 0o077 == 0
