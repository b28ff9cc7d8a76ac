"""Reads the outline of a Markdown text as it was written: where its headings stand, and how wide its tables are."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lms.core.content.faults import Faults, Position
from lms.core.content.passage import Passage
from lms.core.text import msg

MAX_COLUMNS = 8
"""More columns are read by nobody on a telephone, and hardly on paper."""
FENCE = re.compile(r"[\s>]*(?P<mark>`{3,}|~{3,})")
HEADING = re.compile(r"(?P<lead>[>\s]*+)(?P<marks>#{1,6})(?!#)")
UNDERLINE = re.compile(r" {0,3}(?:(=+)|-+)\s*")
DELIMITERS = re.compile(r"\|?\s*:?-+:?(?:\s*\|\s*:?-+:?)+\s*\|?")
"""The second line of a table, without the spaces around it: with them, a line of nothing but spaces would be tried for minutes."""
PIPE = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class WrittenHeading:
    """A heading as it was written: its level, and where it begins in its file."""

    level: int
    at: Position
    nested: bool
    """It stands in a quotation, a list or a tab."""


def headings(passage: Passage) -> list[WrittenHeading]:
    """The headings of a text in order, those in code left out."""
    found: list[WrittenHeading] = []
    above = ""
    for line, text in _outside_fences(passage):
        if heading := HEADING.match(text):
            found.append(WrittenHeading(len(heading["marks"]), Position(line, heading.start("marks") + 1), nested=bool(heading["lead"])))
        elif (underline := UNDERLINE.fullmatch(text)) and above.strip() and not above.lstrip().startswith(("#", "|", ">", "-", "*")):
            found.append(WrittenHeading(1 if underline[1] else 2, Position(line - 1), nested=False))
        above = text
    return found


def check_titles(passage: Passage, faults: Faults) -> None:
    """Note headings of level one: the title of the page is the only one."""
    for heading in headings(passage):
        if heading.level == 1 and not heading.nested:
            faults.add(
                passage.path, heading.at, "HEADING_TITLE", msg("The title is the only heading of level one."),
                msg("Begin sections with ##."),
            )  # fmt: skip


def check_levels(passage: Passage, levels: Sequence[int], faults: Faults) -> None:
    """Note each heading that skips a level; `levels` are those of the rendered page."""
    places: dict[int, list[Position]] = defaultdict(list)
    for heading in headings(passage):
        places[heading.level].append(heading.at)
    before = 1
    for level in levels:
        at = places[level].pop(0) if places[level] else Position(passage.line)
        if level > before + 1:
            faults.add(
                passage.path, at, "HEADING_SKIPPED", msg("A heading skips a level."),
                msg("Begin sections with ## and their parts with ###."),
            )  # fmt: skip
        before = level


def check_tables(passage: Passage, faults: Faults) -> None:
    """Warn of tables with more columns than people can read."""
    above = ""
    for line, text in _outside_fences(passage):
        cells = _cells(above)
        if DELIMITERS.fullmatch(text.strip()) and len(cells) > MAX_COLUMNS:
            faults.warn(
                passage.path, Position(line - 1, cells[MAX_COLUMNS] + 1), "TABLE_TOO_WIDE",
                msg("The table has %(count)s columns; on a telephone %(limit)s can be read.", count=len(cells), limit=MAX_COLUMNS),
                msg("Turn rows into columns, or make two tables of it."),
            )  # fmt: skip
        above = text


def _cells(row: str) -> list[int]:
    """At which offset each cell of a row begins."""
    start = len(row) - len(row.lstrip())
    end = len(row.rstrip())
    bars = [found.start() for found in PIPE.finditer(row)]
    starts = [] if bars[:1] == [start] else [start]
    return starts + [bar + 1 for bar in bars if bar < end - 1]


def _outside_fences(passage: Passage) -> Iterator[tuple[int, str]]:
    """The lines of a text that are no code, with their numbers in the file."""
    mark = ""
    for line, text in enumerate(passage.text.split("\n"), start=passage.line):
        fence = FENCE.match(text)
        if fence and not mark:
            mark = fence["mark"]
        elif fence and fence["mark"].startswith(mark):
            mark = ""
        elif not mark:
            yield line, text
