"""Which scores may be told: the review rule of a quiz holds wherever the percent of an attempt stands, not only on the attempt's pages."""

from collections.abc import Sequence
from datetime import datetime

from lms.core.ids import PublicId
from lms.publishing.library import Library, quiz_of
from lms.quizzes.models import Attempt
from lms.quizzes.outages.queries import offered
from lms.quizzes.queries import past, sat_now
from lms.quizzes.rules import Accommodation, Quiz, What, shown


def hidden_scores(library: Library, attempts: Sequence[Attempt], own: Accommodation, now: datetime) -> frozenset[PublicId]:
    """The attempts among all those of one person whose score their quiz, as it is published now, does not show now.

    `own` is what stands for the person. One statement for each quiz whose window is over.
    """
    hidden: set[PublicId] = set()
    for quiz_id in {one.quiz for one in attempts}:
        rows = sorted((one for one in attempts if one.quiz == quiz_id), key=lambda one: one.id)
        rules = offered(library.quizzes.quizzes.get(quiz_id) or quiz_of(rows[-1].revision), own, now)
        sit = others_sit(rules, now)
        for cycle in {one.cycle for one in rows}:
            told = past([one for one in rows if one.cycle == cycle])
            hidden |= {one.public_id for one in told if What.SCORE not in shown(rules, told, one, now, others_sit=sit)}
    return frozenset(hidden)


def others_sit(quiz: Quiz, now: datetime) -> bool:
    """Whether somebody still sits in a quiz whose window is over: what is shown after its close waits for them. One statement then."""
    over = quiz.window is not None and quiz.window.closes is not None and now >= quiz.window.closes
    return over and sat_now(quiz.id)
