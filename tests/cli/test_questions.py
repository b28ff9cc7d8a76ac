"""`lms import` of questions shows what would come in and writes nothing before a yes; `lms export` names what stays behind."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.test_authoring import academy, files, run

BANK = Path(__file__).parents[1] / "publishing" / "foreign" / "questions" / "bank.gift"
Run = Callable[..., tuple[int, str, str]]

__all__ = ["academy", "run"]


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """What is typed at the question."""
    return lambda text: monkeypatch.setattr("builtins.input", lambda _: text)


def test_a_preview_names_each_question_and_nothing_is_written_before_a_yes(academy, run, answer):
    before = files(academy)
    answer("no")
    code, out, _ = run("import", "gift", BANK, "--into", academy)

    assert code == 1
    assert files(academy) == before
    assert "+ spectrum " in out
    assert "  bank.gift:83: The brace { is not closed before the next empty line." in out
    assert "questions are left out." in out
    assert out.endswith("Nothing was written.\n")


def test_without_a_terminal_nobody_says_yes(academy, run, monkeypatch):
    before = files(academy)

    def nobody(_: str) -> str:
        raise EOFError

    monkeypatch.setattr("builtins.input", nobody)

    assert run("import", "gift", BANK, "--into", academy)[0] == 1
    assert files(academy) == before


def test_a_yes_writes_one_file_and_touches_no_other(academy, run, answer):
    before = files(academy)
    answer("yes")
    code, out, _ = run("import", "gift", BANK, "--into", academy, "--title", "Old bank")
    after = files(academy)

    assert code == 0
    assert after.keys() - before.keys() == {"quizzes/bank.md"}
    assert {path: after[path] for path in before} == before
    assert 'title: "Old bank"' in after["quizzes/bank.md"].decode()
    assert "quizzes/bank.md was written." in out


def test_what_came_in_goes_out_and_comes_in_as_the_same(academy, run, tmp_path):
    run("import", "gift", BANK, "--into", academy, "--quiz", "old", "--title", "Bank", "--yes")
    code, out, _ = run("export", "gift", "old", "--from", academy, "--to", tmp_path / "bank.gift")
    run("import", "gift", tmp_path / "bank.gift", "--into", academy, "--quiz", "new", "--title", "Bank", "--yes")

    assert code == 0
    assert "questions were written to" in out
    assert (academy / "quizzes/new.md").read_text() == (academy / "quizzes/old.md").read_text()
    assert run("export", "gift", "old", "--from", academy, "--to", tmp_path / "bank.gift")[0] == 1


def test_without_a_file_the_quiz_goes_to_the_terminal_and_the_notes_beside_it(academy, run):
    code, out, err = run("export", "gift", "welcome-exam", "--from", academy)

    assert code == 0
    assert "\n$CATEGORY: first-talk\n" in out
    assert "comment keeps it" not in out
    assert "waymark: type=" in out
    assert err == "" or "quizzes/welcome-exam.md:" in err


def test_an_exam_comes_in_with_all_that_an_exam_needs(academy, run):
    named = ("--kind", "exam", "--pass", "70", "--minutes", "20", "--objective", "first-talk", "--lesson", "welcome/first-talk")
    code, out, _ = run("import", "gift", BANK, "--into", academy, *named, "--yes")

    assert code == 0
    assert "passed with" not in out
    assert "kind: exam\npass: 70\nminutes: 20\n" in (academy / "quizzes/bank.md").read_text()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--quiz", "Über"), "is no id of a quiz"),
        (("--quiz", "welcome-exam"), "has a quiz “welcome-exam” already"),
        (("--pass", "101"), "--pass is a percent"),
        (("--minutes", "0"), "--pass is a percent"),
        (("--kind", "exam"), "An exam needs"),
        (("--objective", "none"), "has the objective “none”"),
        (("--lesson", "welcome/none"), "has no lesson “welcome/none”"),
    ],
)
def test_what_cannot_come_in_leaves_the_tree_alone(academy, run, arguments, sentence):
    before = files(academy)
    code, out, err = run("import", "gift", BANK, "--into", academy, *arguments, "--yes")

    assert code == 1
    assert sentence in out + err
    assert files(academy) == before


def test_a_bank_without_questions_and_a_missing_one_are_named(academy, run, tmp_path):
    (tmp_path / "words.gift").write_text("Only words.")
    before = files(academy)
    code, out, _ = run("import", "gift", tmp_path / "words.gift", "--into", academy, "--yes")
    gone = run("import", "gift", tmp_path / "gone.gift", "--into", academy)
    nowhere = run("import", "gift", BANK, "--into", tmp_path / "gone")

    assert code == gone[0] == nowhere[0] == 1
    assert out.endswith("No question could be brought in.\nNothing was written.\n")
    assert "There is no folder" in gone[2]
    assert "There is no folder" in nowhere[2]
    assert files(academy) == before


def test_pictures_come_along_and_never_replace_others(academy, run, tmp_path):
    source = tmp_path / "many"
    source.mkdir()
    (source / "a.md").write_text("## Which?\n\n![A plan](plan.svg)\n\n- [x] This\n- [ ] That\n")
    (source / "plan.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><rect width="5" height="5"/></svg>')
    code, out, _ = run("import", "checkbox", source, "--into", academy, "--yes")
    again, _, err = run("import", "checkbox", source, "--into", academy, "--quiz", "more", "--yes")

    assert code == 0
    assert "![A plan](media/plan.svg)" in (academy / "quizzes/many.md").read_text()
    assert "quizzes/media/plan.svg was written." in out
    assert "PICTURE" not in out
    assert again == 1
    assert "quizzes/media/plan.svg is there already" in err


def test_what_a_check_says_of_the_quiz_stands_in_the_preview(academy, run, answer, tmp_path):
    (tmp_path / "sums.gift").write_text("[markdown]What is \\\\(\\\\frac\\{1\\\\) ? {T}\n")
    answer("no")
    _, out, _ = run("import", "gift", tmp_path / "sums.gift", "--into", academy)

    assert "quizzes/sums.md:7:" in out
    assert "FORMULA_WRONG" in out
