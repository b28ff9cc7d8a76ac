"""Every change of an attempt is a link of its log, and a link that was changed later is noticed."""

from dataclasses import fields, replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from lms.core.db import transaction
from lms.core.ids import PersonId, PublicId
from lms.quizzes import service
from lms.quizzes.logbook import links_of
from lms.quizzes.models import Attempt, AttemptEvent
from lms.quizzes.replay import Link, LogKind, broken_at, digest_of
from tests.quizzes.test_service import MINUTE, answer, begin, finish

CHANGES: dict[str, object] = {
    "number": 9, "kind": LogKind.VOIDED, "at": timedelta(microseconds=1), "by": 424242, "position": 77, "data": {"seq": 8},
    "said": ("word", "b"), "digest": "f" * 64, "hash": "f" * 64,
}  # fmt: skip


def sat(db: SQLAlchemy, person: PersonId, now: datetime) -> tuple[PublicId, tuple[Link, ...]]:
    attempt, _ = begin(person, now)
    answer(person, attempt, "q1", ("a",), now)
    answer(person, attempt, "q1", ("b",), now + MINUTE, seq=2)
    with transaction():
        service.flag(person, attempt.public_id, 2, now, flagged=True)
    finish(person, attempt, now + MINUTE)
    return attempt.public_id, links_of(attempt.id)


def test_an_attempt_is_told_link_by_link(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    public_id, links = sat(db, anna, now)
    assert [link.kind for link in links] == [
        LogKind.DRAWN, LogKind.SAVED, LogKind.SAVED, LogKind.FLAGGED, LogKind.SUBMITTED, LogKind.GRADED,
    ]  # fmt: skip
    assert [link.number for link in links] == [1, 2, 3, 4, 5, 6]
    assert [question for question, _ in links[0].data["paper"]] == ["q1", "q2", "q3", "q4"]
    assert [(link.position, link.data["seq"], link.said[1:]) for link in links[1:3] if link.said] == [(1, 1, ("a",)), (1, 2, ("b",))]
    assert links[4].data == {"ending": "submitted"}
    assert links[5].data["percent"] == 0
    assert broken_at(public_id, links) is None


@pytest.mark.parametrize("changed", [field.name for field in fields(Link)])
@pytest.mark.parametrize("number", [1, 2, 6])
def test_a_changed_link_is_noticed_whatever_was_changed(
    db: SQLAlchemy, anna: PersonId, now: datetime, changed: str, number: int
) -> None:  # fmt: skip
    public_id, links = sat(db, anna, now)
    link = links[number - 1]
    value = CHANGES[changed]
    forged = replace(link, **{changed: link.at + value if isinstance(value, timedelta) else value})  # type: ignore[arg-type]
    assert broken_at(public_id, [*links[: number - 1], forged, *links[number:]]) == number


def test_a_link_that_was_taken_out_or_moved_is_noticed(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    public_id, links = sat(db, anna, now)
    assert broken_at(public_id, links[1:]) == 1
    assert broken_at(public_id, [*links[:2], *links[3:]]) == 3
    assert broken_at(public_id, [links[0], links[2], links[1], *links[3:]]) == 2
    assert broken_at(PublicId("another"), links) == 1


def test_an_answer_that_was_erased_leaves_the_log_whole_and_tells_nothing(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    public_id, _ = sat(db, anna, now)
    with transaction():
        db.session.execute(sa.update(AttemptEvent).values(said=sa.null()))
    (attempt,) = db.session.scalars(sa.select(Attempt))
    links = links_of(attempt.id)
    assert all(link.said is None for link in links)
    assert broken_at(public_id, links) is None
    guesses = {digest_of(("", "a")), digest_of(("a",)), digest_of(("b",))}
    assert not guesses & {link.digest for link in links}


def test_an_answer_that_changed_nothing_is_no_link(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    attempt, _ = begin(anna, now)
    answer(anna, attempt, "q1", ("a",), now, seq=2)
    answer(anna, attempt, "q1", ("a",), now, seq=2)
    answer(anna, attempt, "q1", ("b",), now, seq=1)
    for _ in range(2):
        with transaction():
            service.flag(anna, attempt.public_id, 2, now, flagged=True)
    assert [link.kind for link in links_of(attempt.id)] == [LogKind.DRAWN, LogKind.SAVED, LogKind.FLAGGED]


def test_two_attempts_at_the_same_time_keep_their_logs_apart(db: SQLAlchemy, anna: PersonId, boris: PersonId, now: datetime) -> None:
    """The end of the log is read behind RETURNING, where SQLite once found the longest log of all."""
    attempts = [(person, begin(person, now)[0]) for person in (anna, boris)]
    for seq, person_and_attempt in ((1, 0), (1, 1), (2, 0), (3, 0), (2, 1)):
        person, attempt = attempts[person_and_attempt]
        answer(person, attempt, "q1", ("a",), now, seq=seq)
    for _, attempt in attempts:
        assert broken_at(attempt.public_id, links_of(attempt.id)) is None
