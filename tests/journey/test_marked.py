"""A grade that a marker gave is news for the company: until then the exam waited in its standing."""

from datetime import timedelta

from lms.core import clock
from lms.core.db import transaction
from lms.core.ids import PublicId, Slug
from lms.journey.settle import review_standings
from lms.programme.queries import standing_of
from lms.quizzes.events import AttemptFailed


def test_a_failed_exam_is_news_for_the_company_only_when_a_marker_gave_the_grade(db, make):
    vector = make.partner("Vector")
    anna, marker = make.member(vector, "anna@vector.example"), make.person("author@nimbus.example")
    failed = {
        "at": clock.now(), "person": anna, "quiz": Slug("ta"), "attempt": PublicId("an-attempt"), "percent": 10,
        "certification": Slug("ta"), "cycle": 1,
    }  # fmt: skip
    later, looked = clock.now() + timedelta(minutes=1), []
    for by in (anna, None, marker):
        with transaction():
            review_standings(make.library(), [AttemptFailed(by=by, **failed)], later)
            looked.append(standing_of(vector).computed_at == later)
    assert looked == [False, False, True]
