"""Essay and survey: what learners write is kept within limits, shown as text, and never marked by itself."""

import pytest

from lms.core.errors import Invalid
from lms.quizzes.papers import learner_view, option_order
from lms.quizzes.questions import kind_of, mark
from lms.quizzes.questions.essay import files_of, text_of
from lms.quizzes.questions.wording import MOST_LETTERS, count_words
from lms.quizzes.rules import Mark, Question
from tests.quizzes.kinds import entry, essay, question_of, survey
from tests.quizzes.samples import chance

REFERENCE = "8fKq2LmN_x"


def codes(question: Question) -> list[tuple[str, int | None, str | None]]:
    """What the kind finds wrong."""
    return [(one.code, one.option, one.setting) for one in kind_of(question).complaints(question)]


def test_a_text_waits_for_a_marker_and_earns_nothing_by_itself():
    question = essay()

    assert kind_of(question).by_hand
    assert mark(question, ("A long text",)) == Mark(0, 10, 10)
    assert kind_of(question).guesses(question) == {0: 1}


def test_criteria_are_not_shown_to_who_is_asked():
    question = essay()
    order = option_order(question, chance(), shuffle=True)
    shown = learner_view(question, "en", ("matter", "words"))

    assert (order, shown.options, shown.choices) == ((), (), ())
    assert "Matter" not in repr(shown)
    assert kind_of(question).key(question)[0] == {"en": "Matter (6)", "ru": "«matter» (6)"}


def test_a_text_is_kept_with_plain_ends_of_lines():
    question = essay()

    assert kind_of(question).read(question, ["  One\r\ntwo\rthree\n"]) == ("One\ntwo\nthree",)
    assert kind_of(question).read(question, [" \r\n "]) == ()
    assert kind_of(question).read(question, []) == ()


@pytest.mark.parametrize("values", [["a\0b"], ["\ud800"], ["я" * (MOST_LETTERS + 1)], ["one", "two"], ["\x1b[2J"]])
def test_what_is_too_long_or_no_text_is_refused(values: list[str]):
    for question in (essay(), survey("")):
        with pytest.raises(Invalid):
            kind_of(question).read(question, values)


def test_eight_thousand_letters_are_taken_in_every_alphabet():
    question = essay()

    assert kind_of(question).read(question, ["я" * MOST_LETTERS]) == ("я" * MOST_LETTERS,), "Russian gets as much room as English."


def test_too_few_words_are_only_a_hint():
    question = essay(words="50..400")

    assert kind_of(question).read(question, ["Short."]) == ("Short.",)
    assert kind_of(question).hints(question, "ru") == {"fewest": "50", "most": "400"}


def test_words_are_counted_as_the_page_counts_them():
    assert count_words("Don't re-read v1.5, слово — и цифра 7.") == 7


def test_files_stand_beside_the_text_only_where_they_are_asked():
    question = essay(files="pdf,TXT")
    kind = kind_of(question)
    answer = kind.read(question, [f"file={REFERENCE}", "text=See the file: file=x", f"file={REFERENCE}"])

    assert answer == ("text=See the file: file=x", f"file={REFERENCE}")
    assert kind.read(question, answer) == answer
    assert (text_of(question, answer), files_of(question, answer)) == ("See the file: file=x", (REFERENCE,))
    assert kind.hints(question, "en") == {"files": "pdf,txt"}
    assert kind.responses(question, answer) == ("text", "file")
    assert kind.responses(question, ()) == ()
    assert kind.told(question, (f"file={REFERENCE}",)) == ()
    plain = essay()
    assert files_of(plain, (f"file={REFERENCE}",)) == ()
    assert text_of(plain, (f"file={REFERENCE}",)) == f"file={REFERENCE}"
    assert text_of(plain, ()) == ""


@pytest.mark.parametrize(
    "values", [["plain"], ["file=../etc"], ["file="], ["other=1"], [f"file=abcdefgh{n}" for n in range(4)], ["text=a", "text=b"]]
)
def test_crafted_files_are_refused(values: list[str]):
    question = essay(files="pdf")
    with pytest.raises(Invalid):
        kind_of(question).read(question, values)


def test_what_was_written_is_shown_as_text_and_nothing_else():
    for question in (essay(), survey("")):
        told = kind_of(question).told(question, ("<script>**x**</script>\n& more",))
        assert told == (dict.fromkeys(("en", "ru"), "&lt;script&gt;**x**&lt;/script&gt;<br>&amp; more"),)


@pytest.mark.parametrize(
    ("question", "wrong"),
    [
        (essay(), []),
        (essay(words="50..400", files="pdf,txt"), []),
        (essay(words="many"), [("WORDS_UNREADABLE", None, "words")]),
        (essay(words="0..900"), [("WORDS_UNREADABLE", None, "words")]),
        (essay(words="9..5"), [("WORDS_UNREADABLE", None, "words")]),
        (essay(files="exe"), [("FILES_UNREADABLE", None, "files")]),
        (survey(), []),
        (survey("", choose="several"), []),
        (survey("a"), [("SURVEY_ONE_OPTION", None, None)]),
        (survey("ab", choose="all"), [("CHOOSE_UNKNOWN", None, "choose")]),
    ],
)
def test_settings_that_cannot_be_read_are_named(question: Question, wrong: list[tuple[str, int | None, str | None]]):
    assert codes(question) == wrong


@pytest.mark.parametrize("points", ["0", "101", "", "x", "1.5"])
def test_a_criterion_has_points(points: str):
    question = question_of(essay().type, entry("first", "5"), entry("second", points))
    assert codes(question) == [("CRITERION_POINTS", 1, None)]


def test_a_survey_has_no_right_answer():
    question = question_of(survey().type, entry("a"), entry("b", right=True))
    assert codes(question) == [("SURVEY_KEY", 1, None)]


def test_a_survey_is_worth_nothing_whatever_is_said():
    for question, answer in ((survey(), ("a",)), (survey(""), ("Fine",)), (survey(), ())):
        given = mark(question, answer)
        assert (given.value, given.points, given.full) == (0, 0, True)
        assert kind_of(question).guesses(question) == {0: 1}
    assert not kind_of(survey()).scored


def test_a_survey_is_chosen_or_written():
    kind = kind_of(survey())

    assert kind.read(survey(), ["b"]) == ("b",)
    assert kind.read(survey(choose="several"), ["b", "a"]) == ("a", "b")
    assert kind.read(survey(""), [" Fine "]) == ("Fine",)
    assert kind.read(survey(""), []) == ()
    assert kind.hints(survey(choose="several"), "en") == {"several": "yes"}
    assert kind.hints(survey(), "en") == {}
    assert (kind.responses(survey(), ("b",)), kind.responses(survey(""), ("Fine",)), kind.responses(survey(""), ())) == (
        ("b",),
        ("written",),
        (),
    )
    assert kind.told(survey(), ("b",)) == ({"en": "B", "ru": "«b»"},)
    for values in (["q"], ["a", "b"]):
        with pytest.raises(Invalid):
            kind.read(survey(), values)
