"""Hotspot: the picture is cut out of the text, and the list answers the same as the picture."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.core.errors import Invalid
from lms.quizzes.papers import learner_view
from lms.quizzes.questions import kind_of, mark
from lms.quizzes.questions.hotspot import region_of
from lms.quizzes.rules import Question
from tests.quizzes.kinds import entry, essay, hotspot, matching, ordering, survey

MARKDOWN = {"en": "Look:\n\n![A map](media/map.svg)"}


def codes(question: Question) -> list[tuple[str, int | None]]:
    """What the kind finds wrong with a question as it was written."""
    return [(one.code, one.option) for one in kind_of(question).complaints(replace(question, body=MARKDOWN))]


def test_a_region_earns_everything_or_nothing():
    assert [mark(hotspot("b"), answer).earned for answer in (("b",), ("a",), (), None)] == [1, 0, 0, 0]
    assert [mark(hotspot("ab", choose="several"), answer).earned for answer in (("a", "b"), ("a",), ("a", "b", "c"))] == [1, 0, 0]


def test_the_answer_that_was_saved_is_marked_whenever_it_is_marked():
    # The others' wrong: the picture was asked again when the time was over, and had no point then.
    question = hotspot("b")
    saved = kind_of(question).read(question, ["b"])

    assert mark(question, tuple(saved)).full


def test_the_picture_is_cut_out_and_nothing_else_goes_with_it():
    question = hotspot("b")
    shown = learner_view(question, "en", ("c", "a", "b"))

    assert shown.pieces == ("<p>Before</p>\n", "\n<p>After</p>")
    assert shown.hints == {
        "picture": "/media/0/picture.svg", "alt": "A & B",
        "at:a": "rect 0 0 10 20.5", "at:b": "rect 10 0 10 20.5", "at:c": "rect 20 0 10 20.5",
    }  # fmt: skip
    assert [one.id for one in shown.options] == ["c", "a", "b"]


def test_what_tells_nothing_about_the_key_differs_not_by_the_key():
    assert learner_view(hotspot("a"), "en", ("a", "b", "c")) == learner_view(hotspot("c"), "en", ("a", "b", "c"))


def test_a_text_without_a_picture_shows_none():
    shown = learner_view(replace(hotspot(), body={"en": "<p>Nothing</p>"}), "en", ("a",))

    assert (shown.pieces, shown.hints["picture"], shown.hints["alt"]) == (("<p>Nothing</p>", ""), "", "")


@pytest.mark.parametrize(
    ("key", "region"),
    [
        ("rect=0,0,100,100", ("rect", "0", "0", "100", "100")),
        ("circle=50,50,12.5", ("circle", "50", "50", "12.5")),
        ("rect=90,0,20,10", None),
        ("rect=0,90,10,20", None),
        ("rect=10,10,0,10", None),
        ("circle=101,0,5", None),
        ("circle=5,5", None),
        ("rect=1,1,1,1 circle=1,1,1", None),
        ("rect=-1,1,1,1", None),
        ("", None),
    ],
)
def test_a_region_lies_in_the_picture(key: str, region: tuple[str, ...] | None):
    assert region_of(key) == region


@pytest.mark.parametrize(
    ("question", "wrong"),
    [
        (hotspot("a"), []),
        (hotspot("ab", choose="several"), []),
        (hotspot(""), [("NO_RIGHT_OPTION", None)]),
        (hotspot("ab"), [("SEVERAL_RIGHT", 1)]),
        (hotspot("", choose="several"), [("NO_RIGHT_OPTION", None)]),
        (hotspot("abc", choose="several"), [("ALL_RIGHT", None)]),
        (hotspot(choose="two"), [("CHOOSE_UNKNOWN", None)]),
        (replace(hotspot(), options=(*hotspot().options, entry("d"))), [("REGION_UNREADABLE", 3)]),
    ],
)
def test_what_cannot_be_asked_is_named(question: Question, wrong: list[tuple[str, int | None]]):
    assert codes(question) == wrong


@pytest.mark.parametrize("body", ["", "No picture", "![a](b.svg) ![c](d.svg)"])
def test_the_text_shows_one_picture(body: str):
    assert [one.code for one in kind_of(hotspot()).unsaid(body)] == ["HOTSPOT_PICTURE"]


@pytest.mark.parametrize("values", [["q"], ["a", "b"], ["a=1"], ["50,50"]])
def test_what_is_no_region_is_refused(values: list[str]):
    with pytest.raises(Invalid):
        kind_of(hotspot()).read(hotspot(), values)


def test_the_chance_of_a_guess_counts_the_ways_to_choose():
    assert kind_of(hotspot()).guesses(hotspot())[Fraction(1)] == Fraction(1, 3)
    several = hotspot("ab", choose="several")
    assert kind_of(several).guesses(several)[Fraction(1)] == Fraction(1, 7)


ASKED = [
    matching(points=5),
    ordering(points=2),
    hotspot(),
    hotspot("ab", choose="several"),
    essay(),
    essay(files="pdf"),
    survey(),
    survey(""),
]
PIECE = st.one_of(
    st.sampled_from(["a", "b", "a=x", "b=y", "a=1", "b=2", "c=2", "text=x", "file=abcdefgh", "", "=", "a=", "\0"]), st.text(max_size=8)
)


@settings(max_examples=150)
@given(st.sampled_from(ASKED), st.lists(PIECE, max_size=4))
def test_whatever_arrives_is_read_or_refused_and_what_is_read_is_marked_within_its_bounds(question: Question, values: list[str]):
    kind = kind_of(question)
    try:
        answer = kind.read(question, values)
    except Invalid:
        return
    given = kind.mark(question, answer)

    assert kind.read(question, answer) == answer
    assert 0 <= given.earned <= given.out_of
    assert 0 <= given.value <= question.points
    assert all(isinstance(one, str) for one in kind.responses(question, answer))
    assert all(set(one) <= {"en", "ru"} for one in kind.told(question, answer))
    assert kind.mark(question, tuple(reversed(answer))) == given
