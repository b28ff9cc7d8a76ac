"""A folder of somebody's Markdown comes in whole: what we know as what it is, the rest as text, named by its line."""

import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lms.core.content.tree import Tree
from lms.core.ids import Slug
from lms.core.translation import say
from lms.publishing.check import check
from lms.publishing.imports import IMPORTS
from lms.publishing.imports.arrival import Imported, Wish
from lms.publishing.imports.names import id_of, in_reading_order
from lms.publishing.starting import starter_files

GUIDE = Path(__file__).parent / "foreign" / "guide"
SPLINTERS = [
    "word", "слово", " ", "\n", "\n\n", "# ", "## ", "#### ", "- ", "  - ", "    - ", "1. ", "2) ", "> ", "```\n", "```js\n", "~~~\n", "`",
    "``", "*", "**", "_", "[", "](", ")", "![", "](p.md)", "](gone.md#x)", "](https://a.example)", "](javascript:x)", "<b>", "</b>",
    "<script>", "<!--", "-->", "\n---\n", "\n===\n", "| a | b |\n|---|---|\n", "{{ x }}", "{% y %}", ":::", "::check a#b", "[^1]", "[^1]: ",
    "$$", "\\", "\\\n", "[TOC]", "#tag", "    ", "\t", "&amp;", "{#id}",
]  # fmt: skip
prose = st.lists(st.sampled_from(SPLINTERS), max_size=40).map("".join)


def guide() -> dict[str, bytes]:
    """A folder as people keep them: odd names, odd habits."""
    return {path.relative_to(GUIDE).as_posix(): path.read_bytes() for path in GUIDE.rglob("*") if path.is_file()}


def arrived(files: dict[str, bytes], **wish: str) -> Imported:
    """The folder brought in."""
    return IMPORTS["markdown"](files, Wish(Slug("guide"), **wish))


def lesson(imported: Imported, name: str) -> str:
    """The text of one lesson."""
    return imported.files[f"courses/guide/{name}.md"].decode()


def html(text: str) -> str:
    """What a reader sees of a page that comes in alone."""
    imported = arrived({"p.md": text.encode()})
    library = check(Tree({**starter_files(), **imported.files})).library
    assert library is not None
    return library.catalogue.courses[Slug("guide")].lessons[0].html["en"]


def test_a_folder_comes_in_as_it_was_written_down(golden):
    imported = arrived(guide())
    told = [f"{note.path}:{note.at.line}: {say(note.message, 'en')}" for note in imported.notes]
    pages = [
        f"===== {path}\n{data.decode() if path.endswith('.md') else f'{len(data)} bytes'}" for path, data in sorted(imported.files.items())
    ]

    assert imported.refusals == []
    golden("import_markdown.txt", "\n".join([*pages, "===== notes", *told, ""]))


def test_what_came_in_is_a_valid_course_in_preparation():
    checked = check(Tree({**starter_files(), **arrived(guide()).files}))

    assert checked.errors == 0
    assert {fault.code for fault in checked.faults} == {"TRANSLATION_TO_COME"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("* a\n  - b\n    1. c\n", r"<ul>\s*<li>a\s*<ul>\s*<li>b\s*<ol>\s*<li>c"),
        ("Before:\n- a\n- b\n", r"<p>Before:</p>\s*<ul>\s*<li>a"),
        ("1. a\n   ```js\n   let b\n   ```\n", r"(?s)<li>.*<pre.*let"),
        ("A[^n].\n\n[^n]: Note.\n", r'class="footnote"'),
        ("```python\nx = 1\n```\n", r'class="highlight".*class="n">x'),
        ("Text.\n\n<!-- only\nfor authors -->\n\nMore.", r"^(?!.*authors)(?s:.*)More"),
        ("One\\\ntwo", r"One<br>"),
        ("#tag", r"<p>#tag</p>"),
        ("In 2026 they had\n12. of them", r"^(?!.*<ol>)"),
        ("Words\n| a | b |\n|---|---|\n| 1 | 2 |\n", r"(?s)Words</p>.*<table>"),
        ("::check welcome-exam#before-offer", r"::check"),
    ],
)
def test_a_page_reads_as_its_author_meant_it(text: str, shown: str) -> None:
    assert re.search(shown, html(text)), html(text)


def test_html_and_commands_come_in_as_text_and_are_never_run():
    shown = html('<script>alert(1)</script> <img src=x onerror=alert(1)> {{ config }} [x](javascript:alert(1)) <b onclick="x">b</b>')

    assert "<script" not in shown
    assert "<img" not in shown
    assert "<b" not in shown
    assert "href" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    assert "{{ config }}" in shown


def test_a_list_file_gives_the_order_and_the_rest_follows():
    files = {"a.md": b"# A", "b.md": b"# B", "c.md": b"# C", "SUMMARY.md": b"# Contents\n\n- [C](c.md)\n- [A](./a.md#x)\n"}
    imported = arrived(files)

    assert sorted(imported.files) == [f"courses/guide/{name}" for name in ("01-c.md", "02-a.md", "03-b.md", "course.md")]
    assert [(note.path, say(note.message, "en")) for note in imported.notes] == [
        ("b.md", "The list does not name this page; it comes behind those that it names.")
    ]


def test_a_plain_list_gives_the_order_too_and_must_name_what_is_there():
    files = {"a.md": b"# A", "b.md": b"# B", "order.txt": b"# first things first\nb.md\na.md\n"}

    assert "courses/guide/01-b.md" in arrived(files, order="order.txt").files
    assert [(one.path, one.at.line) for one in arrived({**files, "order.txt": b"b.md\n\nz.md"}, order="order.txt").refusals] == [
        ("order.txt", 3)
    ]
    assert arrived(files, order="gone.txt").refusals


@pytest.mark.parametrize(
    ("name", "data", "line"),
    [
        ("a.md", b"good\n\xff\xfe", 2),
        ("a.md", b"PK\x03\x04 a zip", 1),
        ("a.md", b"one\ntw\x00o", 2),
        ("a.md", b"x" * 300_000, 1),
        ("a.ru.md", b"text", 1),
    ],
)
def test_what_cannot_be_read_is_named_and_nothing_comes_in(name: str, data: bytes, line: int) -> None:
    imported = arrived({"good.md": b"# Good", name: data})

    assert [(one.path, one.at.line) for one in imported.refusals] == [(name, line)]
    assert imported.files == {}


def test_a_folder_without_pages_is_refused():
    assert arrived({"picture.png": b""}).refusals


def test_bom_carriage_returns_and_invisible_characters_are_mended():
    imported = arrived({"a.md": b"\xef\xbb\xbf# A\r\n\r\nwor\xe2\x80\x8bd\r\n"})

    assert lesson(imported, "01-a").endswith("\n\nword\n")
    assert [note.at.line for note in imported.notes] == [3]


def test_two_introductions_and_two_pages_of_one_name_are_all_kept():
    files = {"index.md": b"# I", "README.md": b"# R", "x/intro.md": b"# X", "y/intro.md": b"# Y", "z/index.md": b"# Z"}

    assert len([path for path in arrived(files).files if path.endswith(".md")]) == len(files)
    assert "courses/guide/04-z.md" in arrived(files).files


def test_front_matter_says_title_summary_and_minutes():
    text = lesson(arrived({"a.md": b"---\ntitle: 'T: x'\ndescription: D.\nminutes: 12\n---\n# T: x\n\nBody."}), "01-a")

    assert text == '---\ntitle: "T: x"\nsummary: "D."\nminutes: 12\n---\n\nBody.\n'


def test_names_become_ids_and_numbers_count_by_value():
    assert [id_of(name) for name in ("01 Введение в облако", "What's new?", "Ünïcode", "42", "—")] == [
        "vvedenie-v-oblako", "what-s-new", "unicode", "42", "",
    ]  # fmt: skip
    assert in_reading_order(["10-b.md", "2-a.md", "1/x.md"]) == ["1/x.md", "2-a.md", "10-b.md"]


@settings(max_examples=150, deadline=None)
@given(prose)
@example("[a](p.md")
@example("- a\n\n      code\n  - b")
def test_whatever_is_written_comes_in_with_every_word(text: str) -> None:
    imported = arrived({"p.md": text.encode()})
    checked = check(Tree({**starter_files(), **imported.files}))
    shown = b"".join(imported.files.values()).decode()

    assert imported.refusals == []
    assert shown.count("word") >= text.count("word")
    assert shown.count("слово") >= text.count("слово")
    for note in imported.notes:
        assert 1 <= note.at.line <= text.count("\n") + 1
    for fault in checked.faults:
        assert fault.path.startswith("courses/guide")


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "opening", ["[", "![", "[a](", "[a]: ", "<a ", "<!--", "{{", "{%", "$a", "``` `", "[[", "- ", "a|", "(", "a\n===\n"]
)
def test_openings_without_an_end_do_not_keep_the_import_busy(opening: str) -> None:
    """Each of them 256 KB long; the first ones took minutes before every search had a bound."""
    assert arrived({"p.md": (opening * (250_000 // len(opening))).encode()}).refusals == []
