"""Where the texts of a question come to stand: its first line as the heading, the rest below, answers on one line each."""

import re
from collections.abc import Sequence
from dataclasses import replace
from string import ascii_uppercase

from lms.publishing.imports.asked import Entry
from lms.quizzes.format.fences import FENCE

BLOCK = re.compile(r"\s*(?:[-*+]\s|\d{1,9}[.)]\s|>|\||`{3,}|~{3,}| {4})")
MARKS = re.compile(r"^#{1,6}[ \t]+")
CALLOUT = re.compile(r"^(\s*)\[!")
BREAK = "  "


def headed(stem: str, name: str) -> tuple[str, str]:
    """The heading of a question, one line of Markdown, and what stands below it. A stem that begins with a block has its name above it."""
    lines = stem.strip("\n").split("\n")
    length = next((number for number, line in enumerate(lines) if not line.strip()), len(lines))
    if FENCE.match(lines[0]) or (length > 1 and BLOCK.match(lines[0])):
        return in_one_line(name), "\n".join(lines)
    broken = next((number for number in range(1, length) if lines[number - 1].endswith(BREAK) or BLOCK.match(lines[number])), length)
    heading = " ".join(line.strip() for line in lines[:broken])
    return MARKS.sub("", heading, count=1), "\n".join(lines[broken:]).strip("\n").rstrip()


def in_one_line(text: str) -> str:
    """A text on one line."""
    return " ".join(text.split())


def quoted(text: str, mark: str) -> list[str]:
    """The lines of an explanation, each behind its mark; none for an empty one."""
    return [(mark + CALLOUT.sub(r"\1&#91;!", line)).rstrip() for line in text.split("\n")] if text.strip() else []


def with_listings(entries: Sequence[Entry]) -> tuple[list[Entry], str]:
    """The entries, those with lines of code named by a letter, and the code under these letters for the stem; empty when there is none."""
    named, listings = [], []
    for letter, entry in zip(ascii_uppercase, entries, strict=False):
        if any(FENCE.match(line) for line in entry.text.split("\n")):
            listings.append(f"**{letter}**\n\n{entry.text}")
            named.append(replace(entry, text=f"**{letter}**"))
        else:
            named.append(entry)
    return [*named, *entries[len(ascii_uppercase) :]], "\n\n".join(listings)
