"""What a review may show and when, as the author of a quiz writes it: one word, or a table of moments."""

from dataclasses import dataclass
from enum import StrEnum


class ReviewPolicy(StrEnum):
    """The review in one word."""

    AT_ONCE = "at_once"
    """everything when the attempt is over"""
    AFTER_LAST = "after_last"
    """score and objectives; everything else when nothing is left to win"""
    NEVER = "never"
    """score and objectives"""


class What(StrEnum):
    """What a review may show."""

    SCORE = "score"
    OBJECTIVES = "objectives"
    """the result by objective, with the lessons to repeat"""
    OWN_ANSWERS = "own_answers"
    """the paper and what the person said"""
    RIGHT_OR_WRONG = "right_or_wrong"
    EXPLANATION = "explanation"
    KEY = "key"


class Moment(StrEnum):
    """When somebody looks at an attempt."""

    DURING = "during"
    RIGHT_AFTER = "right_after"
    LATER_WHILE_OPEN = "later_while_open"
    AFTER_LAST = "after_last"
    """nothing is left to win: passed, or no attempt is left"""
    AFTER_CLOSE = "after_close"
    """the window of the quiz has closed"""


class ReadingReason(StrEnum):
    """Why somebody reads answers that are not theirs."""

    DISPUTE = "dispute"
    """the learner asks how the result came about"""
    MARKING = "marking"
    """a mark is looked at again"""
    FAULT = "fault"
    """something of the program seems wrong"""
    INCIDENT = "incident"
    """somebody may have cheated, or have got in"""


TELLING = frozenset({What.RIGHT_OR_WRONG, What.EXPLANATION, What.KEY})
"""What tells, or lets one infer, which answer is right."""
RESULT = (What.SCORE, What.OBJECTIVES)
EVERYTHING = tuple(What)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRules:
    """What is shown at each moment. One that is left out shows what the moment before it shows; `during` shows nothing then."""

    during: tuple[What, ...] = ()
    right_after: tuple[What, ...] = RESULT
    later_while_open: tuple[What, ...] | None = None
    after_last: tuple[What, ...] | None = None
    after_close: tuple[What, ...] | None = None

    def at(self, moment: Moment) -> frozenset[What]:
        """What is shown at one moment."""
        if moment is Moment.DURING:
            return frozenset(self.during)
        said: tuple[What, ...] = self.right_after
        for one in (Moment.LATER_WHILE_OPEN, Moment.AFTER_LAST, Moment.AFTER_CLOSE):
            if moment is Moment.RIGHT_AFTER:
                break
            own: tuple[What, ...] | None = getattr(self, one.value)
            said = said if own is None else own
            if one is moment:
                break
        return frozenset(said)


WORDS: dict[ReviewPolicy, ReviewRules] = {
    ReviewPolicy.AT_ONCE: ReviewRules(right_after=EVERYTHING),
    ReviewPolicy.AFTER_LAST: ReviewRules(after_last=EVERYTHING),
    ReviewPolicy.NEVER: ReviewRules(),
}
"""What each word means."""


def rules_of(review: ReviewPolicy | ReviewRules) -> ReviewRules:
    """The table that a quiz's review stands for."""
    return review if isinstance(review, ReviewRules) else WORDS[review]
