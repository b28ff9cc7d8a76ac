"""Attempts on a real database: begun, answered, finished, each safe to repeat."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from lms.core.db import run, transaction
from lms.core.errors import Conflict, Invalid, NotFound, Refused
from lms.core.events import Event
from lms.core.ids import PersonId, PublicId, RevisionHash, Slug
from lms.quizzes import service
from lms.quizzes.events import AttemptFailed, AttemptPassed, AttemptStarted
from lms.quizzes.models import Attempt, AttemptSlot, LateAnswer
from lms.quizzes.queries import attempt_of, attempts_of, history_of, marks_of, open_attempt_of, past, seen_by
from lms.quizzes.rules import AttemptState, AttemptsUsed, CoolingDown, Ending, Mark, Quiz, QuizKind
from lms.quizzes.service import Entry, Outcome, Submission
from lms.quizzes.service.answering import SAVED
from tests.quizzes.samples import REVISION, bank_of, chance, exam, practice, question, quota

RIGHT = {"q1": ("a",), "q2": ("a", "b"), "q3": ("b",), "q4": ("true",)}
MINUTE = timedelta(minutes=1)


def quiz_of(revision: RevisionHash) -> Quiz:
    assert revision == REVISION
    return exam()


def begin(person: PersonId, now: datetime, quiz: Quiz | None = None, **entry: object) -> tuple[Attempt, list[Event]]:
    chosen = quiz or exam()
    with transaction():
        return service.start(person, bank_of(chosen), Entry(quiz=chosen.id, **entry), chance(), now)  # type: ignore[arg-type]


def answer(person: PersonId, attempt: Attempt, name: str, values: tuple[str, ...], now: datetime, seq: int = 1) -> Outcome:
    position = next(slot.position for slot in attempt.slots if slot.question == name)
    with transaction():
        return service.save(person, Submission(attempt=attempt.public_id, position=position, seq=seq, values=values), quiz_of, now)


def finish(person: PersonId, attempt: Attempt, now: datetime) -> list[Event]:
    with transaction():
        return service.submit(person, attempt.public_id, quiz_of, now)[1]


def slot(db: SQLAlchemy, attempt: Attempt, name: str) -> AttemptSlot:
    found = db.session.scalar(
        sa.select(AttemptSlot)
        .where(AttemptSlot.attempt_id == attempt.id, AttemptSlot.question == name)
        .execution_options(populate_existing=True)
    )
    assert found is not None
    return found


@contextmanager
def counted(db: SQLAlchemy) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith("BEGIN"):
            statements.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    yield statements
    sa.event.remove(db.engine, "before_cursor_execute", note)


def test_a_start_stores_paper_revision_and_deadline(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    attempt, events = begin(anna, now, certification=Slug("pb"), cycle=2)
    assert events == [
        AttemptStarted(
            at=now, by=anna, person=anna, quiz=Slug("basics"), attempt=attempt.public_id, certification=Slug("pb"), cycle=2
        )
    ]  # fmt: skip
    db.session.expire_all()
    stored = attempt_of(anna, attempt.public_id)
    assert (stored.revision, stored.certification, stored.cycle, stored.number) == (REVISION, "pb", 2, 1)
    assert (stored.started_at, stored.deadline_at, stored.state) == (now, now + 30 * MINUTE, AttemptState.IN_PROGRESS)
    assert [kept.question for kept in stored.slots] == ["q1", "q2", "q3", "q4"]
    assert [sorted(kept.option_order) for kept in stored.slots] == [["a", "b", "c", "d"]] * 3 + [["false", "true"]]
    assert all(kept.answer is None and kept.seq == 0 for kept in stored.slots)


def test_a_second_start_returns_the_open_attempt(db: SQLAlchemy, anna: PersonId, boris: PersonId, now: datetime) -> None:
    first, _ = begin(anna, now)
    again, events = begin(anna, now + MINUTE)
    assert (again.public_id, events) == (first.public_id, [])
    others, _ = begin(boris, now)
    assert others.public_id != first.public_id


def test_the_next_paper_holds_what_was_not_seen(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    quiz = practice(questions=tuple(question(f"q{number}") for number in range(4)), draw=(quota("first", 2),))
    papers = []
    for _ in range(2):
        attempt, _ = begin(anna, now, quiz)
        papers.append({kept.question for kept in attempt.slots})
        with transaction():
            service.submit(anna, attempt.public_id, lambda _revision: quiz, now)
    assert papers[0] & papers[1] == set()
    assert seen_by(anna, quiz.id) == dict.fromkeys(("q0", "q1", "q2", "q3"), 1)


def test_a_start_is_refused_with_everything_that_is_unmet(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    with pytest.raises(Refused) as refused:
        begin(anna, now, unmet=("a course",))
    assert refused.value.unmet == ("a course",)
    attempt, _ = begin(anna, now)
    finish(anna, attempt, now)
    with pytest.raises(Refused) as refused:
        begin(anna, now + MINUTE)
    assert refused.value.unmet == (CoolingDown(now + timedelta(days=1)),)
    assert len(attempts_of(anna, Slug("basics"))) == 1


def test_a_new_cycle_begins_with_all_attempts(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    once = exam(attempts=1)
    attempt, _ = begin(anna, now, once)
    finish(anna, attempt, now)
    with pytest.raises(Refused) as refused:
        begin(anna, now + timedelta(days=90), once)
    assert refused.value.unmet == (AttemptsUsed(1),)
    renewed, _ = begin(anna, now + timedelta(days=90), once, cycle=2)
    assert (renewed.cycle, renewed.number) == (2, 1)
    assert [kept.public_id for kept in attempts_of(anna, Slug("basics"), 2)] == [renewed.public_id]


@pytest.mark.parametrize("kind", [None, QuizKind.CHECK])
def test_there_is_no_attempt_of_checks_or_of_nothing(db: SQLAlchemy, anna: PersonId, now: datetime, kind: QuizKind | None) -> None:
    bank = bank_of() if kind is None else bank_of(exam(kind=kind))
    with pytest.raises(NotFound), transaction():
        service.start(anna, bank, Entry(quiz=Slug("basics")), chance(), now)


def test_the_newest_answer_wins_however_they_arrive(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    attempt, _ = begin(anna, now)
    assert answer(anna, attempt, "q1", ("b",), now, seq=2) is Outcome.SAVED
    assert answer(anna, attempt, "q1", ("c",), now + MINUTE, seq=1) is Outcome.OLDER
    assert answer(anna, attempt, "q1", ("b",), now + MINUTE, seq=2) is Outcome.OLDER
    kept = slot(db, attempt, "q1")
    assert (kept.answer, kept.seq, kept.saved_at, kept.earned) == (["b"], 2, now, None)
    assert answer(anna, attempt, "q1", (), now + MINUTE, seq=3) is Outcome.SAVED
    assert slot(db, attempt, "q1").answer == []


def test_an_answer_sent_again_after_its_question_was_left_is_known_and_a_newer_one_refused(
    db: SQLAlchemy, anna: PersonId, now: datetime
) -> None:
    """The acknowledgement may have been lost on its way."""
    one_way = exam(back=False)
    attempt, _ = begin(anna, now, one_way)
    place = next(one.position for one in attempt.slots if one.question == "q1")

    def send(seq: int) -> Outcome:
        with transaction():
            return service.save(
                anna, Submission(attempt=attempt.public_id, position=place, seq=seq, values=("b",)), lambda _: one_way, now
            )  # fmt: skip

    assert send(1) is Outcome.SAVED
    with transaction():
        service.advance(anna, attempt.public_id, place)
    assert send(1) is Outcome.OLDER
    with pytest.raises(Conflict):
        send(2)


def test_the_write_itself_takes_no_number_that_is_not_higher(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    attempt, _ = begin(anna, now)
    assert answer(anna, attempt, "q1", ("b",), now, seq=2) is Outcome.SAVED
    place = slot(db, attempt, "q1").position
    for number, rows in ((1, 0), (2, 0), (3, 1)):
        with transaction():
            written = run(SAVED, {"of": attempt.id, "place": place, "saved": ["c"], "number": number, "at": now}).all()
        assert len(written) == rows


def test_an_answer_costs_three_statements(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    attempt, _ = begin(anna, now)
    with counted(db) as statements:
        answer(anna, attempt, "q2", ("a", "b"), now)
    assert len(statements) == 3, statements
    with counted(db) as statements:
        answer(anna, attempt, "q2", ("a",), now + 31 * MINUTE, seq=2)
    assert len(statements) == 2, statements


@pytest.mark.parametrize("values", [("z",), ("a", "b")])
def test_what_is_no_answer_changes_nothing(db: SQLAlchemy, anna: PersonId, now: datetime, values: tuple[str, ...]) -> None:
    attempt, _ = begin(anna, now)
    with pytest.raises(Invalid):
        answer(anna, attempt, "q1", values, now)
    assert slot(db, attempt, "q1").seq == 0


@pytest.mark.parametrize("seq", [-1, 0, 1_000_001, 2**70])
def test_an_answer_must_say_how_new_it_is(db: SQLAlchemy, anna: PersonId, now: datetime, seq: int) -> None:
    attempt, _ = begin(anna, now)
    with pytest.raises(Invalid):
        answer(anna, attempt, "q1", ("a",), now, seq=seq)


def test_nobody_reaches_somebody_else_s_attempt(db: SQLAlchemy, anna: PersonId, boris: PersonId, now: datetime) -> None:
    attempt, _ = begin(anna, now)
    for person, public_id in ((boris, attempt.public_id), (anna, PublicId("nothing"))):
        with pytest.raises(NotFound), transaction():
            service.save(person, Submission(attempt=public_id, position=1, seq=1, values=("a",)), quiz_of, now)
        with pytest.raises(NotFound), transaction():
            service.submit(person, public_id, quiz_of, now)
        with pytest.raises(NotFound):
            attempt_of(person, public_id)
    assert slot(db, attempt, "q1").seq == 0
    assert open_attempt_of(boris, Slug("basics")) is None
    assert history_of(boris) == []


@pytest.mark.parametrize("position", [0, 5, -1])
def test_a_slot_that_is_not_on_the_paper_is_not_found(db: SQLAlchemy, anna: PersonId, now: datetime, position: int) -> None:
    attempt, _ = begin(anna, now)
    with pytest.raises(NotFound), transaction():
        service.save(anna, Submission(attempt=attempt.public_id, position=position, seq=1, values=()), quiz_of, now)


def test_a_submitted_attempt_takes_no_answers(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    attempt, _ = begin(anna, now)
    answer(anna, attempt, "q1", ("a",), now)
    finish(anna, attempt, now)
    with pytest.raises(Conflict):
        answer(anna, attempt, "q1", ("b",), now, seq=2)
    assert slot(db, attempt, "q1").answer == ["a"]


def test_answers_are_taken_for_five_seconds_and_then_kept_apart(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    attempt, _ = begin(anna, now)
    end = now + 30 * MINUTE
    assert answer(anna, attempt, "q1", ("a",), end + timedelta(seconds=4.9)) is Outcome.SAVED
    late = end + timedelta(seconds=5)
    assert answer(anna, attempt, "q1", ("b",), late, seq=3) is Outcome.LATE
    assert answer(anna, attempt, "q1", ("c",), late, seq=2) is Outcome.LATE
    assert slot(db, attempt, "q1").answer == ["a"]
    assert db.session.execute(sa.select(LateAnswer.seq, LateAnswer.answer, LateAnswer.arrived_at)).all() == [(3, ["b"], late)]
    with transaction():
        service.expire_due(quiz_of, late)
    assert answer(anna, attempt, "q1", ("d",), late + MINUTE, seq=4) is Outcome.LATE
    assert db.session.scalars(sa.select(LateAnswer.answer)).all() == [["d"]]
    assert marks_of(attempt_of(anna, attempt.public_id))[Slug("q1")] == Mark(1, 1)


def test_finishing_grades_what_was_saved(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    attempt, _ = begin(anna, now, certification=Slug("pb"), cycle=1)
    assert marks_of(attempt) == {}
    for name in ("q1", "q2", "q4"):
        answer(anna, attempt, name, RIGHT[name], now)
    assert finish(anna, attempt, now + MINUTE) == [
        AttemptPassed(
            at=now + MINUTE, by=anna, person=anna, quiz=Slug("basics"), attempt=attempt.public_id,
            percent=75, certification=Slug("pb"), cycle=1,
        )
    ]  # fmt: skip
    stored = attempt_of(anna, attempt.public_id)
    assert (stored.state, stored.ending, stored.finished_at) == (AttemptState.GRADED, Ending.SUBMITTED, now + MINUTE)
    assert (stored.percent, stored.passed) == (75, True)
    assert marks_of(stored) == {Slug("q1"): Mark(1, 1), Slug("q2"): Mark(1, 1), Slug("q3"): Mark(0, 1), Slug("q4"): Mark(1, 1)}


def test_finishing_twice_is_finishing_once(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    attempt, _ = begin(anna, now)
    (event,) = finish(anna, attempt, now + MINUTE)
    assert isinstance(event, AttemptFailed)
    assert finish(anna, attempt, now + 2 * MINUTE) == []
    assert attempt_of(anna, attempt.public_id).finished_at == now + MINUTE


def test_an_attempt_finished_after_its_time_is_expired_and_graded_all_the_same(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    attempt, _ = begin(anna, now)
    for name, values in RIGHT.items():
        answer(anna, attempt, name, values, now)
    (event,) = finish(anna, attempt, now + 31 * MINUTE)
    assert isinstance(event, AttemptPassed)
    assert event.by is None
    (seen,) = past(attempts_of(anna, Slug("basics")))
    assert (seen.state, seen.ended_at, seen.passed) == (AttemptState.GRADED, now + 30 * MINUTE, True)


def test_overdue_attempts_are_closed_with_what_was_saved(db: SQLAlchemy, anna: PersonId, boris: PersonId, now: datetime) -> None:
    hers, _ = begin(anna, now)
    his, _ = begin(boris, now + MINUTE)
    endless, _ = begin(anna, now, practice())
    answer(anna, hers, "q1", ("a",), now)
    end = now + 30 * MINUTE
    with transaction():
        assert service.expire_due(quiz_of, end + timedelta(seconds=4.9)) == []
        assert service.expire_due(quiz_of, end + timedelta(hours=1), person=PersonId(0)) == []
        (event,) = service.expire_due(quiz_of, end + timedelta(seconds=5))
    assert isinstance(event, AttemptFailed)
    assert (event.attempt, event.person, event.by, event.percent) == (hers.public_id, anna, None, 25)
    with transaction():
        events = service.expire_due(quiz_of, end + timedelta(days=1), person=boris)
        assert [event.attempt for event in events if isinstance(event, AttemptFailed)] == [his.public_id]
        assert service.expire_due(quiz_of, end + timedelta(days=1)) == []
    assert attempt_of(anna, endless.public_id).state is AttemptState.IN_PROGRESS


def test_a_revision_that_was_not_pinned_never_grades(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    attempt, _ = begin(anna, now)
    with pytest.raises(LookupError, match="pinned"), transaction():
        service.submit(anna, attempt.public_id, lambda _revision: exam(questions=()), now)
    assert attempt_of(anna, attempt.public_id).state is AttemptState.IN_PROGRESS


def test_history_is_told_newest_first(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    first, _ = begin(anna, now)
    second, _ = begin(anna, now, practice())
    assert [attempt.public_id for attempt in history_of(anna)] == [second.public_id, first.public_id]


@pytest.mark.parametrize(
    "broken",
    [
        {"state": AttemptState.SUBMITTED}, {"percent": 101}, {"percent": -1}, {"ending": Ending.EXPIRED},
        {"time_percent": 99}, {"credit_seconds": -1}, {"number": 0}, {"cycle": 0},
        {"percent": 50}, {"passed": True}, {"person_id": 10_000}, {"deadline_at": "before"},
    ],
)  # fmt: skip
def test_the_database_refuses_an_attempt_that_cannot_be(db: SQLAlchemy, anna: PersonId, now: datetime, broken: dict[str, object]) -> None:
    values: dict[str, object] = {
        "public_id": "p", "person_id": anna, "quiz": "basics", "revision": REVISION, "cycle": 1, "number": 1, "started_at": now,
    }  # fmt: skip
    changes = {name: now - MINUTE if value == "before" else value for name, value in broken.items()}
    with pytest.raises(sa.exc.IntegrityError), transaction():
        db.session.add(Attempt(**{**values, **changes}))


def test_the_database_keeps_one_open_attempt_and_one_of_each_number(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    values = {"person_id": anna, "quiz": Slug("basics"), "revision": REVISION, "cycle": 1, "started_at": now}
    closed = {"state": AttemptState.GRADED, "ending": Ending.SUBMITTED, "finished_at": now, "percent": 0, "passed": False}
    with transaction():
        db.session.add(Attempt(public_id="first", number=1, **values))
    with pytest.raises(sa.exc.IntegrityError), transaction():
        db.session.add(Attempt(public_id="second open", number=2, **values))
    with pytest.raises(sa.exc.IntegrityError), transaction():
        db.session.add(Attempt(public_id="same number", number=1, **values, **closed))
    with transaction():
        db.session.add(Attempt(public_id="closed", number=2, **values, **closed))


def test_a_start_that_lost_to_one_already_ended_is_a_conflict(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    """What a parallel start sees whose attempts were read before the other one began and ended."""
    attempt, _ = begin(anna, now)
    finish(anna, attempt, now)
    stale = Attempt(
        public_id=PublicId("stale"), person_id=anna, quiz=Slug("basics"), revision=REVISION, cycle=1, number=1,
        state=AttemptState.CREATED, started_at=now, slots=[],
    )  # fmt: skip
    with pytest.raises(Conflict), transaction():
        service.starting._only_one(stale, exam())
