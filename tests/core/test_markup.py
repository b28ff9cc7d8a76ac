"""Markdown becomes sanitised HTML: what our extensions make stays, everything else goes."""

import re

import pytest

from lms.core.markup import Targets, render, render_inline

TARGETS = Targets(
    link=lambda to: to if to.startswith(("http", "#", "/")) else None, picture=lambda to: f"/media/h/{to}" if "x" in to else None
)


def html(text: str, language: str = "en") -> str:
    return render(text, language, TARGETS).html


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("| a |\n|--:|\n| 1 |", '<td align="right">1</td>'),
        ("x[^1]\n\n[^1]: Note.", 'id="s-fn:1"'),
        ("> [!WARNING]\n> Hot", '<p class="admonition-title">Warning</p>'),
        ("```python\nprint(1)\n```", '<span class="nb">print</span>'),
        ('=== "A"\n\n    one\n\n=== "B"\n\n    two', 'class="tabbed-block"'),
        ('??? "More"\n\n    text', "<summary>More</summary>"),
        ("- [x] a", 'aria-label="done"'),
        ("Term\n:   Meaning", "<dd>Meaning</dd>"),
        ("## A heading", '<h2 id="s-a-heading">'),
        ("## Раздел", '<h2 id="s-раздел">'),
        (r"\(1 - t/T\)", "<math>"),
        (r"\[ \frac{a}{b} \]", '<math display="block">'),
        ('![Alt](x.svg "Caption")', "<figcaption>Caption</figcaption>"),
        ("==m== ++ctrl+c++", "<mark>m</mark>"),
    ],
)
def test_the_markdown_of_the_manual_is_rendered(source: str, expected: str) -> None:
    assert expected in html(source)


def test_callout_titles_speak_the_language_of_the_text() -> None:
    assert "Внимание" in html("> [!WARNING]\n> Горячо", "ru")


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[a](javascript:alert(1))", "![a](javascript:y)",
        "text {: onclick=alert(1) }", "# h {: style=x }", "<svg onload=alert(1)>", "[a](data:text/html,x)",
        r"\(\text{<script>x</script>}\)", "<math><mtext><script>x</script></mtext></math>",
    ],
)  # fmt: skip
def test_nothing_that_runs_comes_through(source: str) -> None:
    result = html(source)
    tags = re.findall(r"<[^>]*>", result)
    assert not any(re.search(r"script|javascript:|data:|\son\w+=|style=|<svg|<img.*src=", tag) for tag in tags)


def test_checks_become_marks_outside_code_only() -> None:
    rendered = render("::check a#b\n\n```\n::check c#d\n```\n", "en", TARGETS)
    assert rendered.checks == ("a#b",)
    assert "<!--check:a#b-->" in rendered.html
    assert "::check c#d" in rendered.html


def test_dead_links_pictures_and_formulas_are_told() -> None:
    rendered = render("[a](gone.md) ![](q.svg) " + r"\(\frac{1\)", "en", TARGETS)
    assert rendered.dead_links == ("gone.md",)
    assert rendered.dead_pictures == ("q.svg",)
    assert rendered.pictures_without_text == ("q.svg",)
    assert [source for source, _ in rendered.bad_formulas] == [r"\frac{1"]


def test_sections_are_listed_in_order() -> None:
    assert render("## A\n\n### B\n\n## C", "en", TARGETS).toc == (("s-a", "A", 2), ("s-b", "B", 3), ("s-c", "C", 2))


def test_one_line_is_rendered_without_its_paragraph() -> None:
    assert render_inline("a **b**", "en", TARGETS).html == "a <strong>b</strong>"
    assert render_inline("a\n\nb", "en", TARGETS).html.count("<p>") == 2


def test_no_class_of_ours_can_be_borrowed() -> None:
    assert "btn" not in html("[a](/x){: .btn .highlight }")


def test_no_reference_of_a_check_climbs_out_of_its_comment() -> None:
    assert html("::check --><img/src=x/onerror=alert(1)>") == "<!--check:--&gt;&lt;img/src=x/onerror=alert(1)&gt;-->"
