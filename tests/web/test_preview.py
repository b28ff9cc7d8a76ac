"""The preview of an author: a lesson as a chosen learner meets it, its faults beside it, and nothing of the academy's doors."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from lms.app import create_preview
from lms.publishing.watching import Watched
from lms.web.headers import PAGE_POLICY
from tests.content.manual import manual_files

LESSON = "courses/first-steps/01-what-it-is.md"
PAGE = "/courses/first-steps/what-it-is"
Write = Callable[[str, str], None]


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    """The manual's tree on disk, read once."""
    for path, data in manual_files().items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    return Watched(tmp_path, "en")


@pytest.fixture
def author(watched: Watched) -> FlaskClient:
    """A browser at the preview."""
    return create_preview(watched).test_client()


@pytest.fixture
def write(watched: Watched) -> Write:
    """Put a text into a file behind what stands there (or instead of it), and let it be noticed."""

    def written(text: str, instead_of: str = "") -> None:
        file = watched.folder / LESSON
        before = file.read_text()
        assert instead_of in before
        file.write_text(before.replace(instead_of, text, 1) if instead_of else before + text)
        watched.look()

    return written


def test_a_sound_tree_says_so_and_leads_to_every_lesson(author: FlaskClient):
    page = author.get("/").text

    assert "Ready to be published" in page
    assert f'href="{PAGE}"' in page
    assert page.count("<h1>") == 1


def test_a_fault_stands_with_its_lines_on_the_page_of_the_tree_and_beside_the_lesson(author: FlaskClient, write: Write):
    write("\n[dead](nowhere.md)\n")

    tree, lesson = author.get("/").text, author.get(PAGE).text
    for page in (tree, lesson):
        assert "<mark>nowhere.md)</mark>" in page
        assert "The link “nowhere.md” leads nowhere." in page
    assert "Not to be published: 1 error" in tree
    assert "1 problem here" in lesson


def test_a_lesson_is_the_page_that_learners_get_with_its_pictures(author: FlaskClient, watched: Watched):
    page = author.get(PAGE).text
    picture = next(part for part in page.split('"') if part.startswith("/media/"))
    answer = author.get(picture)

    assert "What the platform is" in page
    assert answer.data == watched.tree.files["courses/first-steps/media/rack.svg"]
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_a_lesson_that_cannot_be_read_any_more_is_shown_as_it_was(author: FlaskClient, write: Write):
    write("--", "---")

    page = author.get(PAGE).text
    assert "This is how the lesson looked when it could." in page
    assert "The file does not begin with front matter." in page
    assert "What the platform is" in page


def test_a_lesson_that_never_could_be_read_is_its_faults(watched: Watched, write: Write):
    write("--", "---")
    author = create_preview(Watched(watched.folder, "en")).test_client()

    page = author.get(PAGE)
    assert page.status_code == 200
    assert "This lesson cannot be read yet" in page.text
    assert "FRONT_MATTER_MISSING" in page.text
    assert author.get("/courses/first-steps/nowhere").status_code == 404


def test_a_check_whose_question_is_lost_leaves_the_lesson_readable(author: FlaskClient, watched: Watched):
    assert "Check yourself" in author.get(PAGE).text
    for file in (watched.folder / "quizzes").glob("*.md"):
        file.write_text("broken")
    watched.look()

    page = author.get(PAGE).text
    assert "A check stands here. It cannot be shown: see the faults." in page


def test_every_file_broken_is_still_a_page(author: FlaskClient, watched: Watched):
    for file in watched.folder.rglob("*.*"):
        file.write_bytes(b"\xff[" * 50)
    watched.look()

    assert author.get("/").status_code == author.get(PAGE).status_code == 200


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ("track=sales&tier=&type=reseller", "is locked:"),
        ("track=sales&tier=gold&type=reseller&product=cloud&product=backup", "On the path"),
        ("track=technical&tier=nonsense&type=nonsense&product=nonsense", "How this learner meets it"),
    ],
)
def test_the_chosen_learner_decides_what_is_open(author: FlaskClient, write: Write, chosen: str, said: str):
    write("\n[The pitch](material:pitch)\n")
    author.get(f"/preview/learner?{chosen}&chosen=1&next={PAGE}")

    assert said in author.get(PAGE).text


def test_a_partner_that_sells_nothing_of_a_course_does_not_meet_it(author: FlaskClient):
    author.get("/preview/learner?track=sales&chosen=1&product=compute")
    seen = author.get(PAGE).text
    author.get("/preview/learner?track=sales&chosen=1")

    assert "the partner sells none of the products" not in seen
    assert "the partner sells none of the products" in author.get(PAGE).text


def test_language_and_theme_are_switched_as_everywhere(author: FlaskClient):
    author.post("/preferences/language", data={"language": "ru", "next": PAGE})
    author.post("/preferences/theme", data={"theme": "dark", "next": "//elsewhere.example"})
    page = author.get(PAGE).text

    assert '<html lang="ru" data-theme="dark">' in page
    assert "Как урок видит этот ученик" in page


def test_a_check_is_answered_and_the_way_goes_on(author: FlaskClient):
    page = author.get(PAGE).text
    address = next(part for part in page.split('"') if "/checks/" in part).partition("#")[0]

    assert "Choose an answer first." in author.post(address).text
    assert author.post(f"{PAGE}/done").headers["Location"].endswith("/courses/first-steps/who-buys")
    assert author.post("/courses/first-steps/who-buys/done").headers["Location"] == "/"
    assert author.post(f"{PAGE}/place").status_code == 204


def test_who_asks_for_changes_is_answered_when_there_is_one(author: FlaskClient, write: Write):
    waiting = threading.Timer(0.2, write, ("\nMore.\n",))
    waiting.start()
    answer = author.get("/preview/changes?since=1")
    waiting.join()

    assert answer.text == "2"


@pytest.mark.parametrize("address", ["/materials/pitch", "/home", "/portfolio", "/preview/elsewhere", "/media/x/y.svg"])
def test_what_needs_people_and_a_database_is_not_here(author: FlaskClient, address: str):
    answer = author.get(address)

    assert answer.status_code == 404
    assert "Not in the preview" in answer.text


def test_the_preview_answers_with_the_policy_of_the_academy_and_under_its_own_name_only(author: FlaskClient):
    assert author.get("/").headers["Content-Security-Policy"] == PAGE_POLICY
    assert author.get("/", headers={"Host": "elsewhere.example"}).status_code == 400


def test_the_academy_has_no_door_of_the_preview(app):  # type: ignore[no-untyped-def]  # the fixture of conftest
    assert [rule.rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("preview.")] == []
