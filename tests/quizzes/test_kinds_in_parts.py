"""Matching and ordering: marked part by part, and never for naming the same everywhere."""

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from itertools import permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.core.errors import Invalid
from lms.quizzes.papers import learner_view, option_order
from lms.quizzes.questions import KINDS, kind_of, mark
from lms.quizzes.rules import Mark, Question, QuestionType
from tests.quizzes.kinds import entry, matching, ordering
from tests.quizzes.samples import chance


def complaints(question: Question) -> list[tuple[str, int | None]]:
    """Codes and entries of what the kind finds wrong."""
    return [(one.code, one.option) for one in kind_of(question).complaints(question)]


def test_each_left_side_earns_its_part_with_its_own_choice():
    question = matching("xyx", points=6)

    assert mark(question, ("a=x", "b=y", "c=x")).value == 6
    assert mark(question, ("a=x", "b=x")) == Mark(1, 3, 6)
    assert mark(question, ()) == Mark(0, 3, 6)
    assert mark(question, None).earned == 0


def test_one_choice_named_everywhere_earns_only_its_own_left_sides():
    question = matching("xyx")

    assert [mark(question, tuple(f"{left}={choice}" for left in "abc")).earned for choice in "xyz"] == [2, 1, 0]
    assert complaints(question) == []
    assert complaints(matching("xx")) == [("MATCHING_ONE_CHOICE", None)]


@pytest.mark.parametrize("text", ["![x](y.svg)", r"\(a^2\)"])
def test_a_choice_that_no_drop_down_can_show_is_refused(text: str):
    choice = replace(entry("z"), text={"en": text})
    question = matching("xy", "xy")

    assert complaints(replace(question, choices=(*question.choices, choice))) == [("CHOICE_NOT_PLAIN", 4)]


@pytest.mark.parametrize("values", [("a",), ("a=x", "a=y"), ("a=q",), ("q=x",), ("=x",), ("a=",), ("a=x=x",)])
def test_what_names_no_left_side_or_no_choice_is_refused(values: tuple[str, ...]):
    with pytest.raises(Invalid):
        KINDS[QuestionType.MATCHING].read(matching(), values)


def test_choices_stand_in_a_random_order_even_where_options_do_not():
    question = matching("uvwxyz", "uvwxyz")
    orders = {option_order(question, chance(seed), shuffle=False) for seed in range(9)}

    assert {order[:6] for order in orders} == {("a", "b", "c", "d", "e", "f")}
    assert len({order[6:] for order in orders}) > 5
    shown = learner_view(question, "ru", min(orders))
    assert [one.text for one in shown.options] == [f"«{one}»" for one in "abcdef"]
    assert sorted(one.id for one in shown.choices) == list("uvwxyz")


def test_a_match_is_told_in_both_languages():
    question = matching("xy", "xyz")
    kind = kind_of(question)

    assert kind.told(question, ("b=z",)) == ({"en": "B → Z", "ru": "«b» → «z»"},)
    assert kind.key(question)[0] == {"en": "A → X", "ru": "«a» → «x»"}
    assert [(part.right, part.said.get("en")) for part in kind.parts(question, ("a=x", "b=z"))] == [(True, "X"), (False, "Z")]
    assert kind.responses(question, ("b=z",)) == ("b=z",)


def places(order: str) -> tuple[str, ...]:
    """The answer that puts the steps into this order."""
    return tuple(f"{step}={place}" for place, step in enumerate(order, start=1))


def test_each_step_with_its_own_just_behind_it_earns_a_part():
    question = ordering(4, points=3)

    assert [mark(question, places(order)).earned for order in ("abcd", "bcda", "abdc", "dcba", "acbd")] == [3, 2, 1, 0, 0]
    assert mark(question, places("abcd")).value == 3
    assert mark(question, ("a=1", "b=2")) == Mark(1, 3, 3)
    assert mark(question, ()) == Mark(0, 3, 3)


def test_steps_that_share_a_place_earn_nothing():
    question = ordering(4)

    assert {mark(question, tuple(f"{step}={place}" for step in "abcd")).earned for place in range(1, 5)} == {0}
    assert mark(question, ("a=1", "b=2", "c=2", "d=3")).earned == 0
    assert mark(question, ("a=1", "b=2", "c=3", "d=3")).earned == 1


def test_the_order_that_is_shown_is_no_answer_until_it_is_saved():
    question = ordering(3)

    assert kind_of(question).read(question, ()) == ()
    assert mark(question, kind_of(question).read(question, ())).earned == 0


def test_steps_are_shuffled_even_where_options_are_not():
    assert len({option_order(ordering(5), chance(seed), shuffle=False) for seed in range(9)}) > 5


@pytest.mark.parametrize("values", [("a",), ("a=0",), ("a=5",), ("a=1", "a=2"), ("q=1",), ("a=one",), ("a=-1",), ("a=١",)])
def test_what_is_no_step_or_no_place_is_refused(values: tuple[str, ...]):
    with pytest.raises(Invalid):
        KINDS[QuestionType.ORDERING].read(ordering(), values)


def test_steps_are_counted_from_one_without_a_gap():
    question = ordering(3)
    twice = replace(question, options=(question.options[0], replace(question.options[1], key="1"), question.options[2]))

    assert complaints(question) == []
    assert complaints(twice) == [("STEP_NUMBER", 1)]


def test_an_order_is_told_by_its_places():
    question = ordering(3)
    kind = kind_of(question)

    assert [one["en"] for one in kind.told(question, ("a=2", "b=1"))] == ["1. B", "2. A"]
    assert [one["en"] for one in kind.key(question)] == ["1. A", "2. B", "3. C"]
    parts = kind.parts(question, places("bca"))
    assert [(part.text["en"], part.said.get("en"), part.key["en"], part.right) for part in parts] == [
        ("A", "3", "1", False), ("B", "1", "2", True), ("C", "2", "3", True),
    ]  # fmt: skip


def test_a_preview_may_show_what_was_written_wrong():
    """What the check refuses is never published, but its author looks at it."""
    lost, unnumbered = matching("xq", "xy"), replace(ordering(3), options=(entry("a", "first"), entry("b"), entry("c", "2")))

    assert [part.key for part in kind_of(lost).parts(lost, ("b=x",))] == [entry("x").text, {}]
    assert kind_of(lost).told(lost, ("b=x",)) != ()
    assert len(kind_of(unnumbered).parts(unnumbered, ("a=1",))) == 3


def tried(question: Question, answers: list[tuple[str, ...]]) -> dict[Fraction, Fraction]:
    """How often each share is earned when these answers are equally likely."""
    marks = Counter(mark(question, answer) for answer in answers)
    shares: Counter[Fraction] = Counter()
    for one, count in marks.items():
        shares[Fraction(one.earned, one.out_of)] += count
    return {share: Fraction(count, len(answers)) for share, count in shares.items()}


def likely(question: Question) -> dict[Fraction, Fraction]:
    """What guesses earn, without what never happens."""
    guesses = kind_of(question).guesses(question)
    assert sum(guesses.values()) == 1
    return {share: chance for share, chance in guesses.items() if chance}


def test_the_chances_of_a_guess_are_those_of_trying_everything():
    pairs = matching("xyx")
    assert likely(pairs) == tried(pairs, [tuple(f"{left}={choice}" for left, choice in zip("abc", said, strict=True))
                                          for said in product("xyz", repeat=3)])  # fmt: skip
    for count in (3, 4, 5):
        steps = ordering(count)
        assert likely(steps) == tried(steps, [places("".join(order)) for order in permutations("abcde"[:count])])


@settings(max_examples=40)
@given(st.data())
def test_turning_entries_and_answers_round_never_changes_a_mark(data: st.DataObject):
    question = data.draw(st.sampled_from([matching("xyxz"), ordering(5)]))
    kind = kind_of(question)
    named = [one.id for one in (question.choices or question.options)]
    values = [str(place) for place in range(1, 6)] if question.type is QuestionType.ORDERING else named
    lefts = [one.id for one in question.options]
    said = data.draw(st.dictionaries(st.sampled_from(lefts), st.sampled_from(values)))
    answer = kind.read(question, [f"{left}={value}" for left, value in said.items()])
    turned = replace(
        question, options=tuple(data.draw(st.permutations(question.options))), choices=tuple(data.draw(st.permutations(question.choices)))
    )

    assert kind.mark(turned, tuple(data.draw(st.permutations(answer)))) == kind.mark(question, answer)
