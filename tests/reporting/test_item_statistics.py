"""Which attempts are counted for the statistics of a quiz, and that the database adds them up as the rules do."""

import dataclasses
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask

from lms.core.ids import RevisionHash
from lms.quizzes.rules import AttemptState, Question, QuestionType, Quiz
from lms.reporting.item_statistics import Selection, analysis, samples
from tests.factories import Make
from tests.quizzes.samples import exam, question
from tests.quizzes.sat import sat

OLD, NEW = RevisionHash("a" * 64), RevisionHash("b" * 64)
QUIZ = exam(questions=(question("q1"), question("q2", "ab", of="abcd"), question("q3")))
RIGHT = {"q1": "a", "q2": ("a", "b"), "q3": "a"}
WRONG = {"q1": "b", "q2": ("c",), "q3": ()}


@pytest.fixture
def filled(app: Flask, make: Make) -> None:
    """Ann and Boris at the old revision, Clara at the new one; Ann came twice, and an attempt of Boris was voided."""
    ann, boris, clara = (make.person(f"{name}@vector.example") for name in ("ann", "boris", "clara"))
    with app.app_context():
        from lms.core.db import transaction

        with transaction():
            sat(QUIZ, OLD, ann, WRONG)
            sat(QUIZ, OLD, ann, RIGHT, number=2)
            sat(QUIZ, OLD, ann, RIGHT, cycle=2)
            sat(QUIZ, OLD, boris, RIGHT, language="ru")
            sat(QUIZ, OLD, boris, WRONG, number=2, state=AttemptState.VOIDED)
            sat(QUIZ, NEW, clara, RIGHT)


def counted(app: Flask, quiz: Quiz = QUIZ, **chosen: object) -> tuple[int, list[float]]:
    """How many attempts, and the facility of each question."""
    with app.app_context():
        found = analysis(quiz, Selection(quiz=quiz.id, **{"revision": OLD, **chosen}))  # type: ignore[arg-type]
    return found.quiz.n, [item.facility for item in found.items]


@pytest.mark.usefixtures("filled")
def test_each_persons_first_attempt_is_counted_unless_all_are_asked_for(app: Flask) -> None:
    assert counted(app) == (2, [50, 50, 50])
    assert counted(app, first=False) == (4, [75, 75, 75])


@pytest.mark.usefixtures("filled")
def test_revisions_and_languages_are_counted_apart_and_voided_attempts_never(app: Flask) -> None:
    assert counted(app, revision=NEW) == (1, [100, 100, 100])
    assert counted(app, language="ru") == (1, [100, 100, 100])
    assert counted(app, language="en", first=False)[0] == 3
    with app.app_context():
        found = samples()
    assert {(one.revision, one.language): (one.first, one.every) for one in found[QUIZ.id]} == {
        (OLD, "en"): (1, 3), (OLD, "ru"): (1, 1), (NEW, "en"): (1, 1),
    }  # fmt: skip


@pytest.mark.usefixtures("filled")
def test_it_is_one_statement_however_much_there_is(app: Flask, queries: Callable[[], AbstractContextManager[list[str]]]) -> None:
    with app.app_context(), queries() as seen:
        analysis(QUIZ, Selection(quiz=QUIZ.id, revision=OLD))
    assert len(seen) == 1


def test_parts_points_left_out_answers_and_unscored_questions_reach_the_tally(app: Flask, make: Make) -> None:
    partly = dataclasses.replace(question("q2", "ab"), points=3, settings={"mode": "proportional"})
    mood = dataclasses.replace(question("mood"), points=0)
    quiz = exam(questions=(question("q1"), partly, mood))
    people = [make.person(f"p{number}@vector.example") for number in range(3)]
    with app.app_context():
        from lms.core.db import transaction

        with transaction():
            for person, answer in zip(people, (("a", "b"), ("a",), ()), strict=True):
                sat(quiz, OLD, person, {"q1": "a", "q2": answer, "mood": "a"})
        done: list[int] = []
        found = analysis(quiz, Selection(quiz=quiz.id, revision=OLD), done.append)
    assert [item.question for item in found.items] == ["q1", "q2"]
    assert found.items[1].facility == pytest.approx(50)
    assert found.items[1].unanswered == pytest.approx(100 / 3)
    assert found.items[1].intended_weight == 75
    assert {one.response: one.n for one in found.items[1].responses} == {"a": 2, "b": 1, "c": 0, "d": 0}
    assert found.quiz.mean == pytest.approx(100 * (1 + 1.5) / 4)
    assert done == []


def test_what_was_written_for_a_marker_is_not_even_read(
    app: Flask, make: Make, queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    essay: Question = dataclasses.replace(question("q1"), type=QuestionType.ESSAY)
    quiz = exam(questions=(essay, question("q2")))
    person = make.person("ann@vector.example")
    with app.app_context():
        from lms.core.db import db, transaction

        with transaction():
            attempt = sat(exam(questions=(question("q1"), question("q2"))), OLD, person, {"q1": "a", "q2": "b"})
            db.session.flush()
            assert attempt.id
        with queries() as seen:
            found = analysis(quiz, Selection(quiz=quiz.id, revision=OLD))
    assert "CASE" in seen[0]
    assert [(one.response, one.n) for one in found.items[0].responses if one.n] == [("", 1)]
