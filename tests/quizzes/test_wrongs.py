"""What other learning platforms get wrong with attempts, one test each; races and what needs a browser have theirs elsewhere.

Two starts at once: `test_races`. An automatic submit that drops what the screen shows: `tests/browser`. Attempts that are left, and keys
after the last failure: `tests/web`.
"""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask_sqlalchemy import SQLAlchemy

from lms.core.db import transaction
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.ids import PersonId, RevisionHash, Slug
from lms.quizzes import papers, service
from lms.quizzes.queries import attempt_of, marks_of
from lms.quizzes.questions import KINDS, mark
from lms.quizzes.rules import Mark, Question, QuestionType, Quiz
from lms.quizzes.service import Entry, Submission
from tests.factories import Make
from tests.quizzes.samples import REVISION, bank_of, chance, exam, option, question, quota
from tests.quizzes.test_service import MINUTE, answer, begin, finish, quiz_of


def test_one_easy_question_sent_several_times_earns_its_mark_once(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    attempt, _ = begin(anna, now)
    for seq in range(1, 10):
        answer(anna, attempt, "q1", ("a",), now, seq=seq)
    finish(anna, attempt, now + MINUTE)
    assert marks_of(attempt_of(anna, attempt.public_id))[Slug("q1")] == Mark(1, 1)
    assert attempt_of(anna, attempt.public_id).percent == 25


def test_an_answer_to_an_exam_is_never_checked_without_an_attempt(make: Make) -> None:
    bank = make.library().quizzes
    for quiz in (bank.quizzes[Slug("sf")], bank.quizzes[Slug("sf-practice")]):
        with pytest.raises(NotFound):
            papers.check_question(quiz, quiz.questions[0].id)


def test_a_lock_holds_at_the_door_and_not_only_on_the_page(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    quiz = exam()
    with pytest.raises(Refused) as refused, transaction():
        service.start(anna, bank_of(quiz), Entry(quiz=quiz.id, unmet=("a course",)), chance(), now)
    assert refused.value.unmet == ("a course",)


def test_ticking_everything_earns_nothing_in_any_exam_that_ships(make: Make) -> None:
    asked = [one for quiz in make.library().quizzes.quizzes.values() for one in quiz.questions if one.type is QuestionType.MULTIPLE]
    assert len(asked) > 10
    for one in asked:
        everything = tuple(str(choice.id) for choice in one.options)
        assert mark(one, everything).earned == 0, one.id


def test_republishing_does_not_change_a_running_paper(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    """The key, an option and a whole question are other ones in the release that comes meanwhile."""
    attempt, _ = begin(anna, now)
    before = [(slot.question, slot.option_order) for slot in attempt.slots]
    changed = exam(questions=(question("q1", "c"), question("q9")))
    newer = replace(bank_of(changed), revisions={changed.id: RevisionHash("b" * 64)})
    with transaction():
        again, _ = service.start(anna, newer, Entry(quiz=changed.id), chance(), now + MINUTE)
    assert again.public_id == attempt.public_id
    answer(anna, attempt, "q1", ("a",), now + MINUTE)
    finish(anna, attempt, now + 2 * MINUTE)
    stored = attempt_of(anna, attempt.public_id)
    assert [(slot.question, slot.option_order) for slot in stored.slots] == before
    assert (stored.revision, marks_of(stored)[Slug("q1")]) == (REVISION, Mark(1, 1))


def test_two_options_with_the_same_text_stay_two_options() -> None:
    same = question("twins", "b")
    twins: Question = replace(same, options=tuple(replace(one, text={"en": "the same", "ru": "одно и то же"}) for one in same.options))
    kind = KINDS[QuestionType.SINGLE]
    assert [mark(twins, kind.read(twins, (letter,))).earned for letter in "abcd"] == [0, 1, 0, 0]
    with pytest.raises(Invalid):
        kind.read(twins, ("the same",))


def test_no_question_of_a_pool_stands_on_a_paper_twice() -> None:
    pool = tuple(question(f"q{number}", objective="first" if number % 2 else "second") for number in range(12))
    quiz: Quiz = exam(questions=pool, draw=(quota("first", 4), quota("second", 4)))
    for seed in range(200):
        paper = [one.id for one in papers.draw(quiz, {Slug("q1"): seed % 3}, chance(seed))]
        assert len(paper) == len(set(paper)) == 8


def test_whoever_runs_out_of_time_is_marked_for_what_was_pointed_at(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    """A picture's answer is kept and marked like any other, also when the sweep closes the attempt."""
    picture = replace(
        question("place"), type=QuestionType.HOTSPOT,
        options=(replace(option("here", right=True), key="rect 0 0 50 50"), replace(option("there"), key="rect 50 50 50 50")),
    )  # fmt: skip
    quiz = exam(questions=(picture,))
    attempt, _ = begin(anna, now, quiz)
    with transaction():
        service.save(anna, Submission(attempt=attempt.public_id, position=1, seq=1, values=("here",)), lambda _revision: quiz, now)
        service.expire_due(lambda _revision: quiz, now + timedelta(hours=1))
    assert (attempt_of(anna, attempt.public_id).percent, attempt_of(anna, attempt.public_id).passed) == (100, True)


def test_a_question_is_never_answered_for_somebody_else(db: SQLAlchemy, anna: PersonId, boris: PersonId, now: datetime) -> None:
    attempt, _ = begin(anna, now)
    with pytest.raises(NotFound), transaction():
        service.save(boris, Submission(attempt=attempt.public_id, position=1, seq=1, values=("a",)), quiz_of, now)
