"""Warns of a quiz that can be passed with a ruler: the right option is the longest one in most questions."""

from lms.core.content.faults import Faults
from lms.core.text import msg
from lms.quizzes.format.blocks import OptionBlock, Skeleton, questions_by_id
from lms.quizzes.format.values import type_of
from lms.quizzes.rules import QuestionType

ENOUGH = 4
"""Of fewer questions with one right option nothing is said: chance would say it."""


def check_lengths(original: Skeleton, skeleton: Skeleton, faults: Faults) -> None:
    """Look at the texts of one language; the keys stand in the original. Only questions with one right option are looked at."""
    asked = {
        written: [option.attributes.get("#") for option in block.options if option.ticked]
        for written, block in questions_by_id(original).items()
        if type_of(block) is QuestionType.SINGLE
    }
    blocks = {written: block for written, block in questions_by_id(skeleton).items() if len(asked.get(written, ())) == 1}
    telling = [written for written, block in blocks.items() if _longest(block.options) in asked[written]]
    if len(blocks) < ENOUGH or 2 * len(telling) <= len(blocks):
        return
    faults.warn(
        skeleton.page.file.path, blocks[telling[0]].at, "LONGEST_IS_RIGHT",
        msg(
            "In %(count)s of %(size)s questions with one right option that is the longest: %(ids)s.",
            count=len(telling), size=len(blocks), ids=", ".join(telling),
        ),
        msg("Shorten right options or write the wrong ones out, until length tells nothing."),
    )  # fmt: skip


def _longest(options: list[OptionBlock]) -> str | None:
    """The id of the option that is longer than every other one."""
    by_length = sorted(options, key=lambda option: len(option.text), reverse=True)
    if len(by_length) < 2 or len(by_length[0].text) == len(by_length[1].text):
        return None
    return by_length[0].attributes.get("#")
