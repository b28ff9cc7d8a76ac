"""Counts answers as they stream by: how often each came together with which mark and which total."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence

from lms.core.ids import Slug
from lms.quizzes.questions import KINDS, kind_of
from lms.quizzes.rules import Question, Quiz

UNIT = 232_792_560
"""Points are counted in this part of a point, which every number up to 20 divides: halves, thirds and sevenths stay whole numbers."""
BETWEEN, AFTER = ",", "\x1e"
"""What stands between marks, and between answers: neither can stand in an id or in JSON."""
BURST = 64
"""So many attempts with the same total are counted in one go."""
MOST_KEYS = 100_000
"""So many different written answers are kept apart before they are put into their classes: what bounds the memory."""

Cell = tuple[tuple[str, ...], int, int]
"""Classes of an answer, what it earned, and the total of the attempt, both in `UNIT`."""


def unread(quiz: Quiz) -> tuple[Slug, ...]:
    """The questions whose answers statistics do not read, only whether there is one: what was written for a marker."""
    return tuple(one.id for one in quiz.questions if one.type in KINDS and kind_of(one).by_hand)


class Tally:
    """How often each class of answers to each question came with which mark and which total.

    It holds no answer of a person: classes are ids of the file; whatever else somebody wrote is one class without a name.
    """

    def __init__(self, quiz: Quiz) -> None:
        self.questions = {str(question.id): question for question in quiz.questions if question.points}
        self.totals: Counter[int] = Counter()
        """How many attempts ended with which total."""
        self.cells: dict[Slug, Counter[Cell]] = {question.id: Counter() for question in self.questions.values()}
        self._waiting: dict[int, list[tuple[Sequence[str], str, str]]] = {}
        self._written: dict[int, Counter[tuple[str, str, str]]] = {}
        self._keys = 0
        self._known = {str(question.id): frozenset(_ids(question)) for question in quiz.questions}

    def add(self, total: int, questions: Sequence[str], earned: str, answers: str) -> None:
        """Count one attempt: its total in `UNIT`; of each question its id, what it earned (`1`, or `2/3` of its parts), with `BETWEEN`
        between them, and its answer as JSON, empty where there is none, with `AFTER` between them. What is not scored is left out.
        """
        self.totals[total] += 1
        waiting = self._waiting.setdefault(total, [])
        waiting.append((questions, earned, answers))
        if len(waiting) == BURST:
            self._count(total)

    def _count(self, total: int) -> None:
        """Count the attempts with one total that wait: together they meet the same few keys, which is what makes it quick."""
        written = self._written.setdefault(total, Counter())
        before = len(written)
        for questions, earned, answers in self._waiting.pop(total):
            written.update(zip(questions, earned.split(BETWEEN), answers.split(AFTER), strict=True))
        self._keys += len(written) - before
        if self._keys > MOST_KEYS:
            self._settle()

    def counted(self) -> dict[Slug, Counter[Cell]]:
        """All that was counted, by question."""
        for total in list(self._waiting):
            self._count(total)
        self._settle()
        return self.cells

    def _settle(self) -> None:
        """Put what was written into its classes."""
        read: dict[tuple[str, str, str], tuple[tuple[str, ...], int]] = {}
        for total, written in self._written.items():
            for key, number in written.items():
                if key[0] in self.questions:
                    if key not in read:
                        read[key] = self._read(*key)
                    self.cells[self.questions[key[0]].id][*read[key], total] += number
        self._written, self._keys = {}, 0

    def _read(self, question: str, earned: str, answer: str) -> tuple[tuple[str, ...], int]:
        asked = self.questions[question]
        parts, _, of = earned.partition("/")
        return self._classes(asked, answer), int(parts) * asked.points * UNIT // int(of or 1)

    def _classes(self, question: Question, answer: str) -> tuple[str, ...]:
        said = json.loads(answer) if answer else None
        if not said or question.type not in KINDS:
            return ()
        if kind_of(question).by_hand:
            return (OTHER,)
        found = kind_of(question).responses(question, tuple(said))
        known = self._known[question.id]
        return tuple(sorted({one if _named(one, known) else OTHER for one in found}))


OTHER = ""
"""The class of everything that the file does not name."""


def _ids(question: Question) -> Iterator[str]:
    for option in (*question.options, *question.choices):
        yield option.id
    for gap in question.gaps:
        yield gap.id
        yield from _ids(gap)


def _named(response: str, known: frozenset[str]) -> bool:
    """Whether a class is made of ids of the file; the left of a pair may be a place, a number."""
    left, sign, right = response.partition("=")
    return response in known or (bool(sign) and (left in known or left.isdecimal()) and (right in known))
