"""Canaries: every key and reason of every quiz carries a random word; no role reads one before the review rule allows it.

Run as `.venv/bin/python -m bench.canaries --responses 5000`. Everybody of the small world asks for every page, then learners sit exams and
send everything that can be sent; all answers, stored rows, mails and logs are searched. Then right and wrong answers are saved in turn, and
their times are compared. `--leak` plants the fault: questions carry their reasons, and saving a right answer takes a little longer.
"""

import argparse
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Any
from unittest import mock

from sqlalchemy import Row
from werkzeug.test import TestResponse

from lms.access import may
from lms.core.ids import PersonId
from lms.core.text import pick
from lms.publishing.library import quiz_of
from lms.publishing.source import sample_tree
from lms.quizzes.questions import mark
from lms.quizzes.questions.kind import Kind, LearnerQuestion
from lms.quizzes.rules import Answer, Question
from lms.quizzes.service import Outcome, Submission, answering
from tests.installation import sqlite_installation
from tests.security.canaries import Canaries, planted
from tests.security.sitters import Sitter, answer_of, harass, read_in
from tests.security.staging import staged
from tests.security.test_canaries import BY_RIGHT, crawl, of_exams, stored_words
from tests.security.walks import Scene

JSON = {"Accept": "application/json"}
SLOW = 0.002
BAR_PERCENT = 5
"""How far the medians of saving a right and a wrong answer may lie apart."""


def main() -> int:
    """Print what was read and how long saving took; 1 when a bar is broken."""
    arguments = _arguments()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        if arguments.leak:
            _leak(stack)
        tree, words = planted(sample_tree())
        scene = stack.enter_context(staged(stack.enter_context(sqlite_installation(folder, tree=tree))))
        asked, seen = responses(scene, words, arguments.responses)
        right, wrong = saves(scene, arguments.saves)
        stored = stored_words(scene, words)
    apart = 100 * abs(right - wrong) / wrong
    print(f"responses  {asked}, planted words {len(words)}, seen too early {len(seen)} in {sum(map(len, seen.values()))} places")
    print(f"stored     rows outside the content with a planted word: {sum(map(len, stored.values()))}")
    print(f"saving     right {1000 * right:.2f} ms, wrong {1000 * wrong:.2f} ms (median of {arguments.saves} each), {apart:.1f} % apart")
    for address, places in list(seen.items())[:5]:
        print(f"           {address}: {len(places)}")
    return int(bool(seen or stored or apart > BAR_PERCENT or asked < arguments.responses))


def responses(scene: Scene, words: Canaries, least: int) -> tuple[int, dict[str, set[str]]]:
    """How many answers of the server were searched, and the words that stood in them too early."""
    asked, seen = 0, dict[str, set[str]]()
    for visitor in scene.world.visitors.values():
        for endpoint, page in crawl(scene.world, visitor):
            asked += 1
            if endpoint in BY_RIGHT and may(visitor.actor, BY_RIGHT[endpoint]):
                continue
            found = read_in([page], words)
            seen |= of_exams(found, words) if endpoint == "quizzes.review" and page.status_code == 200 else found
    number = 0
    while asked < least:
        number += 1
        pages = sitting(scene, f"bench{number}")
        asked += len(pages)
        seen |= read_in(pages, words)
    return asked, seen


def sitting(scene: Scene, name: str) -> list[TestResponse]:
    """One learner's exam, with everything that can be asked and sent during it; the answers of the server."""
    sitter = Sitter(scene, name)
    sitter.start()
    harass(sitter)
    sitter.answer_all(rightly=False)
    sitter.get(f"{sitter.attempt}/result")
    return sitter.pages


def saves(scene: Scene, count: int) -> tuple[float, float]:
    """The median seconds of saving a right and a wrong answer, in turn, so that whatever slows the machine slows both."""
    sitter = Sitter(scene, "timed")
    sitter.start()
    number, question = next(iter(sitter.paper()))
    times: dict[bool, list[float]] = {True: [], False: []}
    for seq, rightly in enumerate(_turns(count), start=1):
        began = time.perf_counter()
        sitter.post(f"{sitter.attempt}/answers/{number}", JSON, **answer_of(question, rightly=rightly), seq=seq)
        times[rightly].append(time.perf_counter() - began)
    return median(times[True]), median(times[False])


def _turns(count: int) -> Iterator[bool]:
    """Right, wrong, wrong, right, ...: neither is always the one that comes after the other."""
    for turn in range(count):
        yield from (True, False) if turn % 2 else (False, True)


def _leak(stack: ExitStack) -> None:
    """The planted faults."""
    view, set_newer = Kind.view, answering._set_newer

    def telling(self: Kind, question: Question, language: str, order: Sequence[str]) -> LearnerQuestion:
        shown = view(self, question, language, order)
        return replace(shown, stem=shown.stem + pick(question.explanation or {"en": ""}, language))

    def slower(person: PersonId, row: Row[Any], submission: Submission, answer: Answer, now: datetime) -> Outcome:
        question = quiz_of(row.revision).question(row.question)
        if question is not None and mark(question, answer).full:
            time.sleep(SLOW)
        return set_newer(person, row, submission, answer, now)

    stack.enter_context(mock.patch.object(Kind, "view", telling))
    stack.enter_context(mock.patch.object(answering, "_set_newer", slower))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--responses", type=int, default=5000)
    parser.add_argument("--saves", type=int, default=300)
    parser.add_argument("--leak", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
