"""A score that the review rule hides is hidden wherever it stands: in the copy of one's own data and on the person's page, too."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask_sqlalchemy import SQLAlchemy
from time_machine import Traveller

from lms import journey
from lms.core import clock as moments
from lms.core.db import transaction
from lms.journey.scores import hidden_scores
from lms.publishing.library import Library
from lms.quizzes.queries import history_of
from lms.quizzes.rules import Accommodation, ReviewRules, What
from tests.factories import Make
from tests.journey.world import SF, Company, company, hand_in, sit

LATER = ReviewRules(right_after=(What.OBJECTIVES,), after_last=(What.SCORE,))
"""The score is shown when nothing is left to win."""


@pytest.fixture
def vector(db: SQLAlchemy, make: Make) -> Company:
    return company(make, "Vector")


def with_review(library: Library, review: ReviewRules) -> Library:
    """The library whose exam has this table."""
    bank = library.quizzes
    return replace(library, quizzes=replace(bank, quizzes={**bank.quizzes, SF: replace(bank.quizzes[SF], review=review)}))


def percents(library: Library, make: Make, vector: Company) -> tuple[list[object], bool]:
    """The scores in the person's copy, and whether it says that some are left out."""
    with transaction():
        copied = journey.export_own_data(library, make.visitor(vector.seller), moments.now())
    (attempts,) = [one for one in copied if one.name == "attempt"]
    return [row["percent"] for row in attempts.rows], "percent" in attempts.withheld


def test_the_copy_leaves_out_the_score_that_is_not_shown_yet_and_says_so(
    db: SQLAlchemy, make: Make, vector: Company, clock: Traveller
) -> None:
    library = make.library()
    hand_in(make, vector.seller, sit(make, vector.seller, right=False))
    assert percents(library, make, vector) == ([0], False), "The control: the sample shows it at once."
    assert percents(with_review(library, LATER), make, vector) == ([None], True)
    clock.shift(timedelta(days=30))
    hand_in(make, vector.seller, sit(make, vector.seller, right=True))
    assert percents(with_review(library, LATER), make, vector) == ([0, 100], False)


def test_attempts_that_were_granted_count_for_what_is_shown(db: SQLAlchemy, make: Make, vector: Company, clock: Traveller) -> None:
    library = with_review(make.library(), LATER)
    limit = library.quizzes.quizzes[SF].attempts
    assert limit is not None
    for _ in range(limit):
        hand_in(make, vector.seller, sit(make, vector.seller, right=False))
        clock.shift(timedelta(days=61))
    history = history_of(vector.seller)
    assert hidden_scores(library, history, Accommodation(), moments.now()) == frozenset()
    granted = hidden_scores(library, history, Accommodation(extra_attempts=1), moments.now())
    assert granted == {one.public_id for one in history}
