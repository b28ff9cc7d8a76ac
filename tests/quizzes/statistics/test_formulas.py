"""The statistics of items and quizzes: against figures made by hand, and against the definitions written out a second time."""

import dataclasses
import json
import math
import statistics
from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lms.core.ids import Slug
from lms.quizzes.rules import QuestionType, Quiz
from lms.quizzes.statistics import UNIT, Analysis, Flag, Tally, analyse, tally, unread
from tests.quizzes.samples import exam, question, quota

Row = dict[str, tuple[Fraction, tuple[str, ...]]]
"""One attempt: what each question on its paper earned of its points, and which options were chosen."""


def analysed(quiz: Quiz, rows: Sequence[Row]) -> Analysis:
    """What the tally makes of these attempts, fed as the database feeds it."""
    counted = Tally(quiz)
    points = {asked.id: asked.points for asked in quiz.questions}
    for row in rows:
        total = sum(share * points[Slug(name)] for name, (share, _) in row.items())
        counted.add(
            int(total * UNIT), list(row), ",".join(_written(share) for share, _ in row.values()),
            "\x1e".join(json.dumps(list(answer)) if answer else "" for _, answer in row.values()),
        )  # fmt: skip
    return analyse(quiz, counted)


def _written(share: Fraction) -> str:
    return str(share.numerator) if share.denominator == 1 else f"{share.numerator}/{share.denominator}"


def marked(*rows: str) -> list[Row]:
    """Attempts from strings of options: `a` is right."""
    return [{f"q{place}": (Fraction(letter == "a"), (letter,)) for place, letter in enumerate(row)} for row in rows]


THREE = exam(questions=(question("q0"), question("q1"), question("q2")))


def test_four_learners_and_three_questions_computed_by_hand() -> None:
    """Marks 111, 110, 100, 000. All sums of this test were made on paper."""
    found = analysed(THREE, marked("aaa", "aab", "abb", "bbb"))
    first, second, third = found.items
    assert [one.facility for one in found.items] == [75, 50, 25]
    assert [one.guess for one in found.items] == [25, 25, 25]
    assert (first.deviation, third.deviation) == (50, 50)
    assert second.deviation == pytest.approx(100 * math.sqrt(1 / 3))
    assert first.discrimination == third.discrimination == pytest.approx(100 * 0.25 / math.sqrt(0.25 * 11 / 12))
    assert second.discrimination == pytest.approx(100 * math.sqrt(0.5))
    assert [one.efficiency for one in found.items] == [100, 100, 100]
    assert [one.intended_weight for one in found.items] == pytest.approx([100 / 3] * 3)
    assert [one.effective_weight for one in found.items] == pytest.approx([31.6987, 36.6025, 31.6987], abs=1e-4)
    whole = found.quiz
    assert (whole.n, whole.mean, whole.median, whole.skewness) == (4, 50, 50, 0)
    assert whole.deviation == pytest.approx(100 * math.sqrt(5 / 3) / 3)
    assert whole.kurtosis == pytest.approx(-1.2)
    assert whole.consistency == pytest.approx(75)
    assert whole.error_ratio == pytest.approx(50)
    assert whole.standard_error == pytest.approx(21.5166, abs=1e-4)
    chosen = {one.response: one for one in second.responses}
    assert list(chosen) == ["a", "b", "c", "d"]
    assert (chosen["a"].n, chosen["a"].share, chosen["c"].n, chosen["c"].biserial) == (2, 50, 0, None)
    assert chosen["a"].biserial == pytest.approx(math.sqrt(0.5))
    assert chosen["b"].biserial == pytest.approx(-math.sqrt(0.5))


def test_a_mark_that_goes_against_the_others_has_a_negative_index_and_no_weight() -> None:
    """q2 is earned by the weakest: x = 0011, X = 2100, C = (4 * 0 - 2 * 3) / 12 = -1/2; Cmax = (4 * 3 - 2 * 3) / 12 = 1/2."""
    found = analysed(THREE, marked("aab", "abb", "bba", "bba")).items[2]
    assert found.efficiency == pytest.approx(-100)
    assert found.effective_weight is None
    assert found.discrimination == pytest.approx(-100 * 0.5 / math.sqrt(1 / 3 * 11 / 12))


def test_of_fewer_than_twenty_attempts_nothing_is_said() -> None:
    few, enough = (analysed(THREE, marked(*["aab", "bbb"] * times, *["aab"] * odd)) for times, odd in ((9, 1), (10, 0)))
    assert (few.quiz.n, few.enough, few.items[2].enough, few.items[2].flags) == (19, False, False, ())
    assert (enough.enough, enough.items[2].enough) == (True, True)
    assert enough.items[2].flags == (Flag.TOO_HARD, Flag.DEAD_OPTION)


def flags(rows: Sequence[str], place: int) -> dict[str, tuple[Flag, ...]]:
    """The flags of one question (under an empty name) and of those of its options that have any."""
    found = analysed(THREE, marked(*rows)).items[place]
    return {"": found.flags, **{one.response: one.flags for one in found.responses if one.flags}}


def test_a_question_that_nearly_everybody_earns_is_too_easy_and_its_unused_options_are_dead() -> None:
    assert flags(["aaa"] * 38 + ["cba", "aba"], 0) == {
        "": (Flag.TOO_EASY, Flag.DEAD_OPTION), "b": (Flag.DEAD_OPTION,), "c": (Flag.DEAD_OPTION,), "d": (Flag.DEAD_OPTION,),
    }  # fmt: skip


def test_a_question_that_earns_no_more_than_guessing_is_too_hard() -> None:
    assert Flag.TOO_HARD in flags(["aaa"] * 5 + ["bba", "caa", "dba"] * 5, 0)[""]
    assert Flag.TOO_HARD not in flags(["aaa"] * 6 + ["bba", "cba", "dba"] * 5, 0)[""]


def test_a_wrong_key_is_found_by_those_who_know_the_rest() -> None:
    found = flags(["aab"] * 12 + ["bba"] * 4 + ["bbc", "bbd"] * 3, 2)
    assert found == {"": (Flag.CHECK_KEY, Flag.ATTRACTIVE_WRONG, Flag.TOO_HARD), "b": (Flag.ATTRACTIVE_WRONG,)}


def test_a_wrong_option_that_good_learners_choose_is_attractive_though_the_key_holds() -> None:
    rows = ["aaa"] * 14 + ["aab"] * 8 + ["bac", "bbd", "bba", "abc"] * 4
    found = flags(rows, 2)
    assert found == {"": (Flag.ATTRACTIVE_WRONG,), "b": (Flag.ATTRACTIVE_WRONG,)}


def test_a_survey_is_in_no_statistics_and_leaves_the_others_as_they_are() -> None:
    asked = dataclasses.replace(question("mood"), points=0)
    quiz = exam(questions=(*THREE.questions, asked))
    rows = marked("aaa", "aab", "abb", "bbb")
    with_survey = [{**row, "mood": (Fraction(0), ("a",))} for row in rows]
    assert analysed(quiz, with_survey) == analysed(THREE, rows)


def test_no_attempts_give_no_figures_and_no_error() -> None:
    found = analysed(THREE, [])
    assert (found.quiz.n, found.quiz.mean, found.quiz.consistency, found.items[0].discrimination) == (0, 0, None, None)


def test_what_a_person_wrote_is_never_kept() -> None:
    numeric = dataclasses.replace(question("q0"), type=QuestionType.SINGLE)
    found = analysed(
        exam(questions=(numeric, question("q1"))), [{"q0": (Fraction(0), ("my name is Ann", "Ann=a")), "q1": (Fraction(1), ())}]
    )
    assert {one.response for one in found.items[0].responses} == {"a", "b", "c", "d", ""}
    assert "Ann" not in repr(found)
    assert (found.items[0].unanswered, found.items[1].unanswered) == (0, 100)
    assert unread(exam()) == ()


def test_many_different_answers_are_put_into_classes_on_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tally, "MOST_KEYS", 100)
    counted = Tally(THREE)
    for number in range(1_500):
        counted.add(0, ["q0"], "0", json.dumps([f"text {number}"]))
        assert sum(map(len, counted._written.values())) <= 100
    assert counted.counted()[Slug("q0")] == {(("",), 0, 0): 1_500}


# A second, naive implementation: the definitions over lists of exact numbers.

SHARES = st.sampled_from([Fraction(0), Fraction(1, 3), Fraction(1, 2), Fraction(1)])


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Quiz, list[Row]]:
    """Quizzes of two to four questions with points, and attempts on all of them, or on all but one."""
    asked = tuple(dataclasses.replace(question(f"q{n}"), points=draw(st.integers(1, 3))) for n in range(draw(st.integers(2, 4))))
    drawn = len(asked) > 2 and draw(st.booleans())
    rows = []
    for _ in range(draw(st.integers(4, 9))):
        out = draw(st.sampled_from(asked)) if drawn else None
        on = [one for one in asked if one is not out]
        rows.append({one.id: (draw(SHARES), draw(st.sampled_from([("a",), ("b",), ("a", "b"), ()]))) for one in on})
    return exam(questions=asked, draw=(quota("first", len(asked) - 1),) if drawn else ()), rows  # type: ignore[return-value]


def mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction()) / len(values)


def covariance(some: Sequence[Fraction], others: Sequence[Fraction]) -> Fraction:
    one, other = mean(some), mean(others)
    return sum(((x - one) * (y - other) for x, y in zip(some, others, strict=True)), Fraction()) / (len(some) - 1)


def naive_index(some: Sequence[Fraction], others: Sequence[Fraction]) -> float | None:
    spread = covariance(some, some) * covariance(others, others)
    return None if not spread else float(covariance(some, others)) / math.sqrt(spread)


@settings(max_examples=60)
@given(worlds())
def test_every_figure_is_that_of_the_definition(world: tuple[Quiz, list[Row]]) -> None:
    quiz, rows = world
    points = {asked.id: asked.points for asked in quiz.questions}
    marks = [{name: share * points[Slug(name)] for name, (share, _) in row.items()} for row in rows]
    totals = [sum(row.values(), Fraction()) for row in marks]
    met = {asked.id: [index for index, row in enumerate(rows) if asked.id in row] for asked in quiz.questions}
    assume(all(len(found) > 1 for found in met.values()))
    paper = mean([Fraction(sum(points[Slug(name)] for name in row)) for row in rows])
    found = analysed(quiz, rows)
    roots = {}
    for figures in found.items:
        x = [marks[index][figures.question] for index in met[figures.question]]
        rest = [totals[index] - marks[index][figures.question] for index in met[figures.question]]
        worth, most = points[figures.question], covariance(sorted(x), sorted(rest))
        assert figures.n == len(x)
        assert figures.facility == pytest.approx(float(100 * mean(x) / worth))
        assert figures.deviation == pytest.approx(100 * math.sqrt(covariance(x, x)) / worth)
        index = naive_index(x, rest)
        assert figures.discrimination == (None if index is None else pytest.approx(100 * index, abs=1e-6))
        assert figures.efficiency == (pytest.approx(float(100 * covariance(x, rest) / most)) if most else None)
        assert figures.intended_weight == pytest.approx(float(100 * worth / paper))
        for response in figures.responses:
            ticked = [Fraction(response.response in rows[place][figures.question][1]) for place in met[figures.question]]
            wanted = naive_index(ticked, rest)
            assert response.biserial == (None if wanted is None else pytest.approx(wanted, abs=1e-8))
            assert response.share == pytest.approx(float(100 * mean(ticked)))
        roots[figures.question] = covariance(x, [a + b for a, b in zip(x, rest, strict=True)])
    weights = sum(math.sqrt(root) * len(met[name]) / len(rows) for name, root in roots.items() if root >= 0)
    for figures in found.items:
        root = roots[figures.question]
        assert figures.effective_weight == (None if root < 0 else pytest.approx(100 * math.sqrt(root) / weights if weights else 0.0))
    _whole(quiz, found, marks, totals, paper)


def _whole(quiz: Quiz, found: Analysis, marks: list[dict[str, Fraction]], totals: list[Fraction], paper: Fraction) -> None:
    n, whole, variance = len(totals), found.quiz, covariance(totals, totals)
    assert whole.mean == pytest.approx(float(100 * mean(totals) / paper))
    assert whole.median == pytest.approx(float(100 * statistics.median(totals) / paper))
    assert whole.deviation == pytest.approx(float(100 * math.sqrt(variance) / paper))
    if not variance:
        assert (whole.skewness, whole.kurtosis, whole.consistency) == (None, None, None)
        return
    second, third, fourth = (mean([(total - mean(totals)) ** power for total in totals]) for power in (2, 3, 4))
    k3 = n * n * third / ((n - 1) * (n - 2))
    k4 = n * n * ((n + 1) * fourth - 3 * (n - 1) * second**2) / ((n - 1) * (n - 2) * (n - 3))
    assert whole.skewness == pytest.approx(float(k3) / float(variance) ** 1.5, abs=1e-8)
    assert whole.kurtosis == pytest.approx(float(k4 / variance**2), abs=1e-8)
    pools = [[asked.id for asked in quiz.questions]] if quiz.draw else [[asked.id] for asked in quiz.questions]
    earned = [[row[name] for row in marks for name in pool if name in row] for pool in pools]
    places = Fraction(sum(map(len, earned)), n)
    within = sum((sum(((one - mean(values)) ** 2 for one in values), Fraction()) / (n - 1) for values in earned), Fraction())
    if places > 1:
        assert whole.consistency == pytest.approx(float(100 * places / (places - 1) * (1 - within / variance)), abs=1e-6)


def test_the_naive_figures_would_show_a_wrong_divisor() -> None:
    """The control of the property above: dividing by n instead of n - 1 makes another figure."""
    values = [Fraction(1), Fraction(0), Fraction(0)]
    assert float(covariance(values, values)) != pytest.approx(float(mean([(one - mean(values)) ** 2 for one in values])))


def test_a_quiz_type_without_a_kind_is_counted_without_its_answers() -> None:
    essay = dataclasses.replace(question("q0"), type=QuestionType.ESSAY)
    found = analysed(exam(questions=(essay, question("q1"))), [{"q0": (Fraction(1), ("words",)), "q1": (Fraction(0), ("b",))}] * 2)
    assert found.items[0].facility == 100
    assert "words" not in repr(found)
