"""What a learner may see of an attempt, and when."""

from collections.abc import Sequence
from datetime import datetime

from lms.quizzes.rules.quiz import Quiz, ReviewPolicy
from lms.quizzes.rules.states import PastAttempt
from lms.quizzes.rules.timing import is_over


def review_allowed(quiz: Quiz, attempts: Sequence[PastAttempt], now: datetime) -> bool:
    """Whether keys and explanations may be shown, given all attempts of this cycle.

    Never while a sitting of the quiz goes on: its paper could hold the same questions.
    """
    if any(attempt.state.is_open and not is_over(attempt.deadline_at, now) for attempt in attempts):
        return False
    finished = [attempt for attempt in attempts if attempt.state.has_grade]
    if quiz.review is ReviewPolicy.NEVER or not finished:
        return False
    none_left = quiz.attempts is not None and len(finished) >= quiz.attempts
    return quiz.review is ReviewPolicy.AT_ONCE or none_left or any(attempt.passed for attempt in finished)
