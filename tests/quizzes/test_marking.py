"""Marking by hand on a real database: taken by one, given once, a second marker near the pass mark, and changed with a reason."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from lms.core.db import transaction
from lms.core.errors import Conflict, Invalid, NotFound, Problem, Refused
from lms.core.events import Event
from lms.core.ids import PersonId, PublicId, Slug
from lms.quizzes.events import AnswerMarked, AttemptFailed, AttemptPassed, MarkChanged, MarkingBegan
from lms.quizzes.logbook import links_of
from lms.quizzes.models import AnswerMark, Attempt, MarkingClaim
from lms.quizzes.queries import attempt_of, marks_of, sheet_of
from lms.quizzes.replay import LogKind, broken_at
from lms.quizzes.rules import AttemptState, Mark
from lms.quizzes.rules.marking import CLAIM, Verdict
from lms.quizzes.service import marking
from lms.quizzes.service.marking import Asked
from lms.quizzes.waiting import comments_of, counts, queue, script_of, waiting_among
from tests.quizzes.conftest import stored
from tests.quizzes.essays import CLARITY, FACTS, quiz_of, waiting

HOUR = timedelta(hours=1)
FULL, NOTHING = {FACTS: 6, CLARITY: 4}, {FACTS: 0, CLARITY: 0}


@pytest.fixture
def marker(db: SQLAlchemy, now: datetime) -> PersonId:
    return stored(db, "marker", now)


@pytest.fixture
def second(db: SQLAlchemy, now: datetime) -> PersonId:
    return stored(db, "second", now)


def give(  # noqa: PLR0917 - as the verb reads
    marker: PersonId, attempt: Attempt, position: int, given: dict[str, int], now: datetime, number: int = 1, comment: str = ""
) -> list[Event]:  # fmt: skip
    with transaction():
        wanted = Asked(attempt=attempt.public_id, position=position, round=number)
        return marking.give(marker, wanted, Verdict(given=given, comment=comment), quiz_of, now)


def change(admin: PersonId, attempt: Attempt, given: dict[str, int], seen: int, now: datetime, reason: str = "A slip.") -> list[Event]:
    with transaction():
        wanted = Asked(attempt=attempt.public_id, position=2, round=seen)
        return marking.change(admin, wanted, Verdict(given=given, reason=reason), quiz_of, now)


def refused(kind: type[Problem], act: Callable[[], object]) -> None:
    """`act` is refused, and marks, claims and log stay as they were."""
    before = rows()
    with pytest.raises(kind):
        act()
    assert rows() == before


def rows() -> list[object]:
    from lms.core.db import db

    db.session.rollback()
    found: list[object] = []
    for table in ("answer_mark", "marking_claim", "attempt_event", "attempt", "attempt_slot"):
        found += db.session.execute(sa.text(f"SELECT * FROM {table} ORDER BY 1, 2")).all()
    db.session.rollback()
    return found


def test_an_attempt_is_graded_once_each_answer_has_its_mark(db: SQLAlchemy, anna: PersonId, marker: PersonId, now: datetime) -> None:
    attempt = waiting(anna, now, certification=Slug("pb"), cycle=2)
    events = give(marker, attempt, 2, FULL, now + HOUR)
    told = {"at": now + HOUR, "by": marker, "person": anna, "quiz": attempt.quiz, "attempt": attempt.public_id}
    assert events == [MarkingBegan(round=1, **told), AnswerMarked(position=2, **told)]
    assert sheet_of(anna, attempt.public_id).state is AttemptState.WAITING
    events = give(marker, attempt, 3, {FACTS: 6, CLARITY: 3}, now + HOUR)
    assert events == [AnswerMarked(position=3, **told), AttemptPassed(percent=95, certification=Slug("pb"), cycle=2, **told)]
    sheet = sheet_of(anna, attempt.public_id)
    assert (sheet.state, sheet.percent, sheet.passed, sheet.finished_at) == (AttemptState.GRADED, 95, True, now)
    assert sheet.marks == {"q1": Mark(1, 1), "e1": Mark(10, 10, 3), "e2": Mark(9, 10, 4)}
    assert db.session.scalars(sa.select(MarkingClaim)).all() == []


def test_a_learner_sees_since_when_it_waits_and_no_mark_before_the_grade(
    db: SQLAlchemy, anna: PersonId, marker: PersonId, now: datetime
) -> None:
    attempt = waiting(anna, now)
    give(marker, attempt, 2, FULL, now, comment="Well argued.")
    sheet = sheet_of(anna, attempt.public_id)
    assert (sheet.state, sheet.finished_at, set(sheet.marks), comments_of(sheet.id)) == (AttemptState.WAITING, now, {"q1"}, {})
    give(marker, attempt, 3, FULL, now)
    done = sheet_of(anna, attempt.public_id)
    assert (done.state, comments_of(done.id)) == (AttemptState.GRADED, {2: ("Well argued.",)})


def test_the_log_holds_marks_and_a_seal_and_no_words(db: SQLAlchemy, anna: PersonId, marker: PersonId, now: datetime) -> None:
    attempt = waiting(anna, now)
    give(marker, attempt, 2, FULL, now, comment="Well argued.")
    links = links_of(attempt.id)
    (link,) = [one for one in links if one.kind is LogKind.MARKED]
    assert (link.by, link.position, link.data["mark"], link.data["round"]) == (marker, 2, [10, 10, 3], 1)
    assert "Well" not in str(links)
    assert broken_at(attempt.public_id, links) is None
    row = db.session.scalars(sa.select(AnswerMark)).one()
    from lms.quizzes.replay import digest_of

    assert link.data["seal"] == digest_of((row.salt, "clarity=4", "facts=6", "Well argued."))


def test_the_same_mark_sent_again_changes_nothing_and_another_one_is_refused(
    db: SQLAlchemy, anna: PersonId, marker: PersonId, second: PersonId, now: datetime
) -> None:
    attempt = waiting(anna, now)
    give(marker, attempt, 2, FULL, now)
    before = rows()
    assert give(marker, attempt, 2, FULL, now + HOUR) == []
    assert rows() == before
    refused(Conflict, lambda: give(marker, attempt, 2, NOTHING, now))
    refused(Conflict, lambda: give(second, attempt, 2, FULL, now + 2 * CLAIM))
    give(marker, attempt, 3, FULL, now)
    assert give(marker, attempt, 3, FULL, now) == []
    refused(Conflict, lambda: give(second, attempt, 3, NOTHING, now))


def test_nobody_marks_their_own_attempt_or_what_needs_no_marker(db: SQLAlchemy, anna: PersonId, marker: PersonId, now: datetime) -> None:
    attempt = waiting(anna, now)
    refused(NotFound, lambda: give(anna, attempt, 2, FULL, now))
    refused(NotFound, lambda: marking.claim(anna, attempt.public_id, now))
    refused(NotFound, lambda: give(marker, attempt, 1, FULL, now))
    refused(NotFound, lambda: give(marker, attempt, 9, FULL, now))
    refused(NotFound, lambda: marking.claim(marker, PublicId("nowhere"), now))
    assert queue(anna, now) == ()


@pytest.mark.parametrize(
    "given", [{}, {FACTS: 6}, {**FULL, "more": 1}, {FACTS: 7, CLARITY: 0}, {FACTS: -1, CLARITY: 0}, {FACTS: 0, CLARITY: 5}]
)
def test_points_that_do_not_fit_the_criteria_are_refused(
    db: SQLAlchemy, anna: PersonId, marker: PersonId, now: datetime, given: dict[str, int]
) -> None:
    attempt = waiting(anna, now)
    refused(Invalid, lambda: give(marker, attempt, 2, given, now))


def test_a_comment_has_an_end(db: SQLAlchemy, anna: PersonId, marker: PersonId, now: datetime) -> None:
    attempt = waiting(anna, now)
    refused(Invalid, lambda: give(marker, attempt, 2, FULL, now, comment="x" * 4001))


def test_two_do_not_mark_an_attempt_at_once_and_a_claim_lapses(
    db: SQLAlchemy, anna: PersonId, marker: PersonId, second: PersonId, now: datetime
) -> None:
    attempt = waiting(anna, now)
    with transaction():
        assert [type(one) for one in marking.claim(marker, attempt.public_id, now)] == [MarkingBegan]
    with transaction():
        assert marking.claim(marker, attempt.public_id, now + CLAIM / 2) == []
    end = now + CLAIM / 2 + CLAIM
    refused(Conflict, lambda: marking.claim(second, attempt.public_id, end - timedelta(seconds=1)))
    refused(Conflict, lambda: give(second, attempt, 2, FULL, end - timedelta(seconds=1)))
    assert script_of(marker, attempt.public_id, end - timedelta(seconds=1)) is not None
    assert script_of(marker, attempt.public_id, end) is None
    with transaction():
        assert [type(one) for one in marking.claim(second, attempt.public_id, end)] == [MarkingBegan]
    with transaction():
        marking.release(marker, attempt.public_id)
        assert script_of(second, attempt.public_id, end) is not None
        marking.release(second, attempt.public_id)
    assert script_of(second, attempt.public_id, end) is None


def test_near_the_pass_mark_somebody_else_marks_again_without_seeing_the_first_marks(
    db: SQLAlchemy, anna: PersonId, marker: PersonId, second: PersonId, now: datetime
) -> None:
    attempt = waiting(anna, now)
    give(marker, attempt, 2, FULL, now, comment="First.")
    # 1 + 3 + 4 * 6/10 of 8 points is 80 percent: exactly five points above the pass mark.
    assert [type(one) for one in give(marker, attempt, 3, {FACTS: 6, CLARITY: 0}, now)] == [AnswerMarked]
    sheet = sheet_of(anna, attempt.public_id)
    assert (sheet.state, set(sheet.marks)) == (AttemptState.WAITING, {"q1"})
    refused(Refused, lambda: marking.claim(marker, attempt.public_id, now))
    refused(Refused, lambda: give(marker, attempt, 2, FULL, now, 2))
    assert queue(marker, now) == ()
    assert [(one.waiting, one.others, one.since) for one in counts(marker)] == [(0, 1, None)]
    (entry,) = queue(second, now)
    assert (entry.round, entry.owed, entry.since) == (2, 2, now)
    with transaction():
        marking.claim(second, attempt.public_id, now)
    script = script_of(second, attempt.public_id, now)
    assert script is not None
    assert [(one.given, one.comment) for one in script.answers] == [(None, ""), (None, "")]
    refused(Conflict, lambda: give(second, attempt, 2, FULL, now, 1))
    give(second, attempt, 2, FULL, now, 2, comment="Second.")
    events = give(second, attempt, 3, {FACTS: 3, CLARITY: 0}, now, 2)
    sheet = sheet_of(anna, attempt.public_id)
    # The mean of 6 and 3 tenths, exactly: 1 + 3 + 4 * 9/20 of 8 points.
    assert sheet.marks["e2"] == Mark(9, 20, 4)
    assert (sheet.percent, sheet.passed, [type(one) for one in events]) == (72, False, [AnswerMarked, AttemptFailed])
    assert comments_of(sheet.id) == {2: ("First.", "Second.")}
    assert broken_at(attempt.public_id, links_of(attempt.id)) is None


def test_beyond_five_points_one_marker_is_enough(db: SQLAlchemy, anna: PersonId, marker: PersonId, now: datetime) -> None:
    attempt = waiting(anna, now)
    give(marker, attempt, 2, FULL, now)
    # 81.25 percent would be rounded down to 81; the comparison is exact, and 80 would still be near.
    give(marker, attempt, 3, {FACTS: 6, CLARITY: 1}, now)
    assert sheet_of(anna, attempt.public_id).state is AttemptState.GRADED


def test_a_changed_mark_grades_anew_and_keeps_what_was_given(
    db: SQLAlchemy, anna: PersonId, marker: PersonId, second: PersonId, now: datetime
) -> None:
    attempt = waiting(anna, now, certification=Slug("pb"))
    refused(NotFound, lambda: change(second, attempt, FULL, 1, now))
    give(marker, attempt, 2, NOTHING, now, comment="No.")
    refused(Conflict, lambda: change(second, attempt, FULL, 1, now))
    give(marker, attempt, 3, FULL, now)
    assert sheet_of(anna, attempt.public_id).percent == 62
    refused(NotFound, lambda: change(anna, attempt, FULL, 1, now))
    refused(Invalid, lambda: change(second, attempt, FULL, 1, now, " "))
    refused(Invalid, lambda: change(second, attempt, {FACTS: 9, CLARITY: 0}, 1, now))
    events = change(second, attempt, FULL, 1, now + HOUR)
    assert [type(one) for one in events] == [MarkChanged, AttemptPassed]
    assert change(second, attempt, FULL, 1, now + HOUR) == []
    refused(Conflict, lambda: change(second, attempt, NOTHING, 1, now))
    sheet = sheet_of(anna, attempt.public_id)
    assert (sheet.percent, sheet.passed, sheet.finished_at, comments_of(sheet.id)) == (100, True, now, {})
    kept = db.session.execute(sa.select(AnswerMark.round, AnswerMark.earned, AnswerMark.reason).where(AnswerMark.position == 2)).all()
    assert sorted(tuple(one) for one in kept) == [(1, 0, None), (3, 10, "A slip.")]
    assert broken_at(attempt.public_id, links_of(attempt.id)) is None


def test_nobody_loses_a_pass_by_a_changed_mark(db: SQLAlchemy, anna: PersonId, marker: PersonId, second: PersonId, now: datetime) -> None:
    attempt = waiting(anna, now)
    give(marker, attempt, 2, FULL, now)
    give(marker, attempt, 3, FULL, now)
    assert [type(one) for one in change(second, attempt, NOTHING, 1, now)] == [MarkChanged]
    sheet = sheet_of(anna, attempt.public_id)
    assert (sheet.percent, sheet.passed, sheet.marks["e1"]) == (100, True, Mark(0, 10, 3))
    last = links_of(attempt.id)[-1]
    assert (last.kind, last.data["passed"], last.data["percent"], last.data["kept"]) == (LogKind.GRADED, True, 100, True)


def test_a_fail_that_stays_one_tells_nobody_twice(db: SQLAlchemy, anna: PersonId, marker: PersonId, now: datetime) -> None:
    attempt = waiting(anna, now)
    give(marker, attempt, 2, NOTHING, now)
    give(marker, attempt, 3, NOTHING, now)
    assert [type(one) for one in change(marker, attempt, {FACTS: 1, CLARITY: 0}, 1, now)] == [MarkChanged]
    found = attempt_of(anna, attempt.public_id)
    assert (found.percent, found.passed, marks_of(found)[Slug("e1")]) == (16, False, Mark(1, 10, 3))


def test_the_queue_begins_with_who_waits_longest_and_shows_who_is_marking(
    db: SQLAlchemy, anna: PersonId, boris: PersonId, marker: PersonId, second: PersonId, now: datetime
) -> None:
    late, early = waiting(anna, now), waiting(boris, now - HOUR)
    with transaction():
        marking.claim(marker, late.public_id, now)
    seen = {one.attempt: (one.taken, one.mine) for one in queue(marker, now)}
    assert list(seen.items()) == [(early.public_id, (False, False)), (late.public_id, (True, True))]
    assert [(one.taken, one.mine) for one in queue(second, now)] == [(False, False), (True, False)]
    assert len(queue(second, now, limit=1, offset=1)) == 1
    assert queue(second, now, Slug("other")) == ()
    assert [(one.quiz, one.waiting, one.since) for one in counts(second)] == [("basics", 2, now - HOUR)]
    assert waiting_among([anna]) == 1


def test_an_erased_answer_waits_for_nobody(db: SQLAlchemy, anna: PersonId, marker: PersonId, now: datetime) -> None:
    attempt = waiting(anna, now)
    with transaction():
        db.session.execute(sa.text("UPDATE attempt_slot SET answer = NULL WHERE attempt_id = :of"), {"of": attempt.id})
    assert (queue(marker, now), counts(marker)) == ((), ())
