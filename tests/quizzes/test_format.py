"""Quiz files: what reads, and what is a fault at which place."""

import re
from pathlib import Path

import pytest

from lms.core.content.faults import Faults, Position
from lms.core.content.tree import Tree
from lms.core.ids import Slug
from lms.quizzes.format import QuizFiles, read
from lms.quizzes.questions import KINDS
from lms.quizzes.rules import Draw, QuestionType, QuizKind, ReviewPolicy, ReviewRules, What

MANUAL = (Path(__file__).parents[2] / "quizzes" / "README.md").read_text(encoding="utf-8")
EXAMPLES = dict(re.findall(r'^```markdown title="quizzes/([^"]+)"\n(.*?)^```$', MANUAL, re.DOTALL | re.MULTILINE))

HEAD = "---\ntitle: Quiz\nkind: practice\npass: 50\n---\n"
RU_HEAD = "---\ntitle: Тест\n---\n"
BODY = """
## Which? {#which type=single}

- [x] This {#this}
- [ ] That {#that}
"""
RU_BODY = """
## Что? {#which}

- [ ] Это {#this}
- [ ] То {#that}
"""


def plain(text: str, path: str, line: int, inline: bool) -> str:
    """A renderer that shows what it was given."""
    return f"<{'i' if inline else 'p'}>{text}|{path.removeprefix('quizzes/')}:{line}</>"


def read_files(**files: str) -> tuple[QuizFiles, Faults]:
    faults = Faults()
    tree = Tree({f"quizzes/{name.replace('_', '.')}.md": text.encode() for name, text in files.items()})
    return read(tree, plain, faults), faults


def told(faults: Faults) -> list[tuple[str, int, int, str]]:
    return [(fault.path.removeprefix("quizzes/"), fault.at.line, fault.at.column, fault.code) for fault in faults.ordered()]


def faults_of(body: str, head: str = HEAD) -> list[tuple[int, int, str]]:
    """The faults of one file in English, without what its missing translation is blamed for."""
    _, faults = read_files(quiz=head + body)
    return [(line, column, code) for _, line, column, code in told(faults) if code != "TRANSLATION_MISSING"]


def test_every_example_of_the_manual_loads() -> None:
    faults = Faults()
    files = read(Tree({f"quizzes/{name}": text.encode() for name, text in EXAMPLES.items()}), plain, faults)
    assert told(faults) == []
    assert {"basics", "first-steps-checks"} < set(files.quizzes)
    asked = {question.type for quiz in files.quizzes.values() for question in quiz.questions}
    assert asked == set(KINDS), "the manual shows each kind of question"


def test_the_manual_has_a_section_for_every_kind() -> None:
    assert all(f"\n### {kind.value}\n" in MANUAL for kind in KINDS)


def test_all_settings_are_read() -> None:
    files, _ = read_files(basics=EXAMPLES["basics.md"], basics_ru=EXAMPLES["basics.ru.md"])
    quiz = files.quizzes[Slug("basics")]
    assert quiz.title == {"en": "Basics exam", "ru": "Экзамен по основам"}
    assert (quiz.kind, quiz.pass_percent, quiz.minutes, quiz.attempts) == (QuizKind.EXAM, 75, 30, 3)
    assert quiz.cooldown == (24 * 3600, 7 * 24 * 3600)
    assert quiz.review is ReviewPolicy.AFTER_LAST
    assert quiz.draw == (Draw(objective=Slug("plain-words"), take=2), Draw(objective=Slug("who-buys"), take=1))
    assert (quiz.shuffle, quiz.languages, quiz.paper_size) == (True, ("en", "ru"), 3)
    assert quiz.intro["ru"] == "<p>Что читает ученик на странице перед началом.|basics.ru.md:5</>"


def test_a_question_is_read_with_all_its_pieces() -> None:
    files, _ = read_files(basics=EXAMPLES["basics.md"], basics_ru=EXAMPLES["basics.ru.md"])
    question = files.quizzes[Slug("basics")].questions[0]
    assert (question.id, question.type, question.objective, question.lesson) == (
        "claims", QuestionType.MULTIPLE, "plain-words", "first-steps/what-it-is",
    )  # fmt: skip
    assert question.stem["en"] == "<i>Which two claims may a partner make without approval?|basics.md:16</>"
    assert question.body["ru"] == "<p>Клиент просит письменное обязательство.|basics.ru.md:9</>"
    assert question.explanation["en"] == "<p>The published service level names both figures.|basics.md:26</>"
    assert question.right == {"recovery", "region"}
    assert [(option.id, option.pin_last) for option in question.options][-1] == ("none", True)
    uptime = question.options[2]
    assert uptime.text["ru"] == "<i>Ни одного сбоя за три года|basics.ru.md:13</>"
    assert uptime.explanation["en"] == "<p>Past uptime is not a commitment.|basics.md:23</>"
    assert files.paths == {"basics": "quizzes/basics.md"}
    assert files.places[Slug("basics"), Slug("claims")] == Position(16)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("kind: exam\npass: 75\nminutes: 30", (75, 30, 3, ReviewPolicy.AFTER_LAST, True)),
        ("kind: practice\npass: 60", (60, None, None, ReviewPolicy.AT_ONCE, True)),
        (
            'kind: practice\npass: 60\nreview: {right_after: [score, key, score], after_last: ""}',
            (60, None, None, ReviewRules(right_after=(What.SCORE, What.KEY), after_last=()), True),
        ),
        ("kind: check\nshuffle: false\nreview: never", (0, None, None, ReviewPolicy.NEVER, False)),
        ("kind: exam\npass: 1\nminutes: 5\nattempts: 1\nreview: at_once\nshuffle: true", (1, 5, 1, ReviewPolicy.AT_ONCE, True)),
    ],
)
def test_what_holds_when_a_setting_is_left_out(head: str, expected: tuple[object, ...]) -> None:
    files, _ = read_files(quiz=f"---\ntitle: Quiz\n{head}\n---\n{BODY}")
    quiz = files.quizzes[Slug("quiz")]
    assert (quiz.pass_percent, quiz.minutes, quiz.attempts, quiz.review, quiz.shuffle) == expected


@pytest.mark.parametrize(
    ("head", "fault"),
    [
        ("kind: exam\nminutes: 30", (3, 1, "KEY_MISSING")),
        ("kind: practice", (3, 1, "KEY_MISSING")),
        ("kind: exam\npass: 75", (3, 1, "KEY_MISSING")),
        ("pass: 75", (2, 1, "KEY_MISSING")),
        ("kind: test", (3, 7, "VALUE_NOT_ALLOWED")),
        ("kind: check\npass: 101", (4, 7, "VALUE_WRONG")),
        ("kind: check\npass: 0", (4, 7, "VALUE_WRONG")),
        ("kind: check\nshuffle: yes", (4, 10, "VALUE_NOT_ALLOWED")),
        ("kind: check\ncooldown: [1w]", (4, 12, "VALUE_WRONG")),
        ("kind: check\ncooldown: [[24h]]", (4, 12, "VALUE_WRONG")),
        ("kind: check\ndraw:\n  - {objective: Not An Id, take: 1}", (5, 17, "VALUE_WRONG")),
        ("kind: check\ncolour: red", (4, 1, "KEY_UNKNOWN")),
    ],
)
def test_settings_that_do_not_hold_are_faults_at_their_place(head: str, fault: tuple[int, int, str]) -> None:
    body = BODY.replace("type=single", "type=single objective=o lesson=c/l") + "\n> Because.\n"
    assert faults_of(body, f"---\ntitle: Quiz\n{head}\n---\n") == [fault]


DRAW_HEAD = "---\ntitle: Quiz\nkind: practice\npass: 50\ndraw:\n  - {{objective: {}, take: {}}}\n{}---\n"


@pytest.mark.parametrize(
    ("head", "fault"),
    [
        (DRAW_HEAD.format("one", 2, ""), [(6, 28, "DRAW_TOO_LARGE")]),
        (DRAW_HEAD.format("two", 1, ""), [(5, 1, "OBJECTIVE_NOT_DRAWN"), (6, 17, "DRAW_UNKNOWN_OBJECTIVE")]),
        (DRAW_HEAD.format("one", 1, "  - {objective: one, take: 1}\n"), [(7, 17, "DRAW_TWICE")]),
        (DRAW_HEAD.format("one", 1, ""), []),
    ],
)
def test_a_draw_fits_its_pools(head: str, fault: list[tuple[int, int, str]]) -> None:
    assert faults_of(BODY.replace("type=single", "type=single objective=one"), head) == fault


OPTIONS = "\n- [x] This {#this}\n- [ ] That {#that}\n"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("## Which? {type=single}\n" + OPTIONS, [(6, 11, "ID_MISSING")]),
        ("## Which?\n" + OPTIONS, [(6, 10, "ID_MISSING"), (6, 10, "TYPE_MISSING")]),
        ("## Which? {#which}\n" + OPTIONS, [(6, 11, "TYPE_MISSING")]),
        ("## Which? {#which type=riddle}\n" + OPTIONS, [(6, 19, "TYPE_UNKNOWN")]),
        ("## Which? {#Which type=single}\n" + OPTIONS, [(6, 12, "ID_UNREADABLE")]),
        ("## Which? {#which type=single level=2}\n" + OPTIONS, [(6, 31, "ATTRIBUTE_UNKNOWN")]),
        ("## Which? {#which type=single type=multiple}\n" + OPTIONS, [(6, 31, "ATTRIBUTE_TWICE")]),
        ("## Which? {#which type=single hard}\n" + OPTIONS, [(6, 31, "ATTRIBUTE_UNREADABLE")]),
        ("## Which? {#which type=single objective=A}\n" + OPTIONS, [(6, 31, "ID_UNREADABLE")]),
        ("## Which? {#which type=single lesson=first}\n" + OPTIONS, [(6, 31, "LESSON_UNREADABLE")]),
        ("## {#which type=single}\n" + OPTIONS, [(6, 1, "TEXT_MISSING")]),
        ("## Which? {#which type=single}\n- [x] A {#a}\n- [ ] B {#b}\n", [(7, 1, "OPTIONS_WITHOUT_BLANK")]),
        ("## Which? {#which type=single}\nText\n- [x] A {#a}\n- [ ] B {#b}\n", [(8, 1, "OPTIONS_WITHOUT_BLANK")]),
        ("## Which? {#which type=single}\n\n- [ ] A {#a}\n- [ ] B {#b}\n", [(6, 1, "NO_RIGHT_OPTION")]),
        ("## Which? {#which type=single}\n\n- [x] A {#a}\n- [x] B {#b}\n", [(9, 1, "SEVERAL_RIGHT")]),
        ("## Which? {#which type=multiple}\n\n- [x] A {#a}\n- [x] B {#b}\n", [(6, 1, "ALL_RIGHT")]),
        ("## Which? {#which type=multiple}\n\n- [ ] A {#a}\n- [ ] B {#b}\n", [(6, 1, "NO_RIGHT_OPTION")]),
        ("## Which? {#which type=true_false}\n\n- [x] No {#false}\n- [ ] Yes {#true}\n", [(6, 1, "TRUE_FALSE_OPTIONS")]),
        ("## Which? {#which type=single}\n\n- [x] A {#a}\n", [(6, 1, "OPTIONS_MISSING")]),
        ("## Which? {#which type=single}\n", [(6, 1, "OPTIONS_MISSING")]),
        ("## Which? {#which type=single}\n\n- [x] A\n- [ ] B {#b}\n", [(8, 8, "ID_MISSING")]),
        ("## Which? {#which type=single}\n\n- [x] A {#a}\n- [ ] B {#a}\n", [(9, 10, "OPTION_ID_TWICE")]),
        ("## Which? {#which type=single}\n\n- [x] A {#a}\n- [ ] {#b}\n", [(9, 1, "TEXT_MISSING")]),
        ("## Which? {#which type=single}\n\n- [x] A {#a}\n- [ ] B {#b pin=first}\n", [(9, 13, "PIN_UNKNOWN")]),
        ("## Which? {#which type=single}\n\n- [X] A {#a}\n- [ ] B {#b}\n", [(8, 1, "OPTION_UNREADABLE")]),
        ("## Which? {#which type=single}\n\n- [x] A {#a}\n  * [] B {#b}\n", [(9, 1, "OPTION_UNREADABLE")]),
        ("## Which? {#which type=single}\n" + OPTIONS + "\n> Why.\n\n- [ ] C {#c}\n", [(13, 1, "OPTION_MISPLACED")]),
        ("## Which? {#which type=single}\n\n    > Why.\n" + OPTIONS, [(8, 1, "EXPLANATION_WITHOUT_OPTION")]),
        ("## Which? {#which type=single}\n" + OPTIONS + "\n> Why.\n\n    > Why.\n", [(13, 1, "EXPLANATION_WITHOUT_OPTION")]),
        ("## Which? {#which type=single}\n" + OPTIONS + "  > Why.\n", [(10, 1, "EXPLANATION_INDENT")]),
        ("## Which? {#which type=single}\n" + OPTIONS + "\t> Why.\n", [(10, 1, "EXPLANATION_INDENT")]),
        ("## Which? {#which type=single}\n" + OPTIONS + "> Why.\n", [(10, 1, "EXPLANATION_WITHOUT_BLANK")]),
        ("## Which? {#which type=single}\n" + OPTIONS + "\n> Why.\n\n> Also.\n", [(13, 1, "EXPLANATION_TWICE")]),
        ("## Which? {#which type=single}\n" + OPTIONS + "    > Why.\n\n    > Also.\n", [(12, 1, "EXPLANATION_TWICE")]),
        ("## Which? {#which type=single}\n" + OPTIONS + "\n> [!NOTE]\n> Why.\n", [(11, 1, "CALLOUT_IN_EXPLANATION")]),
        ("## Which? {#which type=single}\n" + OPTIONS + "  And more.\n", [(10, 3, "TEXT_UNEXPECTED")]),
        ("## Which? {#which type=single}\n" + OPTIONS + "```\ncode\n```\n", [(n, 1, "TEXT_UNEXPECTED") for n in (10, 11, 12)]),
        ("## Which? {#which type=single}\n\n```\ncode\n" + OPTIONS, [(8, 1, "FENCE_OPEN")]),
        ("## Which? {#which type=single}\n\nMore\n----\n" + OPTIONS, [(9, 1, "HEADING_UNDERLINED")]),
        ("Only an introduction.\n", [(6, 1, "QUESTIONS_MISSING")]),
        (f"## Which? {{#which type=single}}\n{OPTIONS}\n" * 2, [(11, 12, "QUESTION_ID_TWICE")]),
    ],
)  # fmt: skip
def test_what_does_not_read_is_a_fault_at_its_place(body: str, expected: list[tuple[int, int, str]]) -> None:
    assert faults_of(body) == expected


@pytest.mark.parametrize(
    "stem",
    [
        "```markdown\n## No question\n- [x] no option {#n}\n```",
        "~~~~\n~~~\n## No question\n~~~~",
        "- one\n\n    ```\n    ## No question\n    ```",
        "> [!NOTE]\n> A callout.",
        "### A heading\n\n| a | b |\n|---|---|\n| 1 | 2 |",
        "- [a link](https://nimbus.example)\n- [a note]: text",
        "Above\n\n---\n\nBelow",
    ],
)
def test_a_stem_may_hold_any_markdown(stem: str) -> None:
    body = f"## Which? {{#which type=single}}\n\n{stem}\n{OPTIONS}"
    assert faults_of(body) == []
    files, _ = read_files(quiz=HEAD + body)
    (question,) = files.quizzes[Slug("quiz")].questions
    assert question.body == {"en": f"<p>{stem}|quiz.md:8</>"}


def test_an_introduction_may_hold_a_fence() -> None:
    files, faults = read_files(quiz=f"{HEAD}```\n## No question\n```\n{BODY}", quiz_ru=f"{RU_HEAD}Код\n{RU_BODY}")
    assert told(faults) == []
    assert files.quizzes[Slug("quiz")].intro["en"] == "<p>```\n## No question\n```|quiz.md:6</>"


def test_an_escaped_brace_starts_no_attributes() -> None:
    body = BODY.replace("Which?", r"What is \{a\}?").replace("This", r"A \{b\}")
    files, faults = read_files(quiz=HEAD + body, quiz_ru=RU_HEAD + RU_BODY)
    assert told(faults) == []
    question = files.quizzes[Slug("quiz")].questions[0]
    assert question.stem["en"].startswith(r"<i>What is \{a\}?|")
    assert faults_of(r"## Is this \{#which type=single\}" + "\n" + OPTIONS)[0] == (6, 34, "ID_MISSING")


def test_the_plain_text_of_a_stem_has_no_markup() -> None:
    faults = Faults()
    tree = Tree({"quizzes/quiz.md": (HEAD + BODY).encode()})
    files = read(tree, lambda *_args, **_more: "<em>1 &lt; 2</em> &amp; more ", faults)
    assert files.quizzes[Slug("quiz")].questions[0].text == {"en": "1 < 2 & more"}


def test_explanations_run_over_several_lines() -> None:
    body = BODY + "    > One\n    >\n    > two.\n\n> Three\n>\n> four.\n"
    files, _ = read_files(quiz=HEAD + body)
    question = files.quizzes[Slug("quiz")].questions[0]
    assert question.options[1].explanation == {"en": "<p>One\n\ntwo.|quiz.md:11</>"}
    assert question.explanation == {"en": "<p>Three\n\nfour.|quiz.md:15</>"}
    assert faults_of(body) == []


EXAM_HEAD = "---\ntitle: Quiz\nkind: exam\npass: 50\nminutes: 5\n---\n"


def test_an_exam_names_objectives_lessons_and_explains() -> None:
    _, faults = read_files(quiz=EXAM_HEAD + BODY, quiz_ru=RU_HEAD + RU_BODY)
    assert [(fault.code, fault.warning) for fault in faults.ordered()] == [
        ("EXPLANATION_MISSING", True), ("LESSON_MISSING", False), ("OBJECTIVE_MISSING", False),
    ]  # fmt: skip
    assert {fault.code for fault in faults.errors} == {"LESSON_MISSING", "OBJECTIVE_MISSING"}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("Что?", "Что? Почему?"), []),
        (("{#which}", "{#which type=single}"), [(5, 17, "TYPE_IN_TRANSLATION")]),
        (("{#which}", "{#which objective=o}"), [(5, 17, "ATTRIBUTE_IN_TRANSLATION")]),
        (("{#that}", "{#that pin=last}"), [(8, 17, "ATTRIBUTE_IN_TRANSLATION")]),
        (("[ ] Это", "[x] Это"), [(7, 1, "KEY_IN_TRANSLATION")]),
        (("- [ ] То {#that}\n", ""), [(5, 1, "OPTION_NOT_TRANSLATED")]),
        (("{#that}", "{#other}"), [(5, 1, "OPTION_NOT_TRANSLATED"), (8, 11, "OPTION_UNKNOWN")]),
        (("{#that}", ""), [(5, 1, "OPTION_NOT_TRANSLATED"), (8, 9, "ID_MISSING")]),
        (("{#that}", "{#this}"), [(5, 1, "OPTION_NOT_TRANSLATED"), (8, 11, "OPTION_ID_TWICE")]),
        (("{#which}", "{#other}"), [(4, 1, "QUESTION_NOT_TRANSLATED"), (5, 10, "QUESTION_UNKNOWN")]),
        (("{#that}\n", "{#that}\n    > Нет.\n"), [(9, 1, "TEXT_NOT_IN_ORIGINAL")]),
        (("{#which}\n", "{#which}\n\nЕщё.\n"), [(7, 1, "TEXT_NOT_IN_ORIGINAL")]),
    ],
)
def test_a_translation_has_the_ids_of_its_original_and_no_keys(change: tuple[str, str], expected: list[tuple[int, int, str]]) -> None:
    assert change[0] in RU_BODY
    _, faults = read_files(quiz=HEAD + BODY, quiz_ru=RU_HEAD + RU_BODY.replace(*change))
    assert told(faults) == [("quiz.ru.md", *fault) for fault in expected]


def test_every_text_of_the_original_is_translated() -> None:
    original = HEAD + "Intro.\n" + BODY.replace("\n\n-", "\n\nMore.\n\n-") + "    > No.\n\n> Why.\n"
    _, faults = read_files(quiz=original, quiz_ru=RU_HEAD + RU_BODY)
    assert told(faults) == [("quiz.ru.md", line, 1, "TEXT_NOT_TRANSLATED") for line in (4, 5, 5, 8)]


def test_a_missing_question_is_told_below_the_one_before_it() -> None:
    second = BODY.replace("#which", "#second")
    _, faults = read_files(quiz=HEAD + BODY + second, quiz_ru=RU_HEAD + RU_BODY)
    assert told(faults) == [("quiz.ru.md", 5, 1, "QUESTION_NOT_TRANSLATED")]


def test_missing_files_are_told() -> None:
    assert told(read_files(quiz=HEAD + BODY)[1]) == [("quiz.md", 1, 1, "TRANSLATION_MISSING")]
    assert told(read_files(quiz_ru=RU_HEAD + RU_BODY)[1]) == [("quiz.ru.md", 1, 1, "TRANSLATION_WITHOUT_ORIGINAL")]


def test_an_original_that_cannot_be_read_is_one_fault() -> None:
    assert told(read_files(quiz="No front matter", quiz_ru=RU_HEAD + RU_BODY)[1]) == [("quiz.md", 1, 1, "FRONT_MATTER_MISSING")]


def test_faults_of_settings_and_questions_are_told_together() -> None:
    files, faults = read_files(quiz="---\ntitle: Quiz\nkind: riddle\n---\n\n## Which?\n", quiz_ru=f"---\nname: x\n---\n{RU_BODY}")
    assert {code for *_, code in told(faults)} == {
        "VALUE_NOT_ALLOWED", "ID_MISSING", "TYPE_MISSING", "KEY_MISSING", "KEY_UNKNOWN", "QUESTION_UNKNOWN",
    }  # fmt: skip
    assert files.quizzes == {}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("notes.txt", "FILE_UNEXPECTED"), ("other/a.md", "FILE_UNEXPECTED"), ("quiz.yaml", "FILE_UNEXPECTED"),
        ("My Quiz.md", "ID_UNREADABLE"), ("quiz.de.md", "ID_UNREADABLE"), ("02-quiz.md", "QUIZ_ID_TWICE"),
    ],
)  # fmt: skip
def test_files_that_are_no_quiz_are_told(name: str, code: str) -> None:
    faults = Faults()
    both = {"quizzes/01-quiz.md": HEAD + BODY, "quizzes/01-quiz.ru.md": RU_HEAD + RU_BODY, f"quizzes/{name}": HEAD + BODY}
    files = read(Tree({path: text.encode() for path, text in both.items()}), plain, faults)
    assert told(faults) == [(name, 1, 1, code)]
    assert set(files.quizzes) == {"quiz"}


def test_a_file_that_is_no_text_is_told() -> None:
    faults = Faults()
    read(Tree({"quizzes/quiz.md": b"\xff\xfe"}), plain, faults)
    assert told(faults) == [("quiz.md", 1, 1, "NOT_UTF8")]


def test_a_question_without_type_or_id_is_left_out_and_the_rest_is_read() -> None:
    files, _ = read_files(quiz=f"{HEAD}## No type {{#none}}\n{OPTIONS}\n## No id {{type=single}}\n{OPTIONS}{BODY}")
    assert [question.id for question in files.quizzes[Slug("quiz")].questions] == ["which"]


def test_a_long_line_is_read_in_no_time() -> None:
    for text in (" " * 200_000, "- [" + " " * 200_000, "## " + "{" * 200_000, "## a " + "{} " * 60_000, ">" * 200_000, "`" * 200_000):
        faults_of(f"## Which? {{#which type=single}}\n\n{text}\n{OPTIONS}")


def ruler(longest: int, of: int, kind: str = "single") -> str:
    """A quiz in which the right option is the longest in some questions."""
    right = ["This one is the longest" if number < longest else "It" for number in range(of)]
    return "".join(f"## Q{n}? {{#q{n} type={kind}}}\n\n- [x] {text} {{#a}}\n- [ ] The other {{#b}}\n\n" for n, text in enumerate(right))


@pytest.mark.parametrize(
    ("longest", "of", "warned"), [(4, 4, True), (3, 4, True), (2, 4, False), (3, 3, False), (0, 6, False), (4, 7, True), (4, 8, False)]
)
def test_a_quiz_that_a_ruler_passes_is_a_warning(longest: int, of: int, *, warned: bool) -> None:
    _, faults = read_files(quiz=HEAD + ruler(longest, of))
    assert [fault.code for fault in faults.found if fault.warning] == ["LONGEST_IS_RIGHT"] * warned
    assert not any(fault.warning for fault in read_files(quiz=HEAD + ruler(longest, of, "multiple"))[1].found)
