"""The grade of every attempt follows from its log again, and what was changed beside the log is noticed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest
from flask_sqlalchemy import SQLAlchemy

from lms.core.db import transaction
from lms.core.ids import PersonId, PublicId, RevisionHash, Slug
from lms.quizzes import service
from lms.quizzes.logbook import links_of
from lms.quizzes.models import Attempt
from lms.quizzes.queries import attempt_of, record_of
from lms.quizzes.replay import FIRST, Link, LogKind, digest_of, hash_of
from lms.quizzes.replaying import Finding, Record, Verdict, replay, verdict_on
from lms.quizzes.rules import Draw, ExpiryPolicy, Mark, Question, Quiz, Repair, RepairAction
from lms.quizzes.rules.marking import Verdict as Given
from lms.quizzes.service import Entry, Order, Submission
from lms.quizzes.service.marking import Asked, change, give
from tests.quizzes.conftest import stored
from tests.quizzes.kinds import essay, hotspot, matching, ordering, survey
from tests.quizzes.samples import REVISION, bank_of, chance, exam, question, statement

NEWER = RevisionHash("b" * 64)
MINUTE = timedelta(minutes=1)


def named(name: str, asked: Question) -> Question:
    return replace(asked, id=Slug(name))


QUESTIONS = (
    question("single"), replace(question("multiple", "ab"), points=3), statement("statement"), named("matching", matching(points=2)),
    named("ordering", ordering()), named("hotspot", hotspot(right="ab", choose="several")), named("survey", survey()),
    named("essay", essay(points=4)), named("second-essay", essay(points=2)),
)  # fmt: skip
SAYS: dict[str, Callable[[Random], tuple[str, ...]]] = {
    "single": lambda rng: (rng.choice("abcd"),),
    "multiple": lambda rng: tuple(rng.sample("abcd", rng.randint(0, 4))),
    "statement": lambda rng: (rng.choice(("true", "false")),),
    "matching": lambda rng: tuple(f"{left}={rng.choice('xyz')}" for left in "abc"),
    "ordering": lambda rng: tuple(f"{step}={place}" for place, step in enumerate(rng.sample("abcd", 4), start=1)),
    "hotspot": lambda rng: tuple(rng.sample("abc", rng.randint(1, 3))),
    "survey": lambda rng: (rng.choice("abc"),),
    "essay": lambda rng: (f"Words {rng.random()}",),
    "second-essay": lambda rng: (f"More words {rng.random()}",),
}


def quiz_of(expiry: ExpiryPolicy, rng: Random) -> Callable[[RevisionHash], Quiz]:
    pinned = exam(
        questions=QUESTIONS, draw=(Draw(objective=Slug("first"), take=7),), attempts=None, cooldown=(), pass_percent=40, expiry=expiry,
        minutes=30,
    )  # fmt: skip
    repairs = tuple(
        Repair(question=Slug(name), action=rng.choice(list(RepairAction)), reason={"en": "Wrong."})
        for name in rng.sample(("single", "multiple", "statement", "matching"), 2)
    )
    changed = (question("single", "b"), replace(question("multiple", "cd"), points=3), *QUESTIONS[2:])
    current = replace(pinned, questions=changed, repairs=repairs)
    return {REVISION: pinned, NEWER: current}.__getitem__


def begin(person: PersonId, quiz: Quiz, now: datetime) -> Attempt:
    with transaction():
        return service.start(person, bank_of(quiz), Entry(quiz=quiz.id), chance(), now)[0]


def say(person: PersonId, attempt: Attempt, of: Callable[[RevisionHash], Quiz], rng: Random, now: datetime) -> None:
    """Some answers, some of them twice, some older than what stands."""
    for slot in attempt.slots:
        for seq in rng.sample((1, 2, 3), rng.randint(0, 3)):
            with transaction():
                said = Submission(attempt=attempt.public_id, position=slot.position, seq=seq, values=SAYS[slot.question](rng))
                service.save(person, said, of, now + MINUTE)


def sound(person: PersonId, attempt: Attempt, of: Callable[[RevisionHash], Quiz]) -> tuple[Record, tuple[Link, ...]]:
    record, links = record_of(attempt_of(person, attempt.public_id)), links_of(attempt.id)
    again = replay(links, of)
    assert again is not None
    assert (again.marks, again.percent, again.passed) == (record.marks, record.percent, record.passed)
    assert verdict_on(record, links, of) == Verdict(Finding.SOUND)
    return record, links


def mark_all(markers: tuple[PersonId, PersonId], attempt: Attempt, of: Callable[[RevisionHash], Quiz], rng: Random, now: datetime) -> None:
    """Marks for whatever waits, by a second marker too where one is asked."""
    for number, marker in enumerate(markers, start=1):
        for slot in attempt.slots:
            row = attempt_of(attempt.person_id, attempt.public_id)
            waits = next(one for one in row.slots if one.position == slot.position).earned is None
            if row.state.value == "waiting" and waits:
                points = {"matter": rng.randint(0, 6), "words": rng.randint(0, 4)}
                with transaction():
                    give(marker, Asked(attempt=attempt.public_id, position=slot.position, round=number), Given(given=points), of, now)


@pytest.mark.parametrize("seed", range(5))
def test_the_grade_of_any_attempt_follows_from_its_log(
    db: SQLAlchemy, anna: PersonId, boris: PersonId, now: datetime, seed: int
) -> None:  # fmt: skip
    rng = Random(seed)  # noqa: S311 - repeatable on purpose
    of = quiz_of(rng.choice(list(ExpiryPolicy)), rng)
    markers = (boris, stored(db, "clara", now))
    attempt = begin(anna, of(REVISION), now)
    sound(anna, attempt, of)
    say(anna, attempt, of, rng, now)
    sound(anna, attempt, of)
    with transaction():
        service.submit(anna, attempt.public_id, of, now + MINUTE * rng.choice((2, 20, 90)))
    sound(anna, attempt, of)
    mark_all(markers, attempt, of, rng, now + 100 * MINUTE)
    record, _ = sound(anna, attempt, of)
    assert record.percent is not None
    with transaction():
        service.repair(Order(quiz=of(NEWER), revision=NEWER, may_lose=rng.random() < 0.3), of, now + 200 * MINUTE)
    record, links = sound(anna, attempt, of)
    for slot in attempt.slots:
        if {link.position for link in links if link.kind is LogKind.MARKED} >= {slot.position}:
            last = max(link.data["round"] for link in links if link.kind is LogKind.MARKED and link.position == slot.position)
            lower = Given(given={"matter": 0, "words": 0}, reason="Copied from the book.")
            with transaction():
                change(markers[0], Asked(attempt=attempt.public_id, position=slot.position, round=last), lower, of, now + 300 * MINUTE)
            sound(anna, attempt, of)


@pytest.fixture
def sat(db: SQLAlchemy, anna: PersonId, now: datetime) -> tuple[Record, tuple[Link, ...]]:
    """A graded attempt with answers, on a quiz without markers."""
    attempt = begin(anna, exam(), now)
    for slot in attempt.slots:
        with transaction():
            said = Submission(attempt=attempt.public_id, position=slot.position, seq=1, values=() if slot.question == "q4" else ("a",))
            service.save(anna, said, plain, now + MINUTE)
    with transaction():
        service.submit(anna, attempt.public_id, plain, now + 2 * MINUTE)
    return sound(anna, attempt, plain)


def plain(revision: RevisionHash) -> Quiz:
    return {REVISION: exam()}[revision]


def rehashed(attempt: PublicId, links: list[Link]) -> tuple[Link, ...]:
    """A chain that somebody wrote anew: whole, and false."""
    before, out = FIRST, []
    for number, link in enumerate(links, start=1):
        told = replace(link, number=number, digest=None if link.said is None else digest_of(link.said))
        out.append(replace(told, hash=hash_of(attempt, before, told)))
        before = out[-1].hash
    return tuple(out)


def test_a_changed_link_is_told_by_its_number(sat: tuple[Record, tuple[Link, ...]]) -> None:
    record, links = sat
    for at, link in enumerate(links):
        forged = (*links[:at], replace(link, at=link.at + MINUTE), *links[at + 1 :])
        assert verdict_on(record, forged, plain) == Verdict(Finding.BROKEN, link.number)


def test_a_log_without_its_end_is_not_sound(sat: tuple[Record, tuple[Link, ...]]) -> None:
    record, links = sat
    for kept in range(1, len(links)):
        assert verdict_on(record, links[:kept], plain) == Verdict(Finding.DIFFERENT)
    assert verdict_on(record, (), plain) == Verdict(Finding.NO_LOG)


@pytest.mark.parametrize(
    "changes",
    [
        {"percent": 99}, {"passed": True}, {"marks": {}}, {"answers": {1: ("b",)}}, {"answers": {}},
        {"marks": {Slug("q1"): Mark(1, 1, 2), Slug("q2"): Mark(0, 1), Slug("q3"): Mark(0, 1), Slug("q4"): Mark(0, 1)}},
    ],
)  # fmt: skip
def test_a_record_that_was_changed_beside_the_log_is_noticed(
    sat: tuple[Record, tuple[Link, ...]], changes: dict[str, object]
) -> None:  # fmt: skip
    record, links = sat
    assert verdict_on(replace(record, **changes), links, plain) == Verdict(Finding.DIFFERENT)  # type: ignore[arg-type]


def test_a_chain_that_was_written_anew_does_not_come_to_the_same_marks(sat: tuple[Record, tuple[Link, ...]]) -> None:
    record, links = sat
    other = next(at for at, link in enumerate(links) if link.kind is LogKind.SAVED and link.said and link.said[1:] == ("a",))
    said = (*(links[other].said or ())[:1], "b")
    forged = rehashed(record.attempt, [*links[:other], replace(links[other], said=said), *links[other + 1 :]])
    assert verdict_on(record, forged, plain) == Verdict(Finding.DIFFERENT)
    assert verdict_on(record, rehashed(record.attempt, list(links)), plain) == Verdict(Finding.SOUND)


@pytest.mark.parametrize(
    ("kind", "data", "position"),
    [
        (LogKind.SAVED, {"seq": 9}, 77), (LogKind.SAVED, {}, 1), (LogKind.SUBMITTED, {"ending": "never"}, None),
        (LogKind.MARKED, {"mark": [1, 1], "round": 1}, 1), (LogKind.REPAIRED, {"question": "q9", "action": "void"}, 1),
        (LogKind.REPAIRED, {"question": "q1", "action": "re_key", "revision": "c" * 64}, 1),
        (LogKind.DRAWN, {"revision": "c" * 64, "paper": []}, None),
    ],
)  # fmt: skip
def test_a_link_that_says_what_no_log_says_is_not_believed(
    sat: tuple[Record, tuple[Link, ...]], kind: LogKind, data: dict[str, object], position: int | None
) -> None:  # fmt: skip
    record, links = sat
    strange = replace(links[-1], kind=kind, data=data, position=position)
    assert verdict_on(record, rehashed(record.attempt, [*links, strange]), plain) == Verdict(Finding.DIFFERENT)


def test_of_erased_answers_no_marks_are_told(sat: tuple[Record, tuple[Link, ...]]) -> None:
    record, links = sat
    blank = tuple(replace(link, said=None) for link in links)
    assert replay(blank, plain) is None
    assert verdict_on(record, blank, plain) == Verdict(Finding.ERASED)
    changed = (*blank[:1], replace(blank[1], digest="f" * 64), *blank[2:])
    assert verdict_on(record, changed, plain) == Verdict(Finding.BROKEN, 2), "the chain still proves what it held"
