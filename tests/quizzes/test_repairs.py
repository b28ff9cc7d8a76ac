"""A bad question is made good for everybody who met it; nobody loses a pass by it unless that was said."""

from datetime import datetime

import pytest
from flask_sqlalchemy import SQLAlchemy
from hypothesis import given
from hypothesis import strategies as st

from lms.core.db import transaction
from lms.core.events import Event
from lms.core.ids import PersonId, RevisionHash, Slug
from lms.quizzes import service
from lms.quizzes.events import AttemptPassed, AttemptRepaired
from lms.quizzes.logbook import links_of
from lms.quizzes.queries import attempt_of, marks_of
from lms.quizzes.repairs import Standing, repaired
from lms.quizzes.replay import LogKind, broken_at
from lms.quizzes.rules import Mark, Quiz, Repair, RepairAction, grade
from lms.quizzes.service import Order, Repaired
from tests.quizzes.samples import exam, question
from tests.quizzes.test_service import MINUTE, RIGHT, answer, begin, finish, quiz_of

NEWER = RevisionHash("b" * 64)
LATER = 10 * MINUTE


def repairing(action: RepairAction, name: str = "q1", **changes: object) -> Quiz:
    return exam(repairs=(Repair(question=Slug(name), action=action, reason={"en": "Two answers were right."}),), **changes)


def sit(person: PersonId, now: datetime, right: str) -> object:
    attempt, _ = begin(person, now)
    for name, values in RIGHT.items():
        answer(person, attempt, name, values if name in right.split() else ("c",) if name != "q4" else ("false",), now)
    finish(person, attempt, now + MINUTE)
    return attempt.public_id


def repair(quiz: Quiz, now: datetime, *, may_lose: bool = False) -> tuple[list[Repaired], list[Event]]:
    with transaction():
        return service.repair(Order(quiz=quiz, revision=NEWER, may_lose=may_lose), quiz_of, now)


@pytest.mark.parametrize(
    "case",
    [
        (RepairAction.VOID, {}, 66, Mark(0, 1, 0)),
        (RepairAction.ACCEPT_ALL, {}, 75, Mark(1, 1)),
        (RepairAction.RE_KEY, {"questions": (question("q1", "c"),)}, 75, Mark(1, 1)),
        (RepairAction.RE_KEY, {"questions": (question("q1", "d"),)}, 50, None),
        (RepairAction.RE_KEY, {"questions": ()}, 50, None),
    ],
)  # fmt: skip
def test_each_way_of_repair_marks_the_question_again_and_nothing_else(
    db: SQLAlchemy, anna: PersonId, now: datetime, case: tuple[RepairAction, dict[str, object], int, Mark | None]
) -> None:
    action, changes, percent, mark = case
    attempt = sit(anna, now, "q2 q3")
    done, events = repair(repairing(action, **changes), now + LATER)
    stored = attempt_of(anna, attempt)  # type: ignore[arg-type]
    assert (stored.percent, stored.passed) == (percent, percent >= 75)
    assert marks_of(stored)[Slug("q1")] == (mark or Mark(0, 1))
    assert [one.percent for one in done] == ([] if mark is None else [percent])
    assert [type(event) for event in events] == ([] if mark is None else [AttemptRepaired, AttemptPassed][: 1 + (percent >= 75)])
    assert stored.finished_at == now + MINUTE


def test_repaired_again_nothing_changes(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    sit(anna, now, "q2 q3")
    assert len(repair(repairing(RepairAction.ACCEPT_ALL), now + LATER)[0]) == 1
    assert repair(repairing(RepairAction.ACCEPT_ALL), now + 2 * LATER) == ([], [])


def test_nobody_loses_a_pass_unless_it_was_said(db: SQLAlchemy, anna: PersonId, boris: PersonId, now: datetime) -> None:
    hers = sit(anna, now, "q1 q2 q3")
    quiz = repairing(RepairAction.RE_KEY, questions=(question("q1", "d"),))
    (kept,), events = repair(quiz, now + LATER)
    assert (kept.percent, kept.passed, kept.kept) == (50, True, True)
    assert [type(event) for event in events] == [AttemptRepaired]
    assert attempt_of(anna, hers).passed  # type: ignore[arg-type]
    assert repair(quiz, now + LATER) == ([], [])
    sit(boris, now, "q1 q2 q3")
    lost = [one for one in repair(quiz, now + LATER, may_lose=True)[0] if one.person == boris]
    assert [(one.passed_before, one.passed, one.kept) for one in lost] == [(True, False, False)]


def test_the_log_tells_the_repair_and_stays_whole(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    attempt = attempt_of(anna, sit(anna, now, "q2 q3"))  # type: ignore[arg-type]
    repair(repairing(RepairAction.ACCEPT_ALL), now + LATER)
    links = links_of(attempt.id)
    assert [link.kind for link in links[-2:]] == [LogKind.REPAIRED, LogKind.GRADED]
    assert links[-2].data == {"question": "q1", "action": "accept_all", "revision": NEWER, "mark": [1, 1, 1]}
    assert links[-1].data["percent"] == 75
    assert broken_at(attempt.public_id, links) is None


def test_an_attempt_that_did_not_meet_the_question_is_not_touched(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    sit(anna, now, "q2 q3")
    assert repair(repairing(RepairAction.VOID, "q9"), now + LATER) == ([], [])


marks = st.fixed_dictionaries({Slug(name): st.sampled_from([Mark(0, 1), Mark(1, 1), Mark(1, 2)]) for name in ("q1", "q2", "q3", "q4")})
answers = st.fixed_dictionaries({Slug("q1"): st.sampled_from([(), ("a",), ("b",)])})


@given(marks, answers, st.sampled_from(RepairAction), st.booleans())
def test_a_repair_never_takes_a_pass_and_done_twice_is_done_once(
    before: dict[Slug, Mark], said: dict[Slug, tuple[str, ...]], action: RepairAction, may_lose: bool
) -> None:
    result = grade(before.values(), 75)
    standing = Standing(marks=before, percent=result.percent, passed=result.passed)
    quiz = repairing(action, questions=(question("q1", "b"),))
    outcome = repaired(standing, said, exam(), quiz, may_lose=may_lose)
    if outcome is None:
        return
    assert 0 <= outcome.percent <= 100
    assert outcome.passed >= (standing.passed and not may_lose)
    again = Standing(marks=outcome.marks, percent=outcome.percent, passed=outcome.passed)
    assert repaired(again, said, exam(), quiz, may_lose=may_lose) is None
