"""Faults with the lines of the file where they stand."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lms.core.content.faults import Fault
from lms.core.content.tree import TEXT_ENDINGS, Tree
from lms.web.presentation import spoken

AROUND = 2
WIDEST = 160
"""Characters of a line that are shown; a longer one is cut on both sides of the fault."""
WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file, in three parts; `marked` is what is wrong in it."""

    number: int
    before: str
    marked: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One fault as a page shows it; `state` is bad for an error and warn for a warning."""

    place: str
    state: str
    code: str
    message: str
    repair: str
    above: tuple[Line, ...]
    line: Line | None
    below: tuple[Line, ...]


def shown(faults: Iterable[Fault], tree: Tree, around: int = AROUND) -> tuple[Shown, ...]:
    """Faults with so many lines around each; a picture or a missing file has none."""
    return tuple(_shown(fault, tree, around) for fault in faults)


def _shown(fault: Fault, tree: Tree, around: int) -> Shown:
    at, lines = fault.at.line - 1, _lines(fault.path, tree)
    there = 0 <= at < len(lines)
    return Shown(
        place=f"{fault.path}:{fault.at.line}", state="warn" if fault.warning else "bad", code=fault.code, message=spoken(fault.message),
        repair=spoken(fault.repair), line=_marked(at + 1, lines[at], fault.at.column - 1) if there else None,
        above=tuple(_plain(lines, range(max(0, at - around), at))) if there else (),
        below=tuple(_plain(lines, range(at + 1, min(len(lines), at + 1 + around)))) if there else (),
    )  # fmt: skip


def _lines(path: str, tree: Tree) -> list[str]:
    data = tree.files.get(path)
    return data.decode("utf-8", "replace").replace("\r\n", "\n").split("\n") if data and path.endswith(TEXT_ENDINGS) else []


def _plain(lines: list[str], numbers: range) -> Iterator[Line]:
    return (Line(number + 1, _cut(lines[number])) for number in numbers)


def _marked(number: int, text: str, column: int) -> Line:
    word = WORD.search(text, max(0, min(column, len(text))))
    start, end = word.span() if word else (0, len(text))
    before, after = text[:start], text[end:]
    cut = before if len(before) <= WIDEST // 2 else f"…{before[-WIDEST // 2 :]}"
    return Line(number, cut, _cut(text[start:end]), _cut(after, WIDEST // 2))


def _cut(text: str, most: int = WIDEST) -> str:
    return text if len(text) <= most else f"{text[:most]}…"
