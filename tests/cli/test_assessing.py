"""What `lms simulate` and `lms check --stats` print, and their exit codes."""

import re

from lms.app import create_app
from lms.cli import main
from lms.core import clock
from lms.core.db import db, transaction
from lms.core.ids import Slug
from lms.core.settings import Settings
from lms.publishing.library import library_of
from lms.quizzes.rules import QuestionType
from lms.releases.queries import current
from tests.cli.test_content import Run, folder, installed, run
from tests.quizzes.sat import sat

__all__ = ["folder", "installed", "run"]


def test_a_simulation_tells_what_learners_would_meet(run: Run) -> None:
    code, out, _ = run("simulate", "sf", "-n", "20", "--seed", "7")
    assert code == 0
    assert "20 learners drew 60 papers of 20 questions from a pool of " in out
    assert "Every quota was met on every paper." in out
    assert "Questions that exclude each other never met." in out
    assert re.search(r"share [\d.]+% of their questions on average, \d+ of 20 at most", out)
    assert "A blind guess passes with " in out
    assert run("simulate", "sf", "-n", "20", "--seed", "7")[1] == out


def test_what_cannot_be_simulated_is_told(run: Run) -> None:
    for wanted in ("no-such", "cloud-for-sellers-checks"):
        code, _, errors = run("simulate", wanted)
        assert (code, "There is no exam and no practice quiz" in errors) == (1, True)
    assert run("simulate", "sf", "-n", "0")[0] == 2


def test_statistics_stand_at_the_line_of_each_question(run: Run, installed: Settings) -> None:
    assert run("publish", "--yes")[0] == 0
    assert run("check", "--stats")[1] == "Nobody has sat a quiz of this tree yet.\n"
    with create_app(installed).app_context():
        library = library_of(current())
        quiz, revision = library.quizzes.quizzes[Slug("ta")], library.quizzes.revisions[Slug("ta")]
        asked = [one for one in quiz.questions if one.type is QuestionType.SINGLE][:2]
        from lms.accounts import service as accounts

        with transaction():
            for number in range(20):
                person, _ = accounts.create_person(accounts.NewPerson(email=f"p{number}@vector.example", name="Somebody"), clock.now())
                right = [[one.id for one in question.options if one.right is (number % 2 == 0)][:1] for question in asked]
                sat(quiz, revision, person.id, dict(zip([str(one.id) for one in asked], right, strict=True)))
        db.session.remove()
        db.engine.dispose()
    code, out, _ = run("check", "--stats")
    lines = out.splitlines()
    assert code == 0
    assert lines[0] == "quizzes/ta.md:1: ta n=20 mean=50.0% deviation=51.3% consistency=100.0% error=0.0%"
    assert re.fullmatch(rf"quizzes/ta\.md:\d+: ta#{asked[0].id} n=20 facility=50\.0% discrimination=100\.0% dead option", lines[1])
    assert re.fullmatch(r"quizzes/ta\.md:\d+: ta#\S+ n=0 not enough data", lines[3])
    assert "Somebody" not in out


def test_statistics_need_the_database(run: Run, monkeypatch: object) -> None:
    assert main(["check", "--stats"]) == 2
