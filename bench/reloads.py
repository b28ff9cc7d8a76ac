"""Experiment R12: new content is published while attempts are open: questions edited, removed, keyed otherwise, a quiz renamed, one gone.

`python -m bench.reloads --database sqlite|postgres`; `--naive` is the control, which must break the bar: attempts are answered and marked
by the content of the day and not by the revision that they were drawn from.
"""

import argparse
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from bench.crash import paper_of, table
from bench.crashing.learners import Browser, GivenUpError, Journal, RefusedError, chosen, given
from bench.crashing.place import EXAM, Place, address_of, prepare
from bench.crashing.verdict import Figure, grade_differs, lost, read
from bench.crashing.workers import running
from lms.core import clock
from lms.core.content.tree import Tree
from lms.core.db import db, transaction
from lms.core.ids import PublicId, Slug
from lms.publishing.check import check
from lms.publishing.library import quiz_of
from lms.publishing.service import publish
from lms.publishing.source import sample_tree
from lms.quizzes.logbook import links_of
from lms.quizzes.models import Attempt
from lms.quizzes.queries import record_of
from lms.quizzes.replaying import Finding, verdict_on
from lms.quizzes.rules import Question, QuestionType

GONE = Slug("sf-practice")
WORKERS = 2
BOXES = (QuestionType.SINGLE, QuestionType.MULTIPLE, QuestionType.TRUE_FALSE)
Open = dict[PublicId, tuple[Browser, str, list[tuple[int, Question]]]]


def main() -> int:
    """Run the experiment, print its table; 1 when a bar is broken."""
    asked = options()
    with tempfile.TemporaryDirectory(prefix="waymark-reloads-") as name, address_of(asked.database, Path(name)) as address:
        place, journal = prepare(address, asked.attempts), Journal(Path(name) / "journal.jsonl")
        wrong: list[str] = []
        with running(place.settings, WORKERS, *(["--today"] if asked.naive else [])) as workers:
            before = sittings(place, workers.port, journal)
            finished = dict(list(before.items())[::4])
            answered(journal, before, (0, 10), wrong)
            submitted(journal, finished, wrong)
            grades = percents(place)
            republish(place)
            answered(journal, {one: sitting for one, sitting in before.items() if one not in finished}, (10, 20), wrong)
            submitted(journal, {one: sitting for one, sitting in before.items() if one not in finished}, wrong)
        figures = verdict(place, journal, grades, wrong)
        with place.app.app_context():
            db.engine.dispose()
    print(f"\nR12 on {asked.database}, {'naive (the control)' if asked.naive else 'as it is'}: {asked.attempts} attempts")
    for one in sorted(set(wrong))[:5]:
        print(one)
    print(table(figures))
    return 0 if all(figure.holds for figure in figures) else 1


def options() -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.reloads", description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--attempts", type=int, default=200, help="half of them of the exam, half of the practice that goes")
    parser.add_argument("--naive", action="store_true", help="the control: everything by today's content; must break the bar")
    return parser.parse_args()


def sittings(place: Place, port: int, journal: Journal) -> Open:
    """One attempt of each person: of the exam and of the practice in turn, with what can be ticked on its paper."""
    found: Open = {}
    for number, seat in enumerate(place.seats):
        browser, quiz = Browser(port, seat.cookie, journal), (EXAM, GONE)[number % 2]
        token = browser.token(f"/quizzes/{quiz}")
        _, location = browser.ask("POST", f"/quizzes/{quiz}/start", {"csrf_token": token}, 303)
        attempt = PublicId(location.rsplit("/", 1)[-1])
        journal.note("started", attempt=attempt, person=seat.person)
        paper = enumerate(given(paper_of(place), attempt), start=1)
        browser.close()
        found[attempt] = browser, token, [(position, question) for position, question in paper if question.type in BOXES]
    return found


def answered(journal: Journal, open_: Open, part: tuple[int, int], wrong: list[str]) -> None:
    """Everybody answers a part of the paper; every third answer is wrong."""
    for attempt, (browser, token, paper) in open_.items():
        for position, question in paper[slice(*part)]:
            values = chosen(question, right=bool(position % 3))
            form = {"csrf_token": token, "seq": 1, "answer": values}
            if _asked(browser, f"/attempts/{attempt}/answers/{position}", form, 200, wrong):
                journal.note("saved", attempt=attempt, position=position, seq=1, values=values)
        browser.close()


def submitted(journal: Journal, open_: Open, wrong: list[str]) -> None:
    """Everybody hands in."""
    for attempt, (browser, token, _) in open_.items():
        if _asked(browser, f"/attempts/{attempt}/submit", {"csrf_token": token}, 303, wrong):
            journal.note("submitted", attempt=attempt)
        browser.close()


def _asked(browser: Browser, path: str, form: Mapping[str, object], wanted: int, wrong: list[str]) -> bool:
    try:
        browser.ask("POST", path, form, wanted)
    except (RefusedError, GivenUpError) as fault:
        wrong.append(re.sub(r"/attempts/\w+", "/attempts/…", str(fault)))
        return False
    return True


def percents(place: Place) -> dict[PublicId, int]:
    """The grades that there are."""
    with place.app.app_context():
        rows = db.session.execute(sa.select(Attempt.public_id, Attempt.percent).where(Attempt.percent.is_not(None))).all()
        db.session.rollback()
    return {attempt: percent for attempt, percent in rows if percent is not None}


def republish(place: Place) -> None:
    """Publish the sample with another exam, and without the practice."""
    tree = changed(sample_tree())
    with place.app.app_context():
        checked = check(tree)
        with transaction():
            publish(checked, tree, None, clock.now())
        db.session.remove()


def changed(tree: Tree) -> Tree:
    """The tree with the exam renamed, its first question edited, its second keyed otherwise and its third removed; the practice is gone."""
    files = {path: data for path, data in tree.files.items() if not path.startswith(f"quizzes/{GONE}.")}
    for path in (f"quizzes/{EXAM}.md", f"quizzes/{EXAM}.ru.md"):
        head, *questions = re.split(r"(?m)^(?=## )", files[path].decode())
        head = re.sub(r"(?m)^title: (.*)$", r"title: \1 (2)", head, count=1)
        questions[0] = questions[0].replace(" {#", "! {#", 1)
        questions[1] = _keyed_otherwise(questions[1])
        del questions[2]
        files[path] = "".join([head, *questions]).encode()
    return Tree(files, tree.language)


def _keyed_otherwise(question: str) -> str:
    """Every single right option is wrong, and the first that was wrong is right."""
    if "[x]" not in question:
        return question
    return question.replace("[x]", "[-]").replace("[ ]", "[x]", 1).replace("[-]", "[ ]")


def verdict(place: Place, journal: Journal, grades: Mapping[PublicId, int], wrong: list[str]) -> list[Figure]:
    """What came of it."""
    told, _ = read(journal.path)
    after = percents(place)
    with place.app.app_context():
        attempts = {one.public_id: one for one in db.session.scalars(sa.select(Attempt).options(selectinload(Attempt.slots)))}
        differ = sum(grade_differs(attempts[one], facts) for one, facts in told.items() if facts.submitted)
        unsound = sum(verdict_on(record_of(one), links_of(one.id), quiz_of).finding is not Finding.SOUND for one in attempts.values())
        missing = sum(lost(attempts.get(one), facts) for one, facts in told.items())
        stuck = sum(one.state.is_open for one in attempts.values())
        db.session.rollback()
    return [
        Figure("attempts", len(attempts), least=len(place.seats)),
        Figure("answers acknowledged", sum(one.saved for one in told.values()), least=1),
        Figure("operations refused", len(wrong), most=0),
        Figure("stuck attempts", stuck, most=0),
        Figure("lost answers", missing, most=0),
        Figure("grades by another revision", differ, most=0),
        Figure("grades that changed afterwards", sum(after.get(one) != percent for one, percent in grades.items()), most=0),
        Figure("attempts whose log is not sound", unsound, most=0),
    ]


if __name__ == "__main__":
    raise SystemExit(main())
