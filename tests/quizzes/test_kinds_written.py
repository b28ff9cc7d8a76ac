"""Questions whose answer is a number or a text."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.core.errors import Invalid
from lms.quizzes.questions import kind_of
from lms.quizzes.questions.numeric import accepted
from lms.quizzes.questions.short_text import folded
from lms.quizzes.rules import Mark, Question
from tests.quizzes.samples import chance
from tests.quizzes.written import numeric, short_text

HALF = numeric("40 ± 5%", ("30..50", 50), unit="GB,ГБ")


def marked(question: Question, text: str) -> Mark:
    """What a written answer earns."""
    kind = kind_of(question)
    return kind.mark(question, kind.read(question, [text]))


def codes(question: Question) -> list[str]:
    """What the check says of a question."""
    return [complaint.code for complaint in kind_of(question).complaints(question)]


@pytest.mark.parametrize(
    ("key", "right", "wrong"),
    [
        ("40", ["40", "40,0", "4e1"], ["40,0001", "39.9"]),
        ("13 350 ± 50", ["13300", "13 400"], ["13299,99", "13400.01"]),
        ("40 ± 5%", ["38", "42"], ["37,99", "42.01"]),
        ("-40 ± 5%", ["-38", "−42"], ["-37.9", "40"]),
        ("10..12", ["10", "12", "11,5"], ["9,999", "12.001"]),
        ("0.1 ± 0.2", ["0.3", "-0,1"], ["0.30000000000000000001"]),
    ],
)
def test_bounds_belong_to_what_is_accepted_and_nothing_beyond_them(key: str, right: list[str], wrong: list[str]) -> None:
    assert [marked(numeric(key), one).earned for one in right] == [1] * len(right)
    assert [marked(numeric(key), one).earned for one in wrong] == [0] * len(wrong)


def test_the_best_that_is_met_counts_whatever_its_place() -> None:
    assert marked(HALF, "40") == Mark(100, 100)
    assert marked(HALF, "33") == Mark(50, 100)
    assert marked(HALF, "60") == Mark(0, 100)
    turned = numeric(("30..50", 50), "40 ± 5%")
    assert marked(turned, "40") == Mark(100, 100)


def test_a_unit_may_be_left_out_and_another_one_is_wrong() -> None:
    assert [marked(HALF, one).earned for one in ("40", "40 GB", "40ГБ", "40 MB", "40 gb")] == [100, 100, 100, 0, 0]
    kind = kind_of(HALF)
    assert (kind.hints(HALF, "en"), kind.hints(HALF, "ru")) == ({"unit": "GB"}, {"unit": "ГБ"})
    assert kind.hints(numeric("1", unit="%"), "ru") == {"unit": "%"}
    with pytest.raises(Invalid):
        marked(numeric("40"), "40 GB")


@pytest.mark.parametrize("values", [["NaN"], ["inf"], ["1e999"], ["9" * 60], ["forty"], ["1", "2"], ["1\x00"], ["4" * 300], ["1\n2"]])
def test_what_is_no_number_is_refused_with_a_sentence(values: list[str]) -> None:
    with pytest.raises(Invalid):
        kind_of(HALF).read(HALF, values)


def test_an_answer_is_kept_as_it_was_written_and_empty_is_none() -> None:
    assert kind_of(HALF).read(HALF, [" 40,0  GB "]) == ("40,0  GB",)
    assert kind_of(HALF).read(HALF, ["  "]) == kind_of(HALF).read(HALF, []) == ()
    assert kind_of(HALF).mark(HALF, ()) == Mark(0, 100)
    assert kind_of(HALF).mark(HALF, ("forty",)) == Mark(0, 100), "what could not be saved earns nothing"


@pytest.mark.parametrize("key", ["forty", "40 GB", "40 ± -5", "0 ± 5%", "40 ± 0%", "12..10", "1e999", "10..x", "± 5"])
def test_a_key_that_is_no_number_is_refused(key: str) -> None:
    assert codes(numeric(key)) == ["NUMBER_UNREADABLE"]
    with pytest.raises(ValueError):  # noqa: PT011 - both kinds of it
        accepted(key)


def test_a_key_that_is_never_met_is_refused_and_so_is_a_question_that_nobody_earns() -> None:
    assert codes(HALF) == []
    assert codes(numeric("10..12", "11")) == ["ANSWER_NEVER_MET"]
    assert codes(numeric("11", "10..12")) == []
    assert codes(numeric(("11", 50), "10..12")) == ["ANSWER_NEVER_MET"]
    assert codes(numeric("11", ("10..12", 50))) == []
    assert codes(numeric(("11", 50))) == ["NOTHING_EARNS_ALL"]


@pytest.mark.parametrize(
    ("said", "right"),
    [
        ("recovery point", True), ("Recovery  POINT", True), (" recovery\u00a0point ", True), ("ＲＥＣＯＶＥＲＹ point", True),
        ("recovery points", False), ("recoverypoint", False), ("", False),
    ],
)  # fmt: skip
def test_texts_are_compared_in_one_form(said: str, right: bool) -> None:
    assert marked(short_text("Recovery point"), said).full is right


def test_large_and_small_letters_are_kept_apart_where_the_author_says_so() -> None:
    assert marked(short_text("Nimbus", case="keep"), "Nimbus").full
    assert not marked(short_text("Nimbus", case="keep"), "nimbus").full
    assert not marked(short_text("/[A-Z]+/", case="keep"), "nimbus").full
    assert marked(short_text("/[A-Z]+/"), "nimbus").full


def test_russian_may_leave_the_dots_away() -> None:
    assert marked(short_text("учётная запись"), "Учетная запись").full
    assert marked(short_text("/уч[её]тная|учёт/"), "УЧЕТ").full


@given(st.text(max_size=60))
@settings(max_examples=50)
def test_a_text_in_its_form_has_that_form(text: str) -> None:
    assert folded(folded(text, keep=False), keep=False) == folded(text, keep=False)


def test_a_pattern_fits_the_whole_answer_or_not_at_all() -> None:
    question = short_text(r"/(a )?snapshots?/", ("restore", 50))
    assert [marked(question, one).earned for one in ("snapshot", "A Snapshots", "the snapshot", "restore")] == [100, 100, 0, 50]


def test_an_answer_that_swells_is_no_answer_to_a_pattern() -> None:
    assert not marked(short_text("/.+x/", "y"), "\ufdfa" * 60).full


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        (("/(a/",), "PATTERN_UNREADABLE"), (("/(?=a)a/",), "PATTERN_UNREADABLE"), (("/.*/",), "PATTERN_TAKES_ALL"),
        (("/a?/",), "PATTERN_TAKES_ALL"), (("a", "A "), "ANSWER_NEVER_MET"), (("a" * 201,), "ANSWER_NEVER_MET"),
        ((("a", 50),), "NOTHING_EARNS_ALL"),
    ],
)  # fmt: skip
def test_keys_of_texts_that_cannot_be_are_refused(keys: tuple[str | tuple[str, int], ...], code: str) -> None:
    assert codes(short_text(*keys)) == [code]


@pytest.mark.parametrize("question", [HALF, short_text("Recovery point", ("/snap.*/", 50))])
def test_nothing_of_what_is_accepted_reaches_a_browser(question: Question) -> None:
    kind = kind_of(question)
    order = kind.order(question, chance(1), shuffle=True)
    view = kind.view(question, "en", ("k0", *order))
    assert order == view.options == view.choices == ()
    assert not {"k0", "k1", "canary", "Recovery", "40"} & set(repr(view).replace("'", " ").replace("=", " ").split())


def test_review_tells_what_was_written_and_the_feedback_of_what_it_met() -> None:
    (part,) = kind_of(HALF).parts(HALF, ("33 <b>",))
    assert (part.said, part.right, part.why) == ({"en": "33 &lt;b&gt;", "ru": "33 &lt;b&gt;"}, False, {})
    assert part.key == {"en": "40 GB ± 5\u00a0%", "ru": "40 ГБ ± 5\u00a0%"}
    assert kind_of(HALF).parts(HALF, ("33",))[0].why == {"en": "canary k1"}
    assert kind_of(HALF).parts(HALF, ())[0].said == {}
    assert kind_of(numeric("10..12")).key(numeric("10..12")) == ({"en": "10–12", "ru": "10–12"},)
    both = short_text("recovery point", "точка восстановления", "/.+ point/")
    assert kind_of(both).key(both) == ({"en": "recovery point", "ru": "точка восстановления"},)
    assert kind_of(both).key(short_text("/a+/")) == ({"en": "/a+/", "ru": "/a+/"},)


def test_statistics_count_the_entry_that_was_met_and_all_others_together() -> None:
    kind = kind_of(HALF)
    assert [kind.responses(HALF, answer) for answer in ((), ("40",), ("33",), ("7",))] == [(), ("k0",), ("k1",), ("*",)]
    assert kind.guesses(HALF) == {Fraction(0): 1}
