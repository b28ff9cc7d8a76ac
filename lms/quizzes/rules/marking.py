"""How answers are marked by hand: points by criterion, who must mark again, and what the marks come to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import lcm

from lms.core.errors import Invalid
from lms.core.ids import Slug
from lms.core.text import msg, nmsg
from lms.quizzes.rules.grading import Grade, Mark
from lms.quizzes.rules.quiz import Question

NEAR = 5
"""So many percent points from the pass mark, both ends included, a second marker marks everything anew."""
CLAIM = timedelta(minutes=60)
"""So long nobody else marks an attempt that somebody has taken; each mark begins it anew."""
FIRST, SECOND = 1, 2
"""The rounds; whatever has a higher number is a later change."""
COMMENT_LENGTH = 4000
REASON_LENGTH = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a marker says about one answer: points by criterion, a comment that the learner reads, and why, where a mark is changed."""

    given: Mapping[str, int]
    comment: str = ""
    reason: str = ""


def criteria(question: Question) -> dict[Slug, int]:
    """The most that each criterion of a question can bring, in points of its rubric."""
    return {option.id: int(option.key) for option in question.options}


def mark_of(question: Question, verdict: Verdict) -> Mark:
    """The mark that the points by criterion add up to.

    Raises:
        Invalid: a criterion is missing, unknown, or has points beyond its range, or a text is too long.
    """
    most = criteria(question)
    if set(verdict.given) != {str(one) for one in most}:
        raise Invalid(msg("Give points for each criterion; 0 counts as points."))
    for one, limit in most.items():
        if not 0 <= verdict.given[one] <= limit:
            raise Invalid(nmsg("A criterion gets 0 to %(n)s point.", "A criterion gets 0 to %(n)s points.", limit))
    if len(verdict.comment) > COMMENT_LENGTH:
        raise Invalid(msg("The comment may have %(limit)s characters at most.", limit=COMMENT_LENGTH))
    return Mark(sum(verdict.given.values()), sum(most.values()), question.points)


def is_near(grade: Grade, pass_percent: int) -> bool:
    """Whether a grade lies so near the pass mark that a second marker is asked; compared exactly, not by the rounded percent."""
    return grade.out_of > 0 and abs(100 * grade.earned - pass_percent * grade.out_of) <= NEAR * grade.out_of


def counted(marks: Sequence[Mark]) -> Mark:
    """What the marks of one answer by independent markers come to: their mean, exactly. Two halves of a point are not rounded away."""
    parts = lcm(*(mark.out_of for mark in marks))
    return Mark(sum(mark.earned * (parts // mark.out_of) for mark in marks), parts * len(marks), marks[0].points)
