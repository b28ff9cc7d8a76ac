"""The first page of the manual walks from an empty folder to a published lesson; here it is walked as it stands."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from lms import tables
from lms.app import create_app
from lms.cli import main
from lms.core.db import db
from lms.core.ids import Slug
from lms.core.settings import Settings
from lms.publishing.library import Library, library_of
from lms.releases.queries import current

MANUAL = Path(__file__).parents[2] / "docs" / "manual"
BLOCK = re.compile(r'^```(sh|markdown)(?: title="([^"]+)"( add)?)?\n(.*?)^```$', re.MULTILINE | re.DOTALL)
PAGES = ("first-course.md", "first-course.ru.md")
RUN = ("new", "check", "publish", "import")
"""Commands that end; the others serve, or ask for a password."""


def blocks(page: str) -> list[tuple[str, str, str, str]]:
    """What the page tells to type and to save: kind, file, whether it is added, text."""
    return BLOCK.findall((MANUAL / page).read_text(encoding="utf-8"))


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A desk of somebody who has Waymark, an empty database and a folder of old texts."""
    monkeypatch.chdir(tmp_path)
    settings = Settings(secret="x" * 40, database=f"sqlite:///{tmp_path / 'academy.db'}")
    monkeypatch.delenv("LMS_CONTENT_LANGUAGE", raising=False)
    monkeypatch.setenv("LMS_SECRET", settings.secret)
    monkeypatch.setenv("LMS_DATABASE", settings.database)
    (tmp_path / "my-texts").mkdir()
    (tmp_path / "my-texts" / "old.md").write_text("# Old\n\nA text.\n", encoding="utf-8")
    with create_app(settings, testing=True).app_context():
        tables.metadata.create_all(db.engine)
        yield tmp_path
        db.session.remove()
        db.engine.dispose()


def walk(page: str, desk: Path) -> None:
    """Do what the page says, line by line."""
    for kind, file, added, text in blocks(page):
        if kind == "markdown":
            path = desk / file
            before = path.read_text(encoding="utf-8") + "\n" if added else ""
            path.write_text(before + text, encoding="utf-8")
            continue
        for line in text.splitlines():
            program, command, *rest = shlex.split(line)
            if program == "lms" and command in RUN:
                assert main([command, *rest, *(["--yes"] if command == "publish" else [])]) == 0, line


@pytest.mark.parametrize("page", PAGES)
def test_the_walk_ends_at_a_published_lesson(page: str, desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    walk(page, desk)
    library: Library = library_of(current())
    course = library.catalogue.courses[Slug("welcome")]

    assert [lesson.id for lesson in course.lessons] == ["what-we-sell", "first-talk", "prices"]
    assert course.lessons[-1].title == {"en": "What it costs", "ru": "Сколько это стоит"}
    assert len(library.quizzes.quizzes[Slug("welcome-exam")].questions) == 5
    assert (desk / "academy" / "courses" / "my-texts" / "01-old.md").exists()


def test_both_languages_tell_the_same_steps() -> None:
    english, russian = (blocks(page) for page in PAGES)

    assert english == russian


def test_the_fault_that_the_page_shows_is_the_one_that_comes(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    walk(PAGES[0], desk)
    lesson = desk / "academy" / "courses" / "welcome" / "03-prices.md"
    lesson.write_text(lesson.read_text(encoding="utf-8").replace("(02-first-talk.md)", "(02-first-tlak.md)"), encoding="utf-8")
    for page, language in zip(PAGES, ("en", "ru"), strict=True):
        capsys.readouterr()
        assert main(["check", "academy", "--language", language]) == 1
        shown = re.search(r"^    (courses/.*); \.\.\.$", (MANUAL / page).read_text(encoding="utf-8"), re.MULTILINE)
        assert shown is not None
        assert shown[1] in capsys.readouterr().out.replace("\xa0", " ")
