"""Compares the gaps of a cloze with the places `[[gap]]` in its text."""

import re
from collections import Counter

from lms.core.content.faults import Faults, Position
from lms.core.text import msg
from lms.quizzes.format.blocks import QuestionBlock, gaps_by_id

PLACE = re.compile(r"\[\[([a-z0-9-]+)\]\]")


def check_gaps(path: str, original: QuestionBlock, block: QuestionBlock, faults: Faults) -> None:
    """Note gaps of the original that stand in the text of `block`, of any language, not at all or twice, and places without a gap."""
    known = gaps_by_id(original)
    if not known:
        return
    found: Counter[str] = Counter()
    for row, line in enumerate(block.body.lines):
        for place in PLACE.finditer(line):
            at = Position(block.body.line + row, place.start() + 1)
            found[place[1]] += 1
            if place[1] not in known:
                faults.add(
                    path, at, "GAP_UNKNOWN",
                    msg("The question has no gap “%(id)s”.", id=place[1]),
                    msg("Write “### {#id type=...}” below the text, or mend the id."),
                )  # fmt: skip
            elif found[place[1]] == 2:
                faults.add(
                    path, at, "GAP_TWICE",
                    msg("The gap “%(id)s” stands in the text a second time.", id=place[1]), msg("Let each gap stand there once."),
                )  # fmt: skip
    for written in known.keys() - found.keys():
        faults.add(
            path, known[written].at if original is block else block.at, "GAP_WITHOUT_PLACE",
            msg("The gap “%(id)s” stands nowhere in the text.", id=written), msg("Write [[%(id)s]] where it belongs.", id=written),
        )  # fmt: skip
