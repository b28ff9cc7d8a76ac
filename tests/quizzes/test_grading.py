"""What answers earn."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from lms.core.errors import Invalid
from lms.core.ids import Slug
from lms.quizzes.questions import KINDS, kind_of, mark
from lms.quizzes.rules import Mark, ObjectiveResult, QuestionType, Quiz, QuizBank, grade, lessons_to_repeat, objective_results
from tests.quizzes.samples import bank_of, exam, practice, question, statement

marks = st.lists(st.integers(1, 5).flatmap(lambda out_of: st.builds(Mark, st.integers(0, out_of), st.just(out_of))), max_size=40)


def test_a_percent_is_rounded_down_never_up_to_a_pass() -> None:
    four_of_five_and_one_hair = [Mark(799, 1000)]
    assert grade(four_of_five_and_one_hair, 80).percent == 79
    assert not grade(four_of_five_and_one_hair, 80).passed
    assert grade([Mark(4, 5)], 80).passed


@given(marks, st.integers(1, 100))
def test_a_percent_is_between_0_and_100_and_decides(given_marks: list[Mark], pass_percent: int) -> None:
    result = grade(given_marks, pass_percent)
    assert 0 <= result.percent <= 100
    assert result.passed == (result.percent >= pass_percent)
    assert result.percent * result.out_of <= 100 * result.earned


@given(marks, st.integers(1, 100))
def test_all_right_passes_and_all_wrong_does_not(given_marks: list[Mark], pass_percent: int) -> None:
    assert not grade([Mark(0, mark.out_of) for mark in given_marks], pass_percent).passed
    if given_marks:
        assert grade([Mark(mark.out_of, mark.out_of) for mark in given_marks], pass_percent).percent == 100


@given(st.sets(st.sampled_from("abcd"), min_size=1, max_size=3), st.sets(st.sampled_from("abcd")))
def test_a_multiple_earns_only_when_exactly_the_right_options_are_ticked(right: set[str], chosen: set[str]) -> None:
    asked = question("q", "".join(right))
    answer = tuple(Slug(option) for option in chosen)
    assert KINDS[QuestionType.MULTIPLE].mark(asked, answer) == Mark(int(chosen == right), 1)


def test_a_single_and_a_statement_earn_for_the_right_option_alone() -> None:
    assert mark(question("q", "b"), (Slug("b"),)) == Mark(1, 1)
    assert mark(question("q", "b"), (Slug("a"),)) == Mark(0, 1)
    assert mark(statement(), (Slug("true"),)) == Mark(1, 1)
    assert mark(statement(), (Slug("false"),)) == Mark(0, 1)


def test_a_question_that_was_never_answered_earns_nothing() -> None:
    assert mark(question("q"), None) == Mark(0, 1)


def test_every_question_type_has_its_kind() -> None:
    assert set(KINDS) == set(QuestionType)
    assert all(kind.type is named for named, kind in KINDS.items())


def test_an_answer_is_read_in_the_order_of_the_question_each_option_once() -> None:
    asked = question("q", "ab")
    assert kind_of(asked).read(asked, ["d", "a", "d"]) == ("a", "d")
    assert kind_of(asked).read(asked, []) == ()


@pytest.mark.parametrize("values", [["z"], ["a", "z"], [""], ["a", "b"]])
def test_values_that_are_no_answer_to_a_single_are_refused(values: list[str]) -> None:
    asked = question("q")
    with pytest.raises(Invalid):
        kind_of(asked).read(asked, values)


def test_objectives_sum_the_marks_of_their_questions_on_the_paper() -> None:
    quiz = exam(
        questions=(question("q1"), question("q2", objective="second"), question("q3"), question("q4", objective=None), question("q5"))
    )
    earned = {Slug("q1"): Mark(1, 1), Slug("q2"): Mark(0, 1), Slug("q3"): Mark(0, 1), Slug("q4"): Mark(1, 1)}
    assert objective_results(quiz, earned) == (ObjectiveResult(Slug("first"), 1, 2), ObjectiveResult(Slug("second"), 0, 1))


def test_lessons_of_missed_questions_are_to_be_repeated_once_each() -> None:
    quiz = exam(
        questions=(
            question("q1", lesson="c/one"), question("q2", lesson="c/two"), question("q3", lesson="c/one"),
            question("q4", lesson="c/three"), question("q5"), question("q6", lesson="c/never-asked"),
        )
    )  # fmt: skip
    missed, earned = Mark(0, 1), Mark(1, 1)
    marks_given = {Slug("q1"): missed, Slug("q2"): missed, Slug("q3"): missed, Slug("q4"): earned, Slug("q5"): missed}
    assert lessons_to_repeat(quiz, marks_given) == ("c/one", "c/two")


def test_quizzes_survive_being_stored_as_json() -> None:
    quizzes, banks = TypeAdapter(Quiz), TypeAdapter(QuizBank)
    assert quizzes.validate_json(quizzes.dump_json(exam())) == exam()
    bank = bank_of(exam(), practice())
    assert banks.validate_json(banks.dump_json(bank)) == bank
