"""What a repaired question earns, and what an attempt is then worth: pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from lms.core.ids import Slug
from lms.quizzes.questions import mark
from lms.quizzes.rules import Answer, Grade, Mark, Quiz, RepairAction, grade


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A graded attempt: its marks by question in the order of the paper, and its result."""

    marks: Mapping[Slug, Mark]
    percent: int
    passed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the repairs make of an attempt. `kept`: the score alone would no longer pass, but nobody loses a pass."""

    marks: Mapping[Slug, Mark]
    changed: tuple[Slug, ...]
    percent: int
    passed: bool
    kept: bool


def repaired(
    before: Standing, answers: Mapping[Slug, Answer], pinned: Quiz, current: Quiz, *, may_lose: bool = False
) -> Outcome | None:  # fmt: skip
    """What the repairs of the `current` quiz make of an attempt on a `pinned` revision; `None` where they change nothing.

    A void question is worth nothing for everybody, an accepted one all that it is worth for everybody who met it, a re-keyed one what the
    saved answer earns by the current key. Repaired again, nothing changes.
    """
    marks = dict(before.marks)
    for repair in current.repairs:
        if repair.question in marks:
            marks[repair.question] = _mark(repair.action, repair.question, marks[repair.question], answers, current)
    changed = tuple(question for question, one in marks.items() if one != before.marks[question])
    result: Grade = grade(marks.values(), pinned.pass_percent)
    kept = before.passed and not result.passed and not may_lose
    passed = result.passed or kept
    if not changed and passed == before.passed:
        return None
    return Outcome(marks=marks, changed=changed, percent=result.percent, passed=passed, kept=kept)


def _mark(action: RepairAction, question: Slug, before: Mark, answers: Mapping[Slug, Answer], current: Quiz) -> Mark:
    if action is RepairAction.VOID:
        return Mark(before.earned, before.out_of, points=0)
    if action is RepairAction.ACCEPT_ALL:
        return Mark(before.out_of, before.out_of, before.points)
    asked = current.question(question)
    if asked is None:
        return before
    again = mark(asked, answers.get(question))
    return Mark(again.earned, again.out_of, before.points)
