"""Links and pictures of the content become addresses of pages, or faults."""

import pytest

from lms.core.content.faults import Faults
from lms.core.content.passage import Passage
from lms.core.content.tree import Tree
from lms.publishing.rendering import Renderer
from tests.content.manual import manual_files

LESSON = "courses/first-steps/01-what-it-is.md"


def shown(text: str, path: str = LESSON, language: str = "en") -> tuple[str, list[str]]:
    """What a text becomes, and the codes of its faults."""
    faults = Faults()
    renderer = Renderer(Tree(manual_files()), faults)
    html = renderer(Passage(path, 1, language, text)).html
    renderer.finish()
    return html, [fault.code for fault in faults.found]


@pytest.mark.parametrize(
    ("target", "address"),
    [
        ("02-who-buys.md", "/courses/first-steps/who-buys"),
        ("02-who-buys.md#three-reasons", "/courses/first-steps/who-buys#s-three-reasons"),
        ("02-who-buys.ru.md", "/courses/first-steps/who-buys"),
        ("../first-steps/02-who-buys.md", "/courses/first-steps/who-buys"),
        ("course.md", "/courses/first-steps"),
        ("#here", "#s-here"),
        ("material:pitch", "/materials/pitch"),
        ("certification:basics", "/certifications/basics"),
        ("https://nimbus.example/a?b=c", "https://nimbus.example/a?b=c"),
        ("mailto:help@nimbus.example", "mailto:help@nimbus.example"),
    ],
)
def test_a_link_becomes_the_address_of_its_page(target: str, address: str):
    html, codes = shown(f"## Here {{#here}}\n\n[text]({target})")

    assert f'href="{address}"' in html
    assert codes == []


@pytest.mark.parametrize(
    "target",
    [
        "02-who-buys.md?x=1", "course.md#here", "99-nothing.md", "nothing/course.md", "//elsewhere.example/x", "/courses/first-steps",
        "data:text/html,x", "javascript:alert(1)", "JavaScript:alert(1)", "ftp://elsewhere.example/", "http:", "https://", "material:",
        "certification:../basics", "../../quizzes/basics.md", "../../certificates/programme.yaml", "media/nothing.svg", "file:///etc/passwd",
    ],
)  # fmt: skip
def test_a_link_that_leads_to_no_page_is_dead(target: str):
    assert shown(f"[text]({target})")[1] == ["LINK_DEAD"]


def test_a_picture_and_a_file_of_the_course_get_an_address_by_the_hash_of_their_bytes():
    html, codes = shown('![A rack](media/rack.svg "Rack")\n\n[The picture](media/rack.svg)')

    assert codes == []
    assert html.count('"/media/') == 2
    assert "/rack.svg" in html


def test_every_mention_of_a_dead_link_has_its_own_line():
    faults = Faults()
    Renderer(Tree(manual_files()), faults)(Passage(LESSON, 10, "en", "[a](x.md)\n\n[b](x.md)\n\n[c](y.md)"))

    assert [(fault.at.line, fault.at.column) for fault in faults.found] == [(10, 5), (12, 5), (14, 5)]


def test_code_may_show_headings_and_checks_without_being_one():
    _, codes = shown("## A\n\n```text\n# no title\n::check nothing#here\n```\n")
    assert codes == []


def test_a_piece_of_a_quiz_is_in_the_language_of_its_file():
    renderer = Renderer(Tree(manual_files()), Faults())
    callout = "> [!NOTE]\n> text"

    assert "Note" in renderer.piece(callout, "quizzes/basics.md", 1, inline=False)
    assert "Заметка" in renderer.piece(callout, "quizzes/basics.ru.md", 1, inline=False)
    assert renderer.piece("*a*", "quizzes/basics.md", 1, inline=True) == "<em>a</em>"
