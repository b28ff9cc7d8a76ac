"""What figures say to an author: which question or option deserves a look, and why."""

import math
from enum import StrEnum

EASY = 95.0
"""Percent. From here on Moodle's report calls a question “extremely easy” (Quiz report statistics, facility index)."""
HARD = 10.0
"""Percent. Up to here that page calls a question “very difficult”, or something is wrong with it."""
LEAST_SHARE = 5.0
"""Percent. A wrong option that fewer people choose does not distract (Haladyna and Downing, How many options is enough for a
multiple-choice test item?, 1993)."""


class Flag(StrEnum):
    """Why a question or an option deserves a look, the gravest first."""

    CHECK_KEY = "check_key"
    ATTRACTIVE_WRONG = "attractive_wrong"
    TOO_HARD = "too_hard"
    TOO_EASY = "too_easy"
    DEAD_OPTION = "dead_option"


def flags_of_item(facility: float, discrimination: float | None, guess: float) -> tuple[Flag, ...]:
    """What is to be said of a question, all figures in percent.

    Check the key: the discrimination index is negative, of which Moodle's report says “question probably invalid”. Too hard: at most
    `HARD`, or no more is earned than by guessing. Too easy: at least `EASY`.
    """
    found = []
    if discrimination is not None and discrimination < 0:
        found.append(Flag.CHECK_KEY)
    if facility <= max(HARD, guess):
        found.append(Flag.TOO_HARD)
    if facility >= EASY:
        found.append(Flag.TOO_EASY)
    return tuple(found)


def flags_of_response(share: float, biserial: float | None, n: int, right: bool) -> tuple[Flag, ...]:
    """What is to be said of an option.

    Dead: wrong, and chosen by fewer than `LEAST_SHARE`. Attractive and wrong: whoever chooses it does better elsewhere, by more than chance
    explains (the point-biserial correlation is above 1 / sqrt(n), its standard error where there is none).
    """
    if right:
        return ()
    if share < LEAST_SHARE:
        return (Flag.DEAD_OPTION,)
    return (Flag.ATTRACTIVE_WRONG,) if biserial is not None and biserial > 1 / math.sqrt(n) else ()
