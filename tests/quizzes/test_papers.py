"""What stands on a paper, and what of it a browser sees."""

import dataclasses
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.core.errors import NotFound
from lms.core.ids import Slug
from lms.quizzes.papers import LearnerOption, LearnerQuestion, check_answer, check_question, draw, learner_view, option_order
from lms.quizzes.rules import Option, Question, QuizKind
from tests.quizzes.samples import chance, exam, option, question, quota, statement

POOL = tuple(question(f"q{number}", objective="first" if number < 6 else "second") for number in range(10))
NAMES = [asked.id for asked in POOL]


@given(st.integers(1, 6), st.integers(1, 4), st.dictionaries(st.sampled_from(NAMES), st.integers(0, 3)), st.randoms(use_true_random=False))
def test_a_paper_holds_the_quota_of_each_objective_the_least_seen_first(
    first: int, second: int, seen: dict[Slug, int], rng: Random
) -> None:
    quiz = exam(questions=POOL, draw=(quota("first", first), quota("second", second)))
    paper = draw(quiz, seen, rng)
    drawn = {asked.id for asked in paper}
    assert len(drawn) == len(paper) == quiz.paper_size
    for objective, take in (("first", first), ("second", second)):
        inside = [seen.get(asked.id, 0) for asked in POOL if asked.objective == objective and asked.id in drawn]
        outside = [seen.get(asked.id, 0) for asked in POOL if asked.objective == objective and asked.id not in drawn]
        assert len(inside) == take
        assert max(inside) <= min(outside, default=99)


def test_chance_decides_among_questions_seen_equally_often() -> None:
    quiz = exam(questions=POOL, draw=(quota("first", 1),))
    assert {draw(quiz, {}, chance(seed))[0].id for seed in range(60)} == set(NAMES[:6])


def test_the_order_of_a_drawn_paper_does_not_tell_the_objectives() -> None:
    quiz = exam(questions=POOL, draw=(quota("first", 6), quota("second", 4)))
    assert len({tuple(asked.id for asked in draw(quiz, {}, chance(seed))) for seed in range(10)}) == 10


def test_without_quotas_all_questions_stand_as_they_are_written() -> None:
    quiz = exam(questions=POOL)
    assert draw(quiz, {NAMES[0]: 9}, chance(1)) == POOL
    assert quiz.paper_size == 10


@given(st.randoms(use_true_random=False), st.booleans())
def test_options_are_shuffled_with_pinned_ones_last(rng: Random, shuffle: bool) -> None:
    asked = dataclasses.replace(question("q"), options=(option("none", pin_last=True), option("a"), option("b"), option("c")))
    order = option_order(asked, rng, shuffle=shuffle)
    assert sorted(order) == ["a", "b", "c", "none"]
    assert order[-1] == "none" if shuffle else order == ("none", "a", "b", "c")


def test_shuffling_reaches_every_order_and_never_a_statement() -> None:
    assert len({option_order(question("q", of="abc"), chance(seed), shuffle=True) for seed in range(100)}) == 6
    assert {option_order(statement(), chance(seed), shuffle=True) for seed in range(20)} == {("true", "false")}


def test_a_browser_sees_texts_in_its_language_in_the_order_of_the_paper() -> None:
    asked = question("q", of="ab")
    assert learner_view(asked, "ru", ["b", "a"]) == LearnerQuestion(
        id=Slug("q"), type=asked.type, stem="q?", text="q?", body="<p>Body</p>",
        options=(LearnerOption(Slug("b"), "b по-русски"), LearnerOption(Slug("a"), "a по-русски")),
    )  # fmt: skip


@given(st.sampled_from(["a", "b", "ab", "cd", "abc"]))
def test_what_a_browser_sees_does_not_depend_on_the_key(right: str) -> None:
    one, other = question("q", right), question("q", "d" if len(right) == 1 else "bd")
    assert learner_view(one, "en", "abcd") == learner_view(other, "en", "abcd")
    assert "canary" not in repr(learner_view(one, "en", "abcd"))


def test_a_new_field_of_a_question_or_option_does_not_reach_a_browser_by_itself() -> None:
    shown = {"id", "type", "stem", "text", "body", "options", "choices", "gaps"}
    made = {"pieces", "hints", "field"}
    assert {field.name for field in dataclasses.fields(LearnerQuestion)} == shown | made
    assert {field.name for field in dataclasses.fields(LearnerOption)} == {"id", "text"}
    kept_back = {field.name for field in dataclasses.fields(Question)} - shown
    known = {"objective", "lesson", "explanation", "points", "difficulty", "excludes", "settings"}
    assert kept_back == known, "a new field: decide whether a browser may see it, then name it here"
    assert {field.name for field in dataclasses.fields(Option)} - {"id", "text"} == {"right", "explanation", "pin_last", "key", "credit"}


def test_a_check_is_answered_with_its_explanations() -> None:
    quiz = exam(kind=QuizKind.CHECK)
    asked = check_question(quiz, Slug("q2"))
    result = check_answer(asked, (Slug("a"), Slug("b")))
    assert result.correct
    assert result.right == {"a", "b"}
    assert result.options[Slug("c")] == result.explanation == {"en": "canaryexplanation"}
    assert not check_answer(asked, ()).correct


@pytest.mark.parametrize("quiz", [None, exam(), exam(kind=QuizKind.PRACTICE)])
def test_the_key_of_an_exam_never_leaves_by_the_door_of_checks(quiz: object) -> None:
    with pytest.raises(NotFound):
        check_question(quiz, Slug("q1"))  # type: ignore[arg-type]


def test_a_check_that_there_is_not_is_not_found() -> None:
    with pytest.raises(NotFound):
        check_question(exam(kind=QuizKind.CHECK), Slug("nowhere"))
