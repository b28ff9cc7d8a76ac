"""Questions from other programs come in whole where our kinds can say them; each other one is named by its line, with its reason."""

from pathlib import Path

import pytest

from lms.core.content.tree import Tree
from lms.core.ids import Slug
from lms.core.translation import say
from lms.publishing.check import check
from lms.publishing.imports import QUESTIONS
from lms.publishing.imports.arrival import Imported
from lms.publishing.imports.asked import QuizWish
from lms.publishing.starting import starter_files
from lms.quizzes.rules import QuestionType, Quiz, QuizKind

FOREIGN = Path(__file__).parent / "foreign" / "questions"
AWAITED = {"TRANSLATION_MISSING"}


def folder(name: str) -> dict[str, bytes]:
    """A folder, or one file, as people keep them."""
    place = FOREIGN / name
    return (
        {place.name: place.read_bytes()}
        if place.is_file()
        else {path.relative_to(place).as_posix(): path.read_bytes() for path in place.rglob("*") if path.is_file()}
    )


def arrived(form: str, files: dict[str, bytes] | str, **wish: object) -> Imported:
    """The questions brought in; a text stands for one file."""
    given = {"bank.md" if form == "checkbox" else "bank.txt": files.encode()} if isinstance(files, str) else files
    return QUESTIONS[form](given, QuizWish(quiz=Slug("bank"), title="Bank", objectives={"first-talk"}, **wish))  # type: ignore[arg-type]  # a wish's fields


def text(imported: Imported) -> str:
    """The quiz file."""
    return imported.files["quizzes/bank.md"].decode()


def quiz(imported: Imported) -> Quiz:
    """The quiz as our reader reads it; it has no fault but that its translation is still to be written."""
    checked = check(Tree({**starter_files(), **imported.files}))
    assert {fault.code for fault in checked.faults if not fault.warning and fault.path == "quizzes/bank.md"} <= AWAITED
    return checked.draft.quizzes.quizzes[Slug("bank")]


def told(notes: list[object]) -> list[str]:
    """The sentences, with their lines."""
    return [f"{note.path}:{note.at.line}: {say(note.message, 'en')}" for note in notes]  # type: ignore[attr-defined]  # notes


@pytest.mark.parametrize(("form", "source"), [("gift", "bank.gift"), ("aiken", "aiken"), ("checkbox", "checkbox")])
def test_a_bank_comes_in_as_it_was_written_down(form, source, golden):
    imported = arrived(form, folder(source))
    quiz(imported)
    files = [data.decode() if path.endswith(".md") else f"{path}: {len(data)} bytes\n" for path, data in sorted(imported.files.items())]

    assert imported.refusals == []
    golden(
        f"import_{form}.txt",
        "\n".join([*files, "===== left out", *told(imported.left_out), "===== not as it was", *told(imported.notes), ""]),
    )


@pytest.mark.parametrize(
    ("source", "kind", "mode"),
    [
        ("Q {=a ~b}", QuestionType.SINGLE, None),
        ("Q {~%100%a ~%-100%b}", QuestionType.MULTIPLE, "strict"),
        ("Q {~%50%a ~%50%b ~%-100%c}", QuestionType.MULTIPLE, "strict"),
        ("Q {~%50%a ~%50%b ~%-50%c ~%-50%d}", QuestionType.MULTIPLE, "penalty"),
        ("Q {~%33.33333%a ~%33.33333%b ~%33.33334%c ~%-50%d ~%-50%e}", QuestionType.MULTIPLE, "proportional"),
        ("Q {T}", QuestionType.TRUE_FALSE, None),
        ("Q {FALSE}", QuestionType.TRUE_FALSE, None),
        ("Q {=a =b}", QuestionType.SHORT_TEXT, None),
        ("Q {a}", QuestionType.SHORT_TEXT, None),
        ("Q {#5}", QuestionType.NUMERIC, None),
        ("Q {#=5:1 =%50%5:2}", QuestionType.NUMERIC, None),
        ("Q {=a -> b =c -> d}", QuestionType.MATCHING, None),
        ("Q {}", QuestionType.ESSAY, None),
        ("Q {####said}", QuestionType.ESSAY, None),
    ],
)
def test_each_kind_of_gift_is_the_kind_of_ours_that_means_it(source, kind, mode):
    imported = arrived("gift", source)
    question = quiz(imported).questions[0]

    assert imported.notes == []
    assert (question.type, question.settings.get("mode")) == (kind, mode)


@pytest.mark.parametrize(
    ("form", "source", "line"),
    [
        ("gift", "Fine {T}\n\n// no\nQ {\n=a ~b", 4),
        ("gift", "Fine {T}\n\nQ }", 3),
        ("gift", "Fine {T}\n\nQ {=a} {=b}", 3),
        ("gift", "Fine {T}\n\nQ {=a} }", 3),
        ("gift", "Fine {T}\n\nQ {\n=a\n=b\n~c}", 5),
        ("gift", "Fine {T}\n\nQ {#1,2,3}", 3),
        ("aiken", "Fine?\nA. a\nB. b\nANSWER: A\n\nQ\nA. a\nB. b\nANSWER: C", 6),
        ("aiken", "Fine?\nA. a\nB. b\nANSWER: A\n\nQ\nA. a\nANSWER: A", 6),
        ("aiken", "Q\nA. a\nB. b\n\nFine?\nA. a\nB. b\nANSWER: A", 1),
        ("checkbox", "## Fine?\n- [x] a\n- [ ] b\n## Q?\n- [ ] a\n- [ ] b", 4),
        ("checkbox", "## Fine?\n- [x] a\n- [ ] b\n## Q?\n- [x] a\n- [x] b", 4),
        ("checkbox", "## Fine?\n- [x] a\n- [ ] b\n## Q?\n\nNo boxes.", 4),
        ("checkbox", "## Fine?\n- [x] a\n- [ ] b\n## Q?\n- [x]\n- [ ] b", 4),
    ],
)
def test_a_bad_question_is_named_by_its_line_and_the_rest_comes_in(form, source, line):
    imported = arrived(form, source)

    assert [note.at.line for note in imported.left_out] == [line]
    assert [question.text for question in quiz(imported).questions] in ([{"en": "Fine"}], [{"en": "Fine?"}])


@pytest.mark.parametrize(
    ("form", "files"),
    [
        ("gift", {"a.gift": b"$CATEGORY: x\n\nOnly words."}),
        ("gift", {"a.gift": b"Q {T}", "b.gift": b"Q {\xff}"}),
        ("gift", {"a.pdf": b"Q {T}"}),
        ("aiken", {}),
        ("checkbox", {"a.md": b"# Words"}),
    ],
)
def test_without_any_question_or_with_an_unreadable_file_nothing_comes_in(form, files):
    imported = arrived(form, files)

    assert imported.refusals
    assert imported.files == {}


def test_ids_are_made_of_titles_or_texts_and_told_apart():
    imported = arrived("gift", "::One:: Q {T}\n\n::One:: Q {T}\n\nКак дела? {T}\n\n— {T}\n\n::1-a:: Q {=a\\: =a\\! ~}")
    again = arrived("gift", "::One:: Q {T}\n\n::One:: Q {T}\n\nКак дела? {T}\n\n— {T}\n\n::1-a:: Q {=a\\: =a\\! ~}")

    assert [one.id for one in imported.come] == ["one", "one-2", "kak-dela", "question"]
    assert again.files == imported.files


def test_a_category_is_an_objective_where_the_tree_has_it_and_a_comment_where_not():
    imported = arrived(
        "gift", "$CATEGORY: top/first-talk\n\nQ {T}\n\n$CATEGORY: Odd--one\n\nR {T}\n\nS {T}\n\n$CATEGORY: $course$/top\n\nU {T}"
    )
    lines = text(imported).split("\n")

    assert "## Q {#q type=true_false objective=first-talk}" in lines
    assert lines.count("<!-- category: Odd-one -->") == 2
    assert len(imported.notes) == 1
    assert [question.objective for question in quiz(imported).questions] == ["first-talk", None, None, None]


def test_an_exam_names_its_objective_and_lesson_on_every_question():
    wish = {"kind": QuizKind.EXAM, "pass_percent": 70, "minutes": 20, "objective": "first-talk", "lesson": "welcome/first-talk"}
    made = quiz(arrived("gift", "Q {=a =b####c}", **wish))

    assert (made.kind, made.pass_percent, made.minutes) == (QuizKind.EXAM, 70, 20)
    assert [(one.objective, one.lesson) for one in made.questions] == [("first-talk", "welcome/first-talk")]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_what_the_program_writes_stands_in_the_language_of_the_tree(language):
    words = {"en": "True", "ru": "Верно"}

    assert f"- [x] {words[language]} {{#true}}" in text(arrived("gift", "Q {T}\n\nE {}", language=language))


def test_html_comes_in_as_markdown_and_is_never_run():
    stem = '[html]<p onclick\\="x">A <b>b</b> <script>alert(1)</script><a href\\="javascript\\:x">c</a> &lt;i&gt;</p>'
    imported = arrived("gift", f"{stem} {{=<img src\\=x onerror\\=y> ~b}}")
    question = quiz(imported).questions[0]
    shown = str(question)

    assert "<script" not in shown
    assert "onclick" not in shown
    assert "onerror" not in shown
    assert 'href="javascript' not in shown
    assert question.text == {"en": "A b c (javascript:x) <i>"}
    assert len(imported.notes) == 3


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    ("form", "opening"),
    [
        *(("gift", one) for one in ("{", "=", "~", "::", "\\", "%1", "<a ", "<!--", "<b>", "\\(", "&", "//\n")),
        *(("aiken", one) for one in ("A. b\n", "ANSWER: A\n")),
        *(("checkbox", one) for one in ("- [x] ", "```\n", "## a\n", "> ", "[a](", "<!--")),
    ],
)
def test_openings_without_an_end_do_not_keep_the_import_busy(form, opening):
    """Each of them 256 KB long, in GIFT inside an answer."""
    many = opening * (250_000 // len(opening))

    arrived(form, f"Q {{=a ~b {many}}}" if form == "gift" else many)
