"""A watched folder: what a save changed, and lessons as they were when they could be read last."""

import threading
from pathlib import Path

import pytest

from lms.core.content.faults import Fault, Position
from lms.core.ids import Slug
from lms.core.text import msg
from lms.publishing.watching import Watched, compared, saves
from tests.content.manual import manual_files

LESSON = "courses/first-steps/01-what-it-is.md"
NAMED = Slug("first-steps"), Slug("what-it-is")


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    """The manual's tree on disk, read once."""
    for path, data in manual_files().items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    return Watched(tmp_path, "en")


def fault(code: str, line: int = 1) -> Fault:
    """A fault."""
    return Fault("a.md", Position(line), code, msg("It is wrong."), msg("Mend it."))


def test_a_fault_that_moved_is_still_the_same_and_each_counts_as_often_as_it_stands_there():
    before = [fault("A", 3), fault("B"), fault("B", 2)]
    changed = compared(before, [fault("A", 9), fault("B", 2), fault("C")])

    assert [one.code for one in changed.still] == ["A", "B"]
    assert changed.new == (fault("C"),)
    assert changed.gone == (fault("B", 2),)


def test_a_reading_that_finds_nothing_different_is_none(watched: Watched):
    (watched.folder / "notes.txt").write_text("not content")

    assert watched.look() is None
    assert watched.version == 1


def test_a_lesson_that_cannot_be_read_is_shown_as_it_last_could(watched: Watched):
    file = watched.folder / LESSON
    sound = file.read_text()
    file.write_text(sound.replace("---", "--", 1))
    changed = watched.look()

    assert changed is not None
    assert "FRONT_MATTER_MISSING" in [one.code for one in changed.new]
    found = watched.lesson(*NAMED)
    assert found is not None
    assert found[2]
    file.write_text(sound)
    changed = watched.look()
    assert changed is not None
    assert "FRONT_MATTER_MISSING" in [one.code for one in changed.gone]
    assert watched.lesson(*NAMED) is not None
    assert not watched.lesson(*NAMED)[2]  # type: ignore[index]  # it is there, as the line above says
    assert watched.lesson(Slug("first-steps"), Slug("nowhere")) is None


def test_whoever_waits_hears_of_the_next_version(watched: Watched):
    heard: list[int] = []
    waiting = threading.Thread(target=lambda: heard.append(watched.wait(1, 30)))
    waiting.start()
    (watched.folder / LESSON).write_bytes(b"x")
    watched.look()
    waiting.join(30)

    assert heard == [2]
    assert watched.wait(2, 0.01) == 2


def test_a_folder_that_is_made_later_is_watched_too(tmp_path: Path):
    stop = threading.Event()
    turns = saves(tmp_path, stop)
    next(turns)
    (tmp_path / "courses").mkdir()
    next(turns)
    stop.set()
    assert list(turns) == []
