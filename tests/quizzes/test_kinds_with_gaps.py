"""Texts with gaps."""

import re
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.core.errors import Invalid
from lms.core.ids import Slug
from lms.quizzes.questions import kind_of
from lms.quizzes.questions.pieces import cut
from lms.quizzes.rules import Mark
from tests.quizzes.samples import chance, question
from tests.quizzes.written import cloze, numeric, short_text

THREE = cloze(question("q", "b", of="abc"), numeric("40", ("30..50", 50)), short_text("point"), weights=(2, 1, 1), points=8)
KIND = kind_of(THREE)
ANSWERS = st.fixed_dictionaries(
    {}, optional={"a": st.sampled_from("abc"), "b": st.sampled_from(["40", "33", "7"]), "c": st.sampled_from(["point", "POINT", "line"])}
)


def test_a_gap_earns_its_weight_of_all_weights() -> None:
    def value(*values: str) -> Fraction:
        return KIND.mark(THREE, KIND.read(THREE, values)).value

    assert value("a=b", "b=40", "c=Point") == 8
    assert value("a=b") == 4
    assert value("b=33", "c=line") == 1
    assert value() == 0


@given(ANSWERS)
@settings(max_examples=40)
def test_no_gaps_earn_less_than_nothing_or_more_than_all(said: dict[str, str]) -> None:
    answer = KIND.read(THREE, [f"{gap}={value}" for gap, value in said.items()])
    mark = KIND.mark(THREE, answer)
    assert 0 <= mark.earned <= mark.out_of == 400
    assert KIND.read(THREE, answer) == answer, "reading is idempotent"
    assert KIND.mark(THREE, tuple(reversed(answer))) == mark


@pytest.mark.parametrize("values", [["z=1"], ["a"], ["a=a", "a=b"], ["a=z"], ["b=forty"], ["c=" + "x" * 300], ["=a"]])
def test_values_that_fit_no_gap_are_refused(values: list[str]) -> None:
    with pytest.raises(Invalid):
        KIND.read(THREE, values)


def test_an_empty_gap_is_no_answer_and_a_text_may_hold_the_sign_between_them() -> None:
    assert KIND.read(THREE, ["c=a=b", "a=", "b= "]) == ("c=a=b",)
    assert KIND.mark(THREE, ()) == Mark(0, 400, 8)


def test_two_gaps_with_the_same_options_do_not_collide() -> None:
    twice = cloze(question("q", "a", of="ab"), question("q", "b", of="ab"))
    kind = kind_of(twice)
    assert kind.mark(twice, kind.read(twice, ["a=a", "b=b"])).full
    assert kind.mark(twice, kind.read(twice, ["a=b", "b=a"])).earned == 0
    order = kind.order(twice, chance(3), shuffle=True)
    assert sorted(order) == ["a=a", "a=b", "b=a", "b=b"]
    first, second = kind.view(twice, "en", order).gaps
    assert [option.id for option in first.options] == [one[2:] for one in order if one.startswith("a=")]
    assert len(second.options) == 2


def test_a_browser_sees_pieces_and_fields_and_no_key() -> None:
    view = KIND.view(THREE, "en", KIND.order(THREE, chance(1), shuffle=True))
    assert view.pieces == ("<p>", " and ", " and ", ".</p>")
    assert view.body == ""
    assert [gap.hints["number"] for gap in view.gaps] == ["1", "2", "3"]
    assert not re.search(r"canary|point\b|'k[01]'|\b40\b", repr(view))


def test_gaps_stand_in_the_order_of_the_text_and_keep_their_numbers() -> None:
    turned = cloze(numeric("1"), short_text("x"), body="<p>[[b]], [[a]]</p>")
    assert [(gap.id, gap.hints["number"]) for gap in kind_of(turned).view(turned, "en", ()).gaps] == [("b", "2"), ("a", "1")]


def test_review_goes_gap_by_gap() -> None:
    parts = KIND.parts(THREE, ("a=c", "b=33"))
    assert [(part.text["en"], part.right) for part in parts] == [("(1)", False), ("(2)", False), ("(3)", False)]
    assert [part.said.get("en") for part in parts] == ["<b>c</b>", "33", None]
    assert parts[0].why == {"en": "canaryexplanation"}
    assert parts[1].why == {"en": "canary k1"}
    assert [text["en"] for text in KIND.key(THREE)] == ["(1) <b>b</b>", "(2) 40", "(3) point"]
    assert [text["en"] for text in KIND.told(THREE, ("a=c", "b=33"))] == ["(1) <b>c</b>", "(2) 33"], (
        "Whoever reads it knows which gap is meant."
    )
    assert KIND.responses(THREE, ("a=c", "b=33", "c=line")) == ("a=c", "b=k1", "c=*")


def test_only_what_can_be_chosen_is_guessed() -> None:
    assert KIND.guesses(THREE) == {Fraction(1, 2): Fraction(1, 3), Fraction(0): Fraction(2, 3)}
    twice = cloze(question("q", "a", of="ab"), question("q", "b", of="ab"))
    assert kind_of(twice).guesses(twice) == {Fraction(0): Fraction(1, 4), Fraction(1, 2): Fraction(1, 2), Fraction(1): Fraction(1, 4)}


def test_what_is_wrong_with_a_gap_is_told_with_its_name() -> None:
    wrong = cloze(question("q", "", of="ab"), numeric("forty"))
    assert [(complaint.code, complaint.gap) for complaint in KIND.complaints(wrong)] == [
        ("NO_RIGHT_OPTION", "a"),
        ("NUMBER_UNREADABLE", "b"),
    ]
    assert [complaint.code for complaint in KIND.complaints(cloze())] == ["GAPS_MISSING"]


GAPS = [Slug("a"), Slug("b")]


@pytest.mark.parametrize(
    ("rendered", "pieces", "order"),
    [
        ("<p>x [[a]] y [[b]]</p>", ("<p>x ", " y ", "</p>"), ("a", "b")),
        ("<p>[[b]][[a]]</p>", ("<p>", "", "</p>"), ("b", "a")),
        ("<p>[[c]] [[a]]</p>", ("<p>[[c]] ", "</p>"), ("a",)),
        ('<p><img alt="[[a]] > x" src="/media/1"> [[b]]</p>', ('<p><img alt="[[a]] > x" src="/media/1"> ', "</p>"), ("b",)),
        ('<a href="x">[[a]]</a><code>[[b]]</code>', ('<a href="x">[[a]]</a><code>[[b]]</code>',), ()),
        ("<pre><code>[[a]]</code>[[a]]</pre>[[a]]", ("<pre><code>[[a]]</code>[[a]]</pre>", ""), ("a",)),
        ("[[a]] [[a]]", ("", " [[a]]"), ("a",)),
        ("", ("",), ()),
    ],
)
def test_a_text_is_cut_only_where_a_field_may_stand(rendered: str, pieces: tuple[str, ...], order: tuple[str, ...]) -> None:
    assert cut(rendered, GAPS) == (pieces, order)


@given(st.lists(st.sampled_from(["[[a]]", "[[b]]", "<p>", "</p>", "x", '<img alt="[[a]]">', "<code>", "</code>"]), max_size=8).map("".join))
@settings(max_examples=50)
def test_what_was_cut_is_whole_again(rendered: str) -> None:
    pieces, order = cut(rendered, GAPS)
    between = [*(f"[[{gap}]]" for gap in order), ""]
    assert "".join(piece + gap for piece, gap in zip(pieces, between, strict=True)) == rendered
