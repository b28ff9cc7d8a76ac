"""Headings brought to our rule: the title stands in the front matter, sections begin with ##, and no level is skipped."""

import re
from collections import Counter
from dataclasses import dataclass

from markdown.extensions.toc import slugify_unicode

from lms.core.text import msg
from lms.publishing.imports.arrival import Imported
from lms.publishing.imports.lines import Line

HEADING = re.compile(r"^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$")
UNDERLINE = re.compile(r"^ {0,3}(=+|-+)[ \t]*$")
NO_PARAGRAPH = re.compile(r"^\s*(?:[-*+>|#]|\d+[.)]\s)")
NAMED = re.compile(r"\s*\{:?\s*#([\w-]+)[^}]*\}\s*$")
DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Section:
    """A heading as the source names it, and the anchor that it has with us."""

    theirs: str
    ours: str


def without_underlines(lines: list[Line]) -> list[Line]:
    """Headings that are written with a line below them, written with #."""
    result: list[Line] = []
    for line in lines:
        under = None if line.code else UNDERLINE.match(line.text)
        before = result[-1] if result else None
        alone = len(result) < 2 or result[-2].blank
        if under and before and alone and not (before.code or before.blank or NO_PARAGRAPH.match(before.text)):
            result[-1] = before.saying(("# " if under[1][0] == "=" else "## ") + before.text.strip())
            result.append(line.saying(""))
        else:
            result.append(line)
    return result


def without_title(lines: list[Line]) -> tuple[str, list[Line]]:
    """The title that a level-one heading at the beginning gives, and the lines without it; empty where there is none."""
    for at, line in enumerate(lines):
        if line.code or line.blank:
            continue
        found = HEADING.match(line.text)
        if found and len(found[1]) == 1 and found[2]:
            return plain(NAMED.sub("", found[2])), [*lines[:at], line.saying(""), *lines[at + 1 :]]
        break
    return "", lines


def stepped(lines: list[Line], path: str, arrival: Imported) -> list[Line]:
    """Headings from level two on, each at most one level deeper than the one before it; what moves more than the rest is noted."""
    levels = [len(found[1]) for line in lines if not line.code and (found := HEADING.match(line.text))]
    down = 1 if 1 in levels else 0
    last = 1
    result = []
    for line in lines:
        found = None if line.code else HEADING.match(line.text)
        if not found:
            result.append(line)
            continue
        meant = min(len(found[1]) + down, DEEPEST)
        level = min(meant, last + 1)
        if level < meant:
            arrival.note(path, line.number, msg("The heading skipped a level; it comes in one level below the one before it."))
        last = level
        result.append(line.saying(f"{'#' * level} {found[2] or ''}".rstrip()))
    return result


def sections(lines: list[Line]) -> list[Section]:
    """All sections in order. Theirs is what the usual programs make of a heading; ours is what our renderer makes of it."""
    found: list[Section] = []
    times: Counter[str] = Counter()
    for line in lines:
        heading = None if line.code else HEADING.match(line.text)
        if not heading or not heading[2]:
            continue
        named = NAMED.search(heading[2])
        title = plain(NAMED.sub("", heading[2]))
        theirs, ours, before = _theirs(title), slugify_unicode(title, "-"), times[_theirs(title)]
        times[theirs] += 1
        if named:
            found.append(Section(named[1], named[1]))
        else:
            found.append(Section(f"{theirs}-{before}" if before else theirs, f"{ours}_{before}" if before else ours))
    return found


def plain(text: str) -> str:
    """A line without its marks: what is read aloud."""
    without_links = re.sub(r"!?\[([^\[\]]*)\](?:\([^()]*\)|\[[^\[\]]*\])?", r"\1", text)
    return re.sub(r"[*`~]|(?<!\w)_+|_+(?!\w)", "", without_links).strip()


def _theirs(title: str) -> str:
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
