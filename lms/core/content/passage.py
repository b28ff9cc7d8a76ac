"""A Markdown text where it stands, what it becomes, and the references that were read on the way."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from lms.core.content.faults import Faults, Position
from lms.core.content.tree import Tree


@dataclass(frozen=True, slots=True)
class Passage:
    """A Markdown text: its file, the line of the file at which it begins, and its language."""

    path: str
    line: int
    language: str
    text: str

    def find(self, needle: str, occurrence: int = 0) -> Position:
        """Where `needle` stands in the file, the first time or a later one; the beginning when it does not stand there as written."""
        at = -1
        for _ in range(occurrence + 1):
            later = self.text.find(needle, at + 1)
            if later < 0:
                break
            at = later
        if at < 0 or not needle:
            return Position(self.line)
        return Position(self.line + self.text.count("\n", 0, at), at - self.text.rfind("\n", 0, at))


@dataclass(frozen=True, slots=True)
class Shown:
    """What a passage became: sanitised HTML, its sections as (anchor, title, level), and the checks that stand in it."""

    html: str
    toc: tuple[tuple[str, str, int], ...] = ()
    checks: tuple[str, ...] = ()


Render = Callable[[Passage], Shown]
"""Renders a passage and notes its faults: dead links, mute pictures, bad formulas."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Something that a file names by its id: `kind` says what it should be."""

    kind: str
    target: str
    path: str
    at: Position


@dataclass(frozen=True, slots=True)
class Reading:
    """What every format works with: the tree, how Markdown is rendered, where faults go, and the references noted so far."""

    tree: Tree
    render: Render
    faults: Faults
    references: list[Reference] = field(default_factory=list)

    def refer(self, kind: str, target: str, path: str, at: Position) -> None:
        """Note a reference; whoever knows the whole tree looks later whether it leads anywhere."""
        self.references.append(Reference(kind, target, path, at))


def in_circles(edges: Mapping[str, Iterable[str]]) -> list[str]:
    """The nodes that lead back to themselves, in the order of `edges`."""
    return [start for start in edges if start in _reached_from(start, edges)]


def _reached_from(start: str, edges: Mapping[str, Iterable[str]]) -> set[str]:
    reached: set[str] = set()
    waiting = list(edges[start])
    while waiting:
        node = waiting.pop()
        if node not in reached:
            reached.add(node)
            waiting += edges.get(node, ())
    return reached
