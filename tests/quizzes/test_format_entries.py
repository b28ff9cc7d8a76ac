"""Entries of every notation, gaps, and how translations repeat them."""

import pytest
from pydantic import TypeAdapter

from lms.core.content.faults import Faults, Position
from lms.core.content.tree import Tree
from lms.core.ids import Slug
from lms.core.text import Texts
from lms.quizzes.format import QuizFiles, read
from lms.quizzes.format.entries import read_entry
from lms.quizzes.questions.kind import Sign
from lms.quizzes.rules import Question, QuestionType, Quiz
from tests.quizzes.test_format import EXAMPLES, HEAD, RU_HEAD, plain, read_files, told


def read_one(body: str, translation: str = "") -> tuple[Question, list[tuple[str, int, int, str]]]:
    """The one question of a quiz, and what is wrong with it; without a translation that is not told."""
    files, faults = read_files(quiz=HEAD + body, **({"quiz_ru": RU_HEAD + translation} if translation else {}))
    (question,) = files.quizzes[Slug("quiz")].questions
    return question, [one for one in told(faults) if one[3] != "TRANSLATION_MISSING"]


@pytest.mark.parametrize(
    ("line", "sign", "text", "key"),
    [
        ("- [x] text {#id}", Sign.BOX, "text {#id}", ""),
        ("- = 40 ± 5 {#id}", Sign.EQUALS, "40 ± 5 {#id}", ""),
        ("- = {#id}", Sign.EQUALS, "{#id}", ""),
        ("- (4) text {#id}", Sign.POINTS, "text {#id}", "4"),
        ("2. text {#id}", Sign.STEP, "text {#id}", "2"),
        ("- left {#id} -> right {#other}", Sign.PAIR, "left {#id}", ""),
        ("- a -> b {#id} -> right {#other}", Sign.PAIR, "a -> b {#id}", ""),
        ("- -> right {#other}", Sign.PAIR, None, ""),
        ("- text {#id}", None, "text {#id}", ""),
        ("- a -> b {#id}", None, "a -> b {#id}", ""),
    ],
)
def test_an_entry_is_told_by_how_its_line_is_written(line: str, sign: Sign | None, text: str | None, key: str) -> None:
    entry = read_entry(line, begun=False)
    assert entry is not None
    assert (entry.sign, entry.text, entry.key, entry.almost) == (sign, text, key, False)


@pytest.mark.parametrize(
    "line", ["- text", "1. text", "- = 40", "- (4) text", "- a -> b", r"- text \{#id}", "* text {#id}", "text {#id}", "- text {a=b}"]
)
def test_lists_without_ids_belong_to_the_stem(line: str) -> None:
    assert read_entry(line, begun=False) is None
    question, faults = read_one(f"## Which? {{#which type=single}}\n\n{line}\n\n- [x] A {{#a}}\n- [ ] B {{#b}}\n")
    assert faults == []
    assert question.body == {"en": f"<p>{line}|quiz.md:8</>"}


def test_below_the_first_entry_a_line_like_one_has_lost_its_id() -> None:
    _, faults = read_one("## How many? {#many type=numeric}\n\n- = 40 {#forty}\n- = 41\n")
    assert faults == [("quiz.md", 9, 7, "ID_MISSING")]


def test_accepted_answers_keep_their_key_as_it_was_written() -> None:
    heading = "## Which? {#which type=short_text points=3 difficulty=hard case=keep}"
    question, faults = read_one(f"{heading}\n\n- = a {{b}} \\c {{#plain}}\n- = /x{{2}}/ {{#pattern credit=50}}\n    > Half.\n")
    assert faults == []
    assert [(option.id, option.key, option.credit, option.right, option.text) for option in question.options] == [
        ("plain", "a {b} \\c", 100, True, {}), ("pattern", "/x{2}/", 50, False, {}),
    ]  # fmt: skip
    assert question.options[1].explanation == {"en": "<p>Half.|quiz.md:10</>"}
    assert (question.points, question.difficulty, question.settings) == (3, "hard", {"case": "keep"})


def test_pairs_have_choices_that_several_may_name() -> None:
    lefts = "- A {#a} -> X {#x}\n- B {#b} -> {#x}\n    > Both.\n- C {#c} -> Y {#y}\n"
    body = f"## M? {{#m type=matching}}\n\n{lefts}- -> Z {{#z pin=last}}\n    > Never.\n"
    translation = "## С? {#m}\n\n- А {#a}\n- Б {#b}\n    > Оба.\n- В {#c}\n- -> Икс {#x}\n- -> Игрек {#y}\n- -> Зет {#z}\n    > Никогда.\n"
    question, faults = read_one(body, translation)
    assert faults == []
    assert [(option.id, option.key) for option in question.options] == [("a", "x"), ("b", "x"), ("c", "y")]
    assert [choice.id for choice in question.choices] == ["x", "y", "z"]
    assert question.choices[2].pin_last
    assert question.choices[2].explanation["ru"].startswith("<p>Никогда.")
    assert question.options[1].explanation["ru"].startswith("<p>Оба.")


def test_gaps_are_questions_of_their_own() -> None:
    files = read(Tree({f"quizzes/{name}": text.encode() for name, text in EXAMPLES.items()}), plain, Faults())
    quiz = files.quizzes[Slug("try-cloze")]
    (question,) = quiz.questions
    assert [(gap.id, gap.type, gap.points) for gap in question.gaps] == [
        ("hours", QuestionType.NUMERIC, 2), ("state", QuestionType.SHORT_TEXT, 1), ("when", QuestionType.SINGLE, 1),
    ]  # fmt: skip
    assert question.gaps[2].options[1].text["ru"].startswith("<i>по рабочим дням")
    places = {part for (of, _, part) in files.options if of == "try-cloze"}
    assert {"hours", "hours/four", "when/any"} < places
    assert TypeAdapter(Quiz).validate_json(TypeAdapter(Quiz).dump_json(quiz)) == quiz


def test_two_options_with_the_same_text_do_not_collide() -> None:
    question, faults = read_one("## Which? {#which type=single}\n\n- [x] Same {#a}\n- [ ] Same {#b}\n")
    assert faults == []
    assert question.right == {"a"}


def test_ids_are_one_row_for_both_sides_of_pairs() -> None:
    _, faults = read_one("## M? {#m type=matching}\n\n- A {#a} -> X {#x}\n- B {#b} -> Y {#a}\n")
    assert ("quiz.md", 9, 16, "OPTION_ID_TWICE") in faults


@pytest.mark.parametrize(
    ("kind", "entry", "key"),
    [
        ("ordering", "1. A {#a}", "1. А {#a}"),
        ("essay", "- (4) A {#a}", "- (5) А {#a}"),
        ("matching", "- A {#a} -> X {#x}", "- А {#a} -> Х {#x}"),
    ],
)
def test_a_translation_never_tells_the_key(kind: str, entry: str, key: str) -> None:
    _, faults = read_files(quiz=f"{HEAD}## Q? {{#q type={kind}}}\n\n{entry}\n", quiz_ru=f"{RU_HEAD}## В? {{#q}}\n\n{key}\n")
    assert {code for name, _, _, code in told(faults) if name == "quiz.ru.md"} & {"KEY_IN_TRANSLATION", "OPTION_TRANSLATED_OTHERWISE"}


def test_reading_twice_gives_the_same() -> None:
    def once() -> QuizFiles:
        return read(Tree({f"quizzes/{name}": text.encode() for name, text in EXAMPLES.items()}), plain, Faults())

    assert once().quizzes == once().quizzes
    assert once().places[Slug("try-cloze"), Slug("promise")] == Position(7)


@pytest.mark.parametrize(
    "text",
    ["- " + "{#a} -> " * 15_000, "- " + "{#" * 50_000, "- (" + "(" * 90_000, "1. " + "{#a}" * 25_000, "### {#" + "[[" * 45_000,
     "- =" + " " * 90_000 + "{#a", "- {#a}" + " " * 90_000 + ">"],
)  # fmt: skip
def test_long_lines_of_every_notation_are_read_in_no_time(text: str) -> None:
    _, faults = read_files(quiz=f"{HEAD}## Which? {{#which type=cloze}}\n\n{text}\n\n{text}\n")
    assert "FILE_TOO_LARGE" not in {fault.code for fault in faults.found}


def words(texts: Texts) -> dict[str, str]:
    """What was given to the renderer, without its place."""
    return {language: text.removeprefix("<p>").partition("|")[0] for language, text in texts.items()}


COUNTED = "## How many? {#many type=numeric}\n\nCount.\n\n- = 4 {#four}\n\n> Four.\n> Really.\n"


def test_a_translation_without_entries_ends_with_its_explanation() -> None:
    question, faults = read_one(COUNTED, "## Сколько? {#many}\n\nСочтите.\n\n> Четыре.\n> Правда.\n")
    repeated, _ = read_one(COUNTED, "## Сколько? {#many}\n\nСочтите.\n\n- = {#four}\n\n> Четыре.\n> Правда.\n")
    assert faults == []
    assert words(question.explanation) == words(repeated.explanation) == {"en": "Four.\nReally.", "ru": "Четыре.\nПравда."}
    assert words(question.body) == words(repeated.body) == {"en": "Count.", "ru": "Сочтите."}


def test_so_does_one_whose_gaps_have_no_words() -> None:
    original = "## Fill in. {#fill type=cloze}\n\nIt is [[n]].\n\n### {#n type=numeric}\n\n- = 4 {#four}\n\n> Four.\n"
    question, faults = read_one(original, "## Заполните. {#fill}\n\nЭто [[n]].\n\n> Четыре.\n")
    assert (faults, words(question.explanation)) == ([], {"en": "Four.", "ru": "Четыре."})


@pytest.mark.parametrize(
    ("stem", "body", "expected"),
    [
        ("Count.", "> [!NOTE]\n> План.\n\n> Четыре.\n", []),
        ("Count.", "```\n\n> Код\n```\n\n> Четыре.\n", []),
        ("Count.", "Сочтите.\n\n> План.\n\n> Четыре.\n", [("quiz.ru.md", 10, 1, "EXPLANATION_UNCLEAR")]),
        ("> A plan.\n\nCount.", "> План.\n", [("quiz.ru.md", 6, 1, "EXPLANATION_UNCLEAR")]),
        ("Count.", "Сочтите.\n> Четыре.\n", [("quiz.ru.md", 4, 1, "TEXT_NOT_TRANSLATED")]),
        ("Count.", "> Четыре.\n\nСочтите.\n", [("quiz.ru.md", 4, 1, "TEXT_NOT_TRANSLATED")]),
    ],
)
def test_which_quotation_explains_is_no_guess(stem: str, body: str, expected: list[tuple[str, int, int, str]]) -> None:
    original = COUNTED.replace("Count.", stem)
    _, faults = read_one(original, f"## Сколько? {{#many}}\n\n{body}")
    assert [one for one in faults if one[3] != "TEXT_NOT_TRANSLATED" or one in expected] == expected


def test_where_an_entry_has_words_it_is_repeated() -> None:
    original = COUNTED.replace("{#four}\n", "{#four}\n    > Well.\n")
    _, faults = read_one(original, "## Сколько? {#many}\n\nСочтите.\n\n> Четыре.\n")
    assert "OPTION_NOT_TRANSLATED" in {one[3] for one in faults}
