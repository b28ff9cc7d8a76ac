"""Foreign texts become Markdown that shows the same letters, and nothing in them is taken for a part of a quiz."""

import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.core.markup.render import Targets, render
from lms.core.text import Message
from lms.publishing.imports.escaping import code, escaped, fenced, harmless
from lms.publishing.imports.ids import told
from lms.publishing.imports.stems import headed
from lms.publishing.imports.wording import Wording, markdown_of

ANY = Targets(lambda target: target, lambda target: target)
SPLINTERS = [
    "a", "Ж", "1", " ", "\n", "1. ", "- ", "+ ", "* ", "#", "## ", "`", "``", "**", "_", "__", "[", "]", "(", ")", "{", "}",
    "<b>", "&lt;", "&", "$", "\\", "\\(", "==", "++", "~~", "!", "|", ":", "::check a#b", "x^2", "> ", "<http://a.b>", "{#a}",
    "[^1]", "=", "---", "???", "!!!", "*[x]: y", "![x](y)", "- [x] a {#b}",
]  # fmt: skip


def shown(markdown: str) -> str:
    """What a reader reads."""
    return " ".join(html.unescape(re.sub(r"<[^<>]*>", "", render(markdown, "en", ANY).html)).split())


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(SPLINTERS), max_size=9).map("".join))
def test_plain_text_reads_as_it_was_written(text):
    assert shown(escaped(text, formulas=False)) == " ".join(text.split())


@pytest.mark.parametrize(
    ("source", "markdown"),
    [
        ("a <b>bold </b>and <i>x</i><i>y</i>", "a **bold** and *xy*"),
        ("<p>One<br>two</p><p>3 &lt; 4</p>", "One  \ntwo\n\n3 &lt; 4"),
        ("<ol><li>one<li>two<ul><li>deep</ul></ol>", "1. one\n1. two\n\n    - deep"),
        ("<pre>a\n  b</pre><pre> </pre>c", "```\na\n  b\n```\n\nc"),
        ("x<sup>2</sup>, y<sub>1</sub>, z<sup>ab</sup>, <sub>q</sub>", "x², y₁, z^ab, q"),
        ("<blockquote>a<p>b</blockquote>", "> a\n>\n> b"),
        ("<table><tr><th>a<th>b|c<tr><td>1</table><table></table>", "| a | b\\|c |\n|---|---|\n| 1 |  |"),
        ("<h2>Title</h2><hr>text", "**Title**\n\n* * *\n\ntext"),
        ("<code>a`b</code><code></code> <mark>m</mark>", "``a`b`` ==m=="),
        ("<b><b>x</b></b><b></b>", "**x**"),
        ("<a href='https://a.b/c(d)'>t</a> <a href='x'></a><a>u</a>", "[t](<https://a.b/c(d)>) u"),
        ("<img alt='A map' src='p/map.png?x=1'><img>", "A map (`map.png`)"),
        ("a<!-- never --> b <!-- open", "a b &lt;!-- open"),
        ("\\(x^2\\) and $$y$$ and $z$", "\\(x^2\\) and \\(y\\) and \\$z\\$"),
        ("</p>a</b></i>", "a"),
        ("<div>" * 40 + "deep" + "</div>" * 40, "deep"),
        ("<dl><dt>a<dd>b</dl>", "a\n\nb"),
    ],
)
def test_html_is_read_by_what_it_means(source, markdown):
    assert markdown_of(source, Wording.HTML, lambda _: None) == markdown


@pytest.mark.parametrize(
    ("source", "notes"),
    [
        ("<script>a</script><script>b</script>c", ["The HTML tag “%(tag)s” is left out."]),
        ("<style>a", ["The HTML tag “%(tag)s” is left out."]),
        ("<s>a</s>", ["The HTML tag “%(tag)s” is left out."]),
        ("<a href='javascript:a'>b</a>", ["A link to a page that does not come along is kept as text."]),
        ("<img src=a>", ["A picture does not come along; its words and its name are kept as text."]),
        ("<span style='color:red'>a</span>", []),
    ],
)
def test_what_html_loses_is_noted(source, notes):
    told: list[Message] = []
    markdown_of(source, Wording.HTML, told.append)

    assert [one.msgid for one in told] == notes


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("# One\n## Two\n### Three\n#", "### One\n### Two\n### Three\n\\#"),
        ("text\n---\n| a |\n---\n\n---", "text\n\n| a |\n---\n\n---"),
        ("- [x] ticked", "- &#91;x] ticked"),
        ("- item {#id}", "- item \\{#id\\}"),
        ("::check a#b", "&#58;:check a#b"),
        ("    > below", "> below"),
        ("```\n- [x] a {#b}", "```\n- [x] a {#b}\n```"),
        ("~~~~\n```\n~~~\n~~~~\n# a", "~~~~\n```\n~~~\n~~~~\n### a"),
    ],
)
def test_nothing_foreign_reads_as_a_part_of_a_quiz(source, written):
    assert harmless(source) == written


@pytest.mark.parametrize(
    ("stem", "heading", "body"),
    [
        ("One", "One", ""),
        ("One\ntwo\n\nthree", "One two", "three"),
        ("One  \ntwo", "One", "two"),
        ("One\n- a\n- b", "One", "- a\n- b"),
        ("- a\n- b", "Name", "- a\n- b"),
        ("```\na\n```", "Name", "```\na\n```"),
        ("### One", "One", ""),
    ],
)
def test_the_first_line_is_the_heading_and_blocks_stand_below(stem, heading, body):
    assert headed(stem, "Name") == (heading, body)


def test_code_keeps_its_backticks():
    assert code("a`b") == "``a`b``"
    assert code("`") == "`` ` ``"
    assert fenced("a\n```\nb") == "````\na\n```\nb\n````"


def test_a_formula_among_words_is_one_of_the_line_and_alone_it_stands_alone():
    assert escaped("It is \\[y\\].\n$$y$$\nSo") == "It is \\(y\\).\n\\[y\\]\nSo"


def test_a_missing_word_is_told_in_the_list_of_what_comes_in():
    assert told("Two plus \\____\\_ equals four.") == "Two plus … equals four."
