"""GIFT cut into blocks by its empty lines: comments go, and escaped signs are put aside until a text is taken apart."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate

from lms.core.text import msg
from lms.publishing.imports.asked import Unreadable

SIGNS = {"\\": "\x01", "~": "\x02", "=": "\x03", "#": "\x04", "{": "\x05", "}": "\x06", ":": "\x07", "n": "\x08"}
"""What stands for an escaped sign while a text is taken apart: characters that no text holds, because they were taken out before."""
MEANT = {mark: "\n" if sign == "n" else sign for sign, mark in SIGNS.items()}
ESCAPE = re.compile(r"\\([\\~=#{}:n])")
ASIDE = re.compile("[\x01-\x08]")
CATEGORY = re.compile(r"\$CATEGORY:[ \t]*(.*)")
OURS = re.compile(r"// waymark: (.{1,1000})")
WEIGHT = re.compile(r"\s*%(-?\d{1,3}(?:\.\d{1,9})?)%")


@dataclass(frozen=True, slots=True)
class Block:
    """One question, category or description: its text without comments, with escaped signs put aside."""

    text: str
    numbers: tuple[int, ...]
    """the line of the file for each line of the text"""
    ours: str = ""
    """what a comment of our own export says about the question"""
    _ends: list[int] = field(default_factory=list)

    def line(self, offset: int = 0) -> int:
        """The line of the file on which a character of the text stands."""
        if not self._ends:
            self._ends.extend(accumulate(len(line) + 1 for line in self.text.split("\n")))
        return self.numbers[min(bisect_right(self._ends, offset), len(self.numbers) - 1)]


@dataclass(frozen=True, slots=True)
class Cut:
    """A block taken apart: title, the text before and behind the braces, and what stands between them.

    `answers` is `None` where there are no braces; `at` is where they begin in the block.
    """

    title: str
    before: str
    behind: str = ""
    answers: str | None = None
    at: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """One answer: its sign, its weight in percent if it names one, its text without and with that, and its feedback, as written."""

    sign: str
    weight: float | None
    text: str
    whole: str
    feedback: str
    at: int


def blocks_of(text: str) -> Iterator[Block]:
    """All blocks of a text, in order. A line `$CATEGORY:` is a block of its own."""
    kept: list[str] = []
    numbers: list[int] = []
    ours = ""
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        stripped = line.strip()
        if stripped.startswith("//"):
            ours = found[1] if (found := OURS.fullmatch(stripped)) else ours
            continue
        alone = stripped.startswith("$CATEGORY:")
        if kept and (alone or not stripped):
            yield Block(ESCAPE.sub(_aside, "\n".join(kept)), tuple(numbers), ours)
            kept, numbers, ours = [], [], ""
        if alone:
            yield Block(ESCAPE.sub(_aside, stripped), (number,))
        elif stripped:
            kept.append(line)
            numbers.append(number)


def category_of(block: Block) -> str | None:
    """The path that a line `$CATEGORY:` names; `None` when the block is none."""
    found = CATEGORY.fullmatch(block.text)
    return back(found[1]).strip() if found else None


def cut(block: Block) -> Cut:
    """Take a block apart.

    Raises:
        Unreadable: a brace has no partner, or there are several pairs.
    """
    title, start = _title(block.text)
    text = block.text
    opening, closing = text.find("{", start), text.find("}", start)
    if opening < 0 and closing < 0:
        return Cut(title, text[start:])
    if opening < 0 or 0 <= closing < opening:
        raise Unreadable(msg("A brace } stands here without its {. Write \\} for a brace that is read."), closing)
    if closing < 0:
        raise Unreadable(msg("The brace { is not closed before the next empty line."), opening)
    second = text.find("{", opening + 1)
    if second >= 0:
        raise Unreadable(msg("A second { stands here; a question has one pair of braces. Write \\{ for a brace that is read."), second)
    if (stray := text.find("}", closing + 1)) >= 0:
        raise Unreadable(msg("A brace } stands here without its {. Write \\} for a brace that is read."), stray)
    return Cut(title, text[start:opening], text[closing + 1 :], text[opening + 1 : closing], opening + 1)


def parts_of(answers: str, at: int, signs: str) -> list[Part]:
    """The answers that begin with one of the signs; what stands before the first is an answer too, without a sign."""
    marks = [(found.start(), found[0]) for found in re.finditer(f"[{re.escape(signs)}]", answers)]
    pieces = [(0, "", answers[: marks[0][0] if marks else len(answers)])]
    ends = [start for start, _ in marks[1:]] + [len(answers)][: len(marks)]
    pieces += [(start, sign, answers[start + 1 : end]) for (start, sign), end in zip(marks, ends, strict=True)]
    return [_part(sign, piece, at + start) for start, sign, piece in pieces if sign or piece.strip()]


def back(text: str) -> str:
    """The text with the signs that were put aside."""
    return ASIDE.sub(lambda found: MEANT[found[0]], text)


def _part(sign: str, piece: str, at: int) -> Part:
    weight = WEIGHT.match(piece)
    whole, _, feedback = piece.partition("#")
    text = whole[weight.end() if weight else 0 :]
    return Part(sign, float(weight[1]) if weight else None, text.strip(), whole.strip(), feedback.strip(), at)


def _title(text: str) -> tuple[str, int]:
    start = len(text) - len(text.lstrip())
    if not text.startswith("::", start) or (end := text.find("::", start + 2)) < 0:
        return "", start
    return " ".join(back(text[start + 2 : end]).split()), end + 2


def _aside(found: re.Match[str]) -> str:
    return SIGNS[found[1]]
