"""A content folder under the eyes of its author: read and checked anew after each save, with what has changed."""

import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from watchfiles import watch

from lms.core.content.faults import Fault
from lms.core.content.tree import FOLDERS, Tree, read_tree
from lms.core.ids import Slug
from lms.core.translation import say
from lms.courses.rules import Course, Lesson
from lms.publishing.check import Checked, check

DEBOUNCE, STEP = 300, 50
"""Milliseconds: savings so close to each other are one, and how long it must be quiet after them."""
LOOK_AROUND = 1000
"""Milliseconds after which folders that were made or removed are noticed."""


@dataclass(frozen=True, slots=True)
class Changed:
    """What a save did to the faults. One that only moved to another line is still the same."""

    new: tuple[Fault, ...]
    gone: tuple[Fault, ...]
    still: tuple[Fault, ...]


@dataclass(slots=True)
class Watched:
    """A folder as it was last read. `version` counts the readings that found something changed; may be shared by threads."""

    folder: Path
    language: str
    tree: Tree = field(init=False)
    checked: Checked = field(init=False)
    version: int = 1
    _kept: dict[tuple[Slug, Slug], tuple[Course, Lesson]] = field(default_factory=dict)
    _turn: threading.Condition = field(default_factory=threading.Condition)

    def __post_init__(self) -> None:
        """Read it the first time."""
        self._take(read_tree(self.folder, self.language))

    def look(self) -> Changed | None:
        """Read the folder again and check it; `None` when nothing in it is different."""
        try:
            tree = read_tree(self.folder, self.language)
        except OSError:
            # A program that saves by renaming took the file away just now: its saving is told once more.
            return None
        if (tree.files, tree.left_out) == (self.tree.files, self.tree.left_out):
            return None
        before = self.checked.faults
        with self._turn:
            self._take(tree)
            self.version += 1
            self._turn.notify_all()
        return compared(before, self.checked.faults)

    def wait(self, version: int, seconds: float) -> int:
        """The version as soon as it is another one than this, or after so many seconds."""
        with self._turn:
            self._turn.wait_for(lambda: self.version != version, seconds)
            return self.version

    def lesson(self, course: Slug, lesson: Slug) -> tuple[Course, Lesson, bool] | None:
        """A lesson as far as it can be read now, or as it was when it last could, and whether it is such an old one."""
        now = self.checked.draft.catalogue.courses.get(course)
        found = now.lesson(lesson) if now else None
        if now and found:
            return now, found, False
        kept = self._kept.get((course, lesson))
        return (*kept, True) if kept else None

    def _take(self, tree: Tree) -> None:
        self.tree, self.checked = tree, check(tree)
        courses = self.checked.draft.catalogue.courses.values()
        self._kept |= {(course.id, lesson.id): (course, lesson) for course in courses for lesson in course.lessons}


def saves(folder: Path, stop: threading.Event) -> Iterator[None]:
    """One turn after each save below the four folders, and one as soon as they are watched, until `stop` is set."""
    while not stop.is_set():
        parts = [folder / part for part in FOLDERS if (folder / part).is_dir()]
        turns = watch(
            *(parts or [folder]), debounce=DEBOUNCE, step=STEP, stop_event=stop, rust_timeout=LOOK_AROUND, yield_on_timeout=True,
            raise_interrupt=True, recursive=bool(parts),
        )  # fmt: skip
        for number, found in enumerate(turns):
            if found or number == 0:
                yield
            if parts != [folder / part for part in FOLDERS if (folder / part).is_dir()]:
                yield
                break


def compared(before: Sequence[Fault], after: Sequence[Fault]) -> Changed:
    """The faults of two readings, each counted as often as it stands there."""
    old = Counter(_name(fault) for fault in before)
    new, still = [], []
    for fault in after:
        if old[_name(fault)] > 0:
            old[_name(fault)] -= 1
            still.append(fault)
        else:
            new.append(fault)
    gone = []
    for fault in reversed(before):
        if old[_name(fault)] > 0:
            old[_name(fault)] -= 1
            gone.append(fault)
    return Changed(tuple(new), tuple(reversed(gone)), tuple(still))


def _name(fault: Fault) -> tuple[str, str, str]:
    return fault.path, fault.code, say(fault.message, "en")
