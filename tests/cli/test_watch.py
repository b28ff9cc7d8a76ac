"""`lms check --watch`: a saved file is checked again, only what changed is told, and Ctrl-C ends it without a word."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.content.manual import manual_files

LESSON = "courses/first-steps/01-what-it-is.md"
PATIENCE = 60


@dataclass(slots=True)
class Watching:
    """The running command, and what it has said."""

    process: subprocess.Popen[bytes]
    said: Path

    def until(self, words: str) -> str:
        """What was said, as soon as these words are in it."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if words in (text := self.said.read_text(encoding="utf-8")):
                return text
            time.sleep(0.05)
        pytest.fail(f"{words!r} was never said, but: {self.said.read_text(encoding='utf-8')}")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The manual's tree on disk."""
    for path, data in manual_files().items():
        (tmp_path / "content" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "content" / path).write_bytes(data)
    return tmp_path / "content"


@pytest.fixture
def watching(folder: Path, tmp_path: Path) -> Iterator[Watching]:
    """The command, watching that tree."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("LMS_", "LC_", "COVERAGE"))} | {
        "LANG": "C.UTF-8"
    }
    with (tmp_path / "said").open("wb") as said:
        command = [sys.executable, "-m", "lms", "check", str(folder), "--watch"]
        process = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT, env=environment)
        yield Watching(process, tmp_path / "said")
        process.kill()
        process.wait()


def test_a_save_tells_what_is_new_what_is_gone_and_how_much_is_still_there(watching: Watching, folder: Path):
    lesson = folder / LESSON
    sound = lesson.read_text()
    first = watching.until("Ctrl+C ends it.")
    assert first.startswith("0 errors.\n0 warnings.\n")

    lesson.write_text(sound + "\n[dead](nowhere.md)\n")
    broken = watching.until("1 error.")[len(first) :]
    assert f"\n+ {LESSON}:" in broken
    assert "LINK_DEAD The link “nowhere.md” leads nowhere;" in broken

    lesson.write_text(sound + "\nA line more.\n\n[dead](nowhere.md) ![](media/rack.svg)\n")
    worse = watching.until("2 errors.")[len(first) + len(broken) :]
    assert worse.count("LINK_DEAD") == 0
    assert "+ " in worse
    assert "1 fault is still there." in worse

    lesson.write_text(sound)
    whole = watching.until("\n- ")
    assert whole.count("\n- ") in (1, 2)

    watching.process.send_signal(signal.SIGINT)
    assert watching.process.wait(PATIENCE) == 0
    assert "Traceback" not in watching.said.read_text()
