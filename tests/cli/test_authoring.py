"""`lms new` and `lms import`: a tree that is valid from the first minute, and a folder that comes in whole or not at all."""

from collections.abc import Callable
from pathlib import Path

import pytest

from lms.cli import main
from lms.core.content.tree import read_tree
from lms.publishing.check import check

GUIDE = Path(__file__).parents[1] / "publishing" / "foreign" / "guide"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command line in English; answers the exit code, the output and the errors."""
    monkeypatch.delenv("LMS_CONTENT_LANGUAGE", raising=False)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def ran(*arguments: object) -> tuple[int, str, str]:
        code = main([str(argument) for argument in arguments])
        return code, *capsys.readouterr()

    return ran


@pytest.fixture
def academy(tmp_path: Path, run: Run) -> Path:
    """A tree just made."""
    run("new", tmp_path / "academy")
    return tmp_path / "academy"


def files(folder: Path) -> dict[str, bytes]:
    """Everything in a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_new_tree_has_the_whole_chain_and_no_fault(academy):
    checked = check(read_tree(academy, "en"))

    assert checked.faults == ()
    assert checked.library is not None
    library = checked.library
    assert (len(library.catalogue.courses), len(library.catalogue.paths), len(library.quizzes.quizzes)) == (1, 1, 1)
    assert (len(library.certifications.items), len(library.materials.items)) == (1, 1)


def test_a_new_tree_never_lands_among_other_files(tmp_path, run):
    (tmp_path / "mine.txt").write_text("mine")
    (tmp_path / "file").write_text("a file")

    for place in (tmp_path, tmp_path / "file"):
        code, _, err = run("new", place)
        assert code == 1
        assert "is not empty" in err
    assert sorted(files(tmp_path)) == ["file", "mine.txt"]


def test_a_folder_comes_in_as_a_course_and_says_what_changed(academy, run):
    before = files(academy)
    code, out, _ = run("import", "markdown", GUIDE, "--into", academy, "--title", "Guide")
    after = files(academy)

    assert code == 0
    assert {path: after[path] for path in before} == before
    assert all(path.startswith("courses/guide/") for path in after.keys() - before.keys())
    assert 'title: "Guide"' in after["courses/guide/course.md"].decode()
    assert "10-Prices.md:24: HTML is kept as text." in out
    assert "4 pages came in as lessons of the course guide." in out
    assert "finds 0 errors" in out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--course", "Über"), "is no id of a course"),
        (("--course", "paths"), "is no id of a course"),
        (("--course", "welcome"), "has a course “welcome” already"),
        (("--order", "none.txt"), "There is no such list"),
    ],
)
def test_what_cannot_come_in_leaves_the_tree_alone(academy, run, arguments, sentence):
    before = files(academy)
    code, out, err = run("import", "markdown", GUIDE, "--into", academy, *arguments)

    assert code == 1
    assert sentence in out + err
    assert files(academy) == before


def test_one_unreadable_page_keeps_the_whole_folder_out(academy, run, tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    (source / "good.md").write_text("# Good")
    (source / "bad.md").write_bytes(b"# Bad\n\xff")
    before = files(academy)
    code, out, _ = run("import", "markdown", source, "--into", academy)

    assert code == 1
    assert out.splitlines() == ["bad.md:2: The file is not UTF-8 text.", "Nothing was written."]
    assert files(academy) == before


def test_hidden_files_and_links_stay_outside(academy, run, tmp_path):
    source = tmp_path / "source"
    (source / ".git").mkdir(parents=True)
    (source / ".git" / "note.md").write_text("# Hidden")
    (source / "page.md").write_text("# Page\n\n![A secret](secret.png)")
    (tmp_path / "secret.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (source / "secret.png").symlink_to(tmp_path / "secret.png")
    run("import", "markdown", source, "--into", academy)

    assert sorted(path.name for path in (academy / "courses" / "source").rglob("*")) == ["01-page.md", "course.md"]


def test_a_folder_that_is_missing_is_named(academy, run, tmp_path):
    code, _, err = run("import", "markdown", tmp_path / "gone", "--into", academy)

    assert code == 1
    assert "There is no folder" in err
