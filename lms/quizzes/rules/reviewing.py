"""What a learner may see of an attempt, and when."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from lms.quizzes.rules.counting import attempts_left, result_of
from lms.quizzes.rules.quiz import Quiz, QuizKind
from lms.quizzes.rules.review import RESULT, TELLING, Moment, What, rules_of
from lms.quizzes.rules.states import AttemptState, PastAttempt

RIGHT_AFTER = timedelta(minutes=15)
"""So long after its end one looks at an attempt “right after” it."""
OPEN_ONCE = timedelta(minutes=30)
"""So long a review that opens once can be read after it was opened."""


class Opening(StrEnum):
    """How the paper of an attempt is opened for review."""

    FREE = "free"
    """as often as one likes"""
    ONCE = "once"
    """by a button, one time"""
    OPENED = "opened"
    """it was opened and can still be read"""
    SPENT = "spent"
    """it was opened, and that time is over"""


def moment_of(
    quiz: Quiz, attempts: Sequence[PastAttempt], this: PastAttempt, now: datetime, *, others_sit: bool = False
) -> Moment:  # fmt: skip
    """At which moment somebody looks who looks now. A quiz has closed when its window is over and nobody sits in it any more."""
    if this.state.is_open or this.ended_at is None:
        return Moment.DURING
    if not others_sit and quiz.window is not None and quiz.window.closes is not None and now >= quiz.window.closes:
        return Moment.AFTER_CLOSE
    if _passed(quiz, attempts) or attempts_left(quiz, attempts) == 0:
        return Moment.AFTER_LAST
    return Moment.RIGHT_AFTER if now < this.ended_at + RIGHT_AFTER else Moment.LATER_WHILE_OPEN


def shown(
    quiz: Quiz, attempts: Sequence[PastAttempt], this: PastAttempt, now: datetime, *, others_sit: bool = False
) -> frozenset[What]:  # fmt: skip
    """What may be shown now of `this` attempt, given all attempts of its cycle, whatever the author wrote (`others_sit`: somebody else's
    attempt at the quiz goes on, by more time than the window gave, or begun at its end):

    - while a sitting of the quiz goes on, nothing but scores and objectives of others: its paper could hold the same questions;
      of the one that goes on, only in practice, and only what `during` says;
    - in an exam nothing that tells a key before it is passed. A failed last attempt tells none either: another one may be granted. Only
      a table that says so itself shows more once the quiz has closed for everybody;
    - no score while a marker is owed, and nothing of an attempt that was voided.
    """
    moment = moment_of(quiz, attempts, this, now, others_sit=others_sit)
    if this.state is AttemptState.VOIDED or (moment is Moment.DURING and quiz.kind is QuizKind.EXAM):
        return frozenset()
    rules = rules_of(quiz.review)
    allowed = rules.at(moment)
    if moment is Moment.DURING:
        return allowed - {What.SCORE, What.OBJECTIVES}
    if not this.state.has_grade:
        allowed -= {What.SCORE}
    if any(one.state.is_open for one in attempts):
        return allowed & frozenset(RESULT)
    said_for_close = moment is Moment.AFTER_CLOSE and rules.after_close is not None
    if quiz.kind is QuizKind.EXAM and not said_for_close and not _passed(quiz, attempts):
        allowed -= TELLING
    return allowed


def opening_of(quiz: Quiz, this: PastAttempt, now: datetime) -> Opening:
    """How the paper is opened, where `shown` holds more than the result."""
    if not quiz.review_once or this.state.is_open:
        return Opening.FREE
    if this.review_seen_at is None:
        return Opening.ONCE
    return Opening.OPENED if now < this.review_seen_at + OPEN_ONCE else Opening.SPENT


def _passed(quiz: Quiz, attempts: Sequence[PastAttempt]) -> bool:
    result = result_of(quiz, attempts)
    return result is not None and result.passed
