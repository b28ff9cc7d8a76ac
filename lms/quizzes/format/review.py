"""Reads what a review shows and when: one word, or a table of moments."""

from collections.abc import Iterator, Mapping, Sequence

from lms.core.text import Message, msg
from lms.quizzes.rules import TELLING, Moment, QuizKind, ReviewPolicy, ReviewRules, What, Window, rules_of

BEFORE_THE_LAST = (Moment.DURING, Moment.RIGHT_AFTER, Moment.LATER_WHILE_OPEN)
Complaint = tuple[str, str, Message, Message]


def read_review(written: object) -> object:
    """The word or the table; what cannot be read is a `ValueError` with a sentence."""
    if isinstance(written, str):
        if written not in set(ReviewPolicy):
            raise ValueError(msg("it is at_once, after_last, never, or a table of moments").msgid)
        return ReviewPolicy(written)
    if not isinstance(written, Mapping) or not written:
        raise ValueError(msg("it is at_once, after_last, never, or a table of moments").msgid)
    if set(written) - set(Moment):
        raise ValueError(msg("the moments are during, right_after, later_while_open, after_last and after_close").msgid)
    return ReviewRules(**{moment: _row(shown) for moment, shown in written.items()})


def review_complaints(
    kind: QuizKind, attempts: int | None, review: ReviewPolicy | ReviewRules | None, window: Window | None
) -> Iterator[Complaint]:  # fmt: skip
    """What contradicts itself, or would spoil an exam: a key while attempts remain."""
    if review is None or kind is QuizKind.CHECK:
        return
    rules = rules_of(review)
    telling = any(rules.at(moment) & TELLING for moment in BEFORE_THE_LAST)
    if kind is QuizKind.EXAM and telling and (attempts != 1 or rules.during):
        yield (
            "review", "REVIEW_TELLS_KEY",
            msg("The review of this exam tells what is right while attempts remain."),
            msg("Show right_or_wrong, explanation and key from after_last on."),
        )  # fmt: skip
    if rules.after_close is not None and (window is None or window.closes is None):
        yield (
            "review", "REVIEW_WITHOUT_CLOSE",
            msg("The review names after_close, but this quiz never closes."), msg("Give it a window that closes, or take the row out."),
        )  # fmt: skip


def _row(shown: object) -> tuple[What, ...]:
    given = [] if shown == "" else shown
    if not isinstance(given, Sequence) or isinstance(given, str) or not all(one in set(What) for one in given):
        raise ValueError(msg("a row lists some of score, objectives, own_answers, right_or_wrong, explanation, key").msgid)
    return tuple(dict.fromkeys(What(one) for one in given))
