"""dev.py, as far as it can be tried without making an environment."""

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

import dev

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project folder with both lock files and an environment; making anything in it fails the test."""
    for name in ("requirements.lock", "requirements-dev.lock"):
        (tmp_path / name).write_text(name)
    python = tmp_path / ".venv" / "python"
    python.parent.mkdir()
    python.touch()
    for name, value in {"ROOT": tmp_path, "VENV": python.parent, "PYTHON": python}.items():
        monkeypatch.setattr(dev, name, value)
    monkeypatch.setattr(dev, "make_venv", lambda: pytest.fail("an environment was made"))
    return tmp_path


def stamp(place: Path, lock_name: str, version: tuple[int, int] = sys.version_info[:2]) -> None:
    """Say that the environment fits a lock file."""
    held = hashlib.sha256((place / lock_name).read_bytes()).hexdigest()
    (place / ".venv" / "lock.stamp").write_text(f"{lock_name} {held} {version}")


@pytest.mark.parametrize("arguments", [[], ["help"], ["--help"], ["sreve"]])
def test_without_a_command_it_says_how_it_is_used_and_prepares_nothing(
    place: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    code = dev.main(arguments)
    assert code == (2 if arguments in ([], ["sreve"]) else 0)
    said = capsys.readouterr().out
    assert said.startswith("usage: python3 dev.py serve")
    assert all(command in said for command in dev.COMMANDS)


@pytest.mark.parametrize("lock_name", ["requirements.lock", "requirements-dev.lock"])
def test_an_environment_that_fits_is_left_alone(place: Path, capsys: pytest.CaptureFixture[str], lock_name: str) -> None:
    stamp(place, lock_name)
    dev.prepare(lock_name)
    assert capsys.readouterr().out == ""


def test_the_developers_environment_serves_too(place: Path) -> None:
    stamp(place, "requirements-dev.lock")
    dev.prepare("requirements.lock")


@pytest.mark.parametrize("spoil", ["lock", "version", "stamp", "python", "smaller"])
def test_an_environment_that_does_not_fit_is_made_anew(place: Path, monkeypatch: pytest.MonkeyPatch, spoil: str) -> None:
    stamp(
        place,
        "requirements.lock" if spoil == "smaller" else "requirements-dev.lock",
        (3, 2) if spoil == "version" else sys.version_info[:2],
    )
    if spoil == "lock":
        (place / "requirements-dev.lock").write_text("another")
    elif spoil in ("stamp", "python"):
        (place / ".venv" / ("lock.stamp" if spoil == "stamp" else "python")).unlink()
    made: list[str] = []
    monkeypatch.setattr(dev, "make_venv", lambda: made.append("venv"))
    monkeypatch.setattr(dev, "install", lambda name: made.append(name) or True)
    dev.prepare("requirements-dev.lock")
    assert made == ["venv", "requirements-dev.lock"]
    monkeypatch.setattr(dev, "make_venv", lambda: pytest.fail("made twice"))
    if spoil != "python":
        dev.prepare("requirements-dev.lock")


def test_packages_that_cannot_be_installed_leave_no_stamp(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev, "make_venv", lambda: None)
    monkeypatch.setattr(dev, "install", lambda _name: False)
    with pytest.raises(SystemExit, match="could not be installed"):
        dev.prepare("requirements.lock")
    assert not (place / ".venv" / "lock.stamp").exists()


def test_no_other_python_leaks_into_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    monkeypatch.setenv("VIRTUAL_ENV", "/elsewhere")
    monkeypatch.setenv("LMS_PORT", "8123")
    assert {"PYTHONPATH", "VIRTUAL_ENV"} & set(dev.environment()) == set()
    assert dev.environment()["LMS_PORT"] == "8123"


def test_it_needs_nothing_but_python() -> None:
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import dev; print(dev.USAGE)"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.startswith("usage:"), done.stderr


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_holds_versions_and_hashes_and_no_address(name: str) -> None:
    lines = [line for line in (ROOT / name).read_text().splitlines() if line.strip()]
    assert [line for line in lines if "://" in line or line.startswith("-") or "/" in line] == []
    pinned = [line for line in lines if not line.startswith(" ")]
    assert [line for line in pinned if "==" not in line or not line.endswith("\\")] == []
