"""The command line: what `lms check`, `lms publish` and `lms releases` print, and the exit codes that scripts rely on."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from lms import tables
from lms.app import create_app
from lms.cli import main
from lms.core.db import db
from lms.core.settings import Settings
from lms.releases import queries
from tests.content.manual import manual_files

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command line in English; answers the exit code, the output and the errors."""
    for name in ("LC_ALL", "LC_MESSAGES", "LMS_CONTENT", "LMS_SECRET", "LMS_DATABASE", "LMS_CONTENT_LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")

    def ran(*arguments: str) -> tuple[int, str, str]:
        code = main(list(arguments))
        out, err = capsys.readouterr()
        return code, out, err

    return ran


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The manual's tree on disk."""
    root = tmp_path / "content"
    for path, data in manual_files().items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)
    return root


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> Settings:
    """An installation on an empty database, named by the environment."""
    settings = Settings(secret="x" * 40, database=f"sqlite:///{tmp_path / 'waymark.db'}")
    monkeypatch.setenv("LMS_SECRET", settings.secret)
    monkeypatch.setenv("LMS_DATABASE", settings.database)
    with create_app(settings).app_context():
        tables.metadata.create_all(db.engine)
        db.engine.dispose()
    return settings


def current(settings: Settings) -> int | None:
    """The number of the release that is served."""
    with create_app(settings).app_context():
        return queries.current()


def break_lesson(folder: Path) -> None:
    """Take the title of a lesson away and make a warning besides."""
    lesson = folder / "courses/first-steps/01-what-it-is.md"
    lesson.write_text(lesson.read_text().replace("title: What the platform is\n", ""))


def test_a_good_tree_has_nothing_to_complain_about(run: Run, folder: Path):
    assert run("check", str(folder)) == (0, "0 errors.\n0 warnings.\n", "")


def test_a_fault_is_one_line_with_place_code_sentence_and_repair(run: Run, folder: Path):
    break_lesson(folder)
    code, out, _ = run("check", str(folder))

    assert code == 1
    assert out.startswith("courses/first-steps/01-what-it-is.md:2:1: KEY_MISSING The key “title” is missing; Add a line “title: ...”.\n")
    assert out.endswith("1 error.\n0 warnings.\n")


def test_warnings_stand_apart_and_do_not_fail(run: Run, folder: Path):
    (folder / "materials/pitch/draft.pdf").write_bytes(b"%PDF-")
    code, out, _ = run("check", str(folder))

    assert code == 0
    assert out.index("Warnings, which do not hinder publishing:") < out.index("materials/pitch/draft.pdf:1:1: FILE_UNLISTED")
    assert out.endswith("0 errors.\n1 warning.\n")


def test_json_holds_the_same_faults(run: Run, folder: Path):
    break_lesson(folder)
    code, out, _ = run("check", "--json", str(folder))
    answer = json.loads(out)

    assert code == 1
    assert (answer["errors"], answer["warnings"]) == (1, 0)
    assert answer["faults"] == [
        {
            "path": "courses/first-steps/01-what-it-is.md", "line": 2, "column": 1, "code": "KEY_MISSING", "warning": False,
            "message": "The key “title” is missing.", "repair": "Add a line “title: ...”.",
        }
    ]  # fmt: skip


def test_the_folder_comes_from_the_setting_when_none_is_named(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch):
    break_lesson(folder)
    monkeypatch.setenv("LMS_CONTENT", str(folder))
    assert run("check")[0] == 1
    monkeypatch.delenv("LMS_CONTENT")
    assert run("check")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("check", "/no/such/folder"), "/no/such/folder is not a folder"),
        (("publish",), "LMS_SECRET is not set."),
        (("releases",), "LMS_SECRET is not set."),
        (("nonsense",), "invalid choice: 'nonsense'"),
        ((), "required: command"),
        (("releases", "activate", "one"), "invalid int value"),
    ],
)
def test_a_wrong_call_is_told_in_a_sentence_and_exit_code_2(run: Run, arguments: tuple[str, ...], said: str):
    code, _, err = run(*arguments)

    assert code == 2
    assert said in err
    assert "Traceback" not in err


def test_a_wrong_setting_is_told_in_a_sentence(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LMS_CONTENT_LANGUAGE", "xx")
    code, _, err = run("check", str(folder))
    assert (code, err) == (2, "LMS_CONTENT_LANGUAGE must be one of en, ru.\n")


def test_a_database_without_tables_is_told_in_a_sentence(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LMS_SECRET", "x" * 40)
    monkeypatch.setenv("LMS_DATABASE", f"sqlite:///{tmp_path / 'none.db'}")
    code, _, err = run("releases")

    assert code == 1
    assert "no such table" in err
    assert "lms db upgrade" in err


def test_publish_shows_what_changes_and_serves_it(run: Run, folder: Path, installed: Settings):
    code, out, err = run("publish", "--yes", str(folder))

    assert (code, err) == (0, "")
    assert "+ course  first-steps  First steps\n" in out
    assert "+ picture  courses/first-steps/media/rack.svg\n" in out
    assert "0 people are learning in courses that change.\n" in out
    assert out.endswith("Release 1 is served now.\n")
    assert current(installed) == 1

    assert run("publish", str(folder)) == (0, "Nothing changes in what is served.\nRelease 1 is served now.\n", "")
    code, out, _ = run("releases")
    assert code == 0
    assert out.startswith("*    1  ")


@pytest.mark.parametrize(("answer", "code"), [("yes\n", 0), ("no\n", 1), ("", 1), ("да\n", 0)])
def test_publish_asks_before_it_serves(
    run: Run, folder: Path, installed: Settings, monkeypatch: pytest.MonkeyPatch, answer: str, code: int
):  # fmt: skip
    monkeypatch.setattr("sys.stdin", io.StringIO(answer))
    assert run("publish", str(folder))[0] == code
    assert (current(installed) == 1) == (code == 0)


def test_check_and_publish_compare_with_the_release_in_use(run: Run, folder: Path, installed: Settings):
    run("publish", "--yes", str(folder))
    quiz = folder / "quizzes/basics.md"
    was = quiz.read_text(encoding="utf-8")
    quiz.write_text(was.replace("The accountant", "Whoever drives a van"), encoding="utf-8")
    code, out, _ = run("check", str(folder))

    assert code == 1
    assert out.startswith("quizzes/basics.md:31:1: MEANING_CHANGED In the release “accountant” means something else: “The accountant”; ")
    assert run("publish", "--yes", str(folder))[:2] == (1, f"{out}Nothing was published.\n")
    assert current(installed) == 1

    quiz.write_text(was.replace("The accountant", "The accountants"), encoding="utf-8")
    code, out, _ = run("publish", "--yes", str(folder))
    assert code == 0
    assert "quizzes/basics.ru.md:19:1: TRANSLATION_STALE" in out
    assert current(installed) == 2


def test_check_needs_no_database(run: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    good = (0, "0 errors.\n0 warnings.\n", "")
    for database in (f"sqlite:///{tmp_path / 'none.db'}", "postgresql+psycopg://nobody@127.0.0.1:1/none", "nonsense"):
        monkeypatch.setenv("LMS_DATABASE", database)
        assert run("check", str(folder)) == good
    assert not (tmp_path / "none.db").exists()
    (tmp_path / "empty.db").touch()
    monkeypatch.setenv("LMS_DATABASE", f"sqlite:///{tmp_path / 'empty.db'}")
    assert run("check", str(folder)) == good


def test_a_broken_tree_is_not_published(run: Run, folder: Path, installed: Settings):
    run("publish", "--yes", str(folder))
    break_lesson(folder)
    code, out, _ = run("publish", "--yes", str(folder))

    assert code == 1
    assert out.endswith("Nothing was published.\n")
    assert current(installed) == 1


def test_going_back_to_a_release(run: Run, folder: Path, installed: Settings, monkeypatch: pytest.MonkeyPatch):
    assert run("releases") == (0, "Nothing has been published yet.\n", "")
    run("publish", "--yes", str(folder))
    lesson = folder / "courses/first-steps/02-who-buys.md"
    lesson.write_text(lesson.read_text().replace("The office grows.", "The office grows again."))
    assert "\n~ course  first-steps  First steps\n" in run("publish", "--yes", str(folder))[1]

    monkeypatch.setattr("sys.stdin", io.StringIO("no\n"))
    assert run("releases", "activate", "1")[0] == 1
    assert current(installed) == 2
    assert run("releases", "activate", "1", "--yes")[0] == 0
    assert current(installed) == 1
    assert run("releases", "activate", "9") == (1, "", "There is no release 9.\n")


def test_the_language_is_the_option_or_the_terminals(run: Run, monkeypatch: pytest.MonkeyPatch):
    from lms.cli.words import language_of

    assert run("--language", "ru", "check", "/no/such/folder")[0] == 2
    assert run("check", "--language", "de")[0] == 2
    assert language_of({"LANG": "ru_RU.UTF-8"}) == "ru"
    assert language_of({"LC_ALL": "en_GB", "LANG": "ru_RU"}) == "en"
    assert language_of({"LANG": "C"}) == "en"
    assert language_of({}) == "en"


def test_the_module_is_the_command():
    import subprocess
    import sys

    result = subprocess.run([sys.executable, "-m", "lms", "--help"], capture_output=True, text=True, check=False)
    assert result.returncode == 0
    for name in ("check", "publish", "releases"):
        assert name in result.stdout
