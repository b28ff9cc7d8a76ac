"""Where things stand in a file, found in one pass however many there are: a text with thousands of faults must not take minutes."""

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field

from lms.core.content.faults import Position
from lms.core.content.passage import Passage


@dataclass(slots=True)
class Places:
    """The places of one passage. `lines` are those of its file: pieces of quizzes come without what stands before them on their lines."""

    passage: Passage
    lines: list[str]
    _pieces: list[str] = field(init=False)
    _starts: list[int] = field(init=False)
    _found: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        """Note where the lines of the passage begin."""
        self._pieces = self.passage.text.split("\n")
        self._starts, at = [], 0
        for piece in self._pieces:
            self._starts.append(at)
            at += len(piece) + 1

    def of(self, needle: str, occurrence: int = 0) -> Position:
        """Where `needle` stands the first time or a later one, or the last time that it does; the beginning when it never does."""
        offsets = self._found[needle]
        while needle and len(offsets) <= occurrence:
            at = self.passage.text.find(needle, offsets[-1] + 1 if offsets else 0)
            if at < 0:
                break
            offsets.append(at)
        if not offsets:
            return self._shifted(0, 1)
        at = offsets[min(occurrence, len(offsets) - 1)]
        line = bisect_right(self._starts, at) - 1
        return self._shifted(line, at - self._starts[line] + 1)

    def _shifted(self, line: int, column: int) -> Position:
        number = self.passage.line + line
        before = self.lines[number - 1].find(self._pieces[line]) if number <= len(self.lines) else 0
        return Position(number, column + max(0, before))
