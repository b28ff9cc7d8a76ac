"""Recognises the entries below a question by the way their line is written."""

import re
from dataclasses import dataclass

from lms.quizzes.questions.kind import Sign

BOX = re.compile(r"- \[([ x])\] (.*)")
ALMOST_BOX = re.compile(r"\s*[-*+] {0,3}\[ {0,3}([xX]?) {0,3}\](?![(\[:])\s*(.*)")
EQUALS = re.compile(r"- =(?: (.*))?")
PAIR = re.compile(r"- (?:(.*?(?<!\\)\{ *#[^{}]*\}) +)?-> +(.*)")
POINTS = re.compile(r"- \(([^()]*)\) (.*)")
STEP = re.compile(r"([0-9]{1,3})\. (.*)")
BARE = re.compile(r"- (.*)")
NAMED = re.compile(r"(?<!\\)\{ *#[^{}]*\} *$")
"""Braces with an id at the end of a line: what makes an entry of it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a line says: its texts still with their braces, and where they begin in the line, counted from 0."""

    sign: Sign | None
    text: str | None
    """`None`: a choice that belongs to nothing on the left."""
    offset: int
    ticked: bool = False
    key: str = ""
    right: str | None = None
    right_offset: int = 0
    almost: bool = False
    """It looks like an option, but is not written like one."""


def read_entry(line: str, *, begun: bool) -> Entry | None:
    """The entry that stands on the line; `None` when it is something else.

    Before the first entry (`begun` is `False`) a list without ids belongs to the stem; boxes to tick never do.
    """
    if box := BOX.fullmatch(line) or ALMOST_BOX.fullmatch(line):
        return Entry(Sign.BOX, box[2], box.start(2), ticked=box[1] in ("x", "X"), almost=box.re is ALMOST_BOX)
    return _named(line) if begun or NAMED.search(line) else None


def _named(line: str) -> Entry | None:
    if equals := EQUALS.fullmatch(line):
        return Entry(Sign.EQUALS, equals[1] or "", max(equals.start(1), 0))
    if pair := PAIR.fullmatch(line):
        return Entry(Sign.PAIR, pair[1], max(pair.start(1), 0), right=pair[2], right_offset=pair.start(2))
    if points := POINTS.fullmatch(line):
        return Entry(Sign.POINTS, points[2], points.start(2), key=points[1].strip())
    if step := STEP.fullmatch(line):
        return Entry(Sign.STEP, step[2], step.start(2), key=step[1])
    bare = BARE.fullmatch(line)
    return Entry(None, bare[1], bare.start(1)) if bare else None
