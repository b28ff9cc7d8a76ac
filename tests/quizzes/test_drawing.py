"""Which questions are drawn, beside every paper that could have been."""

import dataclasses
import time
from collections import Counter
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.core.ids import Slug
from lms.quizzes.rules import Draw, Question, Quiz, drawing
from lms.quizzes.rules.drawing import CannotDrawError, can_draw, chosen, conflicts
from tests.quizzes.samples import chance, exam, question, quota

OBJECTIVES, LEVELS = ("first", "second"), (None, "easy", "hard")


def asked(name: str, objective: str = "first", difficulty: str | None = None, *excludes: str) -> Question:
    """A question with what drawing looks at."""
    return dataclasses.replace(
        question(name, objective=objective), difficulty=difficulty and Slug(difficulty), excludes=tuple(Slug(one) for one in excludes)
    )  # fmt: skip


@st.composite
def pools(draw: st.DrawFn) -> Quiz:
    """Small quizzes, possible and impossible, with quotas by objective and difficulty and many exclusions."""
    names = [f"q{number}" for number in range(draw(st.integers(1, 9)))]
    questions = tuple(
        asked(
            name, draw(st.sampled_from(OBJECTIVES)), draw(st.sampled_from(LEVELS)),
            *draw(st.lists(st.sampled_from(names), max_size=2, unique=True)),
        )
        for name in names
    )  # fmt: skip
    quotas = draw(st.lists(st.tuples(st.sampled_from(OBJECTIVES), st.sampled_from(LEVELS), st.integers(1, 3)), min_size=1, max_size=4))
    return exam(
        questions=questions,
        draw=tuple(Draw(objective=Slug(objective), take=take, difficulty=level and Slug(level)) for objective, level, take in quotas),
    )  # fmt: skip


def meets(quiz: Quiz, paper: tuple[Question, ...]) -> bool:
    """Whether each question can fill one place of one quota, and no two exclude each other: by trying, not by counting."""
    ids = {one.id for one in paper}
    if any(other in ids and other != one.id for one in paper for other in one.excludes):
        return False
    places = [quota for quota in quiz.draw for _ in range(quota.take)]

    def fill(left: tuple[Question, ...], open_places: list[Draw]) -> bool:
        if not left:
            return not open_places
        return any(
            place.objective == left[0].objective
            and place.difficulty in (None, left[0].difficulty)
            and fill(left[1:], open_places[:index] + open_places[index + 1 :])
            for index, place in enumerate(open_places)
        )

    return len(places) == len(paper) and fill(paper, places)


def freshness(seen: dict[Slug, int], ids: frozenset[Slug]) -> list[int]:
    """How many questions were never seen, seen once, and so on: the larger the list the fresher the paper."""
    counted = Counter(seen.get(one, 0) for one in ids)
    return [counted[times] for times in range(5)]


@settings(max_examples=150)
@given(pools(), st.dictionaries(st.sampled_from([Slug(f"q{number}") for number in range(9)]), st.integers(0, 3)), st.integers(0, 9))
def test_quotas_are_met_whenever_they_can_be_with_the_freshest_paper_there_is(quiz: Quiz, seen: dict[Slug, int], seed: int) -> None:
    possible = [
        frozenset(one.id for one in paper) for paper in combinations(quiz.questions, min(quiz.paper_size, 99)) if meets(quiz, paper)
    ]
    assert can_draw(quiz) == bool(possible)
    if not possible:
        with pytest.raises(CannotDrawError):
            chosen(quiz, seen, Random(seed))  # noqa: S311 - repeatable on purpose
        return
    drawn = chosen(quiz, seen, Random(seed))  # noqa: S311 - repeatable on purpose
    assert drawn in possible
    assert freshness(seen, drawn) == max(freshness(seen, one) for one in possible)


def test_either_of_two_questions_may_name_the_other() -> None:
    quiz = exam(questions=(asked("a", "first", None, "b"), asked("b"), asked("c", "first", None, "elsewhere", "c")))
    assert conflicts(quiz) == {Slug("a"): {Slug("b")}, Slug("b"): {Slug("a")}}


def test_all_questions_on_a_paper_leave_no_room_for_exclusions() -> None:
    assert can_draw(exam())
    assert not can_draw(exam(questions=(asked("a", "first", None, "b"), asked("b"))))


def test_greedy_luck_would_fail_where_the_search_does_not() -> None:
    """The unseen question excludes all others: taking it first would leave the quota unmet."""
    quiz = exam(questions=(asked("knot", "first", None, "b", "c"), asked("b"), asked("c")), draw=(quota("first", 2),))
    assert chosen(quiz, {Slug("b"): 5, Slug("c"): 5}, chance()) == {"b", "c"}


def test_exclusions_reach_from_one_objective_into_another() -> None:
    pairs = tuple(asked(f"a{n}", "first", None, f"b{n}") for n in range(14)) + tuple(asked(f"b{n}", "second") for n in range(14))
    quiz = exam(questions=pairs, draw=(quota("first", 6), quota("second", 8)))
    drawn = chosen(quiz, {}, chance())
    assert sorted(one[1:] for one in drawn) == sorted(str(n) for n in range(14))
    assert not can_draw(exam(questions=pairs, draw=(quota("first", 7), quota("second", 8))))


def test_chance_reaches_every_question_equally_also_among_variants() -> None:
    quiz = exam(
        questions=(asked("a", "first", None, "b", "c"), asked("b", "first", None, "c"), asked("c"), asked("d")), draw=(quota("first", 1),)
    )
    counted = Counter(one for seed in range(800) for one in chosen(quiz, {}, chance(seed)))
    assert set(counted) == {"a", "b", "c", "d"}
    assert all(150 <= times <= 250 for times in counted.values())


def test_a_tangle_is_refused_and_never_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    ring = tuple(asked(f"q{n}", "first", None, f"q{(n + 1) % 101}") for n in range(101))
    assert not can_draw(exam(questions=ring, draw=(quota("first", 2),)))
    path = tuple(asked(f"q{n}", f"o{n % 12}", None, f"q{n + 1}") for n in range(90))
    quotas = tuple(quota(f"o{n}", 3) for n in range(12))
    started = time.process_time()
    assert not can_draw(exam(questions=path, draw=quotas))
    assert time.process_time() - started < 20
    monkeypatch.setattr(drawing, "MOST_WAYS", 3)
    assert not can_draw(exam(questions=ring[:9], draw=(quota("first", 2),)))


def test_a_large_pool_with_variants_is_drawn_in_no_time() -> None:
    pool = tuple(
        asked(f"q{n}", f"o{n % 10}", ("easy", "hard")[n // 10 % 2], *([f"q{n + 20}"] if n < 60 else [])) for n in range(400)
    )  # fmt: skip
    quiz = exam(questions=pool, draw=tuple(quota(f"o{n}", 4) for n in range(10)))
    started = time.process_time()
    assert len(chosen(quiz, {Slug("q1"): 2}, chance())) == 40
    assert time.process_time() - started < 1
